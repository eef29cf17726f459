"""The Brier score and its parts: by hand, by another library, and by what they must do."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fineline.evaluation.scoring.events import brier_decomposition, brier_score

PROBABILITIES = arrays(np.float64, 12, elements=st.floats(0.0, 1.0))
EVENTS = arrays(np.bool_, 12)


@given(PROBABILITIES, EVENTS)
def test_the_brier_score_agrees_with_scoringrules(probability: np.ndarray, came: np.ndarray) -> None:
    theirs = scoringrules.brier_score(came.astype(float), probability)
    assert np.allclose(brier_score(probability, came), theirs, rtol=1e-9, atol=1e-9)
    assert brier_decomposition(probability, came).score == pytest.approx(theirs.mean(), rel=1e-9, abs=1e-9)


def test_the_parts_by_hand() -> None:
    """Said .8 of five, of which three came, and .2 of five, of which one came; so that 4 of 10 came.

    Score: (3 * .04 + 2 * .64 + 1 * .64 + 4 * .04)/10 = .22. Reliability: ((.8 - .6)^2 + (.2 - .2)^2)/2 = .02.
    Resolution: ((.6 - .4)^2 + (.2 - .4)^2)/2 = .04. Uncertainty: .4 * .6 = .24. And .02 - .04 + .24 = .22.
    """
    probability = np.repeat([0.8, 0.2], 5)
    came = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0], dtype=bool)
    found = brier_decomposition(probability, came)
    assert found.score == pytest.approx(0.22)
    assert found.reliability == pytest.approx(0.02)
    assert found.resolution == pytest.approx(0.04)
    assert found.uncertainty == pytest.approx(0.24)
    assert found.within == pytest.approx(0.0, abs=1e-12)


@given(arrays(np.int64, 40, elements=st.integers(0, 9)), arrays(np.bool_, 40))
def test_nothing_is_left_where_a_class_holds_one_probability(tenth: np.ndarray, came: np.ndarray) -> None:
    assert brier_decomposition(tenth / 10.0, came).within == pytest.approx(0.0, abs=1e-12)


@given(PROBABILITIES, EVENTS)
def test_what_is_left_is_variance_less_covariance_inside_classes(probability: np.ndarray, came: np.ndarray) -> None:
    """Stephenson et al. (2008), counted class by class in a loop."""
    place = np.minimum((probability * 10 + 1e-9).astype(int), 9)
    left = 0.0
    for each in np.unique(place):
        p, o = probability[place == each], came[place == each].astype(float)
        left += np.sum((p - p.mean()) ** 2) - 2.0 * np.sum((p - p.mean()) * (o - o.mean()))
    assert brier_decomposition(probability, came).within == pytest.approx(left / len(came), abs=1e-12)


def test_whoever_says_the_base_rate_is_reliable_and_resolves_nothing() -> None:
    came = np.arange(20) % 4 == 0
    found = brier_decomposition(np.full(20, 0.25), came)
    assert (found.reliability, found.resolution) == (0.0, 0.0)
    assert found.score == pytest.approx(found.uncertainty)


def test_whoever_knows_scores_nothing_and_resolves_all() -> None:
    came = np.arange(20) % 4 == 0
    found = brier_decomposition(came.astype(float), came)
    assert found.score == 0.0
    assert found.resolution == pytest.approx(found.uncertainty)
