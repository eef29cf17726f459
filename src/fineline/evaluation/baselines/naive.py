"""Baselines that need no library: the last value, a straight line, and the past year over again.

Each takes a history on a regular grid, shape ``(times,)``, on the scale of its target, and the number of steps from its
last value to each time asked for, shape ``(steps,)``; each gives quantiles of shape ``(steps, levels)``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_DIFFERENCES = 12
"""Fewer differences than this do not draw a distribution: those over fewer steps, widened, stand in for them."""


def persistence(history: Floats, steps: Ints, levels: Floats, year: int) -> Floats:
    """The last value, with the changes that the history saw over as many steps, taken with either sign.

    Over more steps than the history can tell of, the changes over the most it can, widened by the square root.
    """
    del year
    most = max(len(history) - LEAST_DIFFERENCES, 1)
    rows: list[Floats] = []
    for step in steps:
        told = min(int(step), most)
        changes = history[told:] - history[:-told]
        rows.append(history[-1] + np.sqrt(step / told) * np.quantile(np.concatenate([changes, -changes]), levels))
    return np.stack(rows)


def drift(history: Floats, steps: Ints, levels: Floats, year: int) -> Floats:
    """A random walk that drifts at the mean rate of the past year, with the doubt about that rate.

    ``y_h ~ y_n + h d + s sqrt(h (1 + h/m)) t_(m-1)`` with ``d`` and ``s`` mean and deviation of the last ``m`` changes
    (Hyndman and Athanasopoulos, "Forecasting: principles and practice", 5.5).
    """
    changes = np.diff(history[-year - 1 :])
    count = len(changes)
    spread = changes.std(ddof=1) * np.sqrt(steps * (1.0 + steps / count))
    return history[-1] + steps[:, None] * changes.mean() + spread[:, None] * student.ppf(levels, count - 1)


def historical_quantiles(history: Floats, steps: Ints, levels: Floats, year: int) -> Floats:
    """The quantiles of the past year's values, whatever the step."""
    return np.tile(np.quantile(history[-year:], levels), (len(steps), 1))
