"""Compiled programs are forgotten once they hold much memory, and what is computed afterwards stays the same."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from fineline._runtime import MAPPED, forget_programs

pytestmark = pytest.mark.skipif(not MAPPED.exists(), reason="this system does not tell what a process has mapped")


def mapped() -> int:
    return len(MAPPED.read_bytes().splitlines())


def test_programs_of_many_shapes_are_forgotten_and_made_again() -> None:
    grown = jax.jit(lambda values: jnp.cumsum(jnp.sin(values)))
    found = [grown(jnp.arange(length, dtype=float)) for length in range(1, 60)]
    before = mapped()
    assert forget_programs(most=0)
    assert mapped() < before
    for length, values in enumerate(found, start=1):
        assert (grown(jnp.arange(length, dtype=float)) == values).all()


def test_few_programs_are_kept() -> None:
    assert not forget_programs(most=10**9)
