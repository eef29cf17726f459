"""Verdicts and the tests behind them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.hypotheses import TESTS, Finding, Findings
from fineline.analysis.propositions import TESTS as EVERY_TEST
from fineline.analysis.propositions import judge, verdicts
from fineline.analysis.trajectories import TrajectoryError
from fineline.case.load import load_case
from fineline.case.propositions import Proposition
from fineline.errors import CaseError

from .synthetic import SyntheticPair, claim, pair

KEYS = sorted(TESTS)


def row(test: str | None = "troops_sent", name: str = "P1") -> Proposition:
    return Proposition(
        id=name,
        text="A third state sent troops.",
        quantity="soldiers",
        status="answered" if test else "not yet modelled",
        answered_by="the belief module",
        test=test,
        claims=("X-1",),
    )


def findings(objective: float | None = 7000.0) -> Findings:
    runs = pair()
    claims = (claim("100", "A"), claim("200", "B"))
    return Findings(baseline=runs.baseline, without_troops=runs, claims=claims, objective_km2=objective)


def outcome(key: str, given: Findings | None = None) -> Finding:
    found = TESTS[key](given or findings())
    assert found is not None
    return found


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


@pytest.mark.parametrize("key", KEYS)
def test_every_test_gives_a_chance_a_sentence_and_what_it_leaves_open(key: str) -> None:
    found = outcome(key)
    assert 0 <= found.chance <= 1
    assert found.sentence.endswith(".")
    assert "nan" not in found.sentence
    assert found.left_open
    assert found.comparison
    assert found.probability is None or found.probability.value == found.chance


def test_a_row_without_a_test_is_not_yet_modelled_and_says_what_will_answer_it() -> None:
    (found,) = verdicts([row(None)], findings())
    assert found.judgement == "not yet modelled"
    assert found.finding is None
    assert "the belief module" in found.sentence


def test_an_objective_the_case_does_not_state_is_not_made_up() -> None:
    (found,) = verdicts([row("objective_out_of_reach")], findings(objective=None))
    assert found.judgement == "not yet modelled"


def test_a_test_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CaseError, match="P7"):
        verdicts([row("victory", "P7")], findings())


def test_a_verdict_carries_its_row_and_its_numbers() -> None:
    (found,) = verdicts([row()], findings())
    assert (found.id, found.claims, found.judgement) == ("P1", ("X-1",), "supported")
    assert "almost certain (>99 %)" in found.sentence
    assert "10,000 (90 % interval 10,000 to 10,000)" in found.sentence
    assert "2025-03-02" in found.sentence


def test_ground_added_is_set_against_ground_gained() -> None:
    found = outcome("combat_effect")
    assert found.estimate.median == pytest.approx(160)
    assert found.chance == 1
    runs = pair()
    same = Findings(
        baseline=runs.baseline,
        without_troops=SyntheticPair(runs.baseline, runs.baseline),
        claims=(),
        objective_km2=None,
    )
    assert outcome("combat_effect", same).chance == 0


def test_own_deaths_avoided_by_hand() -> None:
    found = outcome("own_deaths_avoided")
    assert found.estimate.median == pytest.approx(0.3 * 500 * 8 / 10)
    assert found.chance == 1


def test_a_fast_or_cheap_advance_is_not_a_grinding_one() -> None:
    def changed(name: str, value: float) -> Findings:
        given = findings()
        given.baseline[name][:] = value
        return given

    assert outcome("grinding_advance").chance == 1
    for name, value in [
        ("advance", 300.0),
        ("advance", -1.0),
        ("strength_ratio_log", -0.1),
        ("total_casualties", 10.0),
    ]:
        assert outcome("grinding_advance", changed(name, value)).chance == 0


@pytest.mark.parametrize(("objective", "chance"), [(1e9, 1.0), (1.0, 0.0)])
def test_an_objective_is_out_of_reach_when_the_gain_falls_short(objective: float, chance: float) -> None:
    assert outcome("objective_out_of_reach", findings(objective)).chance == chance


def with_forces(step: float, bonus_step: float) -> Findings:
    given = findings()
    weeks = np.arange(given.baseline.sizes["week"])
    given.baseline["principal_troops"][:] = 500_000.0 + step * weeks
    given.baseline["log_signing_bonus"][:] = bonus_step * weeks
    return given


@pytest.mark.parametrize(
    ("step", "bonus_step", "chance"), [(100.0, 0.0, 0.0), (-100.0, 0.0, 1.0), (100.0, 0.01, 1.0), (100.0, 0.003, 0.0)]
)
def test_a_manpower_problem_is_a_shortfall_or_a_dear_recruit(step: float, bonus_step: float, chance: float) -> None:
    assert outcome("manpower_problem", with_forces(step, bonus_step)).chance == chance


def test_rival_claims_are_counted_not_drawn() -> None:
    found = outcome("rival_claims")
    assert found.probability is None
    assert found.chance == 1
    assert outcome("rival_claims", replace(findings(), claims=(claim("100", "A"), claim("101", "B")))).chance == 0


def test_without_foreign_soldiers_their_questions_are_refused() -> None:
    runs = pair()
    empty = SyntheticPair(runs.arm, runs.arm)
    given = Findings(baseline=runs.arm, without_troops=empty, claims=(), objective_km2=None)
    for key in ("troops_sent", "relative_exposure", "combat_effect", "own_deaths_avoided", "manpower_problem"):
        with pytest.raises(TrajectoryError, match="foreign soldiers"):
            TESTS[key](given)


def test_troops_that_come_with_the_first_week_leave_no_year_before() -> None:
    given = findings()
    given.baseline["contributor_troops"][:] = 1.0
    with pytest.raises(TrajectoryError, match="begin the record earlier"):
        TESTS["manpower_problem"](given)


def test_arrivals_after_the_end_of_data_do_not_count_as_sent() -> None:
    given = findings()
    late = xr.zeros_like(given.baseline["contributor_arrived"])
    late[:, 60], late[:, 100] = 500.0, 90_000.0
    given.baseline["contributor_arrived"] = late
    assert outcome("troops_sent", given).chance == 0


def test_the_tests_and_the_embedded_case_know_each_other() -> None:
    rows = load_case("ukraine").propositions
    assert sorted(item.test for item in rows if item.test) == sorted(EVERY_TEST)
    assert [item.judgement for item in verdicts([item for item in rows if not item.test], findings())] == [
        "not yet modelled"
    ] * 6
