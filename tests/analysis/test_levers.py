"""Levers on several criteria: differences, regrets and ties of made-up measures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fineline.analysis.levers import CRITERIA, NO_LEVER, Comparison, compare, futures, measured
from fineline.analysis.trajectories import TrajectoryError

from .synthetic import trajectories

KEYS = tuple(one.key for one in CRITERIA)
ASSUMED = {
    "aid_belief_response": np.array([-0.3, -0.3, 0.3, 0.3]),
    "disclosure_belief_shift": np.array([-0.2, 0.1, -0.1, 0.2]),
}


def measures(*draws: float) -> dict[str, np.ndarray]:
    return {key: np.array(draws) for key in KEYS}


@pytest.fixture
def found() -> Comparison:
    """`good` helps where backers give up and harms where they give more; `idle` does nothing."""
    arms = {"good": measures(8, 9, 11, 14), "idle": measures(10, 10, 10, 10)}
    return compare(measures(10, 10, 10, 10), arms, {"aid_belief_response": ASSUMED["aid_belief_response"]})


def test_an_effect_is_the_arm_less_the_baseline_draw_by_draw(found: Comparison) -> None:
    effect = found.effect("good", "own_deaths")
    assert effect.mean == pytest.approx(0.5)
    assert effect.summary.estimate.median == pytest.approx(0.0)
    assert effect.summary.positive.value == pytest.approx(0.5)
    assert effect.reached


def test_a_lever_that_changes_nothing_says_so(found: Comparison) -> None:
    assert found.idle == ("idle",)
    assert not any(found.effect("idle", key).reached for key in KEYS)


def test_regret_is_taken_against_the_best_of_each_future(found: Comparison) -> None:
    """Means under futility: good 8.5, the others 10; under urgency: good 12.5, the others 10."""
    assert [future.label for future in found.futures] == ["aid answers by futility", "aid answers by urgency"]
    assert found.regret("good", "ground").by_future == pytest.approx((0.0, 2.5))
    assert found.regret("good", "ground").largest == pytest.approx(2.5)
    assert found.regret("good", "ground").worst == 1
    assert found.regret(NO_LEVER, "ground").by_future == pytest.approx((1.5, 0.0))
    assert found.regret("idle", "ground") == found.regret(NO_LEVER, "ground").__class__(
        **{**_fields(found.regret(NO_LEVER, "ground")), "option": "idle"}
    )


def _fields(regret: object) -> dict[str, object]:
    return {name: getattr(regret, name) for name in ("option", "criterion", "by_future", "worst", "best")}


def test_ties_count_for_each(found: Comparison) -> None:
    shares = {option: found.regret(option, "aid").best.value for option in (NO_LEVER, "good", "idle")}
    assert shares == {NO_LEVER: 0.5, "good": 0.5, "idle": 0.5}


def test_futures_cross_what_is_assumed() -> None:
    made = futures(ASSUMED, 4)
    assert [future.draws.sum() for future in made] == [1, 1, 1, 1]
    assert {future.label.split("; ")[1] for future in made} == {
        "being seen reads as weakness",
        "being seen reads as strength",
    }


def test_a_combination_that_no_draw_holds_is_no_future() -> None:
    assert len(futures({**ASSUMED, "disclosure_belief_shift": np.array([-0.2, -0.1, -0.1, 0.2])}, 4)) == 3


def test_without_assumptions_there_is_one_future_of_all_draws() -> None:
    (only,) = futures({}, 5)
    assert only.draws.sum() == 5
    assert only.label == ""


def test_measures_by_hand() -> None:
    runs = trajectories(draws=3, history=8, horizon=2, arrive=4)
    runs["continuation_probability"] = runs["war_support_share"]
    found = measured(runs)
    assert found["opponent_deaths"] == pytest.approx([9_000.0] * 3)
    assert found["foreign_deaths"] == pytest.approx([6 * 0.2 * 500] * 3)
    assert found["all_deaths"] == pytest.approx(found["own_deaths"] + 9_600.0)
    assert found["support"] == pytest.approx([69.1] * 3)
    assert found["aid"] == pytest.approx([5.0] * 3)
    with pytest.raises(TrajectoryError, match="continuation_probability"):
        measured(runs.drop_vars("continuation_probability"))


@given(arrays(float, (3, 4), elements=st.floats(-1e6, 1e6)))
def test_some_option_is_best_in_every_draw_and_nobody_regrets_less_than_nothing(held: np.ndarray) -> None:
    arms = {f"lever {place}": measures(*row) for place, row in enumerate(held[1:])}
    found = compare(measures(*held[0]), arms, ASSUMED)
    for key in KEYS:
        options = [found.regret(option, key) for option in (NO_LEVER, *arms)]
        assert sum(option.best.value for option in options) >= 1
        assert min(min(option.by_future) for option in options) == 0
        for place in range(len(found.futures)):
            assert min(option.by_future[place] for option in options) == 0
