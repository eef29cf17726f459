"""Quantiles of priors agree with SciPy's."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from fineline.case import Prior, load_case
from fineline.case.priors import Levels
from fineline.case.quantiles import prior_quantile

LEVELS = (0.005, 0.05, 0.5, 0.95, 0.995)


def test_quantiles_of_every_prior_of_the_case() -> None:
    for name, prior in load_case("ukraine").priors.items():
        if not isinstance(prior.prior, Levels):
            found = [prior_quantile(prior, level) for level in LEVELS]
            assert found == pytest.approx(list(_reference(prior).ppf(LEVELS)), rel=1e-4, abs=1e-5), name


def test_an_assumption_with_values_has_them_as_quantiles() -> None:
    prior = load_case("ukraine").priors["aid_belief_response"]
    assert [prior_quantile(prior, level) for level in LEVELS] == [-0.3, -0.3, 0.0, 0.3, 0.3]


def _reference(prior: Prior) -> stats.rv_continuous:
    spec = prior.prior
    if spec.family == "lognormal":
        return stats.lognorm(s=spec.log_sd, scale=spec.median)
    if spec.family == "beta":
        return stats.beta(spec.a, spec.b)
    low = -math.inf if spec.low is None else (spec.low - spec.mean) / spec.sd
    high = math.inf if spec.high is None else (spec.high - spec.mean) / spec.sd
    return stats.truncnorm(low, high, loc=spec.mean, scale=spec.sd)
