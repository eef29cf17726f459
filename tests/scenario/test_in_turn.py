"""Which draw a future takes: all in turn, none tied to a part of the design."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.scenario.design import design_of
from fineline.scenario.exploration import in_turn

SHIPPED = 1632
"""Draws of the shipped posterior: 51 times a power of two."""


@given(draws=st.integers(1, 3000), rounds=st.integers(1, 4))
def test_every_round_takes_every_draw_once(draws: int, rounds: int) -> None:
    taken = in_turn(np.arange(rounds * draws), draws).reshape(rounds, draws)
    assert (np.sort(taken, axis=1) == np.arange(draws)).all()


@pytest.mark.parametrize("draws", [SHIPPED, 1024, 1000])
def test_within_a_draw_a_design_spreads_as_it_does_over_all(draws: int) -> None:
    design = design_of("sobol", {f"lever {place}": (0.0, 1.0) for place in range(4)}, 128 * 1024, 0)
    values = np.concatenate([design.values(block) for block in range(128)])
    draw = in_turn(np.arange(len(values)), draws)
    some = range(0, draws, draws // 20)
    within = np.mean([values[draw == one].std(axis=0) for one in some], axis=0)
    assert within == pytest.approx(values.std(axis=0), rel=0.06)


def test_without_going_on_a_draw_would_meet_one_part_of_the_design_alone() -> None:
    """The negative control: all draws in turn, every round alike."""
    design = design_of("sobol", {"lever": (0.0, 1.0)}, 128 * 1024, 0)
    values = np.concatenate([design.values(block) for block in range(128)])[:, 0]
    assert values[np.arange(len(values)) % SHIPPED == 0].std() < 0.1 * values.std()
