"""Shocks and the path that stands in for them say the same thing."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.inference.coordinates import CENTRED, transitions
from fineline.inference.target import Target
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
