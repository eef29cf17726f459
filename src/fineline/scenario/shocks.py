"""Named random streams.

Every number is found by its address: seed, name of the process, week, block of draws, place in the block. No stream is
read in order, so that asking for more draws, more weeks or another process leaves all other numbers as they were.
"""

from __future__ import annotations

import zlib

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCK = 256
"""Draws that share one key."""


def process_key(seed: int, process: str) -> Array:
    """The key of a stream, from the seed and a checksum (CRC-32) of the name of its process."""
    return jax.random.fold_in(jax.random.key(seed), np.uint32(zlib.crc32(process.encode())))


def blocks_of(draws: int) -> int:
    """How many blocks hold a number of draws."""
    return -(-draws // BLOCK)


def standard_normal(seed: int, process: str, weeks: Ints, draws: int) -> Floats:
    """Standard normal shocks of one process.

    Args:
        seed: of all streams.
        process: name of the process.
        weeks: index of each week, counted from the first week of the case; shape ``(weeks,)``.
        draws: how many draws.

    Returns:
        Shape ``(draws, weeks)``.
    """
    blocks = blocks_of(draws)
    made = np.asarray(_normal(process_key(seed, process), jnp.asarray(weeks), jnp.arange(blocks)))
    return np.moveaxis(made, 1, 2).reshape(blocks * BLOCK, len(weeks))[:draws]


def block_keys(seed: int, process: str, weeks: Ints, block: int) -> Array:
    """One key for each draw of a block and each week, shape ``(BLOCK, weeks)``, for noise that is not normal."""
    return _keys(process_key(seed, process), jnp.asarray(weeks), jnp.asarray(block))


@jax.jit
def _normal(key: Array, weeks: Array, blocks: Array) -> Array:
    def one(block: Array, week: Array) -> Array:
        return jax.random.normal(_address(key, week, block), (BLOCK,))

    return jax.vmap(jax.vmap(one, in_axes=(None, 0)), in_axes=(0, None))(blocks, weeks)


@jax.jit
def _keys(key: Array, weeks: Array, block: Array) -> Array:
    def one(place: Array, week: Array) -> Array:
        return jax.random.fold_in(_address(key, week, block), place)

    return jax.vmap(jax.vmap(one, in_axes=(None, 0)), in_axes=(0, None))(jnp.arange(BLOCK), weeks)


def _address(key: Array, week: Array, block: Array) -> Array:
    return jax.random.fold_in(jax.random.fold_in(key, week), block)
