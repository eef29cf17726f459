"""What reweighing rests on: likelihoods and priors of a posterior's draws are those that the sampler saw."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats
from tests.inference.conftest import EARLY, case, view_of

from fineline.case.priors import Prior
from fineline.inference.pointwise import log_density, log_likelihoods, log_priors, reading
from fineline.inference.precondition import length, unflatten
from fineline.inference.store import Pins, Posterior
from fineline.inference.target import Target

DRAWS = 3


def prior(**declared: object) -> Prior:
    return Prior.model_validate({"symbol": "x", "unit": "1", "basis": "test", "source": "design", "prior": declared})


@pytest.fixture(scope="module", name="drawn")
def few_draws(early: Target) -> tuple[Posterior, list[float]]:
    """Three draws near the middle of the prior as a posterior holds them, and the likelihood the sampler gives each."""
    names: dict[str, list[np.ndarray]] = {}
    likelihoods: list[float] = []
    for seed in range(DRAWS):
        draw = unflatten(early, 0.2 * jax.random.normal(jax.random.PRNGKey(seed), (length(early),)))
        path, parameters = early.path(draw, early.assumed_in_the_middle)
        parts = early.log_likelihood(path, parameters).values()
        likelihoods.append(float(sum(jnp.sum(part) for part in parts)))
        for name, value in {**parameters, **early.shocks(draw, parameters)}.items():
            names.setdefault(name, []).append(np.asarray(value))
    draws = {name: np.stack(values)[None] for name, values in names.items()}
    elements = {name: parts for name, parts in early.element_names.items() if parts}
    pins = Pins(**dict.fromkeys(Pins.__dataclass_fields__, ""))
    posterior = Posterior(
        draws=draws,
        elements=elements,
        diagnostics={},
        contraction={},
        divergences=0,
        transitions=0,
        e_bfmi=(),
        pins=pins,
    )
    return posterior, likelihoods


def test_the_likelihood_is_that_of_the_fit(early: Target, drawn: tuple[Posterior, list[float]]) -> None:
    found = log_likelihoods(early, drawn[0], {"": early.rows})[""]
    total = sum(values.sum(axis=1) for values in found.values())
    np.testing.assert_allclose(total, drawn[1], rtol=1e-9)


def test_reading_the_record_as_it_is_gives_the_rows_of_the_fit(early: Target) -> None:
    rows = reading(view_of(EARLY), early, lambda series: series)
    assert rows.keys() == early.rows.keys()
    for key, part in rows.items():
        for one, other in zip(jax.tree.leaves(part), jax.tree.leaves(early.rows[key]), strict=True):
            np.testing.assert_array_equal(one, other)


def test_families_keep_their_places_when_one_falls_silent(early: Target) -> None:
    rows = reading(view_of(EARLY), early, lambda series: series.where(series.family != "think_tank"))
    key = ("principal_deaths_estimated_cum", "principal_deaths")
    place = early.families["principal_deaths_bias"].index("think_tank")
    assert place in np.asarray(early.rows[key].family)
    kept = np.asarray(early.rows[key].family) != place
    np.testing.assert_array_equal(rows[key].family, np.asarray(early.rows[key].family)[kept])


def test_a_series_without_rows_is_left_out(early: Target) -> None:
    rows = reading(view_of(EARLY), early, lambda series: series.where(series.claimant != "ISW"))
    assert set(early.rows) - set(rows) == {("area_change_isw", "area_isw")}


def test_priors_are_those_declared(drawn: tuple[Posterior, list[float]]) -> None:
    posterior = drawn[0]
    found = log_priors(posterior, case().priors)
    assert set(found).isdisjoint({"tempo_shock", "aid_belief_response"})
    assert any(name.startswith("principal_deaths_bias[") for name in found)
    value = posterior.flat()["mean_advance"]
    np.testing.assert_allclose(found["mean_advance"], stats.norm.logpdf(value, 30, 30))


@pytest.mark.parametrize(
    ("declared", "value", "wanted"),
    [
        ({"family": "normal", "mean": 1.0, "sd": 2.0}, 3.0, stats.norm.logpdf(3.0, 1.0, 2.0)),
        ({"family": "lognormal", "median": 2.0, "log_sd": 0.5}, 3.0, stats.lognorm.logpdf(3.0, 0.5, scale=2.0)),
        ({"family": "beta", "a": 2.0, "b": 5.0}, 0.3, stats.beta.logpdf(0.3, 2.0, 5.0)),
    ],
)
def test_the_density_of_each_family(declared: dict[str, object], value: float, wanted: float) -> None:
    np.testing.assert_allclose(log_density(prior(**declared), np.array([value])), [wanted])


def test_levels_have_no_density() -> None:
    with pytest.raises(TypeError, match="no density"):
        log_density(prior(family="levels", values=[0.0, 1.0]), np.zeros(1))


def test_a_cut_prior_differs_from_the_whole_by_a_constant() -> None:
    whole, cut = (
        log_density(prior(family="normal", mean=1.0, sd=2.0, **ends), np.array([1.0, 2.0, 5.0]))
        for ends in ({}, {"low": 0.0})
    )
    assert np.ptp(whole - cut) == pytest.approx(0.0, abs=1e-12)


def test_rows_replaced_are_read_as_replaced(early: Target, drawn: tuple[Posterior, list[float]]) -> None:
    key = ("area_change_isw", "area_isw")
    far = replace(early.rows[key], value=early.rows[key].value + 1e4)
    found = log_likelihoods(early, drawn[0], {"as": {key: early.rows[key]}, "far": {key: far}})
    assert (found["far"][key].sum(axis=1) < found["as"][key].sum(axis=1) - 100).all()
