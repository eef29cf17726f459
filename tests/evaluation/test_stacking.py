"""Weights of structures and the split of variance, against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fineline.evaluation.stacking import (
    StackingError,
    bootstrap_weights,
    log_mean_exp,
    score_difference,
    spread,
    stacking_weights,
)

SCORES = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 30), st.integers(1, 5)),
    elements=st.floats(-30, 5, allow_nan=False),
)


def score(log_density: np.ndarray, weights: np.ndarray) -> float:
    return float(np.log(np.exp(log_density) @ weights).sum())


def normal(y: np.ndarray, mean: float) -> np.ndarray:
    return -0.5 * (y - mean) ** 2 - 0.5 * np.log(2 * np.pi)


def test_structures_that_forecast_alike_share_their_weight() -> None:
    column = np.random.default_rng(0).normal(size=40)
    weights = stacking_weights(np.stack([column, column, column], axis=1))
    assert weights == pytest.approx([1 / 3] * 3)


def test_a_copy_takes_half_of_what_the_original_had_and_nothing_from_others() -> None:
    rng = np.random.default_rng(1)
    two = rng.normal(size=(60, 2))
    alone = stacking_weights(two)
    copied = stacking_weights(two[:, [0, 1, 0]])
    assert 0.05 < alone[0] < 0.95
    assert copied == pytest.approx([alone[0] / 2, alone[1], alone[0] / 2], abs=1e-6)


def test_a_structure_that_forecasts_every_observation_best_gets_all() -> None:
    worse = np.random.default_rng(2).normal(size=(50, 3))
    best = worse.max(axis=1, keepdims=True) + 0.5
    weights = stacking_weights(np.concatenate([worse, best], axis=1))
    assert weights == pytest.approx([0, 0, 0, 1], abs=1e-6)


def test_two_structures_that_each_own_some_observations_get_their_shares() -> None:
    """When no structure gives any density to the other's observations, the weights are the shares of observations."""
    log_density = np.where(np.arange(10)[:, None] < 7, [0.0, -300.0], [-300.0, 0.0])
    assert stacking_weights(log_density) == pytest.approx([0.7, 0.3], abs=1e-5)


def test_the_weights_are_the_truth_when_the_truth_is_a_mixture() -> None:
    rng = np.random.default_rng(3)
    y = np.where(rng.random(20_000) < 0.3, rng.normal(-2, 1, 20_000), rng.normal(2, 1, 20_000))
    weights = stacking_weights(np.stack([normal(y, -2), normal(y, 2)], axis=1))
    assert weights == pytest.approx([0.3, 0.7], abs=0.015)


def test_an_observation_counted_twice_weighs_twice() -> None:
    log_density = np.random.default_rng(4).normal(size=(12, 3))
    twice = np.where(np.arange(12) == 5, 2.0, 1.0)
    repeated = np.concatenate([log_density, log_density[5:6]])
    assert stacking_weights(log_density, twice) == pytest.approx(stacking_weights(repeated), abs=1e-5)


@given(SCORES)
@settings(max_examples=60, deadline=None)
def test_weights_lie_on_the_simplex_and_no_structure_alone_scores_better(log_density: np.ndarray) -> None:
    weights = stacking_weights(log_density)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()
    alone = [score(log_density, np.eye(log_density.shape[1])[k]) for k in range(log_density.shape[1])]
    assert score(log_density, weights) >= max(alone) - 1e-4 * len(log_density)


@given(SCORES, st.floats(-500, 500))
@settings(max_examples=40, deadline=None)
def test_the_unit_of_an_observation_does_not_matter(log_density: np.ndarray, shift: float) -> None:
    moved = log_density + shift * np.linspace(0, 1, len(log_density))[:, None]
    first, second = stacking_weights(log_density), stacking_weights(moved)
    assert score(log_density, first) == pytest.approx(score(log_density, second), abs=1e-4 * len(log_density))


def test_no_observation_and_no_finite_density_are_refused() -> None:
    with pytest.raises(StackingError):
        stacking_weights(np.zeros((0, 2)))
    with pytest.raises(StackingError, match="1 values that are not finite"):
        stacking_weights(np.array([[0.0, -np.inf]]))


def test_the_bootstrap_is_on_the_simplex_repeatable_and_narrows_with_more_weeks() -> None:
    rng = np.random.default_rng(5)

    def width(weeks: int) -> float:
        log_density = rng.normal(scale=0.7, size=(weeks, 2))
        drawn = bootstrap_weights(log_density, np.arange(weeks), replicates=200, seed=1)
        assert drawn.sum(axis=1) == pytest.approx(np.ones(200))
        assert np.array_equal(drawn, bootstrap_weights(log_density, np.arange(weeks), replicates=200, seed=1))
        return float(np.subtract(*np.quantile(drawn[:, 0], [0.95, 0.05])))

    assert width(3000) < width(60)


def test_the_bootstrap_keeps_the_observations_of_a_week_together() -> None:
    """Rows repeated within their week change nothing; counted as weeks of their own they would narrow the interval."""
    log_density = np.random.default_rng(6).normal(size=(30, 2))
    weeks = np.arange(30)
    once = bootstrap_weights(log_density, weeks, replicates=50, seed=2)
    within = bootstrap_weights(np.repeat(log_density, 4, axis=0), np.repeat(weeks, 4), replicates=50, seed=2)
    assert within == pytest.approx(once, abs=1e-5)


def test_the_difference_of_scores_and_its_error_are_those_of_the_weeks() -> None:
    """Weekly differences 3, 1, 2: sum 6, standard deviation sqrt(2/3), times sqrt(3)."""
    first, second = np.array([1.0, 2.0, 1.0, 2.0]), np.zeros(4)
    assert score_difference(first, second, np.array([7, 7, 8, 9])) == pytest.approx((6.0, np.sqrt(2)))
    assert score_difference(first, first, np.arange(4)) == (0.0, 0.0)


def test_the_log_of_the_mean_density_is_taken_over_draws() -> None:
    density = np.array([[0.2, 0.5], [0.4, 0.1]])
    assert log_mean_exp(np.log(density)) == pytest.approx(np.log([0.3, 0.3]))
    assert log_mean_exp(np.full((7, 1), -2000.0)) == pytest.approx([-2000.0])


def test_the_variance_of_a_mixture_is_split_as_by_hand() -> None:
    """Means 0 and 10, variances 4 and 9, weights 1/4 and 3/4: mean 7.5, within 7.75, between 18.75."""
    found = spread(np.array([0.0, 10.0]), np.array([4.0, 9.0]), np.array([0.25, 0.75]))
    assert (found.mean, found.within, found.between, found.variance) == pytest.approx((7.5, 7.75, 18.75, 26.5))
    assert found.share_between == pytest.approx(18.75 / 26.5)


def test_structures_that_agree_put_no_variance_between_them() -> None:
    found = spread(np.full(3, 5.0), np.full(3, 2.0), np.array([0.2, 0.3, 0.5]))
    assert found.between == pytest.approx(0.0)
    assert found.share_between == pytest.approx(0.0)


def test_a_quantity_without_variance_has_no_share() -> None:
    assert spread(np.ones(2), np.zeros(2), np.array([0.5, 0.5])).share_between == 0.0


@given(st.integers(1, 5), st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_the_split_is_that_of_the_pooled_draws(structures: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws = rng.normal(rng.normal(size=(structures, 1)), 1.0, size=(structures, 50))
    found = spread(draws.mean(axis=1), draws.var(axis=1), np.full(structures, 1 / structures))
    assert found.variance == pytest.approx(draws.var())
    assert 0.0 <= found.share_between <= 1.0
