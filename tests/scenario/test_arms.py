"""Pairs: the same draws and shocks, and nothing else differs than what is taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from fineline.errors import SettingError
from fineline.scenario import counterfactual, run_scenario
from fineline.scenario.arms import LEVERS

from .fake_posterior import FakePosterior, fake_posterior, ukraine

ARRIVAL = np.datetime64("2024-10-13", "ns")
PLACEBO = date(2023, 10, 15)


@pytest.fixture(scope="module")
def posterior() -> FakePosterior:
    return fake_posterior()


def _same(left: xr.Dataset, right: xr.Dataset) -> bool:
    return all(left[name].values.tobytes() == right[name].values.tobytes() for name in left.data_vars)


def _scaled(posterior: FakePosterior, factor: float) -> FakePosterior:
    scale = factor * posterior.draws["contingent_scale"]
    return replace(posterior, draws={**posterior.draws, "contingent_scale": scale})


def test_without_a_contingent_the_arms_are_equal(posterior: FakePosterior) -> None:
    pair = counterfactual(ukraine(), _scaled(posterior, 0.0), without="contributor-troops", horizon=6, draws=20)
    assert _same(pair.baseline, pair.arm)
    assert all((pair.difference[name] == 0).all() for name in pair.difference.data_vars)


def test_arms_are_equal_to_the_bit_before_the_start_and_differ_after(posterior: FakePosterior) -> None:
    pair = counterfactual(ukraine(), posterior, without="contributor-troops", horizon=6, draws=40)
    before = pair.baseline["week"] < ARRIVAL
    assert before.sum() > 90
    assert _same(pair.baseline.isel(week=before.values), pair.arm.isel(week=before.values))
    later = pair.difference["principal_troops"].isel(week=-1)
    assert (later != 0).all()
    assert (pair.arm["contributor_troops"] == 0).all()
    assert pair.baseline["contributor_troops"].sel(week="2025-01-05").min() > 0


def test_a_placebo_date_changes_nothing_until_soldiers_come(posterior: FakePosterior) -> None:
    early = counterfactual(ukraine(), posterior, without="contributor-troops", start=PLACEBO, horizon=6, draws=20)
    usual = counterfactual(ukraine(), posterior, without="contributor-troops", horizon=6, draws=20)
    before = (early.baseline["week"] < ARRIVAL).values
    assert all((early.difference.isel(week=before)[name] == 0).all() for name in early.difference.data_vars)
    assert _same(early.arm, usual.arm)


def test_the_placebo_of_the_case_has_no_effect_at_all(posterior: FakePosterior) -> None:
    pair = run_scenario(ukraine(), posterior, "placebo-date", horizon=6, draws=20)
    assert _same(pair.baseline, pair.arm)
    assert "2024-10-06" in pair.settings[0].arm


def test_shells_leave_the_flows_of_the_contingent_alone(posterior: FakePosterior) -> None:
    """But for politics: a moving front brings support, and with it recruits, and it moves the backers' aid."""
    deaf = {name: 0.0 * posterior.draws[name] for name in ("support_elasticity", "aid_belief_response")}
    settled = replace(posterior, draws={**posterior.draws, **deaf})
    pair = counterfactual(ukraine(), settled, without="contributor-munitions", horizon=6, draws=20)
    for name in ("contributor_arrived", "contributor_troops", "contributor_casualties", "total_casualties"):
        assert (pair.difference[name] == 0).all(), name
    assert (pair.difference["opponent_casualties"] < 0).any()
    assert (pair.difference["principal_firepower"].isel(week=-1) < 0).all()


def test_both_levers_together_change_all_three_inputs(posterior: FakePosterior) -> None:
    pair = counterfactual(ukraine(), posterior, without="contributor", horizon=6, draws=5)
    assert [setting.name for setting in pair.settings] == list(LEVERS["contributor"])
    assert pair.notes == ()
    assert all("2023-" in setting.arm for setting in pair.settings)  # from the first shells on


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_future(posterior: FakePosterior) -> None:
    def run(seed: int) -> xr.Dataset:
        return counterfactual(ukraine(), posterior, without="contributor", horizon=6, draws=20, seed=seed).arm

    first = run(1)
    assert _same(first, run(1))
    other = run(2)
    assert (first["tempo"].isel(week=-1) != other["tempo"].isel(week=-1)).all()
    assert first["tempo"].isel(week=-7).values.tobytes() == other["tempo"].isel(week=-7).values.tobytes()


def test_more_draws_leave_the_first_ones_unchanged(posterior: FakePosterior) -> None:
    few = counterfactual(ukraine(), posterior, without="contributor-troops", horizon=6, draws=30)
    every = counterfactual(ukraine(), posterior, without="contributor-troops", horizon=6)
    assert every.arm.sizes["draw"] == 300
    assert _same(few.arm, every.arm.isel(draw=slice(30)))


def test_the_draw_coordinate_says_where_a_draw_lies_in_the_posterior(posterior: FakePosterior) -> None:
    pair = counterfactual(ukraine(), posterior, without="contributor-troops", horizon=6, draws=4)
    assert pair.baseline["draw"].values.tolist() == [0, 150, 1, 151]
    expected = posterior.flat()["contingent_scale"][pair.baseline["draw"].values]
    sent = pair.baseline["contributor_arrived"].sum("week").values
    assert np.allclose(sent / sent[0], expected / expected[0])


def test_trajectories_state_units_names_and_their_origin(posterior: FakePosterior) -> None:
    pair = counterfactual(ukraine(), posterior, without="contributor-troops", horizon=6, draws=3)
    for runs in (pair.baseline, pair.arm, pair.difference):
        assert runs.attrs["data_end"] == "2025-12-28"
        assert {"case", "as_of", "posterior_id"} <= set(runs.attrs)
        assert runs["principal_casualties"].attrs["units"] == "persons/week"
        assert runs["principal_troops"].attrs["units"] == "persons"
        assert all(runs[name].attrs["long_name"] for name in runs.data_vars)
        assert runs["week"].dtype == "datetime64[ns]"
        assert runs["week"].values[-1] == np.datetime64("2026-02-08")
        assert runs["tempo"].dims == ("draw", "week")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"without": "contributor-songs"}, "contributor-troops"),
        ({"without": "contributor", "start": date(2024, 10, 14)}, "a Monday"),
        ({"without": "contributor", "start": date(2022, 10, 16)}, "2023-01-01"),
        ({"without": "contributor", "start": date(2026, 1, 4)}, "2025-12-28"),
        ({"without": "contributor", "draws": 301}, "300 draws"),
        ({"without": "contributor", "draws": 0}, "300 draws"),
        ({"without": "contributor", "horizon": -1}, "horizon"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(posterior: FakePosterior, asked: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        counterfactual(ukraine(), posterior, **asked)


def test_an_unknown_scenario_is_refused(posterior: FakePosterior) -> None:
    with pytest.raises(SettingError, match="placebo-date"):
        run_scenario(ukraine(), posterior, "placebo")
