"""The parts of an outlook: answers, questions told elsewhere, questions left open, and what the questions read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.contribution import Arms
from fineline.analysis.cost import Cost
from fineline.analysis.intervals import Estimate, Probability, estimate, probability
from fineline.analysis.trajectories import Window, data_end, position, total, values, week_days
from fineline.time import WEEK

Floats = NDArray[np.float64]
Half = Literal["war", "politics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What some questions read beside the forecast.

    Attributes:
        pair: the forecast and the same weeks without the foreign soldiers; None when none came.
        monthly_aid: mean military aid published for the years of the record, EUR bn a month; None when none was.
        aid_response: assumed response of aid to belief, shape (draw,); None where the mechanism assumes none.
    """

    pair: Arms | None = None
    monthly_aid: float | None = None
    aid_response: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One answer at one horizon.

    ``key`` is stable across horizons and releases; ``label`` is for the reader; ``definition`` says exactly what was
    computed. ``estimate`` is given for a quantity, ``probability`` for the ``event`` that stands beside it, ``cost``
    for losses per km2, whose bounds may not exist. ``half`` says whether it speaks of the war or of its politics.
    """

    key: str
    label: str
    definition: str
    half: Half
    horizon: int
    week: np.datetime64
    estimate: Estimate | None = None
    event: str | None = None
    probability: Probability | None = None
    cost: Cost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldElsewhere:
    """A question that another part of the briefing answers: that part's key, and why it stands there."""

    key: str
    label: str
    part: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """A question without an answer, and why there is none."""

    key: str
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All answers, horizon by horizon, the questions told elsewhere and those left open."""

    data_end: np.datetime64
    horizons: tuple[int, ...]
    milestones: tuple[Milestone, ...]
    elsewhere: tuple[ToldElsewhere, ...]
    left_open: tuple[LeftOpen, ...]

    def at(self, horizon: int) -> tuple[Milestone, ...]:
        """The answers at one horizon, weeks."""
        return tuple(item for item in self.milestones if item.horizon == horizon)

    def of(self, key: str) -> tuple[Milestone, ...]:
        """One answer at every horizon, nearest first."""
        return tuple(item for item in self.milestones if item.key == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The weeks up to one horizon, and how to read them.

    Attributes:
        half: whether the questions asked of it speak of the war or of its politics.
        horizon: weeks after the end of data.
        window: those weeks.
        trajectories: history and forecast.
        grounds: what some questions read beside them.
    """

    half: Half
    horizon: int
    window: Window
    trajectories: xr.Dataset
    grounds: Grounds

    def sum(self, name: str) -> Floats:
        """A flow summed over the horizon, shape (draw,)."""
        return total(self.trajectories, name, self.window)

    def at_end(self, name: str) -> Floats:
        """A stock at the end of the horizon, shape (draw,)."""
        return values(self.trajectories, name)[:, position(self.trajectories, self.window.last)]

    def at_start(self, name: str) -> Floats:
        """A stock at the end of the last week with data, shape (draw,)."""
        return values(self.trajectories, name)[:, position(self.trajectories, data_end(self.trajectories))]

    def cumulative(self, name: str, last: np.datetime64) -> Floats:
        """A flow summed from the first week of the record to a week, shape (draw,)."""
        return values(self.trajectories, name)[:, : position(self.trajectories, last) + 1].sum(axis=1)

    def milestone(
        self,
        key: str,
        label: str,
        definition: str,
        *,
        draws: tuple[Floats, str] | Estimate | None = None,
        event: tuple[str, NDArray[np.bool_] | Probability] | None = None,
        cost: Cost | None = None,
    ) -> Milestone:
        """One answer at this horizon.

        Args:
            key: its key.
            label: what it is.
            definition: what was computed.
            draws: a quantity, shape (draw,), and its unit, or its estimate.
            event: an event in words, and in which draws it holds or its chance.
            cost: a price of ground.
        """
        chance = None if event is None else event[1]
        return Milestone(
            key=key,
            label=label,
            definition=definition,
            half=self.half,
            horizon=self.horizon,
            week=self.window.last,
            estimate=estimate(*draws) if isinstance(draws, tuple) else draws,
            event=None if event is None else event[0],
            probability=chance if chance is None or isinstance(chance, Probability) else probability(chance),
            cost=cost,
        )


Question = Callable[[Span], list[Milestone]]
"""From the weeks up to one horizon to the answers there."""


def span_to(forecast: xr.Dataset, horizon: int, grounds: Grounds, half: Half) -> Span:
    """The weeks after the end of data up to a horizon. Raises ``TrajectoryError`` when that end is not stated."""
    end = data_end(forecast)
    label = f"next {horizon} weeks"
    window = Window(name=f"next_{horizon}_weeks", label=label, first=end + WEEK, last=end + horizon * WEEK)
    return Span(half=half, horizon=horizon, window=window, trajectories=forecast, grounds=grounds)


def crossings(span: Span, name: str, step: int, watched: int, what: str = "") -> list[Milestone]:
    """Whether a running total reaches the next round numbers above its median at the end of data.

    Args:
        span: the weeks.
        name: a flow.
        step: round numbers are its multiples.
        watched: how many of them.
        what: the flow in words; its name when empty.
    """
    above = int(np.floor(np.median(span.cumulative(name, data_end(span.trajectories))) / step)) + 1
    return [_crossing(span, name, step * (above + extra), what or name.replace("_", " ")) for extra in range(watched)]


def _crossing(span: Span, name: str, threshold: int, what: str) -> Milestone:
    first = week_days(span.trajectories)[0]
    label = f"{what} since {first} reach {threshold:,}"
    hits = span.cumulative(name, span.window.last) >= threshold
    definition = f"sum of weekly {what} from the first week of the record, {first}, to the horizon"
    return span.milestone(f"{name}_reach_{threshold}", label, definition, event=(label, hits))
