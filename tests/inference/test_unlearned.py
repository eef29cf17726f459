"""Draws of what no record reaches: addressed, shared, and safe from whoever reads them."""

from __future__ import annotations

import numpy as np
import pytest

from fineline.case.priors import Prior
from fineline.inference.unlearned import prior_draws

from .conftest import case

INDEX = np.arange(50)
NAMES = ("backers_delay", "perception_filter", "disclosure_belief_shift")
"""A lognormal, a beta and a normal prior."""


def drawn(name: str, prior: Prior, seed: int, index: np.ndarray) -> np.ndarray:
    """Draws of one parameter, asked for alone."""
    return prior_draws({name: prior}, seed, index)[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_draw_keeps_its_address_whatever_else_is_asked_for(name: str) -> None:
    prior = case().priors[name]
    every = drawn(name, prior, 3, INDEX)
    assert drawn(name, prior, 3, INDEX[20:30]).tobytes() == every[20:30].tobytes()
    assert drawn(name, prior, 4, INDEX).tobytes() != every.tobytes()
    assert prior_draws(case().priors, 3, INDEX)[name].tobytes() == every.tobytes()
    assert len(np.unique(every)) == len(INDEX)


def test_another_prior_of_the_same_name_gives_other_draws() -> None:
    prior = case().priors["backers_delay"]
    wider = prior.model_copy(update={"prior": prior.prior.model_copy(update={"log_sd": 2.0})})
    one, other = drawn("backers_delay", prior, 3, INDEX), drawn("backers_delay", wider, 3, INDEX)
    assert np.log(other).std() > 2.0 * np.log(one).std()


def test_nobody_can_change_what_others_read() -> None:
    with pytest.raises(ValueError, match="read-only"):
        drawn("backers_delay", case().priors["backers_delay"], 3, INDEX)[0] = 0.0


def test_assumed_values_are_taken_in_turn() -> None:
    values = drawn("aid_belief_response", case().priors["aid_belief_response"], 3, INDEX)
    assert sorted(set(values.tolist())) == [-0.3, 0.0, 0.3]
    assert np.array_equal(values[:3], values[3:6])
