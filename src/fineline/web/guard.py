"""Who may ask what: the door in front of every route.

A page of another site must not reach a server on this machine, by its own name (DNS rebinding) or by a form: the Host
header, the origin and the fetch metadata of every request are looked at. Off the loopback a token is asked for.
"""

from __future__ import annotations

import hmac
import json
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 256 * 1024
"""Bytes of a request: a state is some hundred, a comparison some thousand."""
MOST_DIGITS = 9
"""Digits of a length that are read: Python refuses to read thousands of them."""
COOKIE = "fineline_token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere. Styles within the page are let in: charts and the diagram set them on their marks."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
LOG = logging.getLogger("fineline.web")


@dataclass(frozen=True, slots=True)
class Door:
    """What the server lets in.

    Attributes:
        hosts: values of the Host header, without the port; every name where the server is bound off the loopback.
        token: what must be shown; None where nothing is asked for.
    """

    hosts: frozenset[str]
    token: str | None = None


def refusal(status: int, *, expected: str, found: str, where: str, remedy: str) -> JSONResponse:
    """A fault as JSON, the fields of every fault of Fineline."""
    fault = {"expected": expected, "found": found, "where": where, "remedy": remedy}
    return JSONResponse({"error": fault}, status_code=status)


class Guard:
    """Checks a request, bounds its body, adds the headers, and writes one line of JSON to the log."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        """Stand before an application."""
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI asks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        body = _Body(receive)

        async def sending(message: Message) -> None:
            nonlocal status
            if body.too_large:  # whatever the application makes of half a body is not sent
                return
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await (self._refused(scope) or self.app)(scope, body.receive, sending)
            if body.too_large:
                body.too_large = False
                await _too_large()(scope, receive, sending)
        finally:
            _log(scope, status or 500, began)  # where nothing was sent, what stands outside answers 500

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._known(host):
            return refusal(
                421,
                expected=f"one of {', '.join(sorted(self.door.hosts))}" if self.door.hosts else "a name or an address",
                found=host,
                where="Host",
                remedy="open that",
            )
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if (origin is not None and (_parts(origin).netloc or None) != host) or site not in {"same-origin", "none"}:
            return refusal(
                403,
                expected="a request of the page itself",
                found=f"origin {origin}, {site}",
                where="Origin, Sec-Fetch-Site",
                remedy="open the page at its own address",
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > MOST_DIGITS or int(length) > LARGEST_BODY:
            return _too_large()
        return self._without_token(scope, headers)

    def _known(self, host: str) -> bool:
        """Whether a Host header names this server; off the loopback, whether it names anything."""
        name = _parts(f"//{host}").hostname if host.isprintable() and not set(host) & set("/@") else None
        return name in self.door.hosts if self.door.hosts else name is not None or not host

    def _without_token(self, scope: Scope, headers: Headers) -> Response | None:
        if self.door.token is None:
            return None
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        shown = [headers.get("authorization", "").removeprefix("Bearer "), cookie]
        if any(hmac.compare_digest(one.encode(), self.door.token.encode()) for one in shown):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["method"] == "GET" and hmac.compare_digest(given.encode(), self.door.token.encode()):
            answer = RedirectResponse(scope["path"], status_code=303)
            answer.set_cookie(COOKIE, self.door.token, httponly=True, samesite="strict")
            return answer
        return refusal(
            401,
            expected="the token that the server printed",
            found="none, or another",
            where="Authorization",
            remedy="open the address with ?token=..., or send Authorization: Bearer ...",
        )


def _parts(address: str) -> SplitResult:
    """An address in its parts; no parts of what is none, such as a bracket that is never closed."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _log(scope: Scope, status: int, began: float) -> None:
    """One line of JSON for a request, without its query, which may hold the token."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "ms": round(1e3 * (time.perf_counter() - began), 1),
    }
    LOG.info(json.dumps(line))


def _too_large() -> JSONResponse:
    return refusal(
        413,
        expected=f"a body of at most {LARGEST_BODY} bytes",
        found="more",
        where="body",
        remedy="ask for less at once",
    )


class _Body:
    """The body of a request, counted as it comes; past the bound it ends."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._seen, self.too_large = receive, 0, False

    async def receive(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > LARGEST_BODY:
            self.too_large = True
            return {"type": "http.disconnect"}
        return message
