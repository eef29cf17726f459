"""The move that draws the response of the bonus anew: the war stays as it was, and so does the prior."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
from scipy import stats

from fineline.inference.precondition import flatten, length, unflatten
from fineline.inference.redrawing import RESPONSE, SHOCK, redrawn, redraws
from fineline.inference.target import PARAMETERS, Draw, Target
from fineline.model.structure import Structure


def draw_of(target: Target, key: jax.Array, width: float = 0.3) -> Draw:
    return unflatten(target, width * jax.random.normal(key, (length(target),)))


def test_the_war_is_the_same_after_the_move(early: Target) -> None:
    assumed, draw = early.assumed_in_the_middle, draw_of(early, jax.random.PRNGKey(3))
    moved, _ = redrawn(early, draw, assumed, jax.random.PRNGKey(4))
    assert not np.allclose(flatten(early, moved), flatten(early, draw))
    before, after = (early.path(one, assumed)[0] for one in (draw, moved))
    for name in ("log_signing_bonus", "principal_troops", "war_support"):
        np.testing.assert_allclose(after[name], before[name], rtol=1e-9, err_msg=name)


def test_the_balance_and_the_potential_leave_what_the_shocks_say(early: Target) -> None:
    assumed, draw = early.assumed_in_the_middle, draw_of(early, jax.random.PRNGKey(5))
    moved, balance = redrawn(early, draw, assumed, jax.random.PRNGKey(6))
    gain = balance + early.potential(draw, assumed) - early.potential(moved, assumed)
    wanted = 0.5 * (jnp.sum(draw[SHOCK] ** 2) - jnp.sum(moved[SHOCK] ** 2))
    np.testing.assert_allclose(gain, wanted, rtol=1e-6)


def walked(early: Target) -> np.ndarray:
    """Response and shocks after some moves from draws of the prior, accepted by what the shocks say."""
    assumed, place = early.assumed_in_the_middle, early.parameters.slices[RESPONSE].start

    def walk(key: jax.Array) -> jax.Array:
        start, *moves = jax.random.split(key, 7)
        draw = draw_of(early, start, 1.0)
        draw[PARAMETERS] = 0.3 * draw[PARAMETERS].at[place].multiply(1.0 / 0.3)
        for move in moves:
            move_key, accept_key = jax.random.split(move)
            other, _ = redrawn(early, draw, assumed, move_key)
            gain = 0.5 * (jnp.sum(draw[SHOCK] ** 2) - jnp.sum(other[SHOCK] ** 2))
            taken = jnp.log(jax.random.uniform(accept_key)) < gain
            draw = {name: jnp.where(taken, other[name], values) for name, values in draw.items()}
        return jnp.stack([draw[PARAMETERS][place], draw[SHOCK].sum() * early.weeks.size**-0.5, draw[SHOCK][3]])

    return np.asarray(jax.jit(jax.vmap(walk))(jax.random.split(jax.random.PRNGKey(12), 800)))


def smallest_p_value(found: np.ndarray) -> float:
    return min(float(stats.kstest(column, "norm").pvalue) for column in found.T) * found.shape[1]


def test_accepted_by_what_the_shocks_say_the_prior_stays(early: Target) -> None:
    assert smallest_p_value(walked(early)) > 0.01


def test_a_rival_of_recruitment_does_without(early: Target) -> None:
    assert redraws(early)
    mechanisms = {**early.structure.mechanisms, "recruitment": "quota"}
    rival = Structure(mechanisms, early.structure.inputs, early.structure.constants)
    assert not redraws(replace(early, structure=rival))
