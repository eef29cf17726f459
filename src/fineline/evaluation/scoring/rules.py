"""Scores of forecasts given as quantiles: pure functions of levels, quantiles and outcomes.

All take quantiles of shape ``(rows, levels)``, the levels rising and symmetric around one half, and outcomes of shape
``(rows,)``, and give one number for each row in the unit of the outcome, unless they say otherwise.

References: Gneiting and Raftery (2007), "Strictly proper scoring rules, prediction, and estimation"; Bracher, Ray,
Gneiting and Reich (2021), "Evaluating epidemic forecasts in an interval format".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class IntervalScore:
    """The weighted interval score and its three parts, which add up to it; each of shape ``(rows,)``.

    Attributes:
        total: the score, in the unit of the outcome; 0 for a forecast that knew, and the lower the better.
        spread: part for the width of the intervals.
        above: part for outcomes below an interval: the forecast was too high.
        below: part for outcomes above an interval: the forecast was too low.
    """

    total: Floats
    spread: Floats
    above: Floats
    below: Floats


def interval_score(levels: Floats, quantiles: Floats, outcome: Floats) -> IntervalScore:
    """The weighted interval score of Bracher et al. (2021), eq. 2, with the parts of their section 2.3.

    With ``K`` central intervals of level ``1 - a_k`` and the median ``m``::

        WIS = [|y - m|/2 + sum_k a_k/2 IS_k] / (K + 1/2)
        IS_k = (u_k - l_k) + 2/a_k max(l_k - y, 0) + 2/a_k max(y - u_k, 0)

    The distance to the median counts as too high or too low by its side.
    """
    half = len(levels) // 2
    lower, upper = quantiles[:, :half], quantiles[:, : -half - 1 : -1]
    median, below_half = quantiles[:, half], levels[:half]
    y = outcome[:, None]
    norm = half + 0.5
    spread = ((upper - lower) * below_half).sum(axis=1) / norm
    above = (np.maximum(lower - y, 0.0).sum(axis=1) + 0.5 * np.maximum(median - outcome, 0.0)) / norm
    below = (np.maximum(y - upper, 0.0).sum(axis=1) + 0.5 * np.maximum(outcome - median, 0.0)) / norm
    return IntervalScore(total=spread + above + below, spread=spread, above=above, below=below)


def crps(levels: Floats, quantiles: Floats, outcome: Floats) -> Floats:
    """The continuous ranked probability score of the distribution that the quantiles draw.

    Between levels the quantile function is linear; what lies outside the outermost levels sits at them. The score is
    ``2 int_0^1 (1{y < q(t)} - t) (q(t) - y) dt`` (Gneiting and Ranjan 2011), exact piece by piece. Unlike the weighted
    interval score it does not count unevenly spaced levels alike.
    """
    t = np.concatenate([[0.0], levels, [1.0]])
    q = np.concatenate([quantiles[:, :1], quantiles, quantiles[:, -1:]], axis=1)
    y = outcome[:, None]
    low, high = q[:, :-1], q[:, 1:]
    start, end = t[:-1], t[1:]
    width = high - low
    reached = np.clip(y - low, 0.0, width)  # clipped before it is divided: a width can be next to nothing
    share = np.divide(reached, width, out=(y >= low).astype(np.float64), where=width > 0)
    turn = start + share * (end - start)  # the level at which q passes the outcome, piece by piece
    slope = width / (end - start)
    missed = _integral(low - y, slope, start, start, turn, over=False)
    exceeded = _integral(low - y, slope, start, turn, np.broadcast_to(end, turn.shape), over=True)
    return 2.0 * (missed + exceeded).sum(axis=1)


def _integral(first: Floats, slope: Floats, origin: Floats, start: Floats, end: Floats, *, over: bool) -> Floats:
    """``int (1{over} - t) (first + slope (t - origin)) dt`` from start to end."""
    lead = 1.0 if over else 0.0
    constant = first - slope * origin

    def primitive(t: Floats) -> Floats:
        return lead * (constant * t + slope * t**2 / 2.0) - (constant * t**2 / 2.0 + slope * t**3 / 3.0)

    return primitive(end) - primitive(start)


def covered(levels: Floats, quantiles: Floats, outcome: Floats, interval: float) -> Flags:
    """Whether each outcome lies in a central interval, its ends included; shape ``(rows,)``.

    Args:
        levels: the levels.
        quantiles: the forecast.
        outcome: what came.
        interval: its level, such as 0.9; its ends must be among the levels.
    """
    low = int(np.argmin(np.abs(levels - (1.0 - interval) / 2.0)))
    return (outcome >= quantiles[:, low]) & (outcome <= quantiles[:, -1 - low])


def pit(levels: Floats, quantiles: Floats, outcome: Floats) -> Floats:
    """Probability integral transform: the share of the forecast at or below each outcome, in [0, 1].

    Linear between quantiles; where several are equal, the middle of their levels. An outcome outside the outermost
    quantiles gets the middle of what lies beyond them.
    """
    found = np.empty(len(outcome))
    for row, (q, y) in enumerate(zip(quantiles, outcome, strict=True)):
        if y < q[0]:
            found[row] = levels[0] / 2.0
        elif y > q[-1]:
            found[row] = (1.0 + levels[-1]) / 2.0
        else:
            ends = np.interp(y, q, levels), 1.0 - np.interp(-y, -q[::-1], 1.0 - levels[::-1])
            found[row] = float(np.mean(ends))
    return found
