"""The log score: by hand, by another library, and by what it must do."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from fineline.evaluation.scoring.densities import log_score, log_skills

MEANS, WIDTHS = np.array([-1.0, 2.0, 5.0]), np.array([0.5, 1.0, 3.0])


@given(arrays(np.float64, 6, elements=st.floats(-20.0, 20.0)), arrays(np.float64, 3, elements=st.floats(0.05, 1.0)))
def test_a_mixture_agrees_with_scoringrules(outcome: np.ndarray, weights: np.ndarray) -> None:
    densities = norm.logpdf(outcome[:, None], MEANS, WIDTHS)
    shape = (6, 1)
    theirs = scoringrules.logs_mixnorm(
        outcome, np.tile(MEANS, shape), np.tile(WIDTHS, shape), np.tile(weights / weights.sum(), shape)
    )
    near = np.isfinite(np.asarray(theirs))  # far out their density is zero before its log is taken
    assert np.allclose(log_score(densities, weights)[near], np.asarray(theirs)[near], rtol=1e-9, atol=1e-9)


@given(arrays(np.float64, 6, elements=st.floats(-40.0, 40.0)))
def test_one_density_agrees_with_scoringrules(outcome: np.ndarray) -> None:
    densities = norm.logpdf(outcome, 1.0, 2.0)[:, None]
    theirs = scoringrules.logs_normal(outcome, 1.0, 2.0)
    assert np.allclose(log_score(densities, np.ones(1)), theirs, rtol=1e-9, atol=1e-9)


def test_a_mixture_by_hand() -> None:
    """Densities 1/2 and 1/8 with weights 1/3 and 2/3: 1/6 + 1/12 is 1/4, and minus its log is 2 log 2."""
    found = log_score(np.log([[0.5, 0.125]]), np.array([1.0, 2.0]))
    assert found == pytest.approx([2.0 * np.log(2.0)])


def test_what_nobody_held_possible_scores_infinitely_badly() -> None:
    assert log_score(np.array([[-np.inf, 0.0]]), np.array([1.0, 0.0])).tolist() == [np.inf]


def test_means_stand_by_series_and_the_best_comes_first() -> None:
    rows = log_skills({"a": [1.0, 3.0, 5.0], "b": [2.0, 1.0, 7.0]}, ["x", "x", "y"])
    found = [(row.series, row.forecaster, row.rows, row.log_score, row.behind) for row in rows]
    assert found == [("x", "b", 2, 1.5, 0.0), ("x", "a", 2, 2.0, 0.5), ("y", "a", 1, 5.0, 0.0), ("y", "b", 1, 7.0, 2.0)]
