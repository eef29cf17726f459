"""The move that exchanges strength and drift: a shear that keeps the front, in balance with the posterior."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from fineline.inference.interweaving import (
    DRIFTS,
    SHOCK,
    STRENGTH,
    Aim,
    drift_response,
    exchanges,
    line_of,
    proposal,
    score,
    shifted,
)
from fineline.inference.precondition import flatten, length, unflatten
from fineline.inference.target import PARAMETERS, Draw, Target
from fineline.model.advance import next_advance_drift
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


def test_the_response_is_what_the_equation_of_the_drift_gives() -> None:
    standard = np.random.default_rng(3).normal(size=8)
    drift, found = jnp.asarray(30.0 * standard[0]), []
    for shock in standard[2:]:
        found.append(float(drift))
        drift = next_advance_drift(
            drift, jnp.asarray(0.9), jnp.asarray(20.0 * standard[1]), jnp.asarray(9.0), shock, jnp.asarray(1.0)
        )
    np.testing.assert_allclose(drift_response(6, 0.9, jnp.asarray(9.0), (30.0, 20.0)) @ standard, found, rtol=1e-12)


@pytest.mark.parametrize("by", [-15.0, 25.0])
def test_the_line_is_the_same_from_each_of_its_points_so_the_move_can_be_undone(early: Target, by: float) -> None:
    assumed, draw = early.assumed_in_the_middle, draw_of(early, 3)
    line = line_of(early, draw, assumed)
    moved = shifted(early, draw, line, jnp.asarray(by))
    np.testing.assert_allclose(strength(early, moved), strength(early, draw) + by, rtol=1e-9)
    again = line_of(early, moved, assumed)
    for name in ("direction", "left", "precision"):
        one, other = getattr(again, name), getattr(line, name)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
    returned = shifted(early, moved, again, jnp.asarray(-by))
    np.testing.assert_allclose(flatten(early, returned), flatten(early, draw), atol=1e-8)


def test_the_front_stays_nearly_where_it_is(early: Target) -> None:
    assumed, draw = early.assumed_in_the_middle, draw_of(early, 4)
    moved = shifted(early, draw, line_of(early, draw, assumed), jnp.asarray(30.0))
    before, after = (early.path(one, assumed)[0]["advance"] for one in (draw, moved))
    alone = shifted(early, draw, replace(line_of(early, draw, assumed), direction=jnp.zeros(2 + len(before))), 30.0)
    unmet = early.path(alone, assumed)[0]["advance"]
    assert jnp.abs(after - before).mean() < 0.3 * jnp.abs(unmet - before).mean()


def test_an_aim_is_a_density() -> None:
    known = Aim(*(jnp.asarray(value) for value in (3.0, 10.0, -5.0, jnp.inf)))
    shifts = jnp.linspace(-5.0, 80.0, 4000)
    total = jnp.trapezoid(jnp.exp(jax.vmap(known.log_density)(shifts)), shifts) / (10.0 * np.sqrt(2.0 * np.pi))
    assert abs(float(total) - 1.0) < 1e-3


def walked(early: Target, balanced: float) -> np.ndarray:
    """Strength, drift and shocks after three moves from draws of the prior, the record said to be nothing but zeros.

    The proposals are aimed at that record; what is accepted follows the prior, if the balance counts.
    """
    silent = {key: replace(rows, value=0.0 * rows.value) for key, rows in early.rows.items()}
    deaf = replace(early, rows={key: rows for key, rows in silent.items() if key[1].startswith("area")})
    assumed, places = deaf.assumed_in_the_middle, deaf.parameters.slices

    def potential(draw: Draw) -> jax.Array:
        moved = jnp.concatenate([*(draw[PARAMETERS][places[name]] for name in (STRENGTH, *DRIFTS)), draw[SHOCK]])
        return 0.5 * jnp.sum(moved**2)

    def walk(key: jax.Array) -> jax.Array:
        start, *moves = jax.random.split(key, 4)
        draw = unflatten(deaf, jax.random.normal(start, (length(deaf),)))
        for move in moves:
            shift_key, accept_key = jax.random.split(move)
            other, balance = proposal(deaf, draw, assumed, shift_key)
            taken = jnp.log(jax.random.uniform(accept_key)) < balanced * (balance + potential(draw) - potential(other))
            draw = {name: jnp.where(taken, other[name], values) for name, values in draw.items()}
        moved = [draw[PARAMETERS][places[name].start] for name in (STRENGTH, *DRIFTS)]
        return jnp.stack([*moved, draw[SHOCK][0], draw[SHOCK][-2], draw[SHOCK].mean() * len(deaf.weeks) ** 0.5])

    return np.asarray(jax.jit(jax.vmap(walk))(jax.random.split(jax.random.PRNGKey(12), 700)))


def smallest_p_value(found: np.ndarray) -> float:
    return min(float(stats.kstest(column, "norm").pvalue) for column in found.T) * found.shape[1]


def test_aimed_anywhere_the_rule_of_acceptance_leaves_the_prior_as_it_is(early: Target) -> None:
    assert smallest_p_value(walked(early, 1.0)) > 0.01


def test_without_the_rule_it_would_not(early: Target) -> None:
    assert smallest_p_value(walked(early, 0.0)) < 1e-3


def test_a_rival_of_the_advance_does_without(early: Target) -> None:
    assert exchanges(early)
    mechanisms = {**early.structure.mechanisms, "advance": "helmbold_random"}
    rival = Structure(mechanisms, early.structure.inputs, early.structure.constants)
    assert not exchanges(replace(early, structure=rival))


def test_where_nobody_sees_the_front_there_is_nothing_to_hold(early: Target) -> None:
    unseen = {key: rows for key, rows in early.rows.items() if not key[1].startswith("area")}
    assert not exchanges(replace(early, rows=unseen))
