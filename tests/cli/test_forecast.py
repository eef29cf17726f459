"""`forecast` writes quantiles in hub format, from a posterior of the right day and no other."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fineline.evaluation.hub import read_table

from .conftest import Case, Fineline
from .fakes import Sampler, Simulator, posterior_for


def test_a_forecast_leaves_hub_file_record_and_outlook(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    done = fineline("forecast", "./war", "--horizon", "13", "--out", "ahead")
    assert done.exit_code == 0, done.output
    table = read_table(home / "ahead" / "2025-12-28-fineline.csv")
    assert table["horizon"].max() == 13
    assert set(table["target"]) == {"principal_losses_claimed", "area_change_isw"}
    (record,) = (home / "runs").glob("*/run.json")
    run = json.loads(record.read_text())
    assert run["pins"]["posterior_id"] == posterior_for(case).id
    assert run["pins"]["arguments"] == {"draws": None, "horizon": 13, "seed": 0, "assumptions": {}, "force": False}
    assert run["outputs"].keys() == {"2025-12-28-fineline.csv"}
    for said in ("50 % interval", "90 % interval", "2026-03-29", "persons/week", "km2/week"):
        assert said in done.stdout


def test_the_default_place_is_the_folder_of_the_run(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    assert fineline("forecast", "./war").exit_code == 0
    (file,) = (home / "runs").glob("*/2025-12-28-fineline.csv")
    assert (file.parent / "run.json").is_file()


def test_a_missing_posterior_of_that_day_is_named_with_the_command_that_makes_it(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    done = fineline("forecast", "./war", "--as-of", "2024-12-31")
    assert done.exit_code == 2
    assert f"fineline fit {home / 'war'} --as-of 2024-12-31" in done.stderr
    assert simulator.asked == []
    assert not (home / "runs").exists()


def test_a_saved_fit_of_that_day_is_found_wherever_it_was_written(
    case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    assert fineline("fit", "./war", "--as-of", "2024-12-31", "--out", "mine/end-of-2024.nc").exit_code == 0
    done = fineline("forecast", "./war", "--as-of", "2024-12-31")
    assert done.exit_code == 0, done.output
    assert "as of 2024-12-31" in done.stderr
    assert "end-of-2024.nc" in done.stderr


def test_of_several_fits_of_a_day_the_one_with_most_draws_is_read(
    case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    for draws in (50, 200, 100):
        fineline("fit", "./war", "--as-of", "2024-12-31", "--draws", draws, "--out", f"{draws}.nc")
    assert "200.nc" in fineline("forecast", "./war", "--as-of", "2024-12-31").stderr


def test_a_fit_of_a_case_that_has_changed_is_not_used(
    home: Path, case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    fineline("fit", "./war", "--as-of", "2024-12-31")
    case_file = home / "war" / "case.yaml"
    case_file.write_text(case_file.read_text() + "\n# another state of the case\n")
    assert fineline("forecast", "./war", "--as-of", "2024-12-31").exit_code == 2
    shipped = fineline("forecast", "./war")
    assert shipped.exit_code == 2
    assert "made from something else" in shipped.stderr


def test_a_question_asked_anew_needs_no_new_fit(
    home: Path, case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    fineline("fit", "./war", "--as-of", "2024-12-31", "--out", "mine.nc")
    asked = home / "war" / "propositions.toml"
    asked.write_text(asked.read_text() + "\n# asked in another way\n")
    done = fineline("forecast", "./war", "--as-of", "2024-12-31")
    assert done.exit_code == 0, done.output
    assert "mine.nc" in done.stderr


def test_a_posterior_of_another_day_is_refused(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    posterior_for(case, date(2024, 6, 30)).save(home / "june.nc")
    done = fineline("forecast", "./war", "--as-of", "2024-12-31", "--posterior", "june.nc")
    assert done.exit_code == 2
    assert "2024-06-30" in done.stderr
    assert fineline("forecast", "./war", "--posterior", "june.nc").exit_code == 0


@pytest.mark.parametrize(("content", "fault"), [(None, "no posterior there"), ("{", "incomplete")])
def test_a_posterior_that_is_gone_or_broken_is_told(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline, content: str | None, fault: str
) -> None:
    shipped = home / "war" / "posterior.nc"
    shipped.unlink()
    if content is not None:
        shipped.write_text(content)
    done = fineline("forecast", "./war")
    assert done.exit_code == 2
    assert fault in done.stderr


def test_a_horizon_of_no_week_is_refused(case: Case, fineline: Fineline) -> None:
    assert fineline("forecast", "./war", "--horizon", "0").exit_code == 2


def test_what_was_assumed_stands_beside_the_quantiles(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    done = fineline("forecast", "./war", "--assume", "aid_belief_response=-0.3", "--out", "ahead")
    assert done.exit_code == 0, done.output
    assert simulator.asked[0]["assumptions"] == {"aid_belief_response": -0.3}
    said = "aid_belief_response is assumed to be -0.3 in every draw."
    assert (home / "ahead" / "assumptions.txt").read_text() == f"{said}\n"
    assert said in done.stdout
