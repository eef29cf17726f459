"""`fineline score`: hub files scored against a long table of outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import messages, output, table
from fineline.evaluation.layout import TARGETS
from fineline.evaluation.scoring.summary import Skill
from fineline.products.scoring import Scoring, score_files, score_published, write_scoring
from fineline.report.numbers import unit_phrase

NUMBERS = ("rows", "WIS", "against", "spread", "too high", "too low", "CRPS", "50 %", "80 %", "90 %", "95 %")


def run(forecasts: Path, observations: Path, *, baseline: str | None, out: Path | None) -> None:
    """Score, print the skill, and write the tables if a folder is given.

    Args:
        forecasts: a hub file, or a folder of them.
        observations: a long table of outcomes.
        baseline: the forecaster that the others are measured against.
        out: folder of the tables; none are written when None.

    Raises:
        FinelineError: a fault of the forecasts, the observations or the disk.
    """
    _tell(score_files(forecasts, observations, baseline), f"Scores of {forecasts}", out)


def run_published(name: str, registry: Path, *, out: Path | None) -> None:
    """Score the published forecasts of a case, print the skill, and write the tables if a folder is given.

    Args:
        name: name or folder of the case.
        registry: folder of the registry.
        out: folder of the tables; none are written when None.

    Raises:
        FinelineError: a fault of the case, the registry or the disk.
    """
    _tell(score_published(load_case(name), registry), f"Scores of the forecasts published in {registry}", out)


def _tell(made: Scoring, title: str, out: Path | None) -> None:
    show_skill(made.skill, title=title)
    if made.without_outcome:
        messages().print(f"{made.without_outcome} forecasts have no outcome yet and are left out", soft_wrap=True)
    if out is not None:
        for file in write_scoring(made, out):
            output().print(f"wrote {file}", soft_wrap=True)


def show_skill(skill: Iterable[Skill], *, title: str) -> None:
    """Print mean scores by target, band and forecaster, the best first within each."""
    rows = [_row(one) for one in skill]
    columns = ("target", "band", "forecaster", *NUMBERS)
    console = output()
    console.print(table(title, columns, rows, numbers=NUMBERS))
    console.print(
        "WIS: mean weighted interval score in the unit of the target, the lower the better, and its parts for the "
        "width of the intervals and for forecasts too high or too low. Against: WIS over that of the best baseline of "
        "the target over all horizons, marked *; below 1 is better. Then the share of outcomes inside each interval."
    )


def _row(one: Skill) -> tuple[str, ...]:
    unit = unit_phrase(TARGETS[one.target].unit)
    return (
        f"{one.target} ({unit})" if unit else one.target,
        one.band,
        f"{one.forecaster}{' *' if one.forecaster == one.against else ''}",
        str(one.rows),
        f"{one.wis:.4g}",
        "–" if one.ratio is None else f"{one.ratio:.3f}",
        f"{one.spread:.3g}",
        f"{one.above:.3g}",
        f"{one.below:.3g}",
        f"{one.crps:.4g}",
        f"{one.coverage_50:.2f}",
        f"{one.coverage_80:.2f}",
        f"{one.coverage_90:.2f}",
        f"{one.coverage_95:.2f}",
    )
