"""What was known of a target on the day of a cut, on a regular grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fineline.evaluation.layout import TARGETS, Step, end_of, horizons
from fineline.evidence import View
from fineline.time import WEEK, Days

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_VALUES = 12
"""A target with fewer figures known is not forecast: no method could tell a spread from them."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One target as known on one day.

    Attributes:
        values: one for each week or month up to the last known, shape ``(times,)``; gaps are bridged by straight lines.
        steps: number of steps from the last of them to each horizon, shape ``(horizons,)``.
    """

    values: Floats
    steps: Ints


def forecastable(view: View, reference: date) -> tuple[str, ...]:
    """The targets of which enough was known."""
    return tuple(name for name in TARGETS if len(observed(view, name, until=reference)[1]) >= LEAST_VALUES)


def history(view: View, target: str, reference: date, weeks: int) -> History:
    """What was known of a target, and how far ahead of it each horizon lies.

    Args:
        view: the evidence of the day.
        target: one that is forecastable.
        reference: the Sunday from which horizons are counted.
        weeks: the longest horizon.
    """
    step = TARGETS[target].step
    ends, values = observed(view, target, until=reference)
    places = _places(ends, step)
    grid = np.arange(places[0], places[-1] + 1)
    ahead = np.array([end_of(step, reference, horizon) for horizon in horizons(step, weeks)], dtype="datetime64[D]")
    return History(np.interp(grid, places, values), _places(ahead, step) - places[-1])


def observed(view: View, target: str, *, until: date | None = None) -> tuple[Days, Floats]:
    """Days that end the weeks or months with a figure, and the figure: the last of a month where it holds several.

    Args:
        view: the evidence of a day.
        target: the target.
        until: the last day a figure may speak of; any when None.

    Returns:
        Two arrays of shape ``(rows,)``.
    """
    held = TARGETS[target]
    data = view.latest(held.series)
    if until is not None:
        data = data.where(data.date <= np.datetime64(until, "D"))
    if held.step == "week":
        return data.date, data.value
    months = data.date.astype("datetime64[M]")
    last = np.flatnonzero(np.append(months[1:] != months[:-1], values=True)) if len(months) else np.empty(0, np.int64)
    following = (months[last].astype(np.int64) + 1).astype("datetime64[M]").astype("datetime64[D]")
    return (following.astype(np.int64) - 1).astype("datetime64[D]"), data.value[last]


def _places(days: Days, step: Step) -> Ints:
    """Number of each week or month on one count."""
    if step == "week":
        return (days.astype("datetime64[D]").astype(np.int64)) // WEEK.astype(np.int64)
    return days.astype("datetime64[M]").astype(np.int64)
