"""Power-scaling on a conjugate normal, where it is known what the prior and what the record tells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.value_of_information import Answer
from fineline.evaluation.power_scaling import (
    Sensitivity,
    cumulative_distance,
    sensitivities_of_answers,
    sensitivities_of_parameters,
)

DRAWS = 4000


def normal_posterior(prior_sd: float, error: float, seen: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draws, log prior and log likelihood for a prior about 0 and one figure."""
    precision = prior_sd**-2 + error**-2
    drawn = seen * error**-2 / precision + np.random.default_rng(5).normal(size=DRAWS) * precision**-0.5
    return drawn, -0.5 * (drawn / prior_sd) ** 2, -0.5 * ((seen - drawn) / error) ** 2


def of_parameter(prior_sd: float, error: float, seen: float) -> Sensitivity:
    drawn, prior, record = normal_posterior(prior_sd, error, seen)
    return sensitivities_of_parameters({"m": drawn}, {"m": prior}, record)[0]


@pytest.mark.parametrize(
    ("prior_sd", "error", "seen", "verdict"),
    [
        (1.0, 50.0, 0.0, "told by the prior"),
        (50.0, 1.0, 0.5, "told by the record"),
        (1.0, 1.0, 6.0, "prior and record disagree"),
    ],
)
def test_the_verdict_on_a_conjugate_normal(prior_sd: float, error: float, seen: float, verdict: str) -> None:
    assert of_parameter(prior_sd, error, seen).verdict == verdict


def test_a_quantity_that_has_nothing_to_do_with_either_is_moved_by_neither() -> None:
    _, prior, record = normal_posterior(1.0, 1.0, 1.0)
    stranger = np.random.default_rng(6).normal(size=DRAWS)
    assert sensitivities_of_parameters({"s": stranger}, {"s": prior}, record)[0].verdict == "moved by neither"


def test_the_prior_that_moves_an_answer_is_named_first() -> None:
    one, prior, record = normal_posterior(1.0, 2.0, 3.0)
    other = np.random.default_rng(9).normal(size=DRAWS)
    answer = Answer(key="a", label="a", values=one, unit="1")
    found = sensitivities_of_answers((answer,), {"other": -0.5 * other**2, "one": prior}, record)[0]
    assert found.strongest[0][0] == "one"
    assert found.strongest[0][1] > 5 * found.strongest[1][1]


@given(st.integers(0, 10_000))
def test_a_distance_lies_between_nought_and_one_and_is_nought_for_even_weights(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, weights = random.normal(size=50), random.dirichlet(np.ones(50))
    assert 0.0 < cumulative_distance(values, weights) <= 1.0
    assert cumulative_distance(values, np.full(50, 0.02)) == pytest.approx(0.0, abs=1e-6)


def test_all_weight_at_one_end_is_as_far_as_can_be() -> None:
    values, weights = np.array([0.0, 1.0]), np.array([1.0, 0.0])
    far = cumulative_distance(values, weights)
    near = cumulative_distance(values, np.array([0.6, 0.4]))
    assert far > near > 0.0


def test_an_answer_without_spread_is_moved_by_nothing() -> None:
    assert cumulative_distance(np.zeros(4), np.array([0.7, 0.1, 0.1, 0.1])) == 0.0
