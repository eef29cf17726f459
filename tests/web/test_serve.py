"""`fineline serve`: a token wherever others can reach it, none on the loopback."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from fineline.commands import serve
from fineline.web import studio
from fineline.web.guard import LOG


@pytest.mark.parametrize(
    ("host", "held"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_only_addresses_of_this_machine_are_the_loopback(host: str, held: bool) -> None:
    assert serve.is_loopback(host) is held


def served(monkeypatch: pytest.MonkeyPatch, host: str, token: str | None = None) -> TestClient:
    """A client of what would be served at an address; no case is loaded and no port is opened."""
    made: list[Any] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **how: made.append((app, how["host"])))
    monkeypatch.setattr(studio.Studio, "start", lambda _: None)
    monkeypatch.setattr(serve, "keep_compiled", lambda: None)
    monkeypatch.setattr(LOG, "handlers", [])
    level = LOG.level
    serve.run("ukraine", host=host, port=8000, token=token, posterior=None)
    LOG.setLevel(level or logging.NOTSET)
    ((app, bound),) = made
    assert bound == host
    return TestClient(app, base_url=f"http://{host}:8000", follow_redirects=False)


def test_on_the_loopback_no_token_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = served(monkeypatch, "127.0.0.1")
    assert capsys.readouterr().out == "http://127.0.0.1:8000/\n"
    assert client.get("/api/health").status_code == 200
    assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 421


def test_off_the_loopback_a_token_is_made_and_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for _ in range(2):
        client = served(monkeypatch, "0.0.0.0")
        address, token = capsys.readouterr().out.strip().split("?token=")
        assert address == "http://0.0.0.0:8000/"
        assert client.get("/api/health").status_code == 401
        assert client.get("/api/health", headers={"authorization": f"Bearer {token}"}).status_code == 200
        shown.append(token)
    assert len(set(shown)) == 2  # made anew each time
    assert all(len(token) >= 32 for token in shown)


def test_a_token_that_is_given_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    client = served(monkeypatch, "127.0.0.1", token="mine")
    assert client.get("/api/health").status_code == 401
    assert client.get("/api/health", headers={"authorization": "Bearer mine"}).status_code == 200
