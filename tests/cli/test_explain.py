"""`explain` says of a mechanism what its equations, annotations and priors say, and nothing else."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from fineline.case import load_case
from fineline.model.attrition import principal_casualties
from fineline.model.structure import ANNUAL, MECHANISMS
from fineline.model.units import annotated_units
from fineline.products.explaining import MechanismText, explain, explain_all, mechanism_names, prior_text
from fineline.products.mechanisms import with_forms

from .conftest import Case, Fineline

UKRAINE = load_case("ukraine")
TEXTS = {text.name: text for text in explain_all(UKRAINE)}


def form(text: MechanismText, name: str) -> object:
    return next(form for form in text.forms if form.name == name)


def test_every_mechanism_is_listed_with_every_form() -> None:
    assert set(mechanism_names()) == {*MECHANISMS, *ANNUAL}
    for name, forms in {**MECHANISMS, **ANNUAL}.items():
        assert {form.name for form in TEXTS[name].forms} == set(forms)
        assert [form.chosen for form in TEXTS[name].forms] == [True] + [False] * (len(forms) - 1)


@pytest.mark.parametrize("name", list(TEXTS))
def test_every_mechanism_has_a_purpose_and_every_equation_a_title_and_units(name: str) -> None:
    assert TEXTS[name].purpose
    for found in TEXTS[name].forms:
        assert found.equations or found.shared
        for equation in found.equations:
            assert equation.title
            assert equation.unit
            assert all(argument.unit and argument.origin for argument in equation.arguments)
            marked = (equation.title, equation.formula, equation.source, equation.note)
            assert all(text.count("``") % 2 == 0 for text in marked)


@pytest.mark.parametrize("name", list(TEXTS))
def test_every_equation_of_every_form_is_shown_or_shared_with_the_form_chosen(name: str) -> None:
    forms = {**MECHANISMS, **ANNUAL}[name]
    for found in TEXTS[name].forms:
        said = {*(equation.name for equation in found.equations), *found.shared}
        assert {equation.__name__ for equation in forms[found.name]} <= said


def test_an_equation_is_said_from_its_description_and_annotations() -> None:
    found = {equation.name: equation for equation in TEXTS["attrition"].forms[0].equations}["principal_casualties"]
    assert found.formula == "``N_R (1 - exp(-h step)) / step``"
    assert found.title == "Casualties of the principal's own soldiers per week"
    units = annotated_units(principal_casualties)
    assert found.unit == units["return"]
    assert {argument.name: argument.unit for argument in found.arguments} == {
        name: units[name] for name in inspect.signature(principal_casualties).parameters
    }
    origins = {argument.name: argument.origin for argument in found.arguments}
    assert origins == {"own_soldier_hazard": "attrition", "principal_troops": "manpower", "step": "length of the step"}


def test_sources_are_told_apart_from_the_rest() -> None:
    found = {equation.name: equation for equation in TEXTS["attrition"].forms[0].equations}["principal_side_intensity"]
    assert found.source.startswith('Fineline model description, "losses"; compare Bracken (1995)')
    assert "Bracken" not in found.note


def test_parameters_are_those_that_the_equations_read_and_nothing_gives() -> None:
    chosen = {parameter.name: parameter for parameter in TEXTS["aid"].forms[0].parameters}
    assert "aid_belief_response" in chosen
    assert "initial_lead_backer_log_aid" in chosen
    assert chosen["aid_volatility"].prior == prior_text(UKRAINE.priors["aid_volatility"])
    futility = {parameter.name for parameter in form(TEXTS["aid"], "futility").parameters}
    assert "aid_belief_response" not in futility


def test_a_rival_is_shown_by_what_differs() -> None:
    rival = form(TEXTS["aid"], "no_feedback")
    assert [equation.name for equation in rival.equations] == ["aid_belief_response"]
    assert "aid_allocated" in rival.shared


def test_the_form_chosen_in_the_case_comes_first() -> None:
    other = with_forms(UKRAINE, {"attrition": "square"})
    assert explain(other, "attrition").forms[0].name == "square"
    assert explain(other, "attrition").forms[0].chosen


def test_contraction_and_status_are_those_of_the_posterior(case: Case) -> None:
    class Posterior:
        contraction = {"aid_volatility": 0.7, "aid_reversion": 0.02}  # noqa: RUF012

    text = explain(UKRAINE, "aid", Posterior())
    found = {parameter.name: (parameter.contraction, parameter.status) for parameter in text.forms[0].parameters}
    assert found["aid_volatility"] == (0.7, "estimated")
    assert found["aid_reversion"] == (0.02, "assumed")
    assert found["aid_belief_response"] == (None, "assumed")
    assert {parameter.status for parameter in form(text, "futility").parameters} == {""}


def test_the_list_names_mechanisms_and_rivals(fineline: Fineline) -> None:
    done = fineline("explain")
    assert done.exit_code == 0, done.output
    for said in ("attrition", "firepower_tempo", "materiel", "precedent", "self_exciting"):
        assert said in done.stdout


def test_one_mechanism_is_printed_with_equations_priors_and_rivals(fineline: Fineline) -> None:
    done = fineline("explain", "attrition")
    assert done.exit_code == 0, done.output
    for said in (
        "attrition: firepower_tempo, chosen in the case; rivals: square",
        "formula: N_R (1 - exp(-h step)) / step",
        "principal_troops [person] (manpower)",
        "Parameters of firepower_tempo",
        "principal_casualty_rate",
        "Lanchester (1916)",
        "square (rival)",
        "shared with the form chosen: principal_side_troops",
    ):
        assert said in done.stdout


def test_json_holds_the_same(home: Path, case: Case, fineline: Fineline) -> None:
    done = fineline("explain", "learning", "--json", "--case", "./war")
    assert done.exit_code == 0, done.output
    content = json.loads(done.stdout)
    assert content["name"] == "learning"
    assert [form["name"] for form in content["forms"]] == list(MECHANISMS["learning"])
    everything = json.loads(fineline("explain", "--json", "--case", "./war").stdout)
    assert [text["name"] for text in everything] == list(mechanism_names())
    assert "``" not in done.stdout


def test_an_unknown_mechanism_is_refused_with_those_there_are(fineline: Fineline) -> None:
    done = fineline("explain", "gravity")
    assert done.exit_code == 2
    assert "no such mechanism" in done.stderr
    assert "attrition" in done.stderr
