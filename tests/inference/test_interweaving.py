"""The move that exchanges strength and drift: a shear that keeps the front, in balance with the priors."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from fineline.inference.interweaving import (
    DRIFT,
    SHOCK,
    STRENGTH,
    exchanges,
    line_of,
    prior_potential,
    proposal,
    push_of_forces,
    score,
    shift,
    shifted,
)
from fineline.inference.precondition import flatten, length, unflatten
from fineline.inference.target import PARAMETERS, Draw, Target
from fineline.model.structure import Structure


def draw_of(target: Target, seed: int) -> Draw:
    """A draw near the middle of the prior."""
    return unflatten(target, 0.3 * jax.random.normal(jax.random.PRNGKey(seed), (length(target),)))


def strength(target: Target, draw: Draw) -> jax.Array:
    return target.parameters.constrain(draw[PARAMETERS])[STRENGTH]


def test_flatten_is_the_inverse_of_unflatten(early: Target) -> None:
    flat = jnp.arange(float(length(early)))
    np.testing.assert_array_equal(flatten(early, unflatten(early, flat)), flat)


def test_the_score_is_the_inverse_of_the_map(early: Target) -> None:
    prior = early.parameters.priors[STRENGTH].prior
    assert prior.family == "normal"
    place = early.parameters.slices[STRENGTH].start
    for number in (-6.0, -2.0, -0.1, 0.0, 1.0, 4.0):
        vector = jnp.zeros(early.parameters.size).at[place].set(number)
        found = score(prior, early.parameters.constrain(vector)[STRENGTH])
        np.testing.assert_allclose(found, number, atol=1e-6)


@pytest.mark.parametrize("by", [-15.0, 25.0])
def test_the_push_does_not_see_the_move_so_the_move_can_be_undone(early: Target, by: float) -> None:
    assumed, draw = early.assumed_in_the_middle, draw_of(early, 3)
    line = line_of(early, draw, assumed)
    moved = shifted(early, draw, line, jnp.asarray(by))
    np.testing.assert_allclose(strength(early, moved), strength(early, draw) + by, rtol=1e-9)
    push = push_of_forces(early, draw, assumed)
    np.testing.assert_allclose(push_of_forces(early, moved, assumed), push, rtol=1e-12)
    returned = shifted(early, moved, line_of(early, moved, assumed), jnp.asarray(-by))
    np.testing.assert_allclose(flatten(early, returned), flatten(early, draw), atol=1e-8)


def test_the_front_stays_where_it_is(early: Target) -> None:
    assumed, draw = early.assumed_in_the_middle, draw_of(early, 4)
    line = line_of(early, draw, assumed)
    moved = shifted(early, draw, line, jnp.asarray(30.0))
    before, after = (early.path(one, assumed)[0]["advance"] for one in (draw, moved))
    alone = early.path({**draw, PARAMETERS: moved[PARAMETERS]}, assumed)[0]["advance"]
    assert jnp.abs(after - before).max() < 0.1 * jnp.abs(alone - before).max()


@pytest.mark.parametrize("seed", range(4))
def test_a_shift_is_in_balance_with_the_priors(early: Target, seed: int) -> None:
    """``p(x) q(x, y) = p(y) q(y, x)``, densities of the strength's own number."""
    assumed, draw = early.assumed_in_the_middle, draw_of(early, seed)
    line = line_of(early, draw, assumed)
    by = shift(early, draw, line, jax.random.PRNGKey(seed))
    moved = shifted(early, draw, line, by)

    def log_density_of(start: Draw, end: Draw) -> float:
        own = line_of(early, start, assumed)
        drawn = jax.vmap(lambda key: shift(early, start, own, key))(jax.random.split(jax.random.PRNGKey(9), 40_000))
        values = np.sort(np.asarray(strength(early, start) + drawn))
        width = 2.0
        target = float(strength(early, end))
        share = (np.searchsorted(values, target + width) - np.searchsorted(values, target - width)) / len(values)
        prior = early.parameters.priors[STRENGTH].prior
        assert prior.family == "normal"
        to_number = jax.grad(lambda value: score(prior, value))(jnp.asarray(target))
        return float(np.log(share / (2.0 * width)) - jnp.log(to_number))

    forth = -float(prior_potential(early, draw)) + log_density_of(draw, moved)
    back = -float(prior_potential(early, moved)) + log_density_of(moved, draw)
    assert abs(forth - back) < 0.15


def test_without_a_record_the_move_leaves_the_prior_as_it_is(early: Target) -> None:
    assumed = early.assumed_in_the_middle

    def walk(key: jax.Array) -> jax.Array:
        start, *moves = jax.random.split(key, 4)
        flat = jax.random.normal(start, (length(early),))
        draw = unflatten(early, flat)
        draw = {**draw, **{name: 0.2 * values for name, values in draw.items() if name.endswith(("_losses", "_path"))}}
        for move in moves:
            draw = proposal(early, draw, assumed, move)
        places = early.parameters.slices
        moved = [draw[PARAMETERS][places[name].start] for name in (STRENGTH, DRIFT)]
        return jnp.stack([*moved, draw[SHOCK][0], draw[SHOCK][-2]])

    found = np.asarray(jax.jit(jax.vmap(walk))(jax.random.split(jax.random.PRNGKey(12), 2000)))
    for column in found.T:
        assert stats.kstest(column, "norm").pvalue > 0.01 / found.shape[1]


def test_a_rival_of_the_advance_does_without(early: Target) -> None:
    assert exchanges(early)
    rival = Structure(
        {**early.structure.mechanisms, "advance": "helmbold_random"}, early.structure.inputs, early.structure.constants
    )
    assert not exchanges(replace(early, structure=rival))
