"""Named streams: every number has an address and keeps it."""

from __future__ import annotations

import numpy as np

from fineline.scenario.shocks import BLOCK, block_keys, standard_normal

WEEKS = np.arange(156, 182)


def test_more_draws_and_more_weeks_leave_the_others_unchanged() -> None:
    few = standard_normal(1, "tempo_shock", WEEKS[:5], 10)
    many = standard_normal(1, "tempo_shock", WEEKS, 3 * BLOCK + 7)
    assert few.shape == (10, 5)
    assert many.shape == (3 * BLOCK + 7, len(WEEKS))
    assert few.tobytes() == many[:10, :5].tobytes()


def test_a_week_is_found_by_its_number_and_not_by_its_place() -> None:
    whole = standard_normal(1, "tempo_shock", WEEKS, 20)
    assert np.array_equal(standard_normal(1, "tempo_shock", WEEKS[7:], 20), whole[:, 7:])


def test_processes_seeds_weeks_and_blocks_are_independent() -> None:
    draws = 2 * BLOCK
    one = standard_normal(1, "tempo_shock", WEEKS, draws)
    other = standard_normal(1, "bonus_shock", WEEKS, draws)
    reseeded = standard_normal(2, "tempo_shock", WEEKS, draws)
    for pair in ((one, other), (one, reseeded), (one[:, :-1], one[:, 1:]), (one[:BLOCK], one[BLOCK:])):
        assert abs(np.corrcoef(pair[0].ravel(), pair[1].ravel())[0, 1]) < 0.04


def test_shocks_are_standard_normal_and_double() -> None:
    made = standard_normal(3, "lethality_shock", WEEKS, 4 * BLOCK)
    assert made.dtype == np.float64
    assert abs(made.mean()) < 0.03
    assert abs(made.std() - 1.0) < 0.03


def test_no_weeks_ahead_give_no_shocks() -> None:
    assert standard_normal(1, "tempo_shock", WEEKS[:0], 10).shape == (10, 0)


def test_keys_of_draws_do_not_depend_on_how_many_weeks_are_asked_for() -> None:
    few, many = block_keys(1, "claims", WEEKS[:3], 1), block_keys(1, "claims", WEEKS, 1)
    assert few.shape == (BLOCK, 3)
    assert bool((few == many[:, :3]).all())
