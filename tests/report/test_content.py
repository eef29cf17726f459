"""What the briefing says, and that it says no more than it knows."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from fineline.case import Case
from fineline.errors import SettingError
from fineline.evaluation.hindcast import Hindcast
from fineline.evidence import View
from fineline.report.content import briefing_content
from fineline.report.schema import Briefing, TimeFigure
from fineline.report.sections.identification import identification_section, statuses
from fineline.report.sections.judgements import RESTS_ON, trust

from .conftest import Written
from .fitted import pairs, placebo, posterior

WINNING = re.compile(r"\b(win|wins|winning|winner|victory|defeat|beaten|losing the war)\b", re.IGNORECASE)


def test_no_heading_names_a_winner(content: Briefing) -> None:
    titles = [judgement.heading for judgement in content.judgements] + [figure.title for figure in content.figures()]
    assert [title for title in [content.header.title, *titles] if WINNING.search(title)] == []


def test_likelihood_and_confidence_stand_apart(content: Briefing) -> None:
    for judgement in content.judgements:
        assert "confidence" not in judgement.statement
        assert judgement.confidence.reason


def test_confidence_is_low_when_a_parameter_is_assumed() -> None:
    estimated = dict.fromkeys(RESTS_ON["ground"], "estimated")
    assert trust("ground", estimated).level == "high"
    assert trust("ground", estimated | {"strength_effect": "weak"}).level == "moderate"
    assert trust("ground", estimated | {"strength_effect": "assumed"}).level == "low"
    assert trust("ground", {}).level == "low"
    assert trust("price", dict.fromkeys(RESTS_ON["price"], "estimated")).level == "moderate"


def test_judgements_rest_on_parameters_of_the_case(case: Case) -> None:
    assert {name for names in RESTS_ON.values() for name in names} <= set(case.priors)


def test_every_proposition_has_a_row(content: Briefing, case: Case) -> None:
    rows = content.scorecard.rows
    assert [row.id for row in rows] == [proposition.id for proposition in case.propositions]
    assert {row.verdict for row in rows} <= {"supported", "contradicted", "open", "not measured in this run"}
    for row in rows:
        assert row.would_settle
        assert (row.verdict == "not measured in this run") == bool(row.missing)
        assert row.evidence or row.missing or row.candidates
        assert row.likelihood is None or row.strength == row.likelihood.text


def test_what_assumptions_decide_has_no_likelihood(case: Case, view: View) -> None:
    fit = posterior(case)
    untaught = replace(fit, contraction=dict.fromkeys(fit.contraction, 0.0))
    scorecard = briefing_content(case, view, untaught, pairs(draws=8)).scorecard
    rows = [row for row in scorecard.rows if row.rests_on and not row.missing]
    assert rows
    for row in rows:
        assert (row.verdict, row.likelihood) == ("open", None)
        assert "repeats an assumption" in row.strength
        assert row.rests_on.startswith("assumed: ")
        assert row.assumed


def test_status_follows_contraction(content: Briefing) -> None:
    section = content.identification
    for parameter in section.parameters:
        expected = (
            "estimated" if parameter.contraction >= 0.5 else "weak" if parameter.contraction >= 0.1 else "assumed"
        )
        assert parameter.status == expected
        assert statuses(section)[parameter.name] == expected


def test_what_the_fit_did_not_sample_is_listed_as_assumed(case: Case, view: View) -> None:
    fit = posterior(case)
    read = {"soldier_upkeep", "strength_effect"}
    fit.draws.pop("soldier_upkeep")
    fit.contraction.pop("soldier_upkeep")
    section = identification_section(case, fit, view, read, ())
    assert [parameter.name for parameter in section.assumed] == ["soldier_upkeep"]
    (assumed,) = section.assumed
    assert assumed.prior.low < assumed.prior.median < assumed.prior.high
    assert assumed.basis
    assert "soldier_upkeep" not in {parameter.name for parameter in section.parameters}
    assert statuses(section)["soldier_upkeep"] == "assumed"


def test_coverage_is_shown_for_every_series_reckoned(case: Case, view: View) -> None:
    days = np.datetime64("2024-01-07") + 7 * np.arange(4)
    expected = np.tile(np.arange(9.0), (4, 1))
    seen = Hindcast("area_change_isw", "area_isw", "weekly", days, np.array([4.0, 3.0, 2.0, -1.0]), expected, 31.7)
    section = identification_section(case, posterior(case), view, (), (seen,)).hindcast
    assert section.levels == (0.5, 0.8, 0.9, 0.95)
    assert section.rows[0].shares == (0.5, 0.75, 0.75, 0.75)
    assert section.rows[0].periods == 4
    assert identification_section(case, posterior(case), view, (), ()).hindcast is None


def test_forecasts_begin_where_data_end(content: Briefing) -> None:
    fans = content.outlook.figures
    assert {fan.data_end for fan in fans} == {content.header.data_end}
    assert all(fan.series[0].weeks[-1] > fan.data_end for fan in fans)
    assert all(mark.date <= fan.data_end for fan in fans for mark in fan.observed)


def test_every_published_figure_has_a_claimant(content: Briefing) -> None:
    observed = [mark for figure in content.figures() if isinstance(figure, TimeFigure) for mark in figure.observed]
    claims = [claim for rivals in content.rivals for claim in rivals.claims]
    assert observed
    assert all(mark.claimant for mark in observed)
    assert all(claim.claimant and claim.interest for claim in claims)


def test_figures_set_aside_are_shown_with_the_reason(content: Briefing, case: Case) -> None:
    shown = {claim.set_aside for rivals in content.rivals for claim in rivals.claims if claim.set_aside}
    rivalled = {rivals.topic.replace("-", "_") for rivals in content.rivals}
    assert shown == {item.reason for item in case.catalogue.set_aside if item.series in rivalled}


def test_placebo_changes_nothing(content: Briefing) -> None:
    control = content.contribution.placebo
    assert control is not None
    assert control.passed
    assert control.largest == 0.0


def test_data_file_is_the_structure(written: Written) -> None:
    held = json.loads(written.json)
    said = held.pop("numbers")
    assert held == json.loads(written.content.model_dump_json())
    assert said


def test_missing_pair_is_refused(case: Case, view: View) -> None:
    some = {lever: pair for lever, pair in pairs(draws=4).items() if lever != "contributor"}
    with pytest.raises(SettingError, match="contributor"):
        briefing_content(case, view, posterior(case), some)


def test_placebo_without_its_weeks_is_refused(case: Case, view: View) -> None:
    with pytest.raises(SettingError, match="placebo"):
        briefing_content(case, view, posterior(case), pairs(draws=4), placebo(draws=4))
