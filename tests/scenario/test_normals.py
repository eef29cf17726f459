"""The numbers of futures by the million are standard normal, and independent along every part of their address."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import chi2, kstest

from fineline.scenario.normals import addresses, block_normals, hashed, normal_quantile

SIZE, WEEKS, PROCESSES = 1024, 104, 9
LEVEL = 1e-4
"""Of each test of chance: the numbers are fixed, so that it passes for good or fails for good."""


@pytest.fixture(scope="module", name="drawn")
def many() -> np.ndarray:
    """Shape (blocks, weeks, processes, places)."""
    keys = jnp.asarray(np.stack([jax.random.key_data(jax.random.key(seed)) for seed in range(PROCESSES)]))

    def block(number: jax.Array) -> jax.Array:
        words = addresses(keys, jnp.arange(WEEKS, dtype=jnp.uint32), number)
        return jax.vmap(jax.vmap(lambda word: block_normals(word, SIZE)))(words)

    return np.asarray(jax.jit(jax.vmap(block))(jnp.arange(4, dtype=jnp.uint32)), dtype=np.float64)


def test_the_quantile_is_that_of_the_normal() -> None:
    words = np.arange(0, 2**32, 2**20 + 1, dtype=np.uint64).astype(np.uint32)
    share = ((words >> 9).astype(np.float64) + 0.5) / 2**23
    np.testing.assert_allclose(normal_quantile(jnp.asarray(words)), ndtri(share), rtol=2e-5, atol=2e-6)


def test_the_outermost_words_are_far_out_and_finite() -> None:
    ends = np.asarray(normal_quantile(jnp.asarray([0, 2**32 - 1], dtype=jnp.uint32)))
    assert ends[0] == pytest.approx(-ends[1])
    assert 5.0 < ends[1] < 6.0


def test_they_are_standard_normal(drawn: np.ndarray) -> None:
    assert kstest(drawn.ravel(), "norm").pvalue > LEVEL
    tails = [np.mean(np.abs(drawn) > bound) for bound in (2.0, 3.0, 4.0)]
    np.testing.assert_allclose(tails, [0.0455003, 0.0026998, 0.0000633], rtol=0.08)


@pytest.mark.parametrize("axis", [0, 1, 2, 3])
def test_neighbours_in_address_are_uncorrelated(drawn: np.ndarray, axis: int) -> None:
    """Block, week, process and place: of the numbers and of their squares."""
    here, there = (np.moveaxis(drawn, axis, 0)[part].ravel() for part in (slice(None, -1), slice(1, None)))
    for power in (1, 2):
        found = np.corrcoef(here**power, there**power)[0, 1]
        assert abs(found) * np.sqrt(len(here)) < 4.0


def test_totals_over_weeks_have_the_variance_of_a_sum(drawn: np.ndarray) -> None:
    """What a trajectory adds up: 104 numbers of one process at one place."""
    totals = drawn.sum(axis=1).ravel() / np.sqrt(WEEKS)
    assert kstest(totals, "norm").pvalue > LEVEL


def test_every_bit_of_the_hash_is_fair_and_moves_with_every_bit_of_the_counter() -> None:
    places = np.arange(1 << 14, dtype=np.uint32)
    words = np.asarray(hashed(jnp.asarray(places), jnp.uint32(123), jnp.uint32(456)))
    bits = (words[:, None] >> np.arange(32, dtype=np.uint32)) & 1
    chances = chi2.sf(4 * len(places) * (bits.mean(axis=0) - 0.5) ** 2, 1)
    assert chances.min() > LEVEL
    for bit in range(14):
        other = np.asarray(hashed(jnp.asarray(places ^ np.uint32(1 << bit)), jnp.uint32(123), jnp.uint32(456)))
        changed = (((words ^ other)[:, None] >> np.arange(9, 32, dtype=np.uint32)) & 1).mean(axis=0)
        np.testing.assert_allclose(changed, 0.5, atol=0.03)
