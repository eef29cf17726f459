"""A vector of standard normal numbers becomes the declared priors."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fineline.case import Prior
from fineline.inference.parameters import ParameterMap

from .conftest import case

GRID = np.linspace(-6.0, 6.0, 49)
"""To one in a thousand million on either side."""

Spec = Mapping[str, object]


def prior(each: str = "", **spec: object) -> Prior:
    return Prior.model_validate(
        {"symbol": "x", "unit": "1", "prior": spec, "basis": "a test", "source": "design", "each": each}
    )


def one(**spec: object) -> ParameterMap:
    return ParameterMap({"x": prior(**spec)}, {"x": 1})


def mapped(parameters: ParameterMap, u: np.ndarray) -> np.ndarray:
    return np.asarray(jax.vmap(lambda number: parameters.constrain(number[None])["x"])(jnp.asarray(u)))


def cut(mean: float, sd: float, low: float | None, high: float | None) -> stats.rv_continuous:
    a = -np.inf if low is None else (low - mean) / sd
    b = np.inf if high is None else (high - mean) / sd
    return stats.truncnorm(a, b, loc=mean, scale=sd)


def test_a_lognormal_has_the_quantiles_of_the_declared_one() -> None:
    wanted = stats.lognorm(s=0.4, scale=35.0).ppf(stats.norm.cdf(GRID[GRID <= 0]))
    found = mapped(one(family="lognormal", median=35.0, log_sd=0.4), GRID)
    np.testing.assert_allclose(found[GRID <= 0], wanted, rtol=1e-10)
    np.testing.assert_allclose(found * found[::-1], 35.0**2, rtol=1e-12)


def test_a_normal_is_moved_and_stretched() -> None:
    np.testing.assert_allclose(mapped(one(family="normal", mean=-0.3, sd=0.3), GRID), -0.3 + 0.3 * GRID, rtol=1e-14)


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, None), (0.0, 1.0), (None, 0.7), (0.45, 0.55), (-3.0, 4.0), (1.0, None), (None, 0.0)]
)
def test_a_cut_normal_keeps_its_quantiles_to_the_far_tails(low: float | None, high: float | None) -> None:
    spec = {"family": "normal", "mean": 0.5, "sd": 0.2, "low": low, "high": high}
    wanted = cut(0.5, 0.2, low, high)
    found = mapped(one(**spec), GRID)
    below = GRID <= 0
    np.testing.assert_allclose(found[below], wanted.ppf(stats.norm.cdf(GRID[below])), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found[~below], wanted.isf(stats.norm.sf(GRID[~below])), rtol=1e-7, atol=1e-9)
    assert (np.diff(found) > 0).all()
    slope = jax.vmap(jax.grad(lambda number: one(**spec).constrain(number[None])["x"]))(jnp.asarray(GRID))
    assert np.isfinite(slope).all()


def test_every_prior_of_the_case_is_drawn_as_declared() -> None:
    """Draws of every parameter, the beta among them, against SciPy; some hundred tests at one in ten thousand each."""
    priors = {
        name: declared
        for name, declared in case().priors.items()
        if not declared.each and declared.prior.family != "levels"  # held, not drawn
    }
    parameters = ParameterMap(priors, dict.fromkeys(priors, 1))
    keys = jax.random.split(jax.random.PRNGKey(3), 4000)
    drawn = jax.jit(jax.vmap(lambda key: parameters.constrain(parameters.draw(key))))(keys)
    for name, declared in priors.items():
        assert stats.kstest(np.asarray(drawn[name]), scipy_prior(declared).cdf).pvalue > 1e-4, name


def scipy_prior(declared: Prior) -> stats.rv_continuous:
    spec = declared.prior
    if spec.family == "lognormal":
        return stats.lognorm(s=spec.log_sd, scale=spec.median)
    if spec.family == "beta":
        return stats.beta(spec.a, spec.b)
    return cut(spec.mean, spec.sd, spec.low, spec.high)


numbers = st.floats(0.1, 5.0)
specs = st.one_of(
    st.builds(lambda median, log_sd: {"family": "lognormal", "median": median, "log_sd": log_sd}, numbers, numbers),
    st.builds(lambda mean, sd: {"family": "normal", "mean": mean, "sd": sd}, numbers, numbers),
    st.builds(
        lambda mean, sd, width: {"family": "normal", "mean": mean, "sd": sd, "low": mean - width, "high": mean + sd},
        numbers,
        numbers,
        numbers,
    ),
    st.builds(lambda a, b: {"family": "beta", "a": a, "b": b}, numbers, numbers),
)
sets = st.lists(st.tuples(specs, st.integers(0, 3)), min_size=1, max_size=6)


@settings(max_examples=6)
@given(chosen=sets, seed=st.integers(0, 1000))
def test_any_set_of_priors_fills_the_vector_and_has_the_declared_density(
    chosen: list[tuple[Spec, int]], seed: int
) -> None:
    """``log_prior`` is the declared density times the Jacobian, up to one constant for the set."""
    priors = {f"p{i}": prior(each="family" if size else "", **spec) for i, (spec, size) in enumerate(chosen)}
    parameters = ParameterMap(priors, {f"p{i}": max(1, size) for i, (_, size) in enumerate(chosen)})
    covered = [place for name in priors for place in range(parameters.size)[parameters.slices[name]]]
    assert covered == list(range(parameters.size))
    vectors = np.random.default_rng(seed).normal(size=(3, parameters.size))
    differences = [
        declared_log_density(parameters, vector) - float(parameters.log_prior(jnp.asarray(vector)))
        for vector in vectors
    ]
    np.testing.assert_allclose(differences, differences[0], rtol=1e-7, atol=1e-7)
    shapes = {name: np.shape(value) for name, value in parameters.constrain(jnp.asarray(vectors[0])).items()}
    assert shapes == {f"p{i}": (size,) if size else () for i, (_, size) in enumerate(chosen)}


def declared_log_density(parameters: ParameterMap, vector: np.ndarray) -> float:
    """Density of the constrained parameters times the absolute slope, coordinate by coordinate."""

    def flat(u: jax.Array) -> jax.Array:
        return jnp.concatenate([jnp.atleast_1d(value) for value in parameters.constrain(u).values()])

    values = np.asarray(flat(jnp.asarray(vector)))
    slopes = np.asarray(jax.jacfwd(flat)(jnp.asarray(vector)))
    np.testing.assert_allclose(slopes - np.diag(np.diag(slopes)), 0.0, atol=1e-14)
    density = sum(
        scipy_prior(declared).logpdf(value)
        for name, declared in parameters.priors.items()
        for value in values[parameters.slices[name]]
    )
    return float(density + np.log(np.abs(np.diag(slopes))).sum())
