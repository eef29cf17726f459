"""A second move between transitions: strength and drift exchanged, the front left where it is.

The record says how fast the front moves and little of what moves it: a drift of its own, or the strength of the forces.
Along that exchange the posterior is as wide as the prior of ``strength_effect`` and bent by every quantity that enters
the ratio of forces; short trajectories of NUTS follow it slowly. So after each transition a new strength is drawn with
the front held (interweaving, Yu and Meng 2011, doi:10.1198/jcgs.2011.203main): with ``x`` the push of the forces by
week,

    b -> b + d,    a_0 -> a_0 - d x_0,    e_t -> e_t - d k_t,    k_t = (x_(t+1) - p x_t) / q.

``x`` is that of a front which moves at its mean pace. It depends on nothing that the move changes, hence the move is a
shear along a fixed line and keeps volume. Along the line the priors of ``b``, ``a_0`` and the shocks make a cut normal
distribution of ``d``. It is drawn from that, and accepted by the ratio of the likelihoods, which hardly differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.special import ndtr, ndtri

from fineline.case.priors import Normal
from fineline.inference.target import PARAMETERS, Assumed, Draw, Target
from fineline.model.advance import advance, next_advance_drift
from fineline.model.simulate import simulate

STRENGTH = "strength_effect"
DRIFT = "initial_advance_drift"
SHOCK = "advance_drift_shock"


class Line(NamedTuple):
    """What is known of a draw's place on its line.

    Attributes:
        strength: ``b``, km2/week.
        drift: ``a_0``, km2/week.
        push: ``x_0``.
        slope: ``k``, shape ``(weeks,)``; the last shock moves the front after the last week and stays.
    """

    strength: Array
    drift: Array
    push: Array
    slope: Array


def exchanges(target: Target) -> bool:
    """Whether the structure moves the front by a drift and by strength, with priors that the move knows."""
    weekly = target.structure.weekly
    forms = weekly.get("advance") is advance and weekly.get("next_advance_drift") is next_advance_drift
    return forms and _normal(target, STRENGTH) is not None and _uncut(target)


def _normal(target: Target, name: str) -> Normal | None:
    declared = target.parameters.priors.get(name)
    return declared.prior if declared is not None and isinstance(declared.prior, Normal) else None


def _uncut(target: Target) -> bool:
    prior = _normal(target, DRIFT)
    return prior is not None and prior.low is None and prior.high is None


def _priors(target: Target) -> tuple[Normal, Normal]:
    own, drift = _normal(target, STRENGTH), _normal(target, DRIFT)
    if own is None or drift is None:
        raise TypeError("the structure does not exchange strength and drift: ask `exchanges` first")
    return own, drift


def push_of_forces(target: Target, draw: Draw, assumed: Assumed) -> Array:
    """How hard the forces push, the front at its mean pace: ``x = exp(i) rho``, shape ``(weeks,)``."""
    parameters = {**target.parameters.constrain(draw[PARAMETERS]), **assumed}
    still = {STRENGTH: jnp.zeros(()), DRIFT: parameters["mean_advance"]}
    constants = {name: jnp.asarray(value) for name, value in target.constants.items()}
    shocks = target.shocks(draw, parameters)
    shocks[SHOCK] = jnp.zeros_like(shocks[SHOCK])
    path = simulate(target.structure, {**parameters, **constants, **still}, target.inputs, shocks)
    return jnp.exp(path["offensive_tempo"]) * path["strength_ratio_log"]


def line_of(target: Target, draw: Draw, assumed: Assumed) -> Line:
    """The line through a draw along which strength and drift are exchanged."""
    parameters = target.parameters.constrain(draw[PARAMETERS])
    push = push_of_forces(target, draw, assumed)
    slope = (push[1:] - target.constants["drift_persistence"] * push[:-1]) / parameters["drift_volatility"]
    return Line(parameters[STRENGTH], parameters[DRIFT], push[0], jnp.append(slope, 0.0))


def proposal(target: Target, draw: Draw, assumed: Assumed, key: Array) -> Draw:
    """Another draw on the line of this one, distributed as the priors have it."""
    line = line_of(target, draw, assumed)
    return shifted(target, draw, line, shift(target, draw, line, key))


def shift(target: Target, draw: Draw, line: Line, key: Array) -> Array:
    """A shift ``d`` of strength along the line, from the priors alone; a scalar, km2/week."""
    own, drift = _priors(target)
    precision = 1.0 / own.sd**2 + (line.push / drift.sd) ** 2 + jnp.sum(line.slope**2)
    pull = (own.mean - line.strength) / own.sd**2 + line.push * (line.drift - drift.mean) / drift.sd**2
    mean, width = (pull + jnp.sum(draw[SHOCK] * line.slope)) / precision, precision**-0.5
    low, high = ((bound - line.strength - mean) / width for bound in _bounds(own))
    return mean + width * jax.random.truncated_normal(key, low, high)


def _bounds(prior: Normal) -> tuple[float, float]:
    return -math.inf if prior.low is None else prior.low, math.inf if prior.high is None else prior.high


def shifted(target: Target, draw: Draw, line: Line, by: Array) -> Draw:
    """The draw a shift further along its line."""
    own, drift = _priors(target)
    places = target.parameters.slices
    vector = draw[PARAMETERS].at[places[STRENGTH].start].set(score(own, line.strength + by))
    vector = vector.at[places[DRIFT].start].add(-by * line.push / drift.sd)
    return {**draw, PARAMETERS: vector, SHOCK: draw[SHOCK] - by * line.slope}


def score(prior: Normal, value: Array) -> Array:
    """The standard normal number whose quantile a value of a cut normal prior is: the inverse of the map.

    Taken from the nearer tail, as the map itself.
    """
    low, high = ((bound - prior.mean) / prior.sd for bound in _bounds(prior))
    inside = ndtr(high) - ndtr(low)
    standard = (value - prior.mean) / prior.sd
    below = (ndtr(standard) - ndtr(low)) / inside
    above = (ndtr(-standard) - ndtr(-high)) / inside
    return jnp.where(below < 0.5, ndtri(below), -ndtri(above))


def prior_potential(target: Target, draw: Mapping[str, Array]) -> Array:
    """The part of the potential that the drawing of a shift accounts for, a scalar."""
    places = target.parameters.slices
    moved = [draw[PARAMETERS][places[name].start] for name in (STRENGTH, DRIFT)]
    return 0.5 * (jnp.sum(jnp.stack(moved) ** 2) + jnp.sum(draw[SHOCK] ** 2))
