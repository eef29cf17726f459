"""One live case for every test of the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from fineline.case import load_case
from fineline.products.live import Live
from fineline.products.posteriors import choose
from fineline.web.app import application
from fineline.web.guard import Door
from fineline.web.library import Library
from fineline.web.studio import Studio

SITE = "http://127.0.0.1:8000"
DOOR = Door(hosts=frozenset({"127.0.0.1", "localhost"}))


@pytest.fixture(scope="session", name="live")
def ukraine() -> Live:
    case = load_case("ukraine")
    return Live(case, choose(case))


@pytest.fixture(scope="session", name="studio")
def made_ready(live: Live) -> Studio:
    studio = Studio("ukraine", lambda _: Library(live))
    studio.start()
    studio.wait()
    return studio


@pytest.fixture(scope="session", name="client")
def asked(studio: Studio) -> Iterator[TestClient]:
    with TestClient(application(studio, DOOR), base_url=SITE) as client:
        yield client
