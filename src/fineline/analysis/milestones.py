"""The outlook: what the forecast says at 4, 13, 26 and 52 weeks after the last week with data.

Every figure of a horizon speaks of the weeks after the end of data up to and including the horizon. Flows are summed
over those weeks, stocks are read at the end of the last of them. Nothing here names a winner: see the list of
questions in "What to report, instead of who wins" of the model's description.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.cost import Cost, cost_of_ground
from fineline.analysis.intervals import Estimate, Probability, estimate, probability
from fineline.analysis.manpower import LONG_RUN, Side, sustained_by
from fineline.analysis.trajectories import (
    Window,
    data_end,
    ground_gained,
    position,
    total,
    values,
    week_days,
)
from fineline.time import WEEK

HORIZONS: tuple[int, ...] = (4, 13, 26, 52)
"""Weeks after the end of data at which the outlook is read."""
BONUS_RISE = 0.20
"""A rise of the signing bonus above this share of its level at the end of data counts as a marked one."""
THRESHOLD_STEP = {"principal_casualties": 100_000, "opponent_casualties": 50_000, "principal_killed": 50_000}
"""Round numbers whose crossing is watched: multiples of the step, persons since the record began."""
THRESHOLDS_WATCHED = 2
"""How many round numbers above the median total at the end of data are watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One answer at one horizon.

    ``key`` is stable across horizons and releases; ``label`` is for the reader; ``definition`` says exactly what was
    computed. ``estimate`` is given for a quantity, ``probability`` for the ``event`` that stands beside it, ``cost``
    for losses per km2, whose bounds may not exist.
    """

    key: str
    label: str
    definition: str
    horizon: int
    week: np.datetime64
    estimate: Estimate | None = None
    event: str | None = None
    probability: Probability | None = None
    cost: Cost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYetModelled:
    """A question this release cannot answer, and the part of the model that will."""

    key: str
    label: str
    answered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All answers, horizon by horizon, and the questions left open."""

    data_end: np.datetime64
    horizons: tuple[int, ...]
    milestones: tuple[Milestone, ...]
    not_yet_modelled: tuple[NotYetModelled, ...]

    def at(self, horizon: int) -> tuple[Milestone, ...]:
        """The answers at one horizon, weeks."""
        return tuple(item for item in self.milestones if item.horizon == horizon)

    def of(self, key: str) -> tuple[Milestone, ...]:
        """One answer at every horizon, nearest first."""
        return tuple(item for item in self.milestones if item.key == key)


