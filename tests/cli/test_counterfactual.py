"""`counterfactual` prints and writes what part of the contributor's support changed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

from .conftest import Fineline
from .fakes import Simulator, trajectories

pytestmark = pytest.mark.usefixtures("case")

FILES = {"settings.csv", "effects.csv", "weekly-differences.csv", "weekly-differences.parquet", "weekly-differences.nc"}


@pytest.mark.parametrize("lever", ["contributor-troops", "contributor-munitions", "contributor"])
def test_every_lever_can_be_taken_away(lever: str, home: Path, simulator: Simulator, fineline: Fineline) -> None:
    done = fineline("counterfactual", "./war", "--without", lever, "--out", "pair")
    assert done.exit_code == 0, done.output
    asked = {"without": lever, "scenarios": (), "start": None, "horizon": 0, "draws": None, "seed": 0}
    assert simulator.asked == [{**asked, "assumptions": {}, "force": False}]
    assert {path.name for path in (home / "pair").iterdir()} == FILES
    (record,) = (home / "runs").glob("*/run.json")
    assert json.loads(record.read_text())["outputs"].keys() == FILES


def test_settings_and_effects_are_printed_with_intervals(simulator: Simulator, fineline: Fineline) -> None:
    done = fineline("counterfactual", "./war", "--without", "contributor-troops")
    for said in (
        "Settings that differ, and no other",
        "contributor_arrivals",
        "since the foreign troops arrived",
        "ground gained",
        "deaths of the principal's own soldiers avoided",
        "weeks in which the principal's losses exceed its intake",
        "50 % interval",
        "90 % interval",
        "P(> 0)",
    ):
        assert said in done.stdout


def test_files_hold_the_differences_of_the_pair(home: Path, simulator: Simulator, fineline: Fineline) -> None:
    fineline("counterfactual", "./war", "--without", "contributor-troops", "--out", "pair")
    expected = trajectories(0, 0.0) - trajectories(0, 1.0)
    with xr.open_dataset(home / "pair" / "weekly-differences.nc", engine="h5netcdf") as held:
        np.testing.assert_allclose(held["advance"].values, expected["advance"].values, rtol=1e-6)
        assert held["advance"].attrs["units"] == "km2/week"
    table = pl.read_parquet(home / "pair" / "weekly-differences.parquet")
    rows = table.filter(quantity="principal_killed")
    np.testing.assert_allclose(rows["difference_median"], np.median(expected["principal_killed"].values, axis=0))
    assert table.equals(pl.read_csv(home / "pair" / "weekly-differences.csv", try_parse_dates=True))
    assert set(table["unit"]) == {"persons/week", "persons", "km2/week", "EUR_bn/week", "1"}


def test_every_file_says_what_it_is_of_and_what_differs(home: Path, simulator: Simulator, fineline: Fineline) -> None:
    fineline("counterfactual", "./war", "--without", "contributor-troops", "--assume", "a=1", "--out", "pair")
    (record,) = (home / "runs").glob("*/run.json")
    pins = json.loads(record.read_text())["pins"]
    known = {key: pins[key] for key in ("posterior_id", "case", "as_of")}
    inside = pl.read_parquet_metadata(home / "pair" / "weekly-differences.parquet")
    with xr.open_dataset(home / "pair" / "weekly-differences.nc", engine="h5netcdf") as held:
        for said in (inside, held.attrs):
            assert {key: said[key] for key in known} == known
            assert json.loads(said["settings"]) == {"contributor_arrivals": ["as recorded", "0.0"]}
            assert said["assumptions"] == "a is assumed to be 1 in every draw"
            assert json.loads(said["mechanisms"]) == pins["mechanisms"]
    rows = pl.read_csv(home / "pair" / "settings.csv").filter(kind="run")
    assert dict(rows.select("name", "arm").iter_rows()) == known


def test_the_first_week_without_it_is_passed_on(simulator: Simulator, fineline: Fineline) -> None:
    done = fineline("counterfactual", "./war", "--without", "contributor", "--from", "2025-01-05", "--horizon", "4")
    assert done.exit_code == 0, done.output
    assert simulator.asked[0]["start"] == date(2025, 1, 5)
    assert simulator.asked[0]["horizon"] == 4


def test_a_first_week_that_is_no_sunday_is_refused(home: Path, simulator: Simulator, fineline: Fineline) -> None:
    done = fineline("counterfactual", "./war", "--without", "contributor", "--from", "2025-01-06")
    assert done.exit_code == 2
    assert "write 2025-01-12" in done.stderr
    assert not (home / "runs").exists()


def test_scenarios_are_passed_on_and_told_as_what_they_change(
    home: Path, simulator: Simulator, fineline: Fineline
) -> None:
    named = ("--scenario", "kept-hidden", "--scenario", "bonus-instead")
    done = fineline("counterfactual", "./war", *named, "--horizon", "52", "--out", "pair")
    assert done.exit_code == 0, done.output
    assert simulator.asked[0]["scenarios"] == ("kept-hidden", "bonus-instead")
    for said in (
        "Scenario less baseline, to the end of the data: weeks 2024-10-13 to 2025-12-28",
        "to the end of the horizon",
        "public support for the war",
        "percentage points",
        "military aid to the opponent",
        "To buy these 6,300 men from 2024-10-13 to 2025-12-21 the signing bonus",
    ):
        assert said in done.stdout
    table = pl.read_csv(home / "pair" / "effects.csv")
    assert {"record", "horizon", "bought"} == set(table["window"])
    assert "implied_bonus_rise" in set(table["effect"])
    rows = table.filter(window="record", effect="ground")
    baseline, arm = trajectories(0, 1.0), trajectories(0, 0.0)
    gained = (arm - baseline)["advance"].sel(week=slice("2024-10-13", "2025-12-28")).sum("week")
    assert rows["median"][0] == pytest.approx(float(np.median(gained)))


def test_what_a_scenario_does_not_do_is_printed_and_written(
    home: Path, simulator: Simulator, fineline: Fineline
) -> None:
    done = fineline("counterfactual", "./war", "--scenario", "placebo-date", "--out", "pair")
    assert done.exit_code == 0, done.output
    assert "changes nothing" in done.stdout
    assert "changes nothing" in (home / "pair" / "settings.csv").read_text()


def test_assumptions_are_passed_on_printed_written_and_recorded(
    home: Path, simulator: Simulator, fineline: Fineline
) -> None:
    assumed = ("--assume", "aid_belief_response=0.3", "--assume", "disclosure_support_shift=-2", "--force")
    done = fineline("counterfactual", "./war", "--without", "contributor", *assumed, "--out", "pair")
    assert done.exit_code == 0, done.output
    expected = {"aid_belief_response": 0.3, "disclosure_support_shift": -2.0}
    assert (simulator.asked[0]["assumptions"], simulator.asked[0]["force"]) == (expected, True)
    assert "Assumption: aid_belief_response is assumed to be 0.3 in every draw." in done.stdout
    settings = pl.read_csv(home / "pair" / "settings.csv")
    assert settings.filter(kind="assumption")["name"].to_list() == list(expected)
    with xr.open_dataset(home / "pair" / "weekly-differences.nc", engine="h5netcdf") as held:
        assert "aid_belief_response" in held.attrs.get("assumptions", "")
    (record,) = (home / "runs").glob("*/run.json")
    assert json.loads(record.read_text())["pins"]["arguments"]["assumptions"] == expected
    assert fineline("reproduce", record.parent.name).exit_code == 0


@pytest.mark.parametrize("text", ["aid_belief_response", "=0.3", "aid_belief_response=high", ""])
def test_an_assumption_that_is_no_name_with_a_number_is_refused(
    home: Path, simulator: Simulator, fineline: Fineline, text: str
) -> None:
    done = fineline("counterfactual", "./war", "--without", "contributor", "--assume", text)
    assert done.exit_code == 2
    assert "--assume" in done.stderr
    assert not (home / "runs").exists()


def test_two_values_for_one_assumption_are_refused(simulator: Simulator, fineline: Fineline) -> None:
    done = fineline("counterfactual", "./war", "--without", "contributor", "--assume", "a=1", "--assume", "a=2")
    assert done.exit_code == 2
    assert "one value of a" in done.stderr


def test_a_lever_that_does_not_exist_is_refused(fineline: Fineline) -> None:
    done = fineline("counterfactual", "./war", "--without", "winter")
    assert done.exit_code == 2
    assert "contributor-munitions" in done.stderr
