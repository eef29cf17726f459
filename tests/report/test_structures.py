"""Rival structures in the briefing: weights with their doubts, or the command that would make them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from fineline.case import Case
from fineline.evaluation.structures import ForecastSpread, Member, Weight
from fineline.evidence import View
from fineline.report.names import names_of
from fineline.report.schema import Topic
from fineline.report.sections.structures import structures_topic


@dataclass(frozen=True)
class Trust:
    """What a sampler might say."""

    name: str
    largest_rhat: float | None = 1.004
    divergent: float = 0.013


@dataclass(frozen=True)
class Compared:
    """A comparison that was never run."""

    case: str = "ukraine"
    as_of: str = "2026-08-31"
    cuts: tuple[str, ...] = ("2024-06-30", "2025-06-30")
    settings: dict[str, int] = field(default_factory=lambda: {"chains": 3, "draws": 100})
    observations: int = 1420
    weights: tuple[Weight, ...] = (
        Weight(name="default", weight=0.4, low=0.1, high=0.7, log_score=-5.0, difference=0.0, difference_error=0.0),
        Weight(
            name="attrition=square",
            weight=0.6,
            low=0.3,
            high=0.9,
            log_score=-8.0,
            difference=-3.0,
            difference_error=1.5,
        ),
    )
    trust: tuple[Trust, ...] = (Trust("default"), Trust("attrition=square"))
    forecasts: tuple[ForecastSpread, ...] = (
        ForecastSpread(
            key="losses",
            label="casualties on the principal's side",
            unit="persons",
            horizon=26,
            mean=210_000.0,
            sd=11_000.0,
            share_between=0.25,
            low=0.05,
            high=0.4,
            members=(
                Member(name="default", mean=205_000.0, sd=9_000.0),
                Member(name="attrition=square", mean=214_000.0, sd=9_500.0),
            ),
        ),
    )


@pytest.fixture
def told(case: Case, view: View) -> Topic:
    return structures_topic(Compared(), case, view.as_of, names_of(case))


def test_without_a_comparison_the_command_is_named(case: Case, view: View) -> None:
    topic = structures_topic(None, case, view.as_of, names_of(case))
    assert "No comparison has been run" in topic.sentences[0]
    assert "fineline structures ukraine" in topic.sentences[0]
    assert topic.grids == topic.rows == ()


def test_the_heaviest_stands_first_with_interval_score_and_trust(told: Topic) -> None:
    heaviest, default = told.grids[0].rows
    assert heaviest.label == "attrition: square"
    assert heaviest.cells == ("0.60", "0.30 to 0.90", "−3.0", "1.5", "1.004", "1.3 %")
    assert default.label == "as the case has it"
    assert default.cells[2:4] == ("–", "–")


def test_forecasts_name_their_share_between_structures_and_who_differs(told: Topic) -> None:
    (row,) = told.grids[1].rows
    assert row.label == "casualties on Russia's side, persons"
    assert row.cells[:5] == ("26", "210,000", "11,000", "25 %", "5 to 40 %")
    assert row.cells[5:] == ("205,000 (as the case has it)", "214,000 (attrition: square)")


def test_its_own_days_and_sizes_are_told(told: Topic) -> None:
    said = " ".join(told.sentences)
    for part in ("30 Jun 2024, 30 Jun 2025", "1,420 observations", "31 Aug 2026", "3 chains of 100 draws"):
        assert part in said
    assert "no probabilities that a structure is true" in said
    assert len(told.sentences) == 2


def test_what_does_not_belong_to_the_briefing_is_said(case: Case, view: View) -> None:
    other = Compared(case="elsewhere", as_of="2026-01-31", trust=(Trust("default"), Trust("attrition=square", None)))
    said = " ".join(structures_topic(other, case, view.as_of, names_of(case)).sentences)
    assert "another case, elsewhere" in said
    assert "31 Aug 2026, another day" in said
    assert "1 of 2 structures" in said


def test_every_line_has_a_cell_for_every_head(told: Topic) -> None:
    for grid in told.grids:
        assert all(len(row.cells) == len(grid.heads) - 1 for row in grid.rows)
