"""Good draws are told from bad ones, and an answer from a repeated prior."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from fineline.case import Prior
from fineline.inference.diagnostics import contraction, diagnose, e_bfmi, scalars
from fineline.inference.parameters import ParameterMap

CHAINS, DRAWS = 4, 1000
SHAPE = (CHAINS, DRAWS)


def generator() -> np.random.Generator:
    return np.random.default_rng(12)


def test_independent_draws_count_in_full() -> None:
    drawn = generator().normal(3.0, 2.0, SHAPE)
    found = diagnose({"x": drawn})["x"]
    assert set(found) == {"rhat", "ess_bulk", "ess_tail", "mean", "sd", "q05", "q50", "q95"}
    assert found["rhat"] < 1.005
    assert 0.85 < found["ess_bulk"] / drawn.size < 1.15
    assert 0.75 < found["ess_tail"] / drawn.size < 1.15
    assert found["mean"] == pytest.approx(drawn.mean())
    assert found["sd"] == pytest.approx(drawn.std())
    assert [found["q05"], found["q50"], found["q95"]] == pytest.approx(list(np.quantile(drawn, [0.05, 0.5, 0.95])))


def test_correlated_draws_count_for_less() -> None:
    """A first-order autoregression of coefficient a has ``n (1 - a)/(1 + a)`` effective draws."""
    noise, drawn = generator().normal(size=SHAPE), np.zeros(SHAPE)
    for t in range(1, DRAWS):
        drawn[:, t] = 0.8 * drawn[:, t - 1] + noise[:, t]
    found = diagnose({"x": drawn})["x"]["ess_bulk"]
    assert found == pytest.approx(drawn.size * 0.2 / 1.8, rel=0.35)


def test_a_chain_that_is_stuck_elsewhere_shows() -> None:
    drawn = generator().normal(size=SHAPE)
    drawn[0] = 5.0 + 0.01 * drawn[0]
    found = diagnose({"stuck": drawn, "good": generator().normal(size=SHAPE)})
    assert found["stuck"]["rhat"] > 1.2
    assert found["stuck"]["ess_bulk"] < 40
    assert found["good"]["rhat"] < 1.005


def test_chains_of_one_assumed_value_are_compared_among_themselves() -> None:
    drawn = generator().normal(size=SHAPE)
    drawn[::2] += 10.0
    assert diagnose({"x": drawn})["x"]["rhat"] > 1.5
    assert diagnose({"x": drawn}, strata=[0, 1, 0, 1])["x"]["rhat"] < 1.01


def test_a_single_chain_for_each_assumed_value_is_compared_with_the_others() -> None:
    drawn = generator().normal(size=SHAPE)
    alone = diagnose({"x": drawn}, strata=range(CHAINS))["x"]
    assert alone == diagnose({"x": drawn})["x"]
    assert alone["rhat"] < 1.005
    drawn[0] += 10.0
    assert diagnose({"x": drawn}, strata=range(CHAINS))["x"]["rhat"] > 1.5


def test_energies_that_the_momenta_explain_have_a_fraction_near_two() -> None:
    """Independent energies: the mean square difference is twice the variance."""
    assert e_bfmi(generator().normal(size=SHAPE)) == pytest.approx((2.0,) * CHAINS, rel=0.1)


def test_energies_that_creep_have_a_fraction_near_zero() -> None:
    assert max(e_bfmi(np.cumsum(generator().normal(size=SHAPE), axis=1))) < 0.1


def parameter_map() -> ParameterMap:
    said = {"unit": "1", "basis": "a test", "source": "design", "symbol": "x"}
    priors = {
        "rate": Prior.model_validate({**said, "prior": {"family": "lognormal", "median": 8.0, "log_sd": 0.5}}),
        "share": Prior.model_validate({**said, "prior": {"family": "beta", "a": 4, "b": 2}}),
        "bias": Prior.model_validate({**said, "prior": {"family": "normal", "mean": 0, "sd": 1}, "each": "family"}),
    }
    return ParameterMap(priors, {"rate": 1, "share": 1, "bias": 2})


NAMES = {"rate": (), "share": (), "bias": ("us", "bbc")}


def prior_draws() -> dict[str, np.ndarray]:
    parameters = parameter_map()
    keys = jax.random.split(jax.random.PRNGKey(8), SHAPE)
    drawn = jax.vmap(jax.vmap(lambda key: parameters.constrain(parameters.draw(key))))(keys)
    return {name: np.asarray(values) for name, values in drawn.items()}


def test_every_element_has_a_name_of_its_own() -> None:
    drawn = prior_draws()
    found = scalars(drawn, NAMES)
    assert set(found) == {"rate", "share", "bias[us]", "bias[bbc]"}
    np.testing.assert_array_equal(found["bias[bbc]"], drawn["bias"][..., 1])


def test_a_repeated_parameter_may_have_no_elements_yet() -> None:
    drawn = {**prior_draws(), "walk": np.empty((*prior_draws()["rate"].shape, 0))}
    assert set(scalars(drawn, {**NAMES, "walk": ()})) == {"rate", "share", "bias[us]", "bias[bbc]"}


def test_a_posterior_that_is_its_prior_has_contracted_nowhere() -> None:
    found = contraction(scalars(prior_draws(), NAMES), parameter_map(), NAMES)
    assert found == pytest.approx(dict.fromkeys(found, 0.0), abs=0.08)


def test_a_narrow_posterior_has_contracted_almost_wholly() -> None:
    """A tenth of the width is a hundredth of the variance; a lognormal is judged on its logarithm."""
    values = scalars(prior_draws(), NAMES)
    narrow = {name: drawn.mean() + 0.1 * (drawn - drawn.mean()) for name, drawn in values.items()}
    narrow["rate"] = np.exp(np.log(3.0) + 0.1 * (np.log(values["rate"]) - np.log(8.0)))
    found = contraction(narrow, parameter_map(), NAMES)
    assert found == pytest.approx(dict.fromkeys(found, 0.99), abs=0.002)
