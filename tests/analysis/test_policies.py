"""Policies side by side, on examples small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest

from fineline.analysis.policies import Criterion, flip, standings, worth_of_unit
from fineline.errors import SettingError

RUNS = {
    "hold": {"killed": np.array([10.0, 20.0, 30.0, 40.0])},
    "press": {"killed": np.array([12.0, 15.0, 36.0, 50.0])},
}


def test_regret_is_what_the_best_of_each_future_does_better() -> None:
    first, second = standings(RUNS, [Criterion(outcome="killed", better="less", enough=20.0)])
    assert (first.policy, second.policy) == ("hold", "press")
    assert first.regret == pytest.approx((0 + 5 + 0 + 0) / 4)
    assert second.regret == pytest.approx((2 + 0 + 6 + 10) / 4)
    assert (first.best, second.best) == (0.75, 0.25)
    assert (first.satisfied, second.satisfied) == (0.5, 0.5)


def test_where_more_is_better_the_order_turns() -> None:
    assert standings(RUNS, [Criterion(outcome="killed", better="more")])[0].policy == "press"


def test_the_same_policy_twice_has_no_regret() -> None:
    found = standings({"a": RUNS["hold"], "b": RUNS["hold"]}, [Criterion(outcome="killed", better="less")])
    assert all(row.regret == 0.0 and row.best == 1.0 for row in found)


def test_what_single_precision_cannot_tell_makes_no_policy_better() -> None:
    noise = {"killed": RUNS["hold"]["killed"] * (1.0 + 3e-5)}
    found = standings({"a": RUNS["hold"], "b": noise}, [Criterion(outcome="killed", better="less")])
    assert [row.best for row in found] == [1.0, 1.0]


@pytest.mark.parametrize("runs", [{"hold": RUNS["hold"]}, {"hold": RUNS["hold"], "short": {"killed": np.array([1.0])}}])
def test_what_cannot_be_paired_is_refused(runs: dict[str, dict[str, np.ndarray]]) -> None:
    with pytest.raises(SettingError, match="same futures"):
        standings(runs, [Criterion(outcome="killed", better="less")])


def test_the_worth_of_a_unit_is_the_slope_within_each_future() -> None:
    level, rise = np.array([100.0, 500.0, -30.0]), np.array([2.0, 3.0, 4.0])
    runs = [level + n * rise for n in range(3)]
    found = worth_of_unit("shells", "ground", [0.0, 1.0, 2.0], runs)
    assert found.per_unit == pytest.approx(3.0)
    assert found.low < 3.0 < found.high


def test_a_flip_is_found_where_it_was_put_and_not_where_there_is_none() -> None:
    random = np.random.default_rng(8)
    values = random.uniform(0.0, 10.0, 4000)
    chance = 1.0 / (1.0 + np.exp(-(values - 6.0)))
    found = flip("contingent", values, random.random(4000) < chance)
    assert found.value == pytest.approx(6.0, abs=0.3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 6.0 < found.high
    none = flip("contingent", values, random.random(4000) < 0.2)
    assert none.value is None


def test_a_flip_downwards_is_found_as_well() -> None:
    random = np.random.default_rng(9)
    values = random.uniform(0.0, 10.0, 4000)
    found = flip("aid", values, random.random(4000) < 1.0 / (1.0 + np.exp(values - 3.0)))
    assert found.value == pytest.approx(3.0, abs=0.3)
    assert found.at_ends[0] > found.at_ends[1]
