"""Parameters as smooth maps of standard normal numbers.

The sampler works on one vector ``u``. A normal or lognormal parameter is ``mean + sd u`` or ``exp`` of it; a cut
normal goes through the normal distribution function, so that its prior in ``u`` is standard normal as well; a beta
parameter is the logistic of ``u``. All parameters of a family are mapped at once, which keeps the compiled density
small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from fineline.case.priors import Prior


@dataclass(frozen=True)
class ParameterMap:
    """The parameters of one fit and where each lives in the vector.

    Attributes:
        priors: declared prior by parameter, in the order of the vector.
        sizes: how many numbers each parameter holds; one bias per claimant family holds several.
    """

    priors: Mapping[str, Prior]
    sizes: Mapping[str, int]

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Place of each parameter in the vector."""
        ends = np.cumsum([self.sizes[name] for name in self.priors])
        return {name: slice(int(end) - self.sizes[name], int(end)) for name, end in zip(self.priors, ends, strict=True)}

    @property
    def size(self) -> int:
        """Length of the vector."""
        return sum(self.sizes[name] for name in self.priors)

    def _indices(self, family: str) -> np.ndarray:
        chosen = [np.arange(s.start, s.stop) for name, s in self.slices.items() if _kind(self.priors[name]) == family]
        return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)

    def _column(self, family: str, *fields: str) -> tuple[np.ndarray, ...]:
        rows = [
            [float(getattr(prior.prior, field)) for field in fields]
            for name, prior in self.priors.items()
            if _kind(prior) == family
            for _ in range(self.sizes[name])
        ]
        return tuple(np.array(rows, dtype=np.float64).reshape(-1, len(fields)).T)

    def _bounds(self) -> tuple[np.ndarray, ...]:
        rows = [
            [prior.prior.mean, prior.prior.sd, _or(prior.prior.low, -np.inf), _or(prior.prior.high, np.inf)]
            for name, prior in self.priors.items()
            if prior.prior.family == "normal" and _kind(prior) == "cut"
            for _ in range(self.sizes[name])
        ]
        return tuple(np.array(rows, dtype=np.float64).reshape(-1, 4).T)

    def constrain(self, vector: Array) -> dict[str, Array]:
        """Parameters by name from the vector ``u`` of shape ``(size,)``; scalars are 0-d."""
        values = vector
        median, log_sd = self._column("lognormal", "median", "log_sd")
        index = self._indices("lognormal")
        values = values.at[index].set(jnp.exp(np.log(median) + log_sd * vector[index]))
        mean, sd = self._column("normal", "mean", "sd")
        index = self._indices("normal")
        values = values.at[index].set(mean + sd * vector[index])
        index = self._indices("cut")
        values = values.at[index].set(_cut_normal(vector[index], *self._bounds()))
        index = self._indices("beta")
        values = values.at[index].set(jax.nn.sigmoid(vector[index]))
        return {
            name: values[place] if self.priors[name].each else values[place.start]
            for name, place in self.slices.items()
        }

    def log_prior(self, vector: Array) -> Array:
        """Log prior density of the vector up to a constant, a scalar."""
        index = self._indices("beta")
        a, b = self._column("beta", "a", "b")
        logit = vector[index]
        beta = jnp.sum(a * jax.nn.log_sigmoid(logit) + b * jax.nn.log_sigmoid(-logit))
        others = np.setdiff1d(np.arange(self.size), index)
        return beta - 0.5 * jnp.sum(vector[others] ** 2)

    def draw(self, key: Array) -> Array:
        """One draw of the vector from the prior, shape ``(size,)``."""
        normal_key, beta_key = jax.random.split(key)
        vector = jax.random.normal(normal_key, (self.size,))
        index = self._indices("beta")
        a, b = self._column("beta", "a", "b")
        share = jax.random.beta(beta_key, a, b)
        return vector.at[index].set(jnp.log(share) - jnp.log1p(-share))


def _kind(prior: Prior) -> str:
    spec = prior.prior
    return "cut" if spec.family == "normal" and (spec.low is not None or spec.high is not None) else spec.family


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _cut_normal(u: Array, mean: np.ndarray, sd: np.ndarray, low: np.ndarray, high: np.ndarray) -> Array:
    """The cut normal variable whose quantile is that of ``u`` in the standard normal.

    Written from the tail it is closer to, so that neither tail loses digits.
    """
    bottom, top = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    bottom_above, top_above = ndtr(-(low - mean) / sd), ndtr(-(high - mean) / sd)
    lower = ndtri(bottom + (top - bottom) * ndtr(jnp.minimum(u, 0.0)))
    upper = -ndtri(top_above + (bottom_above - top_above) * ndtr(-jnp.maximum(u, 0.0)))
    return jnp.asarray(mean) + sd * jnp.where(u < 0, lower, upper)
