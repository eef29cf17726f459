"""Several forecasts made into one: the mixture of their distributions, and the mean of their quantiles.

All take quantiles at one set of levels, shape ``(members, rows, levels)``, and weights on the simplex.

References: Yao et al. (2018) for the weights of a mixture; Lichtendahl, Grushka-Cockayne and Winkler (2013), "Is it
better to average probabilities or quantiles?", for the mean of quantiles, which is sharper.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fineline.evaluation.scoring.rules import interval_score

Floats = npt.NDArray[np.float64]

POINTS = 400
"""Equally likely points that stand for one member of a mixture."""
SHARPNESS = 2.0
"""How strongly a better score in the past counts: weights are the inverse of the mean score to this power."""


WIDTHS = np.linspace(1.0, 0.5, 26)
"""Widths tried."""


def mixture(levels: Floats, quantiles: Floats, weights: Floats) -> Floats:
    """Quantiles of the mixture of the members' distributions, shape ``(rows, levels)``.

    Each member is drawn as equally likely points on its quantile function, linear between levels and flat outside.
    """
    at = (np.arange(POINTS) + 0.5) / POINTS
    weight = np.repeat(weights / weights.sum(), POINTS) / POINTS
    out = np.empty(quantiles.shape[1:])
    for row in range(quantiles.shape[1]):
        points = np.concatenate([np.interp(at, levels, member) for member in quantiles[:, row]])
        order = np.argsort(points, kind="stable")
        reached = np.cumsum(weight[order]) - 0.5 * weight[order]
        out[row] = np.interp(levels, reached, points[order])
    return out


def mean_quantiles(quantiles: Floats, weights: Floats) -> Floats:
    """The weighted mean of the members' quantiles, level by level, shape ``(rows, levels)``."""
    return np.average(quantiles, axis=0, weights=weights)


def scaled(quantiles: Floats, width: float) -> Floats:
    """Quantiles drawn towards or away from their median, ``(rows, levels)``; a width of 1 leaves them as they are."""
    median = quantiles[:, quantiles.shape[1] // 2, None]
    return median + width * (quantiles - median)


def learned_width(levels: Floats, quantiles: Floats, outcome: Floats) -> float:
    """The width, at most 1, at which past forecasts would have scored best; 1 where there are none.

    Intervals are never widened by it: one spell in which the level was missed would be taken for intervals too narrow.

    Args:
        levels: the levels.
        quantiles: past forecasts, shape ``(rows, levels)``.
        outcome: what came, shape ``(rows,)``.
    """
    if not len(outcome):
        return 1.0
    scores = [interval_score(levels, scaled(quantiles, width), outcome).total.mean() for width in WIDTHS]
    return float(WIDTHS[int(np.argmin(scores))])


def weights_by_score(earlier: Sequence[Sequence[float]], members: int) -> Floats:
    """Weights from mean scores on earlier cuts: ``w ~ 1/score^2``; equal where there are none.

    Args:
        earlier: mean score of each member on each earlier cut, shape ``(cuts, members)``.
        members: how many members.
    """
    if not len(earlier):
        return np.full(members, 1.0 / members)
    inverse = np.mean(np.array(earlier, dtype=np.float64), axis=0) ** -SHARPNESS
    return inverse / inverse.sum()
