"""An independent solver of the same war in continuous time agrees, and the error shrinks in proportion to the step."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.model.simulate import starting_stocks

from .continuous import solve
from .setting import Floats, Setting, repeated

WEEKS = 26
FIRST = 95
"""Fighting, a second deployment and a pause all fall within half a year of this week."""

STEPS = (16, 32, 64, 128)
SEEDS = (0, 1, 2)


def inputs_of(setting: Setting) -> dict[str, Floats]:
    return {name: values[FIRST : FIRST + WEEKS] for name, values in setting.inputs.items()}


def begin(setting: Setting, parameters: dict[str, jax.Array]) -> dict[str, jax.Array]:
    """A war in its third year, with a contingent in place."""
    stocks = starting_stocks(setting.structure, parameters)
    return {**stocks, "contributor_troops": jnp.asarray(6000.0), "contributor_recovering": jnp.asarray(500.0)}


def drawn(setting: Setting, seed: int) -> dict[str, jax.Array]:
    return {name: jnp.asarray(values[0], jnp.float64) for name, values in setting.draws(1, seed).items()}


def errors(setting: Setting, seed: int) -> dict[str, Floats]:
    """Largest difference of each stock from the solver's, one per step length, shape (steps,).

    Relative to the stock's largest value; absolute where that is below one, as for logarithms.
    """
    parameters = drawn(setting, seed)
    start, inputs = begin(setting, parameters), inputs_of(setting)
    exact = solve(parameters, {name: jnp.asarray(values) for name, values in inputs.items()}, start)
    found: dict[str, list[float]] = {name: [] for name in exact}
    for parts in STEPS:
        path = setting.run(parameters, repeated(inputs, parts), setting.calm(WEEKS * parts), 1.0 / parts, start)
        for name, values in exact.items():
            truth = np.asarray(values)
            scale = max(1.0, np.abs(truth).max())
            found[name].append(float(np.abs(path[name][parts - 1 :: parts] - truth).max() / scale))
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_small_steps_agree_with_the_solver_to_first_order(setting: Setting, seed: int) -> None:
    with jax.numpy_dtype_promotion("standard"):  # the solver mixes kinds of number of its own accord
        found = errors(setting, seed)
    assert set(found) == set(setting.structure.stocks)
    for name, error in found.items():
        assert error[-1] < 2e-3, (name, error)
        if error[0] > 1e-7:  # below, the step gives the continuous solution exactly
            order = np.log2(error[:-1] / error[1:])
            assert np.all(np.abs(order - 1.0) < 0.15), (name, error)
