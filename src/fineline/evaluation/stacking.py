"""Weights of rival structures by their score out of sample, and how much of a forecast's variance lies between them.

Stacking (Yao, Vehtari, Simpson and Gelman 2018, "Using stacking to average Bayesian predictive distributions") gives
the mixture of structures that would have forecast the held-out observations best::

    w = argmax over the simplex of  sum_r a_r log sum_k w_k p_k(y_r)

with ``p_k(y_r)`` the predictive density that structure k gave observation r before it was known, and ``a_r`` its
weight, 1 in the sum itself. The weights are those of a mixture, not probabilities that a structure is true: two
structures that forecast alike share what one of them would have, and one that forecasts worse everywhere gets nothing.

How far the weights hang on the weeks that happened to be observed is shown by the Bayesian bootstrap (Rubin 1981): the
weeks are weighted by draws from a flat Dirichlet distribution and the mixture is found anew for each. Observations of
one week keep together, for their errors do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

from fineline.errors import FinelineError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRECISION = 1e-12
"""Change of the mean log score below which the search for the weights ends."""
MOST_STEPS = 500
NOTHING = 1e-6
"""Weights below this are set to zero: they are rounding of the search."""


class StackingError(FinelineError):
    """Scores from which no weights can be had, or a search for weights that did not end."""

    fault = "the structures cannot be weighed"


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the variance of one quantity lies when structures are mixed.

    Attributes:
        mean: of the mixture, in the unit of the quantity.
        variance: of the mixture, in its square.
        within: part of it that each structure holds by itself.
        between: part of it that comes from the structures' different means.
    """

    mean: float
    variance: float
    within: float
    between: float

    @property
    def share_between(self) -> float:
        """Share of the variance that lies between structures, in [0, 1]; 0 for a quantity without variance."""
        return self.between / self.variance if self.variance > 0 else 0.0


def log_mean_exp(log_density: Floats) -> Floats:
    """Log predictive density of each observation: the log of the mean over draws of its density.

    Args:
        log_density: log density of each observation under each draw, shape ``(draws, rows)``.

    Returns:
        Shape ``(rows,)``.
    """
    return np.asarray(logsumexp(log_density, axis=0)) - np.log(log_density.shape[0])


def stacking_weights(log_density: Floats, importance: Floats | None = None) -> Floats:
    """Weights of the mixture that gives the observations the highest summed log density.

    Structures whose columns are equal to the last bit share their weight equally.

    Args:
        log_density: log predictive density of each observation under each structure, shape ``(rows, structures)``.
        importance: weight of each observation, shape ``(rows,)``; 1 each when None.

    Returns:
        Weights on the simplex, shape ``(structures,)``.

    Raises:
        StackingError: no observation, a density that is not finite, or a search that did not end.
    """
    _check(log_density)
    weight_of_row = np.ones(len(log_density)) if importance is None else importance
    columns, place, count = np.unique(log_density, axis=1, return_inverse=True, return_counts=True)
    place = np.reshape(place, -1)
    distinct = _weights_of_distinct(columns, weight_of_row / weight_of_row.sum())
    return distinct[place] / count[place]


def bootstrap_weights(log_density: Floats, weeks: Ints, *, replicates: int, seed: int) -> Floats:
    """Stacking weights under the Bayesian bootstrap over weeks.

    Args:
        log_density: log predictive density of each observation under each structure, shape ``(rows, structures)``.
        weeks: number of the week that each observation belongs to, shape ``(rows,)``.
        replicates: how many weightings of the weeks.
        seed: of the weightings.

    Returns:
        Weights, shape ``(replicates, structures)``.

    Raises:
        StackingError: as for `stacking_weights`.
    """
    named, place = np.unique(weeks, return_inverse=True)
    drawn = np.random.default_rng(seed).dirichlet(np.ones(len(named)), size=replicates) * len(named)
    return np.stack([stacking_weights(log_density, row[place]) for row in drawn])


def score_difference(first: Floats, second: Floats, weeks: Ints) -> tuple[float, float]:
    """How much more summed log density the first structure gave than the second, and the standard error of that.

    The error is ``sqrt(n) sd`` of the ``n`` weekly differences, as if weeks were drawn independently.

    Args:
        first: log predictive density of each observation, shape ``(rows,)``.
        second: the same under the other structure.
        weeks: number of the week that each observation belongs to, shape ``(rows,)``.
    """
    _, place = np.unique(weeks, return_inverse=True)
    by_week = np.bincount(place, weights=first - second)
    return float(by_week.sum()), float(np.sqrt(len(by_week)) * by_week.std())


def spread(means: Floats, variances: Floats, weights: Floats) -> Spread:
    """The variance of a mixture split by the law of total variance.

    ``Var(x) = sum_k w_k v_k + sum_k w_k (m_k - m)^2`` with ``m = sum_k w_k m_k``.

    Args:
        means: mean of the quantity under each structure, shape ``(structures,)``.
        variances: its variance under each structure, shape ``(structures,)``.
        weights: weights of the structures on the simplex, shape ``(structures,)``.
    """
    mean = float(weights @ means)
    within = float(weights @ variances)
    between = float(weights @ np.square(means - mean))
    return Spread(mean=mean, variance=within + between, within=within, between=between)


def _weights_of_distinct(log_density: Floats, importance: Floats) -> Floats:
    """Weights of structures no two of which are alike; ``importance`` sums to one."""
    structures = log_density.shape[1]
    if structures == 1:
        return np.ones(1)
    # Each row is measured against its best structure, so that no density overflows or vanishes from every column.
    density = np.exp(log_density - log_density.max(axis=1, keepdims=True))

    def loss(weights: Floats) -> tuple[float, Floats]:
        mixed = np.maximum(density @ weights, np.finfo(np.float64).tiny)
        return -float(importance @ np.log(mixed)), -(density.T @ (importance / mixed))

    found = minimize(
        loss,
        np.full(structures, 1.0 / structures),
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * structures,
        constraints={"type": "eq", "fun": _excess, "jac": np.ones_like},
        options={"ftol": PRECISION, "maxiter": MOST_STEPS},
    )
    if not found.success:
        raise StackingError(
            expected="a search for the weights that ends",
            found=str(found.message),
            where="stacking",
            remedy="look for a structure whose densities are far below all others, and leave it out by --only",
        )
    kept = np.where(found.x < NOTHING, 0.0, found.x)
    return kept / kept.sum()


def _excess(weights: Floats) -> float:
    return float(weights.sum()) - 1.0


def _check(log_density: Floats) -> None:
    if log_density.ndim != 2 or 0 in log_density.shape or not np.isfinite(log_density).all():
        bad = int((~np.isfinite(log_density)).sum())
        raise StackingError(
            expected="at least one observation and one structure, every log density finite",
            found=f"shape {log_density.shape} with {bad} values that are not finite",
            where="stacking",
            remedy="look for the structure whose forecasts leave their range",
        )
