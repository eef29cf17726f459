"""Standard normal numbers for futures by the million: a counter hashed, then the normal quantile of the result.

Half of the time of a block would go to the library's own numbers. These cost a quarter of that, in single precision,
with the same addresses: process, week, block and place in the block. Nothing else in Fineline reads them.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

MULTIPLIER, INCREMENT = np.uint32(1664525), np.uint32(1013904223)
"""Of a linear congruential generator of 32 bits (Numerical Recipes), the first step of the hash."""
CENTRE = (
    *(2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087),
    *(-0.00125372503, -0.00417768164, 0.246640727, 1.50140941),
)
TAIL = (
    *(-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773),
    *(-0.0076224613, 0.00943887047, 1.00167406, 2.83297682),
)
"""Polynomials of the inverse error function in single precision: Giles (2012), GPU Computing Gems, chapter 10."""


def hashed(place: Array, first: Array, second: Array) -> Array:
    """A 32-bit word for each counter of three words: ``pcg3d`` of Jarzynski and Olano (2020), JCGT 9(3), first word."""
    x, y, z = (word * MULTIPLIER + INCREMENT for word in (place, first, second))
    x = x + y * z
    y = y + z * x
    z = z + x * y
    x, y, z = (word ^ (word >> np.uint32(16)) for word in (x, y, z))
    return x + y * z


def normal_quantile(words: Array) -> Array:
    """The standard normal quantile at each of 2^23 evenly spread shares, from the upper bits of words.

    With ``u`` the share, ``w = -log(4 u (1 - u))``, as in Giles (2012); no share is nought or one.
    """
    single = jnp.float32
    share = ((words >> np.uint32(9)).astype(single) + single(0.5)) * single(2.0**-23)
    w = -jnp.log(4.0 * share * (1.0 - share))
    scale = jnp.where(w < 5.0, _polynomial(CENTRE, w - 2.5), _polynomial(TAIL, jnp.sqrt(w) - 3.0))
    return single(2.0**0.5) * (2.0 * share - 1.0) * scale


def _polynomial(coefficients: tuple[float, ...], at: Array) -> Array:
    value = jnp.full_like(at, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * at + jnp.float32(coefficient)
    return value


def addresses(keys: Array, weeks: Array, block: Array) -> Array:
    """Two words for each week and process of a block of futures, shape ``(weeks, processes, 2)``.

    Args:
        keys: data of the key of each process, shape ``(processes, 2)``.
        weeks: numbers of the weeks, shape ``(weeks,)``.
        block: number of the block.
    """

    def address(week: Array, key: Array) -> Array:
        of_week = jax.random.fold_in(jax.random.wrap_key_data(key), week)
        return jax.random.key_data(jax.random.fold_in(of_week, block))

    return jax.vmap(jax.vmap(address, in_axes=(None, 0)), in_axes=(0, None))(weeks, keys)


def block_normals(address: Array, size: int) -> Array:
    """Shocks of one process in one week of one block of futures.

    Args:
        address: two words, shape ``(2,)``.
        size: futures in a block.

    Returns:
        Standard normal numbers of single precision, shape ``(size,)``.
    """
    return normal_quantile(hashed(jnp.arange(size, dtype=jnp.uint32), address[0], address[1]))
