"""From changes to the inputs of an arm: each operation does what it says, and what follows from an input follows it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fineline.case import Change, model_inputs
from fineline.case.levers import LEVERS
from fineline.errors import SettingError
from fineline.evidence import open_store
from fineline.scenario.changes import Arm, Span, apply_changes, moved
from fineline.scenario.wording import SettingDiff, setting_diffs
from fineline.time import weeks as all_weeks

from .fake_posterior import ukraine

CASE = ukraine()
AHEAD = 20
WEEKS = all_weeks(CASE.calendar.first_week, date(2026, 5, 17))
SPAN = Span(WEEKS, len(WEEKS) - AHEAD)
BASELINE = model_inputs(CASE, open_store(CASE.folder, CASE.catalogue).view(CASE.calendar.knowledge), WEEKS)
CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
SOME_WEEK = date(2025, 1, 5)


def since(day: date) -> np.ndarray:
    """Whether each week of the test is that week or a later one."""
    return np.datetime64(day) <= WEEKS


def changes(*given_changes: dict[str, object]) -> tuple[Change, ...]:
    return CHANGES.validate_python([{"reason": "a test", **one} for one in given_changes])


def arm(*given_changes: dict[str, object]) -> Arm:
    return apply_changes(CASE, SPAN, BASELINE, changes(*given_changes))


def diffs(*given_changes: dict[str, object]) -> tuple[SettingDiff, ...]:
    return setting_diffs(CASE, SPAN, BASELINE, arm(*given_changes))


def test_the_weeks_of_the_test_end_where_they_should() -> None:
    assert SPAN.after_data == date(2026, 1, 4)
    assert WEEKS[SPAN.history - 1] == np.datetime64(CASE.calendar.last_week)


def test_every_input_but_the_season_is_a_lever() -> None:
    assert set(LEVERS) == set(BASELINE) - {"season_angle"}
    assert all(values.min() >= LEVERS[name].low for name, values in BASELINE.items() if name in LEVERS)
    assert all(values.max() <= LEVERS[name].high for name, values in BASELINE.items() if name in LEVERS)


OPERATIONS = {
    "zero": ({"operation": "zero"}, np.zeros_like),
    "set": ({"operation": "set", "value": 700.0}, lambda values: np.full_like(values, 700.0)),
    "times": ({"operation": "times", "factor": 3.0}, lambda values: 3.0 * values),
    "add": ({"operation": "add", "value": 50.0}, lambda values: values + 50.0),
    "equal": ({"operation": "equal", "of": "contributor_arrivals"}, lambda _: BASELINE["contributor_arrivals"]),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_changes_its_weeks_and_no_others(name: str) -> None:
    stated, expected = OPERATIONS[name]
    span = {"from": SOME_WEEK, "until": date(2025, 3, 2)}
    made = arm({"input": "substitute_recruits", **stated, **span}).inputs["substitute_recruits"]
    inside = since(SOME_WEEK) & ~since(date(2025, 3, 9))
    before = BASELINE["substitute_recruits"]
    assert np.array_equal(made[inside], expected(before)[inside])
    assert np.array_equal(made[~inside], before[~inside])


def test_inputs_that_no_change_names_are_those_of_the_baseline() -> None:
    made = arm({"input": "contributor_arrivals", "operation": "times", "factor": 2}).inputs
    assert set(made) == set(BASELINE)
    assert all(made[name] is BASELINE[name] for name in BASELINE if name != "contributor_arrivals")


@settings(max_examples=30)
@given(st.floats(1.0, 1e6), st.integers(1, AHEAD), st.integers(0, SPAN.history))
def test_people_spread_over_weeks_are_all_there(persons: float, weeks: int, first: int) -> None:
    stated = {"operation": "spread", "persons": persons, "from": WEEKS[first].astype(date), "weeks": weeks}
    made = arm({"input": "principal_mobilisation", **stated}).inputs["principal_mobilisation"]
    added = made - BASELINE["principal_mobilisation"]
    assert added.sum() == pytest.approx(persons)
    assert np.flatnonzero(added).tolist() == list(range(first, first + weeks))


def test_a_number_of_weeks_that_runs_past_the_end_is_cut() -> None:
    stated = {"operation": "set", "value": 1.0, "from": "after data", "weeks": 104}
    made = arm({"input": "committed_aid", **stated}).inputs["committed_aid"]
    assert made.tolist() == [0.0] * SPAN.history + [1.0] * AHEAD


@settings(max_examples=30)
@given(st.integers(0, len(WEEKS) - 1))
def test_a_shift_moves_what_there_is_and_changes_no_amount(to: int) -> None:
    before = BASELINE["contributor_arrivals"]
    shift = {"operation": "shift", "to": WEEKS[to].astype(date)}
    made = arm({"input": "contributor_arrivals", **shift}).inputs["contributor_arrivals"]
    used, moved_to = np.flatnonzero(before), np.flatnonzero(made)
    assert moved_to[0] == to
    kept = used[used - used[0] + to < len(WEEKS)]
    assert np.array_equal(made[kept - used[0] + to], before[kept])
    assert made.sum() == before[kept].sum()  # arrivals are zero after the data, by the case's rule


def test_a_state_shifted_to_a_week_holds_from_then_on() -> None:
    made = arm({"input": "success_claimed", "operation": "shift", "to": SOME_WEEK}).inputs["success_claimed"]
    assert np.array_equal(made, since(SOME_WEEK).astype(float))
    late = arm({"input": "success_claimed", "operation": "shift", "to": date(2026, 2, 1)}).inputs["success_claimed"]
    assert np.array_equal(late, since(date(2026, 2, 1)).astype(float))


def test_shifting_what_never_was_changes_nothing() -> None:
    made = arm({"input": "committed_aid", "operation": "shift", "to": SOME_WEEK})
    assert [applied.altered for applied in made.applied] == [False]


# What follows ------------------------------------------------------------------------------------------------------


def test_a_hidden_contingent_is_neither_disclosed_nor_acknowledged() -> None:
    made = arm({"input": "contingent_public", "operation": "zero"})
    for name in ("contingent_public", "contingent_acknowledged", "contingent_disclosed"):
        assert not made.inputs[name].any()
    assert made.named == ("contingent_public", "contingent_acknowledged", "contingent_disclosed")


def test_disclosure_moves_with_publicity() -> None:
    made = arm({"input": "contingent_public", "operation": "shift", "to": date(2024, 10, 13)}).inputs
    assert WEEKS[made["contingent_disclosed"] == 1.0].tolist() == [date(2024, 10, 13)]
    assert np.array_equal(made["contingent_acknowledged"], BASELINE["contingent_acknowledged"])


def test_what_is_acknowledged_is_public() -> None:
    stated = {"operation": "set", "value": 1, "from": date(2024, 9, 1)}
    made = arm({"input": "contingent_acknowledged", **stated}).inputs
    assert np.array_equal(made["contingent_public"], since(date(2024, 9, 1)).astype(float))
    assert WEEKS[made["contingent_disclosed"] == 1.0].tolist() == [date(2024, 9, 1)]


def test_publicity_before_the_first_week_is_not_made_into_news() -> None:
    late = since(SOME_WEEK)
    span = Span(WEEKS[late], int((late[: SPAN.history]).sum()))
    baseline = {name: values[late] for name, values in BASELINE.items()}
    assert baseline["contingent_public"][0] == 1.0
    hidden_again = changes({"input": "contingent_public", "operation": "zero", "from": date(2025, 6, 1)})
    made = apply_changes(CASE, span, baseline, hidden_again)
    assert not made.inputs["contingent_disclosed"].any()


def test_stages_that_contradict_each_other_are_refused() -> None:
    hidden = {"input": "contingent_public", "operation": "zero"}
    acknowledged = {"input": "contingent_acknowledged", "operation": "set", "value": 1}
    with pytest.raises(SettingError, match="contradict"):
        arm(hidden, acknowledged)


# Refused -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"operation": "zero", "from": date(2026, 12, 6)}, "horizon of at least 49 weeks"),
        ({"operation": "zero", "from": date(2022, 12, 25)}, "2023-01-01"),
        ({"operation": "zero", "from": date(2025, 1, 6)}, "a Monday"),
        ({"operation": "zero", "until": date(2026, 12, 6)}, "horizon of at least 49 weeks"),
        ({"operation": "shift", "to": date(2026, 12, 6)}, "horizon of at least 49 weeks"),
        ({"operation": "add", "value": -10.0}, "contributor_arrivals from 0"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(stated: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        arm({"input": "contributor_arrivals", **stated})


def test_a_change_after_the_data_needs_a_horizon() -> None:
    record = Span(WEEKS[: SPAN.history], SPAN.history)
    inputs = {name: values[: SPAN.history] for name, values in BASELINE.items()}
    late = changes({"input": "contributor_shell_deliveries", "operation": "zero", "from": "after data"})
    with pytest.raises(SettingError, match=r"after the data: give a horizon .*--horizon 1"):
        apply_changes(CASE, record, inputs, late)


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(SettingError, match="contributor_combat_share from 0 to 1"):
        arm({"input": "contributor_combat_share", "operation": "times", "factor": 5})


# Moved -------------------------------------------------------------------------------------------------------------


def test_a_start_moves_every_change() -> None:
    asked = changes(
        {"input": "contributor_arrivals", "operation": "zero"},
        {
            "input": "principal_mobilisation",
            "operation": "spread",
            "persons": 6,
            "from": date(2024, 10, 13),
            "weeks": 6,
        },
    )
    shifted = changes({"input": "success_claimed", "operation": "shift", "to": date(2024, 1, 7)})
    assert [change.start for change in moved(asked, SOME_WEEK, "both")] == [SOME_WEEK, SOME_WEEK]
    assert [change.to for change in moved(shifted, SOME_WEEK, "one")] == [SOME_WEEK]


def test_changes_that_begin_in_several_weeks_cannot_be_moved_to_one() -> None:
    asked = changes(
        {"input": "contributor_arrivals", "operation": "zero", "from": date(2024, 10, 13)},
        {"input": "contributor_departures", "operation": "zero", "from": "after data"},
    )
    with pytest.raises(SettingError, match="2024-10-13, after data"):
        moved(asked, SOME_WEEK, "staged")


def test_a_start_after_the_end_of_a_change_is_refused() -> None:
    asked = changes({"input": "contributor_arrivals", "operation": "zero", "until": date(2024, 10, 6)})
    with pytest.raises(SettingError, match="2024-10-06"):
        moved(asked, SOME_WEEK, "placebo")


# In words ----------------------------------------------------------------------------------------------------------


def test_the_baseline_says_where_the_dated_facts_end_and_a_rule_begins() -> None:
    (shells,) = diffs({"input": "contributor_shell_deliveries", "operation": "zero", "from": "after data"})
    assert "to 2025-12-28, as dated by the case; afterwards" in shells.baseline
    assert shells.baseline.endswith("a week, the last value known")
    assert shells.arm == "no rounds delivered from 2026-01-04 on"
    (arrivals,) = diffs({"input": "contributor_arrivals", "operation": "times", "factor": 2})
    assert arrivals.baseline == (
        "15,400 soldiers arriving in weeks 2024-10-13 to 2025-08-17, as dated by the case; "
        "afterwards none, the case's rule"
    )
    assert arrivals.arm == "soldiers arriving: 2 times as many in every week"


def test_without_weeks_ahead_nothing_is_said_of_them() -> None:
    record = Span(WEEKS[: SPAN.history], SPAN.history)
    inputs = {name: values[: SPAN.history] for name, values in BASELINE.items()}
    gone = apply_changes(CASE, record, inputs, changes({"input": "contributor_arrivals", "operation": "zero"}))
    (said,) = setting_diffs(CASE, record, inputs, gone)
    assert said.baseline.endswith("as dated by the case")


SAID = [
    ({"operation": "zero", "until": date(2024, 10, 6)}, "nothing changes, it was so already"),
    ({"operation": "set", "value": 100, "from": SOME_WEEK}, "soldiers arriving: 100 a week from 2025-01-05 on"),
    ({"operation": "add", "value": 20}, "soldiers arriving: 20 more a week in every week"),
    (
        {"operation": "spread", "persons": 3000, "from": SOME_WEEK, "weeks": 3},
        "3,000 soldiers arriving on top, evenly over 3 weeks from 2025-01-05",
    ),
    ({"operation": "shift", "to": SOME_WEEK}, "soldiers arriving from 2025-01-05 on, moved in time"),
    ({"operation": "equal", "of": "contributor_departures"}, "as many as soldiers going home in the baseline"),
]


@pytest.mark.parametrize(("stated", "said"), SAID)
def test_every_operation_is_told_in_words(stated: dict[str, object], said: str) -> None:
    (diff,) = diffs({"input": "contributor_arrivals", **stated})
    assert said in diff.arm


def test_what_follows_is_told_with_what_it_follows() -> None:
    public, acknowledged, disclosed = diffs({"input": "contingent_public", "operation": "zero"})
    assert public.baseline == "the contingent is public from 2024-10-20 on, as dated by the case"
    assert public.arm == "the contingent is hidden in every week"
    assert acknowledged.arm == "all along the contingent is not acknowledged, following contingent_public"
    assert disclosed.baseline == "the contingent becomes public in week 2024-10-20, as dated by the case"


def test_inputs_that_only_a_scenario_uses_are_not_called_dated() -> None:
    markup, aid = diffs(
        {"input": "sanctions_markup", "operation": "set", "value": 2},
        {"input": "committed_aid", "operation": "set", "value": 0.7806, "from": "after data", "weeks": 4},
    )
    assert markup.baseline.endswith("relative to the record: 1; only a scenario changes it")
    assert aid.baseline == "no EUR bn of aid committed in advance in any week; only a scenario changes it"
    assert "0.781 a week from 2026-01-04 to 2026-01-25, as in the baseline otherwise" in aid.arm


def test_changes_on_top_of_each_other_are_told_in_their_order() -> None:
    (diff,) = diffs(
        {"input": "contributor_arrivals", "operation": "times", "factor": 2},
        {"input": "contributor_arrivals", "operation": "zero", "from": "after data"},
    )
    assert diff.arm == (
        "soldiers arriving: 2 times as many in every week; then no soldiers arriving from 2026-01-04 on: "
        "nothing changes, it was so already"
    )
