"""Verdicts: from declared tests and what they measure to supported, contradicted, open, or not measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.hypotheses import QUANTITIES, Findings
from fineline.analysis.hypotheses.testing import quantity_of
from fineline.analysis.intervals import DrawsError
from fineline.analysis.propositions import Verdict, judge, verdict_on, verdicts
from fineline.case import load_case
from fineline.errors import CaseError
from fineline.evidence import open_store

from .hypotheses import DRAWS, declared, findings, line, precedents, proposition, with_extras
from .synthetic import claim

PACE = declared("ground_per_week", "above", 0.0, "last year")
KNOWN = {"drift_volatility": "estimated"}
LEARNED = {"casualty_sensitivity": "weak", "success_sensitivity": "weak"}


def verdict(*tests: object, held: Findings | None = None, joined: str = "all") -> Verdict:
    """The verdict on a row with these tests."""
    (found,) = verdicts([proposition(*tests, joined=joined)], held or known())  # pyright: ignore[reportArgumentType]
    return found


def known(**changed: np.ndarray | float) -> Findings:
    """Findings in which the drift of the advance is estimated."""
    return replace(findings(**changed), statuses=KNOWN)


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (0.0, "contradicted"),
        (0.2, "contradicted"),
        (0.21, "open"),
        (0.79, "open"),
        (0.8, "supported"),
        (1.0, "supported"),
    ],
)
def test_the_judgement_follows_the_chance(chance: float, expected: str) -> None:
    assert judge(chance) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_chance_never_weakens_the_judgement(one: float, other: float) -> None:
    order = ["contradicted", "open", "supported"]
    low, high = sorted((one, other))
    assert order.index(judge(low)) <= order.index(judge(high))


@pytest.mark.parametrize(
    ("comparison", "threshold", "judgement"),
    [
        ("above", 59.0, "supported"),
        ("above", 60.0, "contradicted"),
        ("at least", 60.0, "supported"),
        ("below", 60.0, "contradicted"),
        ("at most", 60.0, "supported"),
        ("below", 61.0, "supported"),
    ],
)
def test_each_comparison_counts_its_side_of_the_threshold(comparison: str, threshold: float, judgement: str) -> None:
    test = declared("ground_per_week", comparison, threshold, "last year")
    assert verdict(test, held=known(advance=60.0)).judgement == judgement


def test_a_verdict_says_the_rule_the_chance_and_the_numbers() -> None:
    found = verdict(PACE, held=known(advance=60.0))
    assert "net ground gained by the principal, km2 a week, last 52 weeks with data: above 0" in found.sentence
    assert "almost certain (>99 %)" in found.sentence
    assert "60 (90 % interval 60 to 60) km2 a week" in found.sentence
    assert found.finding is not None
    assert (found.finding.keys, found.finding.events) == (("ground_per_week",), ("more than 0",))
    assert found.finding.rests_on == {"drift_volatility": "estimated", "isw_noise": "assumed"}


def half(low: float, high: float) -> np.ndarray:
    """An advance that differs between the halves of the draws."""
    return np.where(np.arange(DRAWS) < DRAWS // 2, low, high)[:, None]


@pytest.mark.parametrize(("joined", "chance"), [("all", 0.5), ("any", 1.0)])
def test_tests_are_joined_draw_by_draw(joined: str, chance: float) -> None:
    slow = declared("ground_per_week", "below", 50.0, "last year")
    positive = declared("ground_per_week", "above", 30.0, "last year")
    found = verdict(slow, positive, held=known(advance=half(40.0, 60.0)), joined=joined).finding
    assert found is not None
    assert found.chance == chance
    assert (" and " if joined == "all" else " or ") in found.rule
    assert found.rule.count("net ground gained") == 1
    assert found.sentence.count("gained") == 1


@pytest.mark.parametrize(
    ("first", "second", "judgement"),
    [
        ((30.0, 30.0), (30.0, 30.0), "supported"),
        ((70.0, 70.0), (70.0, 70.0), "contradicted"),
        ((30.0, 30.0), (70.0, 70.0), "open"),
        ((30.0, 70.0), (70.0, 70.0), "open"),
    ],
)
def test_signs_that_disagree_leave_it_open(
    first: tuple[float, float], second: tuple[float, float], judgement: str
) -> None:
    signs = (
        declared("force_ratio", "below", 50.0, "last year"),
        declared("ground_per_week", "below", 50.0, "last year"),
    )
    held = known(advance=half(*second), principal_troops=half(*first), contributor_troops=0.0, opponent_troops=1.0)
    held = replace(held, statuses={**KNOWN, "recruitment_rate": "estimated"})
    assert verdict(*signs, held=held, joined="signs").judgement == judgement


def test_a_draw_in_which_a_quantity_is_undefined_is_no_event() -> None:
    held = with_extras(known(), fine_line=line())
    for comparison in ("above", "below"):
        found = verdict(declared("fine_line_index", comparison, 2.0, "next half-year"), held=held).finding
        assert found is not None
        assert found.chance == (0.0 if comparison == "above" else 1.0 - 1.0 / DRAWS)


def test_a_run_that_left_its_range_is_refused() -> None:
    with pytest.raises(DrawsError):
        verdict(PACE, held=known(advance=np.nan))


@pytest.mark.parametrize("status", ["assumed", None])
def test_what_assumptions_alone_decide_is_open_whatever_the_share(status: str | None) -> None:
    held = replace(findings(), statuses={"disclosure_belief_shift": status} if status else {})
    for threshold in (10.0, -10.0):
        found = verdict(declared("disclosure_belief_shift", "below", threshold), held=held)
        assert found.judgement == "open"
        assert "which repeats an assumption" in found.sentence
        assert "disclosure belief shift" in found.strength
        assert "almost" not in found.strength
        assert found.finding is not None
        assert found.finding.assumed == ("disclosure_belief_shift",)


def test_what_the_record_informs_has_a_verdict() -> None:
    held = replace(findings(), statuses={"disclosure_belief_shift": "weak"})
    assert verdict(declared("disclosure_belief_shift", "below", 10.0), held=held).judgement == "supported"
    assert verdict(declared("disclosure_belief_shift", "below", 0.0), held=held).judgement == "open"  # 30 of 40


def test_one_parameter_that_the_record_informs_is_enough() -> None:
    assert verdict(PACE, held=replace(findings(advance=60.0), statuses={"isw_noise": "weak"})).judgement == "supported"
    assert verdict(PACE, held=replace(findings(advance=60.0), statuses={})).judgement == "open"


def test_the_record_of_precedents_informs_its_own_parameters() -> None:
    test = declared("sendings_added_by_one_more", "above", 0.1)
    for status, judgement in (("weak", "supported"), ("assumed", "open")):
        held = with_extras(findings(), precedents=precedents(0.2, 0.3, status=status))
        assert verdict(test, held=held).judgement == judgement


@pytest.mark.parametrize(
    ("test", "missing"),
    [
        (declared("objective_share", "below", 1.0, "next year"), "an objective"),
        (declared("sendings_added_by_one_more", "above", 0.1), "the record of precedents"),
        (declared("fine_line_index", "above", 1.0, "next half-year"), "the fine-line index"),
        (declared("image_kept_by_hiding", "above", 0.0, "while hidden", "exposed"), "the scenario exposed"),
        (declared("price_spread", "above", 2.0, "since arrival"), "deal price in the trajectories"),
    ],
)
def test_what_a_run_does_not_hold_is_not_measured_and_never_guessed(test: object, missing: str) -> None:
    held = replace(findings(), objective_km2=None)
    held = replace(held, baseline=held.baseline.drop_vars("deal_price"))
    found = verdict(test, held=held)
    assert found.judgement == "not measured in this run"
    assert found.finding is None
    assert missing in found.missing
    assert missing in found.sentence


def test_without_foreign_soldiers_their_questions_are_not_measured() -> None:
    held = findings(contributor_troops=0.0, contributor_arrived=0.0)
    found = verdict(declared("relative_exposure", "above", 1.0, "since arrival"), held=held)
    assert found.missing == "foreign soldiers there by the end of data"


def test_counted_cases_have_a_share_and_no_probability() -> None:
    test = declared("rival_claims_apart", "at least", 1.25)
    found = verdict(test)
    assert found.judgement == "supported"
    assert found.strength == "so it is"
    assert found.finding is not None
    assert found.finding.probability is None
    two = (claim("100", "A"), claim("200", "B"), claim("100", "A", unit="km2"), claim("101", "B", unit="km2"))
    assert verdict(test, held=replace(findings(), claims=two)).strength == "so it is in 1 of 2 cases counted"


def test_an_open_place_stays_open() -> None:
    found = verdict()
    assert found.judgement == "open"
    assert found.finding is None
    assert "none of 1 candidates" in found.sentence


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (declared("victory", "above", 0.0), "victory"),
        (declared("ground_per_week", "above", 0.0), "no window"),
        (declared("weeks_unacknowledged", "above", 0.0, "last year"), "last year"),
        (declared("image_kept_by_hiding", "above", 0.0, "while hidden"), "from 1 to 1 scenarios"),
        (declared("ground_per_week", "above", 0.0, "last year", "exposed"), "from 0 to 0 scenarios"),
    ],
)
def test_a_test_that_does_not_fit_its_quantity_is_refused(test: object, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        verdict(test)


def test_draws_and_counted_cases_are_not_joined() -> None:
    with pytest.raises(CaseError, match="counted"):
        verdict(PACE, declared("rival_claims_apart", "at least", 1.25))


def test_a_verdict_is_found_by_the_quantity_it_rests_on() -> None:
    found = verdicts([proposition(), proposition(PACE)], known())
    assert verdict_on("ground_per_week", found) is found[1]
    assert verdict_on("force_ratio", found) is None


# The case that comes with the package --------------------------------------------------------------------------------


def test_every_row_of_the_ukraine_case_rests_on_claims_and_on_a_quantity_or_candidates() -> None:
    case = load_case("ukraine")
    held = open_store(case.folder, case.catalogue).view(case.calendar.knowledge).claims
    assert [row.id for row in case.propositions] == [f"P{number}" for number in range(1, 19)]
    for row in case.propositions:
        cited = {*row.claims, *(name for candidate in row.candidates for name in candidate.claims)}
        assert cited, row.id
        assert cited <= set(held), row.id
        assert bool(row.tests) != bool(row.candidates), row.id
        for test in row.tests:
            assert quantity_of(test, row.id) is QUANTITIES[test.quantity]


def test_every_quantity_is_asked_for_by_the_ukraine_case() -> None:
    named = {test.quantity for row in load_case("ukraine").propositions for test in row.tests}
    assert named == set(QUANTITIES)


def test_no_row_of_the_ukraine_case_waits_for_the_model() -> None:
    case = load_case("ukraine")
    text = (case.folder / "propositions.toml").read_text(encoding="utf-8")
    assert "not yet modelled" not in text
    assert "not yet modelled" not in " ".join(found.sentence for found in verdicts(case.propositions, findings()))
