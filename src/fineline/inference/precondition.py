"""Where the posterior lies and how it is shaped, so that the sampler can walk it in few steps.

The likelihood pins some directions of the posterior to a few hundredths of their prior width and leaves most as wide
as the prior. The sampler therefore works in ``v`` with ``u = centre + (I + U diag(s) U') v``: ``U`` holds the leading
eigenvectors of the Fisher information that the observations add to the prior, and ``s`` shrinks those directions to
unit width. The result is exact for any centre and any ``U``: they change how fast the chains mix, never what they
converge to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array
from jax.flatten_util import ravel_pytree
from scipy.optimize import minimize

from fineline.inference.coordinates import CENTRED, transitions
from fineline.inference.target import PARAMETERS, Draw, Target
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import LocationScale, location_and_scale

Floats = npt.NDArray[np.float64]

SCALES = ("_noise", "_noise_share", "_volatility")
"""Endings of the parameters that scale noise or shocks. They stay at their prior medians while the centre is sought:
a joint mode
over shocks and their scales lies at a spike of zero scale where no posterior mass is."""

MOST_DIRECTIONS = 256
"""How many directions are rescaled; the others lie within a small factor of unit width."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Preconditioner:
    """An affine map from the sampler's ``v`` to the flat draw ``u``.

    Attributes:
        centre: shape ``(size,)``.
        directions: orthonormal columns, shape ``(size, directions)``.
        shrink: factor less one by direction, shape ``(directions,)``.
    """

    centre: Array
    directions: Array
    shrink: Array

    def __call__(self, v: Array) -> Array:
        """The flat draw ``u`` of shape ``(size,)``."""
        return self.centre + v + self.directions @ (self.shrink * (self.directions.T @ v))

    def back(self, u: Array) -> Array:
        """The ``v`` of a flat draw, shape ``(size,)``."""
        moved = u - self.centre
        return moved - self.directions @ (self.shrink / (1.0 + self.shrink) * (self.directions.T @ moved))


def length(target: Target) -> int:
    """Length of a flat draw."""
    return sum(target.sizes.values())


def parameters_in(target: Target) -> slice:
    """Place of the parameters in a flat draw."""
    before = sum(size for name, size in target.sizes.items() if name < PARAMETERS)
    return slice(before, before + target.parameters.size)


def unflatten(target: Target, flat: Array) -> Draw:
    """A draw by name from its flat vector, parts in alphabetical order."""
    template = {name: jnp.zeros(size) for name, size in target.sizes.items()}
    return ravel_pytree(template)[1](flat)


def flatten(target: Target, draw: Draw) -> Array:
    """The flat vector of a draw, the inverse of `unflatten`."""
    return ravel_pytree({name: draw[name] for name in target.sizes})[0]


def _scale_mask(target: Target) -> npt.NDArray[np.bool_]:
    parameters = np.zeros(target.parameters.size, dtype=bool)
    for name, place in target.parameters.slices.items():
        parameters[place] = name.endswith(SCALES)
    parts: Mapping[str, Array] = {
        name: jnp.asarray(parameters if name == PARAMETERS else np.zeros(size, dtype=bool))
        for name, size in target.sizes.items()
    }
    return np.asarray(ravel_pytree(parts)[0], dtype=bool)


def find_centre(target: Target) -> Floats:
    """The mode over shocks and parameters, the scales held at their prior medians; shape ``(size,)``.

    The mode is that of the density of the shocks, not of the centred coordinates: there it would run away to a
    spike of zero scale. Assumptions with several values stand at the middle one.
    """
    size = length(target)
    free = ~_scale_mask(target)

    middle = target.assumed_in_the_middle

    def potential(flat: Array) -> Array:
        return target.shock_potential(unflatten(target, flat), middle)

    gradient = jax.jit(jax.value_and_grad(potential))

    def objective(part: Floats) -> tuple[float, Floats]:
        flat = np.zeros(size)
        flat[free] = part
        value, slope = gradient(jnp.asarray(flat))
        return float(value), np.asarray(slope)[free]

    options = {"maxiter": 1500, "maxfun": 3000}
    found = minimize(objective, np.zeros(int(free.sum())), jac=True, method="L-BFGS-B", options=options)
    centre = np.zeros(size)
    centre[free] = found.x
    return centre


def _location_scale_rows(target: Target, flat: Array) -> tuple[Array, Array]:
    """Location and log scale of every observed row and every centred step, in units of information."""
    draw = unflatten(target, flat)
    path, parameters = target.path(draw, target.assumed_in_the_middle)
    parts = [
        location_and_scale(OBSERVATION_MODELS[key[1]].distribution(path, parameters, rows), len(rows))
        for key, rows in target.rows.items()
    ]
    parts += [
        LocationScale(
            step.change, jnp.broadcast_to(step.scale, step.change.shape), jnp.full(step.change.shape, jnp.inf)
        )
        for step in transitions(draw, parameters).values()
    ]
    location, scale = (jnp.concatenate([getattr(part, name) for part in parts]) for name in ("location", "scale"))
    tail = jax.lax.stop_gradient(jnp.concatenate([part.tail for part in parts]))
    heavy = jnp.isfinite(tail)
    by_location = jnp.where(heavy, (tail + 1.0) / (tail + 3.0), 1.0)
    by_scale = jnp.where(heavy, 2.0 * tail / (tail + 3.0), 2.0)
    return location / jax.lax.stop_gradient(scale) * jnp.sqrt(by_location), jnp.log(scale) * jnp.sqrt(by_scale)


def information_at(target: Target) -> Callable[[Floats], Floats]:
    """Expected curvature of the posterior at a draw, as a compiled function of the flat draw.

    Every location-scale row of ``n`` degrees of freedom gives ``(dm/s)^2 (n+1)/(n+3) + 2 (d ln s)^2 n/(n+3)``;
    standard normal coordinates give one. The result has shape ``(size, size)`` and is positive semidefinite.
    """

    def rows_at(vector: Array) -> tuple[Array, Array]:
        return _location_scale_rows(target, vector)

    slopes = jax.jit(jax.jacfwd(rows_at))
    prior = {n: jnp.full(size, 0.0 if n in CENTRED.values() else 1.0) for n, size in target.sizes.items()}
    diagonal = np.diag(np.asarray(ravel_pytree(prior)[0]))

    def information(flat: Floats) -> Floats:
        rows = np.concatenate([np.asarray(part) for part in slopes(jnp.asarray(flat))])
        return rows.T @ rows + diagonal

    return information


def preconditioner(information: Callable[[Floats], Floats], centre: Floats) -> Preconditioner:
    """The map that gives the posterior around a centre about unit width in every direction. Deterministic."""
    curvature, directions = np.linalg.eigh(information(centre))
    kept = np.argsort(-np.abs(np.log(curvature)), kind="stable")[:MOST_DIRECTIONS]
    shrink = 1.0 / np.sqrt(curvature[kept]) - 1.0
    return Preconditioner(jnp.asarray(centre), jnp.asarray(directions[:, kept]), jnp.asarray(shrink))