NOT_YET_MODELLED: tuple[NotYetModelled, ...] = (
    NotYetModelled(key="visible_deaths", label="deaths the principal's public sees", answered_by="support module"),
    NotYetModelled(key="fine_line_index", label="fine-line index and break-even tempo", answered_by="support module"),
    NotYetModelled(
        key="perceived_success", label="perceived chance that the principal succeeds", answered_by="belief module"
    ),
    NotYetModelled(key="contingent_above_20000", label="P(foreign contingent above 20,000)", answered_by="deal module"),
    NotYetModelled(key="contingent_withdrawn", label="P(foreign contingent withdrawn)", answered_by="deal module"),
    NotYetModelled(
        key="weeks_to_publicity",
        label="weeks until a covert contingent becomes public, and is acknowledged",
        answered_by="disclosure module",
    ),
    NotYetModelled(
        key="aid_below_half", label="P(three-month military aid below half its mean)", answered_by="aid module"
    ),
    NotYetModelled(
        key="value_of_information", label="which series would shrink which answer most", answered_by="design study"
    ),
)
"""Questions of the full list that the core leaves open; none is estimated by a stand-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    horizon: int
    window: Window
    trajectories: xr.Dataset

    def sum(self, name: str) -> NDArray[np.float64]:
        return total(self.trajectories, name, self.window)

    def at_end(self, name: str) -> NDArray[np.float64]:
        return values(self.trajectories, name)[:, position(self.trajectories, self.window.last)]

    def at_start(self, name: str) -> NDArray[np.float64]:
        return values(self.trajectories, name)[:, position(self.trajectories, data_end(self.trajectories))]

    def milestone(
        self,
        key: str,
        label: str,
        definition: str,
        *,
        draws: tuple[NDArray[np.float64], str] | None = None,
        event: tuple[str, NDArray[np.bool_]] | None = None,
        cost: Cost | None = None,
    ) -> Milestone:
        return Milestone(
            key=key,
            label=label,
            definition=definition,
            horizon=self.horizon,
            week=self.window.last,
            estimate=None if draws is None else estimate(*draws),
            event=None if event is None else event[0],
            probability=None if event is None else probability(event[1]),
            cost=cost,
        )


def outlook(forecast: xr.Dataset, horizons: tuple[int, ...] = HORIZONS) -> Outlook:
    """Every milestone the core can answer, at each horizon.

    ``forecast`` holds history and the weeks after it. Raises ``WeekError`` when the forecast does not reach the last
    horizon and ``TrajectoryError`` when a variable is missing.
    """
    spans = [_span(forecast, horizon) for horizon in horizons]
    found = [milestone for span in spans for question in _QUESTIONS for milestone in question(span)]
    return Outlook(
        data_end=data_end(forecast),
        horizons=tuple(horizons),
        milestones=tuple(found),
        not_yet_modelled=NOT_YET_MODELLED,
    )


def _span(forecast: xr.Dataset, horizon: int) -> _Span:
    end = data_end(forecast)
    label = f"next {horizon} weeks"
    window = Window(name=f"next_{horizon}_weeks", label=label, first=end + WEEK, last=end + horizon * WEEK)
    return _Span(horizon=horizon, window=window, trajectories=forecast)


def _area(span: _Span) -> list[Milestone]:
    gained = ground_gained(span.trajectories, span.window)
    definition = "sum of the weekly advance of the principal, net of what it loses"
    event = ("the principal gains ground, net", gained > 0)
    return [span.milestone("area_change", "net change of area", definition, draws=(gained, "km2"), event=event)]


def _shortfalls(span: _Span) -> list[Milestone]:
    return [_shortfall(span, "principal"), _shortfall(span, "opponent")]


def _shortfall(span: _Span, side: Side) -> Milestone:
    event = f"losses exceed intake for {LONG_RUN} straight weeks"
    definition = (
        f"{LONG_RUN} straight weeks in which the {side}'s own force shrinks are complete in one of the weeks of the "
        "horizon; they may have begun before the end of data"
    )
    hits = sustained_by(span.trajectories, side, data_end(span.trajectories), span.horizon)
    return span.milestone(f"{side}_shortfall", f"sustained shortfall of the {side}", definition, event=(event, hits))


def _killed_share(span: _Span) -> list[Milestone]:
    share = span.sum("principal_killed") / span.sum("principal_casualties")
    definition = "deaths over casualties of the principal's own soldiers, both summed over the horizon"
    return [span.milestone("killed_share", "killed share of casualties", definition, draws=(share, "1"))]


def _bonus(span: _Span) -> list[Milestone]:
    rise = np.exp(span.at_end("log_signing_bonus") - span.at_start("log_signing_bonus")) - 1
    definition = (
        "signing bonus, nominal, in the last week of the horizon over its level in the last week with data, less 1"
    )
    event = (f"the nominal bonus stands more than {BONUS_RISE:.0%} higher", rise > BONUS_RISE)
    return [span.milestone("bonus_rise", "rise of the signing bonus", definition, draws=(rise, "1"), event=event)]


def _contributor_shares(span: _Span) -> list[Milestone]:
    losses = span.sum("contributor_casualties") / span.sum("total_casualties")
    arrived = span.sum("contributor_arrived")
    manpower = arrived / (arrived + span.sum("recruits") + span.sum("principal_mobilised"))
    return [
        span.milestone(
            "contributor_share_of_losses",
            "foreign share of losses",
            "casualties of foreign soldiers over casualties of both forces on the principal's side, over the horizon",
            draws=(losses, "1"),
        ),
        span.milestone(
            "contributor_share_of_new_manpower",
            "foreign share of new manpower",
            "foreign soldiers who arrive over arrivals, recruits and mobilised together, over the horizon",
            draws=(manpower, "1"),
        ),
    ]


def _losses(span: _Span) -> list[Milestone]:
    names = {
        "principal_casualties": "casualties of the principal's own soldiers",
        "principal_killed": "deaths of the principal's own soldiers",
        "contributor_casualties": "casualties of the foreign soldiers",
        "opponent_casualties": "casualties of the opponent",
        "opponent_killed": "deaths of the opponent's soldiers",
    }
    return [
        span.milestone(name, label, f"{label}, summed over the horizon", draws=(span.sum(name), "persons"))
        for name, label in names.items()
    ]


def _cost(span: _Span) -> list[Milestone]:
    cost = cost_of_ground(span.trajectories, "total_casualties", span.window)
    definition = "casualties on the principal's side over net ground gained, both over the horizon"
    return [span.milestone("loss_per_km2", "losses per km2 gained", definition, cost=cost)]


def _strengths(span: _Span) -> list[Milestone]:
    return [_strength(span, f"{force}_troops", force) for force in ("principal", "opponent", "contributor")]


def _strength(span: _Span, name: str, force: str) -> Milestone:
    now, then = span.at_start(name), span.at_end(name)
    event = (f"the {force}'s force is larger than at the end of data", then > now)
    definition = f"soldiers of the {force} in the theatre at the end of the horizon, recovering wounded not counted"
    return span.milestone(name, f"strength of the {force}", definition, draws=(then, "persons"), event=event)


def _thresholds(span: _Span) -> list[Milestone]:
    return [
        _crossing(span, name, threshold)
        for name, step in THRESHOLD_STEP.items()
        for threshold in _next_round_numbers(_cumulative(span, name, data_end(span.trajectories)), step)
    ]


def _crossing(span: _Span, name: str, threshold: int) -> Milestone:
    first = week_days(span.trajectories)[0]
    label = f"{name.replace('_', ' ')} since {first} reach {threshold:,}"
    hits = _cumulative(span, name, span.window.last) >= threshold
    definition = f"sum of weekly {name.replace('_', ' ')} from the first week of the record, {first}, to the horizon"
    return span.milestone(f"{name}_reach_{threshold}", label, definition, event=(label, hits))


def _cumulative(span: _Span, name: str, last: np.datetime64) -> NDArray[np.float64]:
    return values(span.trajectories, name)[:, : position(span.trajectories, last) + 1].sum(axis=1)


def _next_round_numbers(totals: NDArray[np.float64], step: int) -> list[int]:
    above = int(np.floor(np.median(totals) / step)) + 1
    return [step * (above + extra) for extra in range(THRESHOLDS_WATCHED)]


_QUESTIONS: tuple[Callable[[_Span], list[Milestone]], ...] = (
    _area,
    _cost,
    _losses,
    _killed_share,
    _shortfalls,
    _strengths,
    _bonus,
    _contributor_shares,
    _thresholds,
)
