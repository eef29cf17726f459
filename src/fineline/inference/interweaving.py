"""A second move between transitions: strength and drift exchanged, the front left nearly where it is.

The record says how fast the front moves and little of what moves it: a drift of its own, or the strength of the forces.
Along that exchange the posterior is as wide as the prior of ``strength_effect`` and bent by every quantity that enters
the ratio of forces; short trajectories of NUTS follow it slowly. So after each transition a new strength is proposed
together with the drift that makes up for it (interweaving, Yu and Meng 2011, doi:10.1198/jcgs.2011.203main):

    b -> b + d,    u -> u - d k,    u = (starting drift, mean advance, weekly shocks), standard normal a priori.

The drift is linear in ``u``, ``a = A u + const``. With ``x`` the push of the forces by week and ``W`` the precision
with which the mappers see each week, ``k`` solves the least squares problem of making up for ``d x``,

    (1 + A' W A) k = A' W x.

All of ``x``, ``A``, ``W`` are taken where strength moves nothing and the drift alone follows what the mappers saw, by
the same least squares. They depend on nothing that the move changes, hence the move is a shear along a fixed line and
keeps volume. On the line the posterior is close to a cut normal distribution; the shift is drawn from that and accepted
by the rule of Metropolis and Hastings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.linalg import cho_factor, cho_solve
from jax.scipy.special import ndtr, ndtri

from fineline.case.priors import Normal
from fineline.inference.target import PARAMETERS, Assumed, Draw, Target
from fineline.model.advance import advance, next_advance_drift
from fineline.model.simulate import Path, simulate
from fineline.observation import area
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows, location_and_scale, week_of

STRENGTH = "strength_effect"
DRIFTS = ("initial_advance_drift", "mean_advance")
SHOCK = "advance_drift_shock"
MAPPERS = (area.ISW, area.DEEPSTATE)


@dataclass(frozen=True)
class Line:
    """The line through a draw along which strength and drift are exchanged; the same from each of its points.

    Attributes:
        direction: ``k``, shape ``(2 + weeks,)``.
        left: how far each week's advance moves per unit of strength, ``x - A k``, shape ``(weeks,)``.
        precision: of the shift, a scalar.
    """

    direction: Array
    left: Array
    precision: Array


@dataclass(frozen=True)
class Aim:
    """Where on its line a draw is sent: a cut normal distribution of the shift."""

    mean: Array
    width: Array
    low: Array
    high: Array

    def log_density(self, by: Array) -> Array:
        """Log density of a shift up to a constant of the line."""
        ends = ((end - self.mean) / self.width for end in (self.high, self.low))
        high, low = (ndtr(end) for end in ends)
        return -0.5 * ((by - self.mean) / self.width) ** 2 - jnp.log(high - low)


def exchanges(target: Target) -> bool:
    """Whether the structure moves the front by a drift and by strength, with priors that the move knows."""
    weekly, priors = target.structure.weekly, target.parameters.priors
    if weekly.get("advance") is not advance or weekly.get("next_advance_drift") is not next_advance_drift:
        return False
    if not _mapped(target):
        return False  # nobody sees the front: there is nothing to hold
    own, *drifts = (priors[name].prior for name in (STRENGTH, *DRIFTS))
    uncut = [prior for prior in drifts if isinstance(prior, Normal) and _bounds(prior) == (-math.inf, math.inf)]
    return isinstance(own, Normal) and uncut == drifts


def _normal(target: Target, name: str) -> Normal:
    prior = target.parameters.priors[name].prior
    if not isinstance(prior, Normal):
        raise TypeError(f"the prior of {name} is not normal: ask `exchanges` first")
    return prior


def _bounds(prior: Normal) -> tuple[float, float]:
    return -math.inf if prior.low is None else prior.low, math.inf if prior.high is None else prior.high


def drift_response(weeks: int, persistence: float, volatility: Array, widths: tuple[float, ...]) -> Array:
    """Matrix ``A`` from starting drift, mean and shocks in standard units to the drift by week, km2/week.

    ``a_t = p^t a_0 + (1 - p^t) abar + q sum_(j<t) p^(t-1-j) e_j``; shape ``(weeks, 2 + weeks)``.
    """
    week = jnp.arange(weeks)
    kept = persistence**week
    lag = week[:, None] - week[None, :] - 1
    shocks = jnp.where(lag < 0, 0.0, volatility * persistence ** jnp.maximum(lag, 0))
    start, mean = widths
    return jnp.column_stack([start * kept, mean * (1.0 - kept), shocks])


def _seen(target: Target, path: Path, parameters: Mapping[str, Array]) -> tuple[Array, Array]:
    """Precision with which the mappers see the advance, and their pull on it beyond a path; both by week.

    The scale of their errors is that of a front which moves every week as it does on average.
    """
    precision = pull = jnp.zeros(len(target.weeks))
    one, usual = ({"advance": jnp.full(len(target.weeks), pace)} for pace in (1.0, _usual_pace(target)))
    for key, rows in _mapped(target).items():
        model = OBSERVATION_MODELS[key[1]]
        level, expected, error = (
            location_and_scale(model.distribution(known, parameters, rows), len(rows)) for known in (one, path, usual)
        )
        weight = level.location * (error.tail + 1.0) / (error.tail + 3.0) / error.scale**2
        precision = precision.at[week_of(rows)].add(weight * level.location)
        pull = pull.at[week_of(rows)].add(weight * (target.value(key, rows, parameters) - expected.location))
    return precision, pull


def _mapped(target: Target) -> dict[tuple[str, str], Rows]:
    return {key: rows for key, rows in target.rows.items() if OBSERVATION_MODELS[key[1]] in MAPPERS}


def _usual_pace(target: Target) -> Array:
    return jnp.mean(jnp.abs(jnp.concatenate([rows.value for rows in _mapped(target).values()])))


def _standard(target: Target, draw: Draw) -> Array:
    places = target.parameters.slices
    return jnp.concatenate([*(draw[PARAMETERS][places[name]] for name in DRIFTS), draw[SHOCK]])


def _following(target: Target, draw: Draw, assumed: Assumed, standard: Array) -> Path:
    """Trajectory of a draw with no effect of strength and the drift that standard numbers give."""
    parameters = {**target.parameters.constrain(draw[PARAMETERS]), **assumed}
    priors = (_normal(target, name) for name in DRIFTS)
    parameters |= {name: prior.mean + prior.sd * u for name, prior, u in zip(DRIFTS, priors, standard, strict=False)}
    parameters[STRENGTH] = jnp.zeros(())
    constants = {name: jnp.asarray(value) for name, value in target.constants.items()}
    shocks = {**target.shocks(draw, parameters), SHOCK: standard[len(DRIFTS) :]}
    return simulate(target.structure, {**parameters, **constants}, target.inputs, shocks)


def line_of(target: Target, draw: Draw, assumed: Assumed) -> Line:
    """The line through a draw along which strength and drift are exchanged."""
    parameters = {**target.parameters.constrain(draw[PARAMETERS]), **assumed}
    weeks, persistence = len(target.weeks), target.constants["drift_persistence"]
    start, mean = (_normal(target, name) for name in DRIFTS)
    response = drift_response(weeks, persistence, parameters["drift_volatility"], (start.sd, mean.sd))
    middle = mean.mean + (start.mean - mean.mean) * persistence ** jnp.arange(weeks)
    seen, pull = _seen(target, {"advance": middle}, parameters)
    weighted = response.T * seen
    factor = cho_factor(jnp.eye(response.shape[1]) + weighted @ response)
    path = _following(target, draw, assumed, cho_solve(factor, response.T @ pull))
    push = jnp.exp(path["offensive_tempo"]) * path["strength_ratio_log"]
    direction = cho_solve(factor, weighted @ push)
    left = push - response @ direction
    own = _normal(target, STRENGTH)
    return Line(direction, left, own.sd**-2 + direction @ direction + seen @ left**2)


def aim(target: Target, draw: Draw, assumed: Assumed, line: Line) -> Aim:
    """The cut normal distribution to which a draw sends the shift of its strength."""
    own, (path, parameters) = _normal(target, STRENGTH), target.path(draw, assumed)
    _, pull = _seen(target, path, parameters)
    strength = parameters[STRENGTH]
    towards = (own.mean - strength) / own.sd**2 + line.direction @ _standard(target, draw) + line.left @ pull
    low, high = (bound - strength for bound in _bounds(own))
    return Aim(towards / line.precision, line.precision**-0.5, low, high)


def shifted(target: Target, draw: Draw, line: Line, by: Array) -> Draw:
    """The draw a shift of strength further along its line."""
    own, places = _normal(target, STRENGTH), target.parameters.slices
    strength = target.parameters.constrain(draw[PARAMETERS])[STRENGTH]
    vector = draw[PARAMETERS].at[places[STRENGTH].start].set(score(own, strength + by))
    for place, name in enumerate(DRIFTS):
        vector = vector.at[places[name].start].add(-by * line.direction[place])
    return {**draw, PARAMETERS: vector, SHOCK: draw[SHOCK] - by * line.direction[len(DRIFTS) :]}


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


def _log_stretch(target: Target, draw: Draw) -> Array:
    """Log of how strength changes with its standard normal number, up to a constant."""
    own, place = _normal(target, STRENGTH), target.parameters.slices[STRENGTH].start
    strength = target.parameters.constrain(draw[PARAMETERS])[STRENGTH]
    return 0.5 * ((strength - own.mean) / own.sd) ** 2 - 0.5 * draw[PARAMETERS][place] ** 2


def proposal(target: Target, draw: Draw, assumed: Assumed, key: Array) -> tuple[Draw, Array]:
    """Another draw on the line of this one, and the log ratio of proposing back and forth in the sampler's coordinates.

    The draw is taken with the probability ``exp(ratio + potential of this one - potential of the other)``, at most one.
    """
    line = line_of(target, draw, assumed)
    forth = aim(target, draw, assumed, line)
    low, high = ((end - forth.mean) / forth.width for end in (forth.low, forth.high))
    by = forth.mean + forth.width * jax.random.truncated_normal(key, low, high)
    moved = shifted(target, draw, line, by)
    back = aim(target, moved, assumed, line)
    stretch = _log_stretch(target, draw) - _log_stretch(target, moved)
    return moved, back.log_density(-by) - forth.log_density(by) + stretch
