"""A period is judged by the posterior without it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fineline.evaluation.hindcast import CHECKED, INTERVALS, LEVELS, Hindcast, left_out_weights, weighted_quantiles
from fineline.observation.registry import OBSERVATION_MODELS

DRAWS = 200_000


def test_leaving_a_row_out_undoes_its_pull() -> None:
    """Normal mean, flat prior: with n rows its variance is 1/n, without the last 1/(n-1) around the others."""
    rows = np.array([0.2, -0.4, 0.1, 1.5])
    draws = np.random.default_rng(1).normal(rows.mean(), np.sqrt(1 / 4), DRAWS)
    weights = left_out_weights(-0.5 * (rows[-1] - draws) ** 2)
    mean = float(weights @ draws)
    assert weights.sum() == pytest.approx(1.0)
    assert mean == pytest.approx(rows[:3].mean(), abs=0.02)
    assert float(weights @ (draws - mean) ** 2) == pytest.approx(1 / 3, abs=0.02)


def test_a_row_that_says_nothing_changes_nothing() -> None:
    np.testing.assert_allclose(left_out_weights(np.full(50, -3.0)), 1 / 50)


@given(arrays(float, 40, elements=st.floats(-80, 3)))
def test_no_draw_outweighs_the_cut(log_likelihood: np.ndarray) -> None:
    weights = left_out_weights(log_likelihood)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()


def test_equal_weights_give_plain_quantiles() -> None:
    values = np.random.default_rng(2).normal(size=1001)
    found = weighted_quantiles(values, np.full(1001, 1 / 1001), (0.05, 0.5, 0.95))
    np.testing.assert_allclose(found, np.quantile(values, (0.05, 0.5, 0.95)), atol=0.02)


def test_all_weight_on_one_draw_gives_that_draw() -> None:
    assert weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([0.0, 0.0, 1.0]), (0.05, 0.95)).tolist() == [2.0, 2.0]


def test_coverage_counts_the_ends() -> None:
    """Quantiles 0 to 8: the 50 % interval runs from 3 to 5, that of 80 % from 2 to 6, and so on outward."""
    days = np.datetime64("2024-01-07") + 7 * np.arange(6)
    expected = np.tile(np.arange(len(LEVELS), dtype=float), (6, 1))
    seen = Hindcast("s", "area_isw", "weekly", days, np.array([4.0, 3.0, 6.0, 1.0, 8.0, 8.1]), expected, 9.0)
    assert [seen.within(interval) for interval in INTERVALS] == pytest.approx([2 / 6, 3 / 6, 4 / 6, 5 / 6])
    assert seen.coverage == seen.within(0.9)


def test_every_interval_has_its_bounds_among_the_levels() -> None:
    for interval in INTERVALS:
        assert np.isclose(LEVELS, (1 - interval) / 2).any()
        assert np.isclose(LEVELS, (1 + interval) / 2).any()
    assert list(LEVELS) == sorted(LEVELS)


def test_only_observation_models_that_exist_are_checked() -> None:
    assert set(CHECKED) <= set(OBSERVATION_MODELS)
