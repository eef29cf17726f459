"""What the record does not reach: parameters of the structure that keep their priors, drawn from named streams."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from fineline.case.priors import Levels, Prior
from fineline.inference.parameters import ParameterMap

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STREAM = "prior of "


def prior_draws(name: str, prior: Prior, seed: int, index: Ints) -> Floats:
    """Draws of one parameter from its prior, shape ``(draws,)``.

    Every draw has an address, so that a parameter's draws depend neither on other parameters nor on how many are asked
    for. An assumption with several values takes them in turn.

    Args:
        name: the parameter.
        prior: its prior.
        seed: of the stream.
        index: number of each draw.
    """
    if isinstance(prior.prior, Levels):
        return np.asarray(prior.prior.values)[index % len(prior.prior.values)]
    key = jax.random.fold_in(jax.random.key(seed), np.uint32(zlib.crc32(f"{STREAM}{name}".encode())))
    single = ParameterMap({name: prior}, {name: 1})

    def one(number: jax.Array) -> jax.Array:
        return single.constrain(single.draw(jax.random.fold_in(key, number)))[name]

    return np.asarray(jax.jit(jax.vmap(one))(jnp.asarray(index)), dtype=np.float64)


def unlearned(wanted: Mapping[str, Prior], known: Mapping[str, Floats], seed: int, index: Ints) -> dict[str, Floats]:
    """Draws of every wanted parameter that the posterior does not hold, shape ``(draws,)`` by name."""
    return {name: prior_draws(name, prior, seed, index) for name, prior in wanted.items() if name not in known}
