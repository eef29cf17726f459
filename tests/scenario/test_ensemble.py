"""Many trajectories at once are the same as each alone."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from fineline.inference.target import constants_of
from fineline.model.simulate import simulate
from fineline.scenario.ensemble import Ensemble, chunks
from fineline.scenario.setting import Setting, prepare
from fineline.scenario.shocks import BLOCK

from .fake_posterior import fake_posterior, ukraine


@pytest.fixture(scope="module")
def setting() -> Setting:
    return prepare(ukraine(), fake_posterior(), horizon=6, draws=270, seed=0)


def test_chunks_have_one_size_and_cover_every_draw_once() -> None:
    found = list(chunks(2 * BLOCK + 1))
    assert [len(chunk) for chunk in found] == [BLOCK, BLOCK, 1]
    assert {len(chunk.read) for chunk in found} == {BLOCK}
    assert np.array_equal(np.concatenate([chunk.read[: len(chunk)] for chunk in found]), np.arange(2 * BLOCK + 1))


def test_a_draw_of_the_ensemble_is_the_trajectory_simulated_alone(setting: Setting) -> None:
    made = setting.run()
    for draw in (0, 269):
        known = {name: setting.parameters[name][draw] for name in setting.structure.parameters}
        alone = simulate(
            setting.structure,
            {name: jnp.asarray(value) for name, value in {**known, **constants_of(setting.case)}.items()},
            {name: jnp.asarray(values) for name, values in setting.inputs.items()},
            {name: jnp.asarray(values[draw]) for name, values in setting.shocks.items()},
        )
        for name in made.data_vars:
            assert np.allclose(made[name].values[draw], alone[name], rtol=1e-9, atol=1e-9), name


def test_only_the_variables_asked_for_are_given_in_double_precision(setting: Setting) -> None:
    ensemble = Ensemble(setting.structure, constants_of(setting.case), ("advance",))
    made = ensemble.run(setting.parameters, setting.inputs, setting.shocks)
    assert list(made) == ["advance"]
    assert made["advance"].shape == (270, len(setting.weeks))
    assert made["advance"].dtype == np.float64
