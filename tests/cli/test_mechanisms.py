"""`--mechanism NAME=FORM` chooses a rival, is pinned, and never reads a fit of another structure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fineline as library
from fineline.errors import PinMismatchError, SettingError
from fineline.products.forms import forms_text, parse_forms
from fineline.products.mechanisms import asked_forms, with_forms
from fineline.products.posteriors import choose

from .conftest import Case, Fineline
from .fakes import Sampler, Simulator, posterior_for

SQUARE = ("--mechanism", "attrition=square")


def records(home: Path) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in (home / "runs").glob("*/run.json")]


def test_forms_are_read_as_pairs() -> None:
    assert parse_forms(["attrition=square", "learning=none"], "here") == {"attrition": "square", "learning": "none"}
    assert parse_forms(["attrition=square", "attrition=square"], "here") == {"attrition": "square"}
    assert forms_text({"attrition": "square", "learning": "none"}) == "attrition=square+learning=none"


@pytest.mark.parametrize("wrong", ["attrition", "=square", "attrition=", "", "attrition=square=linear"])
def test_a_text_that_is_no_pair_is_refused_with_what_was_expected(wrong: str) -> None:
    with pytest.raises(SettingError, match="NAME=FORM, such as attrition=square") as refused:
        parse_forms([wrong], "--mechanism")
    assert "fineline explain" in str(refused.value)


def test_two_forms_of_one_mechanism_are_refused_with_both() -> None:
    with pytest.raises(SettingError, match="square and linear"):
        parse_forms(["attrition=square", "attrition=linear"], "--mechanism")


@pytest.mark.parametrize(
    ("command", "asked", "said"),
    [
        ("fit", "attrition=cubic", "square"),
        ("forecast", "gravity=none", "attrition"),
        ("show", "attrition", "NAME=FORM"),
        ("brief", "precedent=x", "none"),
        ("counterfactual", "belief=blind", "normal_learning"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    case: Case, fineline: Fineline, command: str, asked: str, said: str
) -> None:
    more = ("--without", "contributor") if command == "counterfactual" else ()
    done = fineline(command, "./war", "--mechanism", asked, *more)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_show_names_the_form_asked_for(case: Case, fineline: Fineline) -> None:
    assert "firepower_tempo" in fineline("show", "./war").stdout
    done = fineline("show", "./war", *SQUARE)
    assert done.exit_code == 0, done.output
    assert "square" in done.stdout
    assert "firepower_tempo" not in done.stdout


def test_a_fit_pins_its_mechanisms_and_a_forecast_with_them_finds_it(
    home: Path, case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    assert fineline("fit", "./war", *SQUARE, "--out", "square.nc").exit_code == 0
    (fit,) = records(home)
    assert fit["pins"]["mechanisms"]["attrition"] == "square"
    done = fineline("forecast", "./war", *SQUARE, "--out", "ahead")
    assert done.exit_code == 0, done.output
    assert "square.nc" in done.stderr
    forecast = next(run for run in records(home) if run["pins"]["command"] == "forecast")
    assert forecast["pins"]["mechanisms"]["attrition"] == "square"
    plain = fineline("forecast", "./war", "--out", "plain")
    assert "square.nc" not in plain.stderr


def test_runs_of_other_mechanisms_are_other_runs_and_come_out_the_same_again(
    home: Path, case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    fineline("fit", "./war", "--out", "default.nc")
    fineline("fit", "./war", *SQUARE, "--out", "square.nc")
    found = records(home)
    assert len({run["id"] for run in found}) == 2
    for run in found:
        done = fineline("reproduce", run["id"])
        assert done.exit_code == 0, done.output


def test_without_a_fit_of_them_the_shipped_posterior_is_refused_and_the_command_named(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    done = fineline("forecast", "./war", *SQUARE)
    assert done.exit_code == 2
    assert PinMismatchError.fault in done.stderr
    assert f"fineline fit {home / 'war'} --as-of 2026-08-31 --mechanism attrition=square" in done.stderr
    assert simulator.asked == []


def test_a_posterior_given_by_its_file_or_in_memory_must_have_the_mechanisms(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    square = with_forms(case, {"attrition": "square"})
    posterior_for(square).save(home / "square.nc")
    assert fineline("forecast", "./war", *SQUARE, "--posterior", "square.nc").exit_code == 0
    refused = fineline("forecast", "./war", "--posterior", "square.nc")
    assert refused.exit_code == 2
    assert PinMismatchError.fault in refused.stderr
    with pytest.raises(PinMismatchError, match="--mechanism attrition=square"):
        library.forecast(square, posterior=posterior_for(case))


def test_a_form_that_the_case_has_already_changes_nothing(case: Case) -> None:
    assert with_forms(case, {"attrition": "firepower_tempo", "returns": "first_order"}).mechanisms == case.mechanisms
    assert asked_forms(case) == {}
    assert asked_forms(with_forms(case, {"learning": "none"})) == {"learning": "none"}


def test_a_fit_serves_rivals_that_the_observations_do_not_tell_apart(case: Case, simulator: Simulator) -> None:
    """The observations rest on no term of the deal, so that its rivals read the posterior of the default."""
    barter = with_forms(case, {"deal": "barter"})
    fitted = posterior_for(case, mechanisms={name: form for name, form in case.mechanisms.items() if name != "deal"})
    assert choose(barter, given=fitted).posterior is fitted


def test_ctrl_c_names_the_mechanisms_in_the_line_that_goes_on(case: Case, sampler: Sampler, fineline: Fineline) -> None:
    sampler.stop = KeyboardInterrupt()
    stopped = fineline("fit", "./war", *SQUARE, "--seed", "5")
    assert stopped.exit_code == 130
    assert "--mechanism attrition=square" in stopped.stderr
    sampler.stop = None
    line = stopped.stderr.splitlines()[-1]
    assert fineline(*line.split("go on with: fineline ")[1].split()).exit_code == 0
    assert sampler.resumed[-1]
