"""Scores of quantile forecasts: by hand, by another library, and by what they must do."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fineline.evaluation.layout import LEVELS
from fineline.evaluation.scoring.rules import covered, crps, interval_score, pit

HUB = np.array(LEVELS)
NUMBERS = st.floats(-1e4, 1e4, allow_nan=False)
FORECASTS = arrays(np.float64, (3, len(LEVELS)), elements=NUMBERS).map(lambda drawn: np.sort(drawn, axis=1))
OUTCOMES = arrays(np.float64, 3, elements=NUMBERS)


def test_the_interval_score_by_hand() -> None:
    """Levels .1, .25, .5, .75, .9: two intervals and the median, so that the weights are divided by 2.5.

    For 12 under quantiles 2, 4, 6, 8, 10: half |12 - 6| is 3; the 50 % interval is 4 wide and misses by 4, so that it
    scores 4 + 2/.5 * 4 = 20, weighted .25: 5; the 80 % interval is 8 wide and misses by 2: 8 + 2/.2 * 2 = 28, weighted
    .1: 2.8. Together 10.8 / 2.5 = 4.32, of which width (1 + .8)/2.5 = .72 and too low (3 + 4 + 2)/2.5 = 3.6.
    """
    levels, quantiles = np.array([0.1, 0.25, 0.5, 0.75, 0.9]), np.array([[2.0, 4.0, 6.0, 8.0, 10.0]])
    found = interval_score(levels, quantiles, np.array([12.0]))
    assert found.total == pytest.approx([4.32])
    assert found.spread == pytest.approx([0.72])
    assert found.below == pytest.approx([3.6])
    assert found.above == pytest.approx([0.0])


@given(FORECASTS, OUTCOMES)
def test_the_interval_score_agrees_with_scoringrules(quantiles: np.ndarray, outcome: np.ndarray) -> None:
    half = len(LEVELS) // 2
    alpha = 2.0 * HUB[:half]
    theirs = 0.5 * np.abs(outcome - quantiles[:, half])
    for place in range(half):
        interval = scoringrules.interval_score(outcome, quantiles[:, place], quantiles[:, -1 - place], alpha[place])
        theirs = theirs + alpha[place] / 2.0 * interval
    ours = interval_score(HUB, quantiles, outcome)
    assert np.allclose(ours.total, theirs / (half + 0.5), rtol=1e-9, atol=1e-9)
    assert np.allclose(ours.total, scoringrules.crps_quantile(outcome, quantiles, HUB), rtol=1e-9, atol=1e-9)
    assert np.allclose(ours.total, ours.spread + ours.above + ours.below)


@given(st.floats(-5.0, 5.0), st.floats(0.1, 9.0), arrays(np.float64, 4, elements=st.floats(-20.0, 20.0)))
def test_crps_agrees_with_scoringrules(low: float, width: float, outcome: np.ndarray) -> None:
    quantiles = np.tile(low + width * (HUB - HUB[0]) / (HUB[-1] - HUB[0]), (4, 1))
    theirs = scoringrules.crps_uniform(outcome, low, low + width, HUB[0], HUB[0])
    assert np.allclose(crps(HUB, quantiles, outcome), theirs, rtol=1e-9, atol=1e-9)


@given(NUMBERS, OUTCOMES)
def test_the_crps_of_a_certain_forecast_is_its_error(value: float, outcome: np.ndarray) -> None:
    quantiles = np.full((3, len(LEVELS)), value)
    assert np.allclose(crps(HUB, quantiles, outcome), np.abs(outcome - value), rtol=1e-9, atol=1e-9)


@given(FORECASTS, OUTCOMES, st.floats(0.1, 10.0), NUMBERS)
def test_scores_move_with_the_unit(quantiles: np.ndarray, outcome: np.ndarray, unit: float, shift: float) -> None:
    for score in (crps, lambda *parts: interval_score(*parts).total):
        plain, moved = score(HUB, quantiles, outcome), score(HUB, unit * quantiles + shift, unit * outcome + shift)
        assert np.allclose(moved, unit * plain, rtol=1e-6, atol=1e-4)


def test_nobody_gains_by_saying_something_else_than_he_believes() -> None:
    rng = np.random.default_rng(1)
    outcome = rng.standard_normal(20_000)
    honest = np.quantile(rng.standard_normal(400_000), HUB)

    def mean(quantiles: np.ndarray) -> float:
        return float(interval_score(HUB, np.tile(quantiles, (len(outcome), 1)), outcome).total.mean())

    assert mean(honest) < min(mean(0.7 * honest), mean(1.4 * honest), mean(honest + 0.3), mean(honest - 0.3))


def test_an_outcome_on_the_end_of_an_interval_is_inside() -> None:
    quantiles = np.tile(np.arange(23.0), (3, 1))
    assert covered(HUB, quantiles, np.array([2.0, 20.0, 20.1]), 0.9).tolist() == [True, True, False]


def test_pit_is_the_level_at_a_quantile_and_the_middle_of_what_lies_outside() -> None:
    quantiles = np.tile(np.arange(23.0), (4, 1))
    found = pit(HUB, quantiles, np.array([11.0, 2.0, -1.0, 40.0]))
    assert found == pytest.approx([0.5, 0.05, 0.005, 0.995])


def test_pit_takes_the_middle_where_quantiles_are_equal() -> None:
    quantiles = np.concatenate([np.zeros(12), np.arange(1.0, 12.0)])[None]
    assert pit(HUB, quantiles, np.array([0.0])) == pytest.approx([(0.01 + 0.5) / 2.0])
