"""What a scenario changes: the arm less the baseline, draw by draw, over the weeks that it can reach.

Both arms share the posterior draw and every shock, so a difference is the effect of the scenario in that draw. Flows
are summed over the window; stocks and chances are compared at its last week; a hazard is told as the chance that what
it brings has come within the window, were nothing else to end the war first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.intervals import Summary, summarise
from fineline.analysis.trajectories import Window, data_end, position, total, values, week_days

Over = Literal["sum", "end", "hazard"]
POINTS = "percentage points"
SPANS: dict[Over, str] = {
    "sum": "sum over the window",
    "end": "at the end of the window",
    "hazard": "chance over the window, were there no other end",
}


class Arms(Protocol):
    """A pair of runs with the same draws and the same shocks."""

    @property
    def baseline(self) -> xr.Dataset:
        """History as it was."""
        ...

    @property
    def arm(self) -> xr.Dataset:
        """The same under the scenario."""
        ...

    @property
    def inputs(self) -> Mapping[str, NDArray[np.float64]]:
        """Weekly inputs of the arm that differ, shape (week,)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A quantity in which scenarios are compared.

    Attributes:
        key: its key.
        label: what it is.
        variable: the variable of the trajectories.
        unit: of the difference; shares of one are compared in percentage points.
        over: summed over the window, compared at its last week, or a hazard that adds up to a chance over the window.
    """

    key: str
    label: str
    variable: str
    unit: str
    over: Over

    @property
    def definition(self) -> str:
        """What is taken from what."""
        return f"{SPANS[self.over]}, scenario less baseline"


def _sum(key: str, label: str, variable: str, unit: str) -> Outcome:
    return Outcome(key=key, label=label, variable=variable, unit=unit, over="sum")


def _end(key: str, label: str, variable: str, unit: str) -> Outcome:
    return Outcome(key=key, label=label, variable=variable, unit=unit, over="end")


HEADLINES: tuple[Outcome, ...] = (
    _sum("ground", "ground gained", "advance", "km2"),
    _sum("own_deaths", "deaths of the principal's own soldiers", "principal_killed", "persons"),
    _end("own_strength", "strength of the principal's own force", "principal_troops", "persons"),
    _end("support", "public support for the war", "war_support_share", POINTS),
    _sum("aid", "military aid to the opponent", "aid_allocated", "EUR_bn"),
    _end("perceived_success", "chance of success as the public sees it", "perceived_success", POINTS),
)
"""The outcomes in which all scenarios are set side by side."""

SETTLEMENT = Outcome(
    key="settlement", label="chance of a settlement", variable="settlement_hazard", unit=POINTS, over="hazard"
)
"""The one outcome that talks move."""

OUTCOMES: tuple[Outcome, ...] = (
    *HEADLINES,
    _sum("own_casualties", "casualties of the principal's own soldiers", "principal_casualties", "persons"),
    _sum("foreign_casualties", "casualties of the foreign soldiers", "contributor_casualties", "persons"),
    _sum("foreign_deaths", "deaths of the foreign soldiers", "contributor_killed", "persons"),
    _sum("opponent_casualties", "casualties of the opponent", "opponent_casualties", "persons"),
    _sum("opponent_deaths", "deaths of the opponent's soldiers", "opponent_killed", "persons"),
    _end("opponent_strength", "strength of the opponent", "opponent_troops", "persons"),
    _sum("recruits", "contracts signed with the principal", "recruits", "persons"),
    _sum("visible_deaths", "deaths that the principal's public sees", "visible_deaths", "persons"),
    _end("backers_belief", "chance of success as the backers see it", "backers_perceived_success", POINTS),
    SETTLEMENT,
)
"""Every outcome that a single scenario is shown with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One outcome of one scenario over one window; not `reached` when it is zero in every draw."""

    outcome: Outcome
    summary: Summary
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDifferences:
    """The differences over one window."""

    window: Window
    differences: tuple[Difference, ...]

    def of(self, key: str) -> Difference:
        """The difference with this key. Raises ``KeyError`` when there is none."""
        return {found.outcome.key: found for found in self.differences}[key]


def scenario_windows(pair: Arms, first: np.datetime64 | None = None) -> tuple[Window, ...]:
    """From the first week in which an input differs: to the end of the data, and to the end of the runs beyond it.

    Args:
        pair: both arms.
        first: the first week in which an input differs; the first of the runs when None.
    """
    weeks = week_days(pair.baseline)
    begin = weeks[0] if first is None else first
    end, last = data_end(pair.baseline), weeks[-1]
    found = [] if begin > end else [Window(name="record", label="to the end of the data", first=begin, last=end)]
    if last > end:
        found.append(Window(name="horizon", label="to the end of the horizon", first=begin, last=last))
    return tuple(found)


def differences(pair: Arms, window: Window, outcomes: tuple[Outcome, ...] = OUTCOMES) -> WindowDifferences:
    """What the scenario changes over a window.

    Raises ``TrajectoryError`` when a run lacks a variable, ``WeekError`` when it lacks a week of the window.
    """
    return WindowDifferences(window=window, differences=tuple(_difference(pair, window, one) for one in outcomes))


def _difference(pair: Arms, window: Window, outcome: Outcome) -> Difference:
    made = _measure(pair.arm, window, outcome) - _measure(pair.baseline, window, outcome)
    return Difference(outcome=outcome, summary=summarise(made, outcome.unit), reached=bool(made.any()))


def _measure(runs: xr.Dataset, window: Window, outcome: Outcome) -> NDArray[np.float64]:
    """The outcome in each draw, shares in percentage points."""
    scale = 100.0 if outcome.unit == POINTS else 1.0
    return scale * measure(runs, window, outcome)


def measure(runs: xr.Dataset, window: Window, outcome: Outcome) -> NDArray[np.float64]:
    """An outcome of some runs over a window, shape ``(draws,)``, shares and chances between 0 and 1.

    Raises ``TrajectoryError`` when a run lacks the variable, ``WeekError`` when it lacks a week of the window.
    """
    if outcome.over == "end":
        return values(runs, outcome.variable)[:, position(runs, window.last)]
    added = total(runs, outcome.variable, window)
    return -np.expm1(-added) if outcome.over == "hazard" else added
