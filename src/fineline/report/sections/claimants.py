"""What the answers would be without one claimant, as the check that lies with the case has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fineline.case import Case
from fineline.evaluation.reweighing import ClaimantsRecord, Reading
from fineline.report.names import Names
from fineline.report.numbers import day_text
from fineline.report.schema import Grid, GridRow, Topic

ID, TITLE = "claimants", "One claimant left out, and the two sides exchanged"
NAMED = 3
"""Answers named for each reading."""


def claimants_topic(made: ClaimantsRecord | None, case: Case, posterior: str, names: Names) -> Topic:
    """How far each answer hangs on one claimant, or that nobody has looked.

    Args:
        made: the check that lies with the case; None where there is none.
        case: the case of the briefing.
        posterior: identifier of the fit that the briefing reads.
        names: countries by role.
    """
    if made is None:
        return _topic(
            (
                (
                    "Nobody has looked how far the answers hang on one claimant. "
                    f"`fineline check claimants {case.name} --out DIR` does, and writes claimants.json; laid in the "
                    "folder of the case, it is shown here."
                ),
            )
        )
    return _topic(
        (
            (
                "Every draw of a fit is weighed by how likely it is without the rows of one claimant, or with the "
                "figures of the two sides read with each other's errors. How far the mean of an answer moves is told "
                "in its own standard deviations, the answers that move most first. Where the weights rest on a few "
                "draws they cannot tell, and only a new fit can (`fineline check claimants --refit`)."
            ),
            *_doubts(made, case, posterior),
        ),
        Grid(
            id="readings",
            caption="Other readings of the record, and what they move",
            heads=("Reading", "Rows", "Effective draws", "Can be read", "What moves, in standard deviations"),
            rows=tuple(
                _reading(one, made.answers, names) for one in sorted(made.readings, key=lambda one: not one.trusted)
            ),
        ),
    )


def _topic(sentences: tuple[str, ...], *grids: Grid) -> Topic:
    return Topic(id=ID, title=TITLE, sentences=sentences, heads=("", "", ""), rows=(), grids=grids)


def _doubts(made: ClaimantsRecord, case: Case, posterior: str) -> list[str]:
    said = []
    if made.case != case.name:
        said.append(f"The check was made for another case, {made.case}.")
    if made.posterior != posterior:
        day = day_text(date.fromisoformat(made.as_of))
        said.append(f"The check reads the draws of another fit, {made.posterior}, of what was known on {day}.")
    return said


def _reading(one: Reading, answers: Mapping[str, str], names: Names) -> GridRow:
    moved = "; ".join(f"{names.told(answers[shift.answer])} {shift.moved:+.2f}" for shift in one.shifts[:NAMED])
    how = "fitted anew" if one.refitted else "yes" if one.trusted else "no"
    told = moved.replace("-", "−") if one.trusted else "cannot be told from these draws"
    return GridRow(label=one.name, cells=(str(one.rows), f"{one.effective:,.0f}", how, told))
