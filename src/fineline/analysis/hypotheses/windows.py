"""The windows of tests: spans of weeks counted from dates of the record, by the names that cases use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from fineline.analysis.hypotheses.records import Findings, Missing
from fineline.analysis.trajectories import (
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
NO_TROOPS = Missing("foreign soldiers there by the end of data")


def window_of(findings: Findings, name: WindowName) -> Window | Missing:
    """A window by its name; missing where the run does not hold the weeks from which it is counted."""
    return _WINDOWS[name](findings)


def presence(findings: Findings) -> Window | Missing:
    """From the week in which foreign soldiers arrive to the end of data; missing where none are there by then."""
    return since_arrival(findings.baseline) or NO_TROOPS


def _before_arrival(findings: Findings) -> Window | Missing:
    here = presence(findings)
    if isinstance(here, Missing):
        return here
    # the first week of a record has no week before it to be compared with
    opens = max(here.first - YEAR * WEEK, week_days(findings.baseline)[0] + WEEK)
    if opens >= here.first:
        return Missing("two weeks of record before the foreign troops came")
    label = f"the {int((here.first - opens) // WEEK)} weeks before the foreign troops came"
    return Window(name="before_arrival", label=label, first=opens, last=here.first - WEEK)


def _while_hidden(findings: Findings) -> Window | Missing:
    here = presence(findings)
    if isinstance(here, Missing):
        return here
    if "public" not in findings.stages:
        return Missing("the day on which the contingent became public")
    public = np.datetime64(week_ending(findings.stages["public"]), "D")
    if public <= here.first:
        return Missing("a week in which the contingent was there and hidden")
    return Window(name="while_hidden", label="while the contingent was hidden", first=here.first, last=public - WEEK)


def _ahead(weeks: int) -> Callable[[Findings], Window | Missing]:
    def window(findings: Findings) -> Window | Missing:
        end = data_end(findings.baseline)
        last = end + weeks * WEEK
        if week_days(findings.baseline)[-1] < last:
            return Missing(f"{weeks} weeks after the data")
        return Window(
            name=f"next_{weeks}_weeks", label=f"the {weeks} weeks after the data", first=end + WEEK, last=last
        )

    return window


_WINDOWS: Mapping[WindowName, Callable[[Findings], Window | Missing]] = MappingProxyType(
    {
        "whole record": lambda findings: whole_record(findings.baseline),
        "before arrival": _before_arrival,
        "since arrival": presence,
        "while hidden": _while_hidden,
        "last year": lambda findings: last_year(findings.baseline),
        "next half-year": _ahead(HALF_YEAR),
        "next year": _ahead(YEAR),
    }
)
