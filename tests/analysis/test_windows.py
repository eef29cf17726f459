"""Windows of tests are counted from dates of the record, and are missing where the record lacks the date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import numpy as np
import pytest

from fineline.analysis.hypotheses import Missing
from fineline.analysis.hypotheses.windows import window_of
from fineline.analysis.trajectories import Window, week_days
from fineline.case.propositions import WindowName

from .hypotheses import findings

SPANS = {
    "whole record": (0, 67),
    "before arrival": (8, 59),
    "since arrival": (60, 67),
    "while hidden": (60, 61),
    "last year": (16, 67),
    "next half-year": (68, 93),
    "next year": (68, 119),
}
"""First and last place of each window in the made-up runs: soldiers from place 60, data to place 67."""


def test_every_window_that_a_case_may_name_is_here() -> None:
    assert set(SPANS) == set(get_args(WindowName))


@pytest.mark.parametrize("name", SPANS)
def test_windows_begin_and_end_where_they_say(name: WindowName) -> None:
    given = findings()
    days = week_days(given.baseline)
    found = window_of(given, name)
    assert isinstance(found, Window)
    assert (found.first, found.last) == tuple(days[list(SPANS[name])])


@pytest.mark.parametrize("name", ["before arrival", "since arrival", "while hidden"])
def test_without_foreign_soldiers_there_is_no_arrival_to_count_from(name: WindowName) -> None:
    assert window_of(findings(contributor_troops=0.0), name) == Missing("foreign soldiers there by the end of data")


def test_soldiers_who_come_after_the_data_are_not_there_yet() -> None:
    late = np.where(np.arange(120) >= 70, 1.0, 0.0)
    assert isinstance(window_of(findings(contributor_troops=late), "since arrival"), Missing)


def test_soldiers_who_come_with_the_first_week_leave_no_year_before() -> None:
    assert isinstance(window_of(findings(contributor_troops=1.0), "before arrival"), Missing)


def test_the_first_week_of_a_record_is_no_week_before() -> None:
    early = np.where(np.arange(120) >= 3, 1.0, 0.0)
    given = findings(contributor_troops=early)
    found = window_of(given, "before arrival")
    assert isinstance(found, Window)
    assert (found.first, found.weeks) == (week_days(given.baseline)[1], 2)


@pytest.mark.parametrize("stages", [{}, {"public": date(2025, 3, 1)}])
def test_nothing_was_hidden_that_was_public_at_once_or_never(stages: dict[str, date]) -> None:
    assert isinstance(window_of(replace(findings(), stages=stages), "while hidden"), Missing)


def test_weeks_ahead_must_be_in_the_runs() -> None:
    given = findings()
    short = replace(given, baseline=given.baseline.isel(week=slice(0, 100)))
    assert isinstance(window_of(short, "next half-year"), Window)
    assert window_of(short, "next year") == Missing("52 weeks after the data")
