"""Quantiles of declared priors in closed form or by quadrature, so that a range of a prior needs no random draws."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from fineline.case.priors import Beta, Levels, Lognormal, Normal, Prior

GRID = 200_001
"""Points of the grid on which a beta density is summed; quantiles are right to five digits."""


def prior_quantile(prior: Prior, level: float) -> float:
    """The quantile of a prior, in the unit of its parameter; of an assumption with several values, one of them.

    Args:
        prior: as the case declares it.
        level: between 0 and 1, both excluded.
    """
    match prior.prior:
        case Lognormal(median=median, log_sd=log_sd):
            return median * math.exp(log_sd * NormalDist().inv_cdf(level))
        case Normal() as normal:
            return _normal(normal, level)
        case Beta(a=a, b=b):
            return _beta(a, b, level)
        case Levels(values=values):
            return sorted(values)[math.ceil(level * len(values)) - 1]


def _normal(prior: Normal, level: float) -> float:
    whole = NormalDist(prior.mean, prior.sd)
    below = 0.0 if prior.low is None else whole.cdf(prior.low)
    upto = 1.0 if prior.high is None else whole.cdf(prior.high)
    return whole.inv_cdf(below + level * (upto - below))


def _beta(a: float, b: float, level: float) -> float:
    middles = (np.arange(GRID) + 0.5) / GRID
    log_density = (a - 1) * np.log(middles) + (b - 1) * np.log1p(-middles)
    mass = np.cumsum(np.exp(log_density - log_density.max()))
    return float(np.interp(level, mass / mass[-1], middles))
