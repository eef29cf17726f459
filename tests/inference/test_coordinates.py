"""Shocks and the path that stands in for them say the same thing."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.inference.coordinates import CENTRED, transitions
from fineline.inference.target import Target
from fineline.model.advance import advance
from fineline.model.tempo import next_tempo

WEEKS = 9
PARAMETERS = {
    "principal_casualty_rate": 7600.0,
    "principal_tempo_elasticity": 0.9,
    "tempo_persistence": 0.93,
    "tempo_volatility": 0.06,
    "initial_tempo": -0.25,
    "initial_killed_logit": -1.2,
    "lethality_volatility": 0.04,
}
KNOWN = {name: jnp.asarray(value) for name, value in PARAMETERS.items()}
COORDINATES = {
    name: jnp.asarray(np.random.default_rng(place).normal(size=WEEKS)) for place, name in enumerate(CENTRED.values())
}


def test_the_tempo_of_the_shocks_is_the_path_that_was_sampled() -> None:
    shocks = transitions(COORDINATES, KNOWN)["tempo_shock"].shocks
    tempo, losses = KNOWN["initial_tempo"], []
    for shock in shocks:
        tempo = next_tempo(tempo, KNOWN["tempo_persistence"], KNOWN["tempo_volatility"], shock, jnp.asarray(1.0))
        losses.append(np.log(7600.0) + 0.9 * tempo)
    np.testing.assert_allclose(losses, 8.7 + 0.08 * COORDINATES["tempo_log_losses"], rtol=1e-12)


def test_the_killed_share_of_the_shocks_is_the_path_that_was_sampled() -> None:
    shocks = transitions(COORDINATES, KNOWN)["lethality_shock"].shocks
    path = -1.2 + 0.04 * np.cumsum(shocks)
    np.testing.assert_allclose(path, -1.1 + 0.06 * COORDINATES["killed_logit_path"], rtol=1e-12)


@pytest.mark.parametrize(("shock", "coordinate"), CENTRED.items())
def test_the_log_jacobian_is_that_of_the_exchange(shock: str, coordinate: str) -> None:
    matrix = jax.jacfwd(lambda moved: transitions({**COORDINATES, coordinate: moved}, KNOWN)[shock].shocks)(
        COORDINATES[coordinate]
    )
    _, wanted = np.linalg.slogdet(np.asarray(matrix))
    found = transitions(COORDINATES, KNOWN)[shock].log_jacobian
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_the_model_walks_the_sampled_paths(early: Target) -> None:
    """Through the whole model, from a draw near the middle of the prior."""
    draw = {name: 0.1 * jax.random.normal(jax.random.PRNGKey(size), (size,)) for name, size in early.sizes.items()}
    path, parameters = early.path(draw, early.assumed_in_the_middle)
    losses = np.log(parameters["principal_casualty_rate"])
    losses = losses + parameters["principal_tempo_elasticity"] * path["tempo"]
    np.testing.assert_allclose(losses, 8.7 + 0.08 * draw["tempo_log_losses"], rtol=1e-10)
    np.testing.assert_allclose(path["killed_logit"], -1.1 + 0.06 * draw["killed_logit_path"], rtol=1e-10)


def test_drifts_are_the_sampled_advance_less_what_strength_adds(early: Target) -> None:
    vector = 0.3 * jax.random.normal(jax.random.PRNGKey(5), (early.parameters.size,))
    own, known = early.parameters.constrain(vector), early.known(early.moved(vector, 1.0))
    assert set(early.sheared) == {"initial_advance_drift", "mean_advance"}
    for name, value in own.items():
        np.testing.assert_allclose(known[name], value, rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(early.moved(early.moved(vector, 1.0), -1.0), vector, atol=1e-12)


def test_the_shear_keeps_volume_and_density(early: Target) -> None:
    vector = 0.3 * jax.random.normal(jax.random.PRNGKey(6), (early.parameters.size,))
    matrix = jax.jacfwd(lambda own: early.moved(own, 1.0))(vector)
    assert abs(np.linalg.slogdet(np.asarray(matrix))[1]) < 1e-12
    np.testing.assert_allclose(
        early.log_prior(early.moved(vector, 1.0)), early.parameters.log_prior(vector), rtol=1e-12
    )


def test_the_sampled_advance_is_the_models_first(early: Target) -> None:
    """Before the drift has moved and with no foreign soldiers, advance is what the sampler's vector says."""
    vector = 0.3 * jax.random.normal(jax.random.PRNGKey(7), (early.parameters.size,))
    seen, known = early.parameters.constrain(vector), early.known(vector)
    ratio = jnp.log(known["initial_principal_troops"] / early.constants["reference_principal_troops"]) - jnp.log(
        known["initial_opponent_troops"] / early.constants["reference_opponent_troops"]
    )
    whole = advance(known["initial_advance_drift"], known["strength_effect"], known["initial_tempo"], ratio)
    np.testing.assert_allclose(whole, seen["initial_advance_drift"], rtol=1e-12)
