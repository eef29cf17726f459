"""The break-even tempo: how much harder the principal could press before pressing on no longer pays at home.

The tempo is pushed by each step of a grid, and between neighbouring steps the further push is weighed: what it adds to
the expectation of success against what its deaths cost. Where the two are equal the fine-line index is 1. A draw may
have no such tempo on the grid, and then says on which side of the line it stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.fine_line import HORIZON, PressedRuns
from fineline.analysis.intervals import Estimate, Probability, estimate, probability

Floats = NDArray[np.float64]

GRID: tuple[float, ...] = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0)
"""Pushes of the log tempo: from about a third of the tempo to nearly three times as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The push of the log tempo at which the fine-line index is 1.

    ``push`` and ``factor`` (its exponential: so many times the tempo as it is) speak of the draws that cross the line
    between ``low`` and ``high``, and are None where none does. ``crosses``, ``always_pays`` and ``never_pays`` are the
    chances of the three cases and add up to one, draws without any effect at all apart. ``falls`` is P(pressing pays
    up to that push and costs support beyond it), given that the line is crossed; None where it is not.
    """

    first: np.datetime64
    horizon: int
    low: float
    high: float
    push: Estimate | None
    factor: Estimate | None
    crosses: Probability
    always_pays: Probability
    never_pays: Probability
    falls: Probability | None

    @property
    def sentence(self) -> str:
        """The break-even tempo in words and numbers, with the draws that have none."""
        reach = f"between {np.exp(self.low):.1f} and {np.exp(self.high):.1f} times the tempo"
        none = (
            f"in {self.always_pays.value:.0%} of draws pressing pays at every tempo looked at, "
            f"in {self.never_pays.value:.0%} at none"
        )
        if self.factor is None:
            return f"No draw crosses the line {reach}: {none}."
        low, middle, high = (f"{bound:.1f}" for bound in (self.factor.low90, self.factor.median, self.factor.high90))
        return (
            f"The line is crossed {reach} in {self.crosses.value:.0%} of draws, there at {middle} times the tempo "
            f"(90 % interval {low} to {high}); {none}."
        )


def break_even(
    runs: PressedRuns, first: np.datetime64, horizon: int = HORIZON, grid: tuple[float, ...] = GRID
) -> BreakEven:
    """The break-even tempo from one week on.

    Args:
        runs: both forces on support under any push.
        first: first week of the push.
        horizon: weeks it lasts, over which both forces are summed.
        grid: pushes tried, rising; the line is looked for between the middles of its first and last step.

    Raises:
        WeekError: the horizon reaches beyond the runs.
    """
    pushes = np.asarray(grid)
    sums = [runs.sums(first, horizon, push) for push in grid]
    net = np.stack([total.net for total in sums], axis=1)
    middles = (pushes[1:] + pushes[:-1]) / 2
    gains = np.diff(net, axis=1) / np.diff(pushes)
    crossing, falling = nearest_crossing(middles, gains)
    found = np.isfinite(crossing)
    return BreakEven(
        first=first,
        horizon=horizon,
        low=float(middles[0]),
        high=float(middles[-1]),
        push=estimate(crossing[found], "1") if found.any() else None,
        factor=estimate(np.exp(crossing[found]), "1") if found.any() else None,
        crosses=probability(found),
        always_pays=probability((gains > 0).all(axis=1)),
        never_pays=probability((gains < 0).all(axis=1)),
        falls=probability(falling[found]) if found.any() else None,
    )


def nearest_crossing(places: Floats, heights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Where each row of heights changes sign, the crossing nearest to zero if there are several.

    Args:
        places: rising, shape (place,).
        heights: shape (draw, place); straight between places.

    Returns:
        The crossing by draw, not a number where there is none, and whether the height falls through zero there.
    """
    left, right = heights[:, :-1], heights[:, 1:]
    crossed = (left > 0) != (right > 0)
    share = np.divide(left, left - right, out=np.zeros_like(left), where=crossed)
    at = np.where(crossed, places[:-1] + share * np.diff(places), np.nan)
    best = np.argmin(np.where(crossed, np.abs(at), np.inf), axis=1)
    rows = np.arange(len(heights))
    return at[rows, best], crossed[rows, best] & (left[rows, best] > 0)
