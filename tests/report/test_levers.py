"""Levers in the briefing: nothing is weighed between criteria, and what does nothing is said to do nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from fineline.analysis.levers import CRITERIA, compare
from fineline.case import Case
from fineline.report.names import names_of
from fineline.report.schema import Topic
from fineline.report.sections.levers import UNTOUCHED, levers_topic


@dataclass(frozen=True)
class Pulled:
    """A lever that nobody pulled."""

    title: str
    settings: tuple[str, ...] = ("nothing is delivered",)
    notes: tuple[str, ...] = ()


@pytest.fixture
def told(case: Case) -> Topic:
    still = {one.key: np.array([1000.0, 1200.0, 900.0]) for one in CRITERIA}
    moved = {**still, "ground": still["ground"] - np.array([10.0, 20.0, 30.0])}
    response = {"aid_belief_response": np.array([-0.3, 0.0, 0.3])}
    found = compare(still, {"stops": moved, "idle": still}, response)
    pulled = {
        "stops": Pulled("The shells stop"),
        "idle": Pulled("Nobody listens", notes=("No equation of the mechanisms chosen reads that.",)),
    }
    return levers_topic(found, pulled, names_of(case))


def test_every_lever_has_a_row_and_says_what_it_reaches(told: Topic) -> None:
    assert [row.label for row in told.rows] == ["The shells stop", "Nobody listens"]
    assert told.rows[0].note == f"1 of {len(CRITERIA)} criteria"
    assert told.rows[1].note.startswith("none of the criteria")
    assert told.rows[1].note.endswith("reads that.")
    assert "“Nobody listens” changes none of these criteria." in told.sentences


def test_differences_have_an_interval_or_are_untouched(told: Topic) -> None:
    grid = told.grids[0]
    place = [one.key for one in CRITERIA].index("ground")
    assert grid.heads[place + 1] == "Ground Russia gains, net, km²"
    assert grid.rows[0].cells[place] == "−20 (−29 to −11)"
    assert set(grid.rows[1].cells) == {UNTOUCHED}


def test_regret_names_its_future_by_letter_and_doing_nothing_is_an_option(told: Topic) -> None:
    regrets, best, futures = told.grids[1:]
    place = [one.key for one in CRITERIA].index("ground")
    assert [row.label for row in regrets.rows] == ["No lever", "The shells stop", "Nobody listens"]
    worst = {row.label: row.cells[0] for row in futures.rows}
    letter = next(letter for letter, assumed in worst.items() if assumed == "aid answers by urgency")
    assert [row.cells[place] for row in regrets.rows] == [f"30 ({letter})", "0", f"30 ({letter})"]
    assert [row.cells[place] for row in best.rows] == ["<1 %", ">99 %", "<1 %"]
    assert [row.cells[0] for row in best.rows] == [">99 %"] * 3


def test_nothing_is_weighed_between_criteria_and_the_reader_is_told(told: Topic) -> None:
    said = " ".join(told.sentences)
    assert "Nothing is weighed between columns" in said
    assert "less counts as better" in said


def test_every_line_has_a_cell_for_every_head(told: Topic) -> None:
    for grid in told.grids:
        assert all(len(row.cells) == len(grid.heads) - 1 for row in grid.rows)
