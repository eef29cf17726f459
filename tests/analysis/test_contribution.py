"""With and without the contributor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.contribution import (
    before_arrival,
    contribution,
    effects,
    exposure,
    per_soldier,
    placebo_check,
)
from fineline.analysis.trajectories import TrajectoryError, last_year, since_arrival, whole_record

from .synthetic import SyntheticPair, pair, trajectories

WEEKS_PRESENT = 8


def test_effects_by_hand_since_the_troops_arrived() -> None:
    runs = pair()
    found = effects(runs, since_arrival(runs.baseline))
    assert found.of("ground").summary.estimate.median == pytest.approx(20 * WEEKS_PRESENT)
    assert found.of("contributor_casualties").summary.estimate.median == pytest.approx(500 * WEEKS_PRESENT)
    assert found.of("own_deaths_avoided").summary.estimate.median == pytest.approx(0.3 * 500 * WEEKS_PRESENT)
    assert found.of("total_casualties").summary.estimate.median == pytest.approx(0)
    assert found.of("principal_strength").summary.estimate.median == pytest.approx(500 * WEEKS_PRESENT)


def test_rates_per_soldier_by_hand() -> None:
    runs = pair()
    found = per_soldier(runs, since_arrival(runs.baseline))
    assert found.sent.median == 10_000
    assert found.per_1000_sent.estimate.median == pytest.approx(0.3 * 500 * WEEKS_PRESENT / 10)
    soldier_weeks = 5_000 + 10_000 * (WEEKS_PRESENT - 1)
    assert found.man_weeks.median == pytest.approx(soldier_weeks)
    assert found.per_1000_man_weeks.estimate.median == pytest.approx(1000 * 1200 / soldier_weeks)
    assert found.deaths_exchanged.median == pytest.approx(0.2 / 0.3)


def test_windows_are_three_and_the_shorter_ones_lie_inside_the_record() -> None:
    found = contribution(pair()).windows
    assert [item.window.name for item in found] == ["whole_record", "since_arrival", "last_52_weeks"]
    assert found[2].window.weeks == 52
    assert all(item.window.last == found[0].window.last for item in found)


def test_no_effect_before_the_troops_came() -> None:
    runs = pair()
    found = placebo_check(runs, before_arrival(runs.baseline))
    assert found.passed
    assert found.largest == 0


def test_a_placebo_with_an_effect_does_not_pass() -> None:
    runs = pair()
    runs.arm["principal_killed"][:, 10] += 50.0
    found = placebo_check(runs, before_arrival(runs.baseline))
    assert not found.passed
    assert found.largest == 50


def test_equal_arms_differ_in_nothing() -> None:
    base = trajectories()
    for item in effects(SyntheticPair(base, base), whole_record(base)).effects:
        assert item.summary.estimate.low90 == item.summary.estimate.high90 == 0


def test_shells_alone_give_no_account_per_soldier() -> None:
    runs = pair()
    shells = SyntheticPair(runs.baseline, runs.baseline.copy())
    found = contribution(shells)
    assert found.per_soldier is None
    assert found.exposure is None
    assert len(found.windows) == 3


def test_exposure_by_hand() -> None:
    base = trajectories()
    window = since_arrival(base)
    base["total_casualties"][:] = 8000.0
    base["principal_casualties"][:] = 8000.0 - base["contributor_casualties"]
    base["principal_troops"][:] = 500_000.0
    found = exposure(base, window)
    losses, strength = 500 / 8000, 75_000 / (75_000 + 500_000 * WEEKS_PRESENT)
    assert found.share_of_losses.median == pytest.approx(losses)
    assert found.share_of_strength.median == pytest.approx(strength)
    assert found.relative.median == pytest.approx(losses / strength)
    assert found.rate_ratio.median == pytest.approx((4000 / 75_000) / (7500 * 8 / 4_000_000))
    assert found.above_one.value == 1


@given(st.integers(0, 2**32 - 1))
def test_shares_lie_between_0_and_1_and_agree_with_the_rate_ratio(seed: int) -> None:
    base = trajectories(draws=6, seed=seed)
    found = exposure(base, last_year(base))
    for share in (found.share_of_losses, found.share_of_strength):
        assert 0 <= share.low90 <= share.high90 <= 1
    assert (found.relative.median > 1) == (found.rate_ratio.median > 1)


def test_exposure_without_foreign_soldiers_is_refused() -> None:
    with pytest.raises(TrajectoryError, match="foreign soldiers"):
        exposure(trajectories(foreign=False), whole_record(trajectories()))


def test_rates_without_arrivals_are_refused() -> None:
    runs = pair()
    with pytest.raises(TrajectoryError, match="arriving"):
        per_soldier(SyntheticPair(runs.arm, runs.arm), whole_record(runs.baseline))


def test_arms_of_different_length_are_refused() -> None:
    with pytest.raises(TrajectoryError, match="same draws and weeks"):
        effects(SyntheticPair(trajectories(), trajectories(horizon=4)), whole_record(trajectories()))


def test_a_record_without_foreign_soldiers_has_no_window_of_them() -> None:
    base = trajectories(foreign=False)
    assert since_arrival(base) is None
    assert before_arrival(base) is None
    assert [item.window.name for item in contribution(SyntheticPair(base, base)).windows] == [
        "whole_record",
        "last_52_weeks",
    ]


def test_the_last_year_is_the_52_weeks_that_end_with_the_data() -> None:
    found = last_year(trajectories())
    assert found.weeks == 52
    assert found.last == np.datetime64("2025-04-20")
