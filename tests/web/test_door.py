"""The door: who is let in, what leads out of the page, and what the log and the reader are told of a failure."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import anyio
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message

from fineline.products.live import Live
from fineline.web.app import STATIC, application
from fineline.web.guard import COOKIE, HEADERS, LARGEST_BODY, LOG, Door
from fineline.web.library import Library
from fineline.web.studio import Studio

from .conftest import DOOR, SITE

CASE = "/api/cases/ukraine"
TOKEN = "s3cret"
WITH_TOKEN = Door(hosts=frozenset(), token=TOKEN)


@pytest.fixture(scope="module", name="empty")
def without_a_case() -> Studio:
    """A case that is ready and holds nothing: the door asks nothing of it."""
    studio = Studio("ukraine", lambda _: Library(cast("Live", None)))
    studio.start()
    studio.wait()
    return studio


@pytest.fixture(scope="module", name="visitor")
def from_the_page(empty: Studio) -> Iterator[TestClient]:
    with TestClient(application(empty, DOOR), base_url=SITE) as visitor:
        yield visitor


@pytest.fixture(scope="module", name="stranger")
def from_another_machine(empty: Studio) -> Iterator[TestClient]:
    with TestClient(application(empty, WITH_TOKEN), base_url=SITE, raise_server_exceptions=False) as stranger:
        yield stranger


def got(app: FastAPI, path: str) -> tuple[int, bytes]:
    """Status and body of a path that no client has tidied up, as the application is given it by the server."""
    sent: list[Message] = []

    async def receive() -> Message:
        await anyio.sleep_forever()  # the client stays, and has nothing more to say
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8000")],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    anyio.run(app, scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


OUTSIDE = (
    "/static/../app.py",
    "/static/../../errors.py",
    "/static/./../app.py",
    "/static//../app.py",
    "/static/x/../../app.py",
    f"/static/{STATIC}/../app.py",
    "/static/../static/../app.py",
    "/static/..\\app.py",
    "/../app.py",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_as_the_server_gives_it_leads_out_of_the_page(empty: Studio, path: str) -> None:
    app = application(empty, DOOR)
    assert got(app, "/static/app.js")[0] == got(app, "/static/x/../app.js")[0] == 200  # the mount is reached
    status, body = got(app, path)
    assert status == 404
    assert b"import" not in body


@pytest.mark.parametrize("path", ["/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/static/..%2fapp.py"])
def test_no_path_in_disguise_leads_out_of_the_page(
    visitor: TestClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LOG.name):
        answer = visitor.get(path)
    assert "/static/.." in logged(caplog)["path"]  # it reached the mount as it was meant
    assert answer.status_code == 404
    assert "import" not in answer.text


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/%2e%2e/%2e%2e/app.py", "/..%2fapp.py", "/static/../app.py"])
def test_no_path_leads_out_of_the_page(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in {400, 404}
    assert "import" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "evil.example@127.0.0.1"}, 421),
        ({"host": ""}, 421),
        ({"host": "["}, 421),
        ({"host": "[::1"}, 421),
        ({"host": "[127.0.0.1]"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-length": str(LARGEST_BODY + 1)}, 413),
        ({"content-length": "9" * 5000}, 413),
        ({"content-length": "many"}, 413),
    ],
)
def test_other_sites_and_other_names_are_kept_out(visitor: TestClient, headers: dict[str, str], status: int) -> None:
    answer = visitor.post(f"{CASE}/run", json={}, headers=headers)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"expected", "found", "where", "remedy"}


@pytest.mark.parametrize("shown", [{}, {"authorization": f"Bearer {TOKEN}"}], ids=["no token", "token"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [({"host": "["}, 421), ({"host": "[::1"}, 421), ({"origin": "http://["}, 403), ({"origin": "null"}, 403)],
)
def test_off_the_loopback_what_cannot_be_read_is_refused_before_the_token(
    stranger: TestClient, shown: dict[str, str], headers: dict[str, str], status: int
) -> None:
    answer = stranger.get("/api/health", headers={**headers, **shown})
    assert answer.status_code == status


@pytest.mark.parametrize("other", ["a/b=1", "a@b=1", "=", ";;", "a=b; expires=never", "\xff=\xff"])
def test_cookies_of_others_neither_open_the_door_nor_break_it(stranger: TestClient, other: str) -> None:
    stranger.cookies.clear()
    assert stranger.get("/api/health", headers={"cookie": other.encode("latin-1")}).status_code == 401
    both = f"{other}; {COOKIE}={TOKEN}".encode("latin-1")
    assert stranger.get("/api/health", headers={"cookie": both}).status_code == 200


def test_off_the_loopback_a_token_is_asked_for(empty: Studio) -> None:
    with TestClient(application(empty, WITH_TOKEN), base_url=SITE, follow_redirects=False) as client:
        assert client.get("/api/health").status_code == 401
        assert client.get("/api/health", headers={"authorization": "Bearer other"}).status_code == 401
        assert client.get("/api/health", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        opened = client.get(f"/?token={TOKEN}")
        assert opened.status_code == 303
        assert COOKIE in opened.headers["set-cookie"]
        assert "samesite=strict" in opened.headers["set-cookie"].lower()
        assert client.get("/api/health").status_code == 200


def test_a_body_without_a_length_is_bounded(visitor: TestClient) -> None:
    pieces = (b"x" * 65536 for _ in range(8))
    answer = visitor.post(f"{CASE}/run", content=pieces, headers={"content-type": "application/json"})
    assert answer.status_code == 413


def test_every_answer_forbids_what_comes_from_elsewhere(visitor: TestClient) -> None:
    policy = visitor.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def logged(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    (line,) = (record.getMessage() for record in caplog.records if record.name == LOG.name)
    return json.loads(line)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/health", 200),
        ("GET", "/api/magic", 404),
        ("POST", f"{CASE}/run", 422),
        ("GET", f"{CASE}/levers", 500),
    ],
)
def test_every_request_leaves_a_line_without_token_or_query(
    stranger: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    status: int,
) -> None:
    def fail(_: Library) -> None:
        raise ZeroDivisionError("a word that nobody outside may read")

    monkeypatch.setattr(Library, "levers", fail)
    asked = {"authorization": f"Bearer {TOKEN}", "cookie": f"{COOKIE}={TOKEN}"}
    with caplog.at_level(logging.INFO, LOG.name):
        answer = stranger.request(method, f"{path}?token={TOKEN}&other=7391", headers=asked)
    assert answer.status_code == status
    line = logged(caplog)
    assert (line["method"], line["path"], line["status"]) == (method, path, status)
    assert 0 <= line["ms"] < 60_000
    when = datetime.fromisoformat(line["time"])
    assert when.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - when) < timedelta(minutes=5)
    assert set(line) == {"time", "method", "path", "status", "ms"}
    assert TOKEN not in json.dumps(line)
    assert "7391" not in json.dumps(line)


def test_a_fault_of_our_own_is_answered_as_any_other_and_tells_nothing(
    empty: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("a word that nobody outside may read")

    monkeypatch.setattr(Library, "levers", fail)
    monkeypatch.setattr(Library, "run", fail)
    with TestClient(application(empty, DOOR), base_url=SITE, raise_server_exceptions=False) as client:
        for answer in (client.get(f"{CASE}/levers"), client.post(f"{CASE}/run", json={})):
            assert answer.status_code == 500
            assert set(answer.json()["error"]) == {"expected", "found", "where", "remedy"}
            assert "word" not in answer.text
            assert "Zero" not in answer.text
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert client.get("/api/health").status_code == 200  # the next one is answered
