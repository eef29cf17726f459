"""Every scenario of the case, run as a pair: it differs where it should, and nowhere before its first week."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest
import xarray as xr

from fineline.errors import SettingError
from fineline.products.levers import compared_levers, levers_of, run_together
from fineline.scenario import Pair, counterfactual, run_scenario
from fineline.scenario.arms import run_pair, scenario_changes
from fineline.scenario.setting import Setting, prepare

from .fake_posterior import fake_posterior, ukraine

CASE = ukraine()
HORIZON, DRAWS = 30, 20
WANTED = {
    "backers-commit",
    "bonus-instead",
    "contingent-five-times",
    "contingent-twice",
    "deal-priced-up",
    "exposed-on-day-one",
    "kept-hidden",
    "placebo-date",
    "second-mobilisation-instead",
    "sender-leaves",
    "shells-stop",
    "success-claimed",
    "without-contributor",
    "without-contributor-munitions",
    "without-contributor-troops",
}
LEVERS = {"backers-commit", "deal-priced-up", "exposed-on-day-one", "sender-leaves", "shells-stop"}


@cache
def setting() -> Setting:
    return prepare(CASE, fake_posterior(), horizon=HORIZON, draws=DRAWS, seed=0)


@cache
def baseline() -> xr.Dataset:
    return setting().run()


@cache
def pair(*names: str) -> Pair:
    return run_pair(setting(), scenario_changes(CASE, names), baseline=baseline())


def _same(left: xr.Dataset, right: xr.Dataset) -> bool:
    return all(left[name].values.tobytes() == right[name].values.tobytes() for name in left.data_vars)


def test_the_case_has_the_scenarios_it_should() -> None:
    assert set(CASE.scenarios) == WANTED


@pytest.mark.parametrize("name", sorted(CASE.scenarios))
def test_a_scenario_differs_where_it_is_expected_to(name: str) -> None:
    found = pair(name)
    differs = not _same(found.baseline, found.arm)
    assert differs == (CASE.scenarios[name].expect == "difference"), found.notes
    assert (found.first_week is not None) == differs
    assert found.settings


@pytest.mark.parametrize("name", sorted(CASE.scenarios))
def test_both_arms_are_equal_to_the_bit_before_the_first_week_that_differs(name: str) -> None:
    found = pair(name)
    before = np.ones(found.baseline.sizes["week"], dtype=bool)
    if found.first_week is not None:
        before = found.baseline["week"].values < found.first_week
    assert before.any()
    assert _same(found.baseline.isel(week=before), found.arm.isel(week=before))


@pytest.mark.parametrize("name", sorted(CASE.scenarios))
def test_nobody_is_below_nothing(name: str) -> None:
    runs = pair(name).arm
    for force in ("principal_troops", "opponent_troops", "contributor_troops"):
        assert (runs[force] >= 0).all()
    assert all(np.isfinite(runs[name].values).all() for name in runs.data_vars)


@pytest.mark.parametrize("lever", ["contributor", "contributor-munitions", "contributor-troops"])
def test_the_scenario_of_a_lever_is_the_lever(lever: str) -> None:
    asked = {"horizon": HORIZON, "draws": DRAWS}
    assert _same(counterfactual(CASE, fake_posterior(), without=lever, **asked).arm, pair(f"without-{lever}").arm)


def test_scenarios_stack_in_any_order_where_they_touch_different_inputs() -> None:
    stacked = pair("kept-hidden", "shells-stop")
    assert _same(stacked.arm, pair("shells-stop", "kept-hidden").arm)
    assert {setting.name for setting in stacked.settings} == {
        "contingent_public",
        "contingent_acknowledged",
        "contingent_disclosed",
        "contributor_shell_deliveries",
    }
    both = pair("without-contributor-troops", "without-contributor-munitions")
    assert _same(both.arm, pair("without-contributor").arm)


def test_everybody_goes_home_when_the_sender_leaves() -> None:
    found = pair("sender-leaves")
    after = found.arm.sel(week=slice("2026-01-04", None))
    assert (found.baseline["contributor_troops"].sel(week="2026-01-04") > 1000).any()
    # whoever leaves hospital in a week goes home in the next
    assert np.allclose(after["contributor_troops"], after["contributor_returns"], rtol=1e-9)


def test_twice_the_contingent_arrives_twice() -> None:
    for name, factor in (("contingent-twice", 2.0), ("contingent-five-times", 5.0)):
        found = pair(name)
        arrived = found.baseline["contributor_arrived"]
        assert np.allclose(found.arm["contributor_arrived"], factor * arrived, rtol=1e-12)


def test_men_bought_are_as_many_as_the_soldiers_dated() -> None:
    found = pair("bonus-instead")
    assert found.inputs["substitute_recruits"].sum() == 15_400
    assert not found.arm["contributor_troops"].any()


def test_a_mobilisation_calls_up_its_number() -> None:
    found = pair("second-mobilisation-instead")
    called = found.difference["principal_mobilised"].sum("week")
    assert np.allclose(called, 300_000)
    assert (found.difference["mobilisation_effect"].sum("week") > 0).all()


def test_committed_aid_is_a_floor() -> None:
    aid = pair("backers-commit").arm["aid_allocated"].sel(week=slice("2026-01-04", None))
    assert aid.min() >= 0.7806 - 1e-12


def test_what_a_scenario_does_not_do_is_said() -> None:
    placebo = pair("placebo-date")
    assert all("changes nothing" in note for note in placebo.notes)
    assert len(placebo.notes) == 2
    assert pair("kept-hidden").notes == ()


def test_a_change_that_reaches_no_output_says_so() -> None:
    reaching_nothing = run_pair(
        setting(), scenario_changes(CASE, ("sender-leaves",)), baseline=baseline()[["tempo"]], wanted=("tempo",)
    )
    assert "What is changed reaches no quantity compared: both arms are equal." in reaching_nothing.notes


def test_a_scenario_after_the_data_needs_a_horizon() -> None:
    with pytest.raises(SettingError, match="give a horizon of at least 1 weeks"):
        run_scenario(CASE, fake_posterior(), "shells-stop", draws=3)


def test_a_start_of_ones_own_moves_the_change() -> None:
    moved = run_pair(setting(), scenario_changes(CASE, ("shells-stop",), date(2025, 3, 2)), baseline=baseline())
    assert moved.first_week == np.datetime64("2025-03-02")
    assert moved.settings[0].arm == "no rounds delivered from 2025-03-02 on"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "neither"),
        ({"without": "contributor", "scenarios": ("kept-hidden",)}, "both"),
        ({"scenarios": ("kept-hidden", "kept-hidden")}, "2 times"),
        ({"scenarios": ("kept-secret",)}, "kept-hidden"),
        ({"scenarios": ("placebo-date",), "start": date(2025, 1, 5)}, "2024-10-06"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        counterfactual(CASE, fake_posterior(), **asked)


def test_levers_of_outsiders_are_compared_as_they_run_alone() -> None:
    compared = compared_levers(CASE, run_together(CASE, setting(), levers_of(CASE)))
    assert compared is not None
    found, pulled = compared
    assert set(found.levers) == set(pulled) == set(levers_of(CASE)) == LEVERS
    alone = pair("shells-stop").difference["advance"].sum("week").values
    assert found.effect("shells-stop", "ground").mean == pytest.approx(float(alone.mean()), rel=1e-9)
    assert found.effect("sender-leaves", "foreign_deaths").reached
    assert found.effect("backers-commit", "aid").summary.estimate.low90 >= 0.0


def test_the_deal_reaches_nothing_but_whether_it_goes_on() -> None:
    compared = compared_levers(CASE, run_together(CASE, setting(), levers_of(CASE)))
    assert compared is not None
    reached = {
        effect.criterion for effect in compared[0].effects if effect.lever == "deal-priced-up" and effect.reached
    }
    assert reached == {"goes_on"}
