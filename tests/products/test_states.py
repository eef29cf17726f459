"""What a reader has set: later values of a lever take the place of earlier ones; files are read or refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fineline.case import load_case
from fineline.errors import FinelineError
from fineline.products.chunks import levers_of_case
from fineline.products.requests import BriefRequest, CounterfactualRequest, LeverAt, State, arguments_of, checked
from fineline.products.states import lever_changes, read_state, titles_of

AHEAD = date(2026, 1, 4)
JULY, OCTOBER = date(2026, 7, 5), date(2026, 10, 4)
CASE = load_case("ukraine")
LEVERS = levers_of_case(CASE)


def at(lever: str, value: float, start: date | None = None) -> LeverAt:
    return LeverAt(lever=lever, value=value, start=start)


def spans(*levers: LeverAt) -> list[tuple[float, object, object]]:
    return [
        (getattr(one, "factor", getattr(one, "value", None)), one.start, one.until)  # type: ignore[union-attr]
        for one in lever_changes(LEVERS, levers, AHEAD)
    ]


def test_a_later_value_takes_the_place_of_the_one_before() -> None:
    found = spans(at("shells", 2.0), at("shells", 0.5, JULY), at("shells", 3.0, OCTOBER))
    assert found == [(2.0, "after data", date(2026, 6, 28)), (0.5, JULY, date(2026, 9, 27)), (3.0, OCTOBER, None)]


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    levers = (at("shells", 2.0), at("tempo", -0.2), at("shells", 0.5, JULY))
    turned = lever_changes(LEVERS, levers[::-1], AHEAD)
    assert sorted(map(str, turned)) == sorted(map(str, lever_changes(LEVERS, levers, AHEAD)))


def test_back_at_its_default_a_lever_ends() -> None:
    assert spans(at("shells", 2.0), at("shells", 1.0, JULY)) == [(2.0, "after data", date(2026, 6, 28))]


def test_a_value_that_another_replaces_before_it_begins_is_gone() -> None:
    assert spans(at("shells", 2.0), at("shells", 0.0, AHEAD)) == [(0.0, AHEAD, None)]


def test_of_two_values_for_one_week_the_last_counts() -> None:
    assert spans(at("shells", 2.0, JULY), at("shells", 0.0, JULY)) == [(0.0, JULY, None)]


def test_people_who_were_called_up_are_not_sent_home() -> None:
    changes = lever_changes(LEVERS, (at("contingent", 11_000), at("contingent", 30_000, JULY)), AHEAD)
    assert [change.persons for change in changes] == [11_000, 30_000]  # type: ignore[union-attr]


def test_titles_say_the_week_and_leave_out_what_changes_nothing() -> None:
    said = titles_of(CASE, LEVERS, ("shells-stop",), (at("shells", 1.0), at("shells", 0.5, JULY)))
    assert said == ("The North Korean shells stop", f"{LEVERS['shells'].title}: 0.5 from 2026-07-05")


def test_levers_are_written_by_name_or_with_their_weeks() -> None:
    by_name = checked(BriefRequest, levers={"shells": 0.5})
    assert by_name.levers == (at("shells", 0.5),)
    dated = checked(CounterfactualRequest, levers=(at("shells", 0.5, JULY),))
    assert CounterfactualRequest.model_validate(arguments_of(dated)) == dated


BROKEN = {
    "no JSON": ("levers: []", "file"),
    "a list": ("[]", "file"),
    "a later version": ('{"version": 2}', "version"),
    "a field that there is not": ('{"lever": []}', "lever"),
    "a value that is no number": ('{"levers": [{"lever": "shells", "value": "many"}]}', "levers.0.value"),
    "a day that is none": ('{"levers": [{"lever": "shells", "value": 1, "from": "July"}]}', "levers.0.from"),
    "a day that is no Sunday": ('{"levers": [{"lever": "shells", "value": 1, "from": "2026-07-06"}]}', "levers.0.from"),
    "too far": ('{"horizon": 1000}', "horizon"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_refused_at_its_place(fault: str, tmp_path: Path) -> None:
    text, where = BROKEN[fault]
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FinelineError) as refused:
        read_state(path)
    assert str(path) in refused.value.where
    assert where in refused.value.where


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FinelineError) as refused:
        read_state(tmp_path / "nowhere.json")
    assert "nowhere.json" in refused.value.where


def test_what_the_page_saves_is_read(tmp_path: Path) -> None:
    state = State(levers=(at("shells", 0.5, JULY),), scenarios=("kept-hidden",), assumptions={"perceived_goal": 1.0})
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(state.model_dump(mode="json", by_alias=True)), encoding="utf-8")
    assert read_state(path) == state
