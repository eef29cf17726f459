"""The windows of tests: spans of weeks counted from dates of the record, by the names that cases use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from fineline.analysis.hypotheses.records import Findings, Missing
from fineline.analysis.trajectories import (
    TrajectoryError,
    Window,
    data_end,
    last_year,
    since_arrival,
    week_days,
    whole_record,
)
from fineline.case.propositions import WindowName
from fineline.time import WEEK, week_ending

YEAR, HALF_YEAR = 52, 26
"""Weeks in the year before the troops came, and in the spans ahead."""


def window_of(findings: Findings, name: WindowName) -> Window | Missing:
    """A window by its name; missing where the run does not hold the date from which it is counted.

    Raises:
        TrajectoryError: the run holds no foreign soldiers by the end of data, or too few weeks before them.
    """
    return _WINDOWS[name](findings)


def presence(findings: Findings) -> Window:
    """From the week in which foreign soldiers arrive to the end of data.

    Raises:
        TrajectoryError: none are there by then.
    """
    window = since_arrival(findings.baseline)
    if window is None:
        raise TrajectoryError(
            expected="foreign soldiers present in some week with data",
            found="none",
            where="contributor_troops",
            remedy="run the proposition's test on a baseline that holds them",
        )
    return window


def _before_arrival(findings: Findings) -> Window:
    first, arrival = week_days(findings.baseline)[0], presence(findings).first
    before = int((arrival - first) // WEEK)
    if before < 2:
        raise TrajectoryError(
            expected="at least two weeks of record before the foreign troops came",
            found=f"{before}",
            where="trajectories",
            remedy="begin the record earlier",
        )
    # the first week of a record has no week before it to be compared with
    opens = max(arrival - YEAR * WEEK, first + WEEK)
    label = f"the {int((arrival - opens) // WEEK)} weeks before the foreign troops came"
    return Window(name="before_arrival", label=label, first=opens, last=arrival - WEEK)


def _while_hidden(findings: Findings) -> Window | Missing:
    if "public" not in findings.stages:
        return Missing("the day on which the contingent became public")
    public = np.datetime64(week_ending(findings.stages["public"]), "D")
    arrival = presence(findings).first
    if public <= arrival:
        return Missing("a week in which the contingent was there and hidden")
    return Window(name="while_hidden", label="while the contingent was hidden", first=arrival, last=public - WEEK)


def _ahead(weeks: int, label: str) -> Callable[[Findings], Window]:
    def window(findings: Findings) -> Window:
        end = data_end(findings.baseline)
        return Window(name=f"next_{weeks}_weeks", label=label, first=end + WEEK, last=end + weeks * WEEK)

    return window


_WINDOWS: Mapping[WindowName, Callable[[Findings], Window | Missing]] = MappingProxyType(
    {
        "whole record": lambda findings: whole_record(findings.baseline),
        "before arrival": _before_arrival,
        "since arrival": presence,
        "while hidden": _while_hidden,
        "last year": lambda findings: last_year(findings.baseline),
        "next half-year": _ahead(HALF_YEAR, f"next {HALF_YEAR} weeks"),
        "next year": _ahead(YEAR, f"next {YEAR} weeks"),
    }
)
