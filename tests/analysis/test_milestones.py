"""The outlook."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.milestones import NOT_YET_MODELLED, outlook
from fineline.analysis.trajectories import TrajectoryError
from fineline.errors import WeekError

from .synthetic import trajectories

SHARES = {"killed_share", "contributor_share_of_losses", "contributor_share_of_new_manpower"}


def test_every_question_is_answered_at_every_horizon() -> None:
    found = outlook(trajectories())
    keys = [item.key for item in found.at(4)]
    assert len(keys) == len(set(keys))
    assert all([item.key for item in found.at(horizon)] == keys for horizon in (13, 26, 52))
    assert str(found.at(4)[0].week) == "2025-05-18"


def test_an_answer_holds_an_estimate_a_probability_or_a_cost() -> None:
    for item in outlook(trajectories()).milestones:
        assert (item.estimate, item.probability, item.cost) != (None, None, None)
        assert (item.event is None) == (item.probability is None)
        assert item.definition


def test_ground_is_the_sum_of_the_weeks_after_the_end_of_data() -> None:
    forecast = trajectories()
    forecast["advance"][:, :68] = -1e6
    forecast["advance"][:, 68:] = 3.0
    found = outlook(forecast).of("area_change")
    assert [item.estimate.median for item in found] == [12, 39, 78, 156]
    assert all(item.probability.value == 1 for item in found)


def test_bonus_is_read_against_its_level_at_the_end_of_data() -> None:
    found = outlook(trajectories()).of("bonus_rise")
    assert found[1].estimate.median == pytest.approx(np.exp(0.005 * 13) - 1)
    assert [item.probability.value for item in found] == [0, 0, 0, 1]


def test_shares_by_hand() -> None:
    found = {item.key: item.estimate.median for item in outlook(trajectories(arrive=70)).at(4) if item.estimate}
    assert found["killed_share"] == pytest.approx(0.3)
    assert found["contributor_share_of_new_manpower"] == pytest.approx(10_000 / (10_000 + 4 * 7000))


def test_round_numbers_watched_lie_ahead_and_are_reached_in_time() -> None:
    forecast = trajectories()
    found = outlook(forecast)
    total = np.median(forecast["principal_casualties"].values[:, :68].sum(axis=1))
    ahead = [item for item in found.milestones if item.key.startswith("principal_casualties_reach")]
    assert all(int(item.key.rsplit("_", 1)[1]) > total for item in ahead)
    first = [item.probability.value for item in found.of(ahead[0].key)]
    assert first == sorted(first)


@given(st.integers(0, 2**32 - 1))
def test_shares_and_probabilities_stay_in_range(seed: int) -> None:
    for item in outlook(trajectories(draws=4, seed=seed)).milestones:
        if item.probability:
            assert 0 <= item.probability.value <= 1
        if item.key in SHARES:
            assert 0 <= item.estimate.low90 <= item.estimate.high90 <= 1


def test_what_the_core_cannot_answer_is_listed_and_not_computed() -> None:
    found = outlook(trajectories())
    assert found.not_yet_modelled == NOT_YET_MODELLED
    assert not {item.key for item in NOT_YET_MODELLED} & {item.key for item in found.milestones}


def test_a_forecast_too_short_for_its_horizon_is_refused() -> None:
    with pytest.raises(WeekError):
        outlook(trajectories(horizon=13))


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(TrajectoryError, match="principal_killed"):
        outlook(trajectories().drop_vars("principal_killed"))
