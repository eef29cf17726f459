"""Before the case is ready, when too many ask at once, when a page has moved on: each is said, and nothing hangs."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import anyio
import pytest
from starlette.testclient import TestClient

from fineline.errors import FinelineError, PosteriorNotFoundError
from fineline.products.live import Live
from fineline.web.app import application
from fineline.web.library import Library
from fineline.web.queue import BusyError, Queue, SupersededError
from fineline.web.studio import Studio

from .conftest import DOOR, SITE

CASE = "/api/cases/ukraine"


def test_the_server_answers_before_the_case_is_ready(live: Live) -> None:
    go_on = Event()

    def load(say: Callable[[str], None]) -> Library:
        say("running the baseline")
        assert go_on.wait(30)
        return Library(live)

    studio = Studio("ukraine", load)
    with TestClient(application(studio, DOOR), base_url=SITE) as client:
        studio.start()
        assert client.get("/").status_code == 200
        assert client.get("/api/health").json() == {"status": "ok", "ready": False, "making": "running the baseline"}
        early = client.get(CASE)
        assert early.status_code == 503
        assert early.headers["retry-after"] == "1"
        assert early.json()["error"]["found"] == "running the baseline"
        assert client.post(f"{CASE}/run", json={}).status_code == 503
        go_on.set()
        studio.wait()
        assert client.get("/api/health").json()["ready"]
        assert client.get(CASE).status_code == 200


def test_a_case_that_cannot_be_made_ready_says_why() -> None:
    def load(_: Callable[[str], None]) -> Library:
        raise PosteriorNotFoundError(expected="a posterior", found="none", where="ukraine", remedy="make one")

    studio = Studio("ukraine", load)
    studio.start()
    with pytest.raises(PosteriorNotFoundError):
        studio.wait()
    with TestClient(application(studio, DOOR), base_url=SITE) as client:
        assert client.get("/api/health").json()["making"] == "failed"
        answer = client.get(CASE)
        assert answer.status_code == 500
        assert answer.json()["error"]["remedy"] == "make one"


def test_a_fault_of_our_own_does_not_leave_readers_waiting() -> None:
    def load(_: Callable[[str], None]) -> Library:
        raise ZeroDivisionError

    studio = Studio("ukraine", load)
    with pytest.raises(ZeroDivisionError):  # in a thread of its own the log shows it
        studio._prepare()
    assert studio.stage == "failed"
    assert not studio.ready
    with pytest.raises(FinelineError, match="read the log"):
        studio.wait()


@pytest.mark.parametrize("route", ["run", "compare", "diagram", "briefing"])
def test_another_method_is_refused_with_the_one_allowed(route: str, client: TestClient) -> None:
    answer = client.get(f"{CASE}/{route}")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_only_the_newest_request_of_a_page_is_worked_on() -> None:
    queue, go_on, done = Queue(at_once=1, waiting=10), Event(), list[str]()
    ended: dict[str, str] = {}

    def work(name: str) -> None:
        assert go_on.wait(30)
        done.append(name)

    async def ask(name: str, client: str) -> None:
        try:
            await queue.run(client, lambda: work(name))
            ended[name] = "made"
        except SupersededError:
            ended[name] = "superseded"

    async def all_of_them() -> None:
        async with anyio.create_task_group() as tasks:
            for name, client in (("first", "a"), ("old", "b"), ("new", "b"), ("nobody's", ""), ("nobody's too", "")):
                tasks.start_soon(ask, name, client)
                await anyio.wait_all_tasks_blocked()
            go_on.set()

    anyio.run(all_of_them)
    assert done == ["first", "new", "nobody's", "nobody's too"]
    assert ended["old"] == "superseded"


def test_of_too_many_the_last_are_turned_away() -> None:
    queue, go_on = Queue(at_once=1, waiting=2), Event()
    refused = list[int]()

    async def ask(number: int) -> None:
        try:
            await queue.run("", lambda: go_on.wait(30))
        except BusyError:
            refused.append(number)

    async def all_of_them() -> None:
        async with anyio.create_task_group() as tasks:
            for number in range(5):
                tasks.start_soon(ask, number)
                await anyio.wait_all_tasks_blocked()
            go_on.set()

    anyio.run(all_of_them)
    assert refused == [3, 4]
