"""The outlook."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.milestones import Grounds, Outlook, outlook
from fineline.analysis.trajectories import TrajectoryError
from fineline.errors import WeekError

from .synthetic import SyntheticPair, pair, trajectories

SHARES = {"killed_share", "contributor_share_of_losses", "contributor_share_of_new_manpower"}


def test_every_question_is_answered_at_every_horizon() -> None:
    found = outlook(trajectories(), Grounds())
    keys = [item.key for item in found.at(4)]
    assert len(keys) == len(set(keys))
    assert all([item.key for item in found.at(horizon)] == keys for horizon in (13, 26, 52))
    assert str(found.at(4)[0].week) == "2025-05-18"


def test_an_answer_holds_an_estimate_a_probability_or_a_cost() -> None:
    for item in outlook(trajectories(), Grounds()).milestones:
        assert (item.estimate, item.probability, item.cost) != (None, None, None)
        assert (item.event is None) == (item.probability is None)
        assert item.definition


def test_ground_is_the_sum_of_the_weeks_after_the_end_of_data() -> None:
    forecast = trajectories()
    forecast["advance"][:, :68] = -1e6
    forecast["advance"][:, 68:] = 3.0
    found = outlook(forecast, Grounds()).of("area_change")
    assert [item.estimate.median for item in found] == [12, 39, 78, 156]
    assert all(item.probability.value == 1 for item in found)


def test_bonus_is_read_against_its_level_at_the_end_of_data() -> None:
    found = outlook(trajectories(), Grounds()).of("bonus_rise")
    assert found[1].estimate.median == pytest.approx(np.exp(0.005 * 13) - 1)
    assert [item.probability.value for item in found] == [0, 0, 0, 1]


def test_shares_by_hand() -> None:
    found = {
        item.key: item.estimate.median for item in outlook(trajectories(arrive=70), Grounds()).at(4) if item.estimate
    }
    assert found["killed_share"] == pytest.approx(0.3)
    assert found["contributor_share_of_new_manpower"] == pytest.approx(10_000 / (10_000 + 4 * 7000))


def test_round_numbers_watched_lie_ahead_and_are_reached_in_time() -> None:
    forecast = trajectories()
    found = outlook(forecast, Grounds())
    total = np.median(forecast["principal_casualties"].values[:, :68].sum(axis=1))
    ahead = [item for item in found.milestones if item.key.startswith("principal_casualties_reach")]
    assert all(int(item.key.rsplit("_", 1)[1]) > total for item in ahead)
    first = [item.probability.value for item in found.of(ahead[0].key)]
    assert first == sorted(first)


@given(st.integers(0, 2**32 - 1))
def test_shares_and_probabilities_stay_in_range(seed: int) -> None:
    for item in outlook(trajectories(draws=4, seed=seed), Grounds()).milestones:
        if item.probability:
            assert 0 <= item.probability.value <= 1
        if item.key in SHARES:
            assert 0 <= item.estimate.low90 <= item.estimate.high90 <= 1


def test_a_forecast_too_short_for_its_horizon_is_refused() -> None:
    with pytest.raises(WeekError):
        outlook(trajectories(horizon=13), Grounds())


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(TrajectoryError, match="principal_killed"):
        outlook(trajectories().drop_vars("principal_killed"), Grounds())


def chance(found: Outlook, key: str) -> list[float]:
    return [item.probability.value for item in found.of(key)]


def median(found: Outlook, key: str) -> list[float]:
    return [item.estimate.median for item in found.of(key)]


def test_deaths_that_are_seen_add_up_and_cross_round_numbers() -> None:
    """500 a week over 68 weeks are 34,000: 50,000 are reached in week 32 of the forecast, 75,000 never."""
    found = outlook(trajectories(), Grounds())
    assert median(found, "visible_deaths") == [2_000, 6_500, 13_000, 26_000]
    assert chance(found, "visible_deaths_reach_50000") == [0, 0, 0, 1]
    assert chance(found, "visible_deaths_reach_75000") == [0, 0, 0, 0]
    assert "public sees since 2024-01-07 reach 50,000" in found.of("visible_deaths_reach_50000")[0].event


def test_support_and_beliefs_are_read_at_the_end_of_the_horizon() -> None:
    found = outlook(trajectories(), Grounds())
    assert median(found, "war_support") == pytest.approx([0.7 - 0.001 * (67 + h) for h in (4, 13, 26, 52)])
    assert median(found, "perceived_success") == pytest.approx([0.3 + 0.001 * (67 + h) for h in (4, 13, 26, 52)])
    assert chance(found, "war_support") == chance(found, "perceived_success") == [1, 1, 1, 1]
    assert chance(found, "backers_perceived_success") == [0, 0, 0, 0]


def test_aid_is_set_against_half_of_its_mean_under_each_response_apart_and_together() -> None:
    """Aid of 0.5 a week ends with the data in the draws of futility: 13 weeks hold 6.5, and half of the mean is 4.5."""
    forecast = trajectories(draws=40)
    response = np.repeat([-0.3, 0.0, 0.3, 0.3], 10)
    forecast["aid_allocated"][:10, 68:] = 0.0
    found = outlook(forecast, Grounds(monthly_aid=3.0, aid_response=response))
    assert chance(found, "aid_quarter_futility") == [0, 1, 1, 1]  # four weeks ahead nine weeks of 0.5 still count
    assert chance(found, "aid_quarter_no_response") == chance(found, "aid_quarter_urgency") == [0, 0, 0, 0]
    assert chance(found, "aid_quarter") == [0, 0.25, 0.25, 0.25]
    assert found.of("aid_quarter_urgency")[0].probability.draws == 20
    assert median(found, "aid_quarter_futility")[:2] == [4.5, 0.0]


def test_without_an_assumed_response_aid_is_told_for_all_draws_alone() -> None:
    keys = {item.key for item in outlook(trajectories(), Grounds(monthly_aid=3.0)).milestones}
    assert {key for key in keys if key.startswith("aid_quarter")} == {"aid_quarter"}


def test_a_large_contingent_counts_in_any_week() -> None:
    forecast = trajectories(draws=40)
    forecast["contributor_troops"][:10, 75] = 20_001.0  # the eighth week ahead, and gone again after it
    assert chance(outlook(forecast, Grounds()), "contingent_large") == [0, 0.25, 0.25, 0.25]


def test_withdrawal_follows_the_hazard_and_carries_the_spread_of_its_draws() -> None:
    both: SyntheticPair = pair()
    found = outlook(both.baseline, Grounds(pair=both))
    assert chance(found, "contingent_withdrawn") == pytest.approx([1 - np.exp(-0.01 * h) for h in (4, 13, 26, 52)])
    assert found.of("contingent_withdrawn")[0].probability.standard_error == pytest.approx(0.0, abs=1e-12)


def test_own_deaths_avoided_are_counted_from_the_arrival_to_the_horizon() -> None:
    """10,000 soldiers take 500 casualties a week off the own force, of whom 3 in 10 would have died."""
    both = pair()
    found = outlook(both.baseline, Grounds(pair=both))
    assert median(found, "deaths_avoided_per_1000") == pytest.approx([15 * (8 + h) for h in (4, 13, 26, 52)])
    assert chance(found, "deaths_avoided_per_1000") == [1, 1, 1, 1]


def test_what_cannot_be_answered_is_named_with_its_reason_and_not_computed() -> None:
    bare, full = (
        outlook(trajectories(), Grounds()),
        outlook(trajectories(), Grounds(pair=pair(), monthly_aid=3.0)),
    )
    assert {item.key for item in bare.left_open} == {"aid_quarter", "contingent_withdrawn"}
    assert full.left_open == ()
    for found in (bare, full):
        assert all(item.why for item in (*found.left_open, *found.elsewhere))
        assert not {item.key for item in (*found.left_open, *found.elsewhere)} & {item.key for item in found.milestones}
