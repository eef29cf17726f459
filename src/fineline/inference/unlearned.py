"""What the record does not reach: parameters of the structure that keep their priors, drawn from named streams."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline.case.priors import Beta, Levels, Prior
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

    Returns:
        A shared array that cannot be written to.
    """
    return _prior_draws(name, prior.model_dump_json(), seed, np.asarray(index, dtype=np.int64).tobytes())


# A briefing prepares the same draws for each of its pairs; drawing them anew every time takes it a dozen seconds.
@lru_cache(maxsize=512)
def _prior_draws(name: str, declared: str, seed: int, addresses: bytes) -> Floats:
    made = _made(name, Prior.model_validate_json(declared), seed, np.frombuffer(addresses, dtype=np.int64))
    made.flags.writeable = False
    return made


def _made(name: str, prior: Prior, seed: int, index: Ints) -> Floats:
    if isinstance(prior.prior, Levels):
        return np.asarray(prior.prior.values)[index % len(prior.prior.values)]
    key = jax.random.fold_in(jax.random.key(seed), np.uint32(zlib.crc32(f"{STREAM}{name}".encode())))

    def keyed(number: Array) -> Array:
        return jax.random.fold_in(key, number)

    def constrained(vector: Array) -> Array:
        return single.constrain(vector)[name]

    keys = jax.vmap(keyed)(jnp.asarray(index))
    single = ParameterMap({name: prior}, {name: 1})
    drawn = _logits(keys, prior.prior.a, prior.prior.b) if isinstance(prior.prior, Beta) else _normals(keys)
    return np.array(jax.vmap(constrained)(drawn), dtype=np.float64)


# One compilation serves every parameter of a family: compiled apart, a hundred of them take a minute.
@jax.jit
def _normals(keys: Array) -> Array:
    """Standard normal numbers, shape ``(draws, 1)``."""

    def normal(key: Array) -> Array:
        return jax.random.normal(jax.random.split(key)[0], (1,))

    return jax.vmap(normal)(keys)


@jax.jit
def _logits(keys: Array, a: Array | float, b: Array | float) -> Array:
    """Logits of draws from a beta distribution, shape ``(draws, 1)``."""

    def beta(key: Array) -> Array:
        return jax.random.beta(jax.random.split(key)[1], a, b, (1,))

    shares = jax.vmap(beta)(keys)
    return jnp.log(shares) - jnp.log1p(-shares)


def unlearned(wanted: Mapping[str, Prior], known: Mapping[str, Floats], seed: int, index: Ints) -> dict[str, Floats]:
    """Draws of every wanted parameter that the posterior does not hold, shape ``(draws,)`` by name."""
    return {name: prior_draws(name, prior, seed, index) for name, prior in wanted.items() if name not in known}
