"""The table of fits keeps the time of earlier calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fineline.products.fits import STATUS, FitTable

DAY = date(2024, 6, 30)
PLACE = ("fineline", DAY.isoformat())

Clock = Callable[[float], None]


@pytest.fixture
def spend(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that goes on only when it is told to."""
    now = [0.0]
    monkeypatch.setattr("fineline.products.fits.time.perf_counter", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


def work(path: Path, spend: Clock, seconds: float, *, until: type[BaseException] | None = None) -> FitTable:
    table = FitTable(path)
    table.expect("fineline", DAY)
    with table.working("fineline", DAY):
        spend(seconds)
        if until is not None:
            raise until
    return table


def written(path: Path) -> tuple[str, float | None]:
    (row,) = json.loads(path.read_text())
    return row["state"], row["seconds"]


def test_what_was_there_keeps_the_time_it_took(tmp_path: Path, spend: Clock) -> None:
    path = tmp_path / STATUS
    work(path, spend, 142.0)
    table = FitTable(path)
    table.done("fineline", DAY)
    assert table.seconds == {PLACE: 142.0}
    assert written(path) == ("done", 142.0)


def test_the_time_of_an_interrupted_fit_is_added_to(tmp_path: Path, spend: Clock) -> None:
    path = tmp_path / STATUS
    with pytest.raises(KeyboardInterrupt):
        work(path, spend, 100.0, until=KeyboardInterrupt)
    assert written(path) == ("interrupted", 100.0)
    assert work(path, spend, 42.0).seconds == {PLACE: 142.0}
    assert written(path) == ("done", 142.0)


def test_work_that_was_finished_and_begins_anew_is_timed_anew(tmp_path: Path, spend: Clock) -> None:
    work(tmp_path / STATUS, spend, 142.0)
    assert work(tmp_path / STATUS, spend, 30.0).seconds == {PLACE: 30.0}


@pytest.mark.parametrize("content", ["", "[{", "{}", '[{"structure": "fineline"}]'])
def test_a_damaged_table_costs_no_more_than_its_times(tmp_path: Path, spend: Clock, content: str) -> None:
    path = tmp_path / STATUS
    path.write_text(content)
    assert work(path, spend, 7.0).seconds == {PLACE: 7.0}


def test_nothing_is_known_of_what_no_call_has_timed(tmp_path: Path) -> None:
    table = FitTable(tmp_path / STATUS)
    table.done("fineline", DAY)
    assert table.seconds == {}
    assert written(tmp_path / STATUS) == ("done", None)
