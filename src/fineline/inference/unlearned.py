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


def prior_draws(priors: Mapping[str, Prior], seed: int, index: Ints) -> dict[str, Floats]:
    """Draws of parameters from their priors by name, shape ``(draws,)`` each.

    Every draw has an address, so that a parameter's draws depend neither on other parameters nor on how many are asked
    for. An assumption with several values takes them in turn.

    Args:
        priors: the prior of each parameter.
        seed: of the streams.
        index: number of each draw.

    Returns:
        Shared arrays that cannot be written to.
    """
    declared = tuple((name, prior.model_dump_json()) for name, prior in priors.items())
    return dict(_prior_draws(declared, seed, np.asarray(index, dtype=np.int64).tobytes()))


# A briefing prepares the same draws for each of its pairs, so they are made once; and brought to their scales together,
# for a hundred parameters one by one take a dozen seconds, and step by step, each compiled for itself, as long.
@lru_cache(maxsize=32)
def _prior_draws(declared: tuple[tuple[str, str], ...], seed: int, addresses: bytes) -> Mapping[str, Floats]:
    index = np.frombuffer(addresses, dtype=np.int64)
    priors = {name: Prior.model_validate_json(text) for name, text in declared}
    made = {name: _in_turn(prior, index) for name, prior in priors.items() if isinstance(prior.prior, Levels)}
    made.update(_continuous({name: prior for name, prior in priors.items() if name not in made}, seed, index))
    for values in made.values():
        values.flags.writeable = False
    return made


def _in_turn(prior: Prior, index: Ints) -> Floats:
    assert isinstance(prior.prior, Levels)  # noqa: S101 - for the type checker
    return np.asarray(prior.prior.values, dtype=np.float64)[index % len(prior.prior.values)]


def _continuous(priors: Mapping[str, Prior], seed: int, index: Ints) -> dict[str, Floats]:
    if not priors:
        return {}
    together = ParameterMap(priors, dict.fromkeys(priors, 1))
    columns = [_column(name, prior, seed, index) for name, prior in priors.items()]
    drawn = jax.jit(jax.vmap(together.constrain))(jnp.concatenate(columns, axis=1))
    return {name: np.array(values, dtype=np.float64).reshape(len(index)) for name, values in drawn.items()}


def _column(name: str, prior: Prior, seed: int, index: Ints) -> Array:
    """The parameter on the scale on which it is sampled, shape ``(draws, 1)``."""
    key = jax.random.fold_in(jax.random.key(seed), np.uint32(zlib.crc32(f"{STREAM}{name}".encode())))
    keys = _addressed(key, jnp.asarray(index))
    return _logits(keys, prior.prior.a, prior.prior.b) if isinstance(prior.prior, Beta) else _normals(keys)


# One compilation serves every parameter of a family: compiled apart, a hundred of them take a minute.
@jax.jit
def _addressed(key: Array, index: Array) -> Array:
    """A key for each draw, shape ``(draws,)``."""

    def keyed(number: Array) -> Array:
        return jax.random.fold_in(key, number)

    return jax.vmap(keyed)(index)


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
    return prior_draws({name: prior for name, prior in wanted.items() if name not in known}, seed, index)
