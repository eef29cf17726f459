"""Designs: spread over the ranges, addressed by block."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from fineline.errors import SettingError
from fineline.scenario.design import BLOCK, Factorial, Sobol, design_of

RANGES = {"a": (0.0, 2.0), "b": (-1.0, 1.0), "c": (10.0, 20.0)}


@pytest.mark.parametrize("kind", ["sobol", "lhs"])
def test_values_fill_their_ranges_evenly(kind: str) -> None:
    design = design_of(kind, RANGES, 4 * BLOCK, 3)
    values = np.concatenate([design.values(block) for block in range(4)])
    low, high = np.array(list(RANGES.values())).T
    unit = (values - low) / (high - low)
    assert unit.min() >= 0.0
    assert unit.max() <= 1.0
    random = np.random.default_rng(1).random(unit.shape)
    assert qmc.discrepancy(unit) < 0.5 * qmc.discrepancy(random)
    assert np.abs(unit.mean(axis=0) - 0.5).max() < 0.01


def test_every_stratum_of_a_latin_hypercube_holds_one() -> None:
    design = design_of("lhs", RANGES, BLOCK, 5)
    places = np.sort(np.floor((design.values(0)[:, 0] / 2.0) * BLOCK))
    np.testing.assert_array_equal(places, np.arange(BLOCK))


@given(st.integers(0, 40))
def test_a_block_needs_no_other(block: int) -> None:
    few, many = (design_of("sobol", RANGES, size, 3) for size in (BLOCK, 100 * BLOCK))
    np.testing.assert_array_equal(few.values(block), many.values(block))


def test_blocks_do_not_repeat() -> None:
    design = Sobol((0.0,), (1.0,), 2 * BLOCK, 3)
    assert not set(design.values(0).ravel()) & set(design.values(1).ravel())


def test_a_factorial_runs_every_combination_in_the_same_futures() -> None:
    design = Factorial(((0.0, 1.0), (5.0, 6.0, 7.0)), BLOCK + 1)
    assert design.blocks_each == 2
    assert design.size == 6 * 2 * BLOCK
    seen = {tuple(design.values(block)[0]): [] for block in range(12)}
    for block in range(12):
        assert (design.values(block) == design.values(block)[0]).all()
        seen[tuple(design.values(block)[0])].append(design.futures(block))
    assert len(seen) == 6
    assert all(futures == [0, 1] for futures in seen.values())


@pytest.mark.parametrize(
    ("kind", "ranges", "size", "said"),
    [
        ("sobol", {}, 10, "at least one lever"),
        ("sobol", RANGES, 0, "one experiment"),
        ("sobol", {"a": (1.0, 1.0)}, 10, "a higher value"),
        ("lhs", {"a": (0.0, 1.0, 2.0)}, 10, "a higher value"),
        ("lhs", RANGES, 10**8, "Latin hypercube"),
    ],
)
def test_a_design_that_cannot_be_made_is_refused(
    kind: str, ranges: dict[str, tuple[float, ...]], size: int, said: str
) -> None:
    with pytest.raises(SettingError, match=said):
        design_of(kind, ranges, size, 0)
