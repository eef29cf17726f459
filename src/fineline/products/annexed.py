"""Results that the annex of a briefing shows: the back-test and the check of claimants that lie with the case."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from pydantic import TypeAdapter

from fineline.case import Case
from fineline.case.records import BACKTEST, CLAIMANTS
from fineline.errors import LaidError
from fineline.evaluation.layout import TARGETS
from fineline.evaluation.reweighing import ClaimantsRecord, Reading
from fineline.evaluation.scoring.summary import ALL
from fineline.inference.store import Posterior
from fineline.products.backtest import Backtest
from fineline.products.cases import place_of
from fineline.products.laid import Whole, is_day, read_laid
from fineline.products.weighing import ClaimantsCheck

SCORED: TypeAdapter[Backtest] = TypeAdapter(Backtest)
WEIGHED: TypeAdapter[ClaimantsRecord] = TypeAdapter(ClaimantsRecord)


def claimants_record(case: Case, posterior: Posterior, found: ClaimantsCheck) -> ClaimantsRecord:
    """A check of claimants as plain data, to be laid with the case."""
    return ClaimantsRecord(
        case=case.name,
        as_of=posterior.pins.as_of,
        posterior=posterior.id,
        answers={answer.key: answer.label for answer in found.answers},
        readings=tuple(
            Reading(
                name=one.name,
                rows=one.rows,
                tail=one.tail if math.isfinite(one.tail) else None,
                effective=one.effective,
                trusted=one.trusted,
                refitted=one.refitted,
                shifts=one.shifts,
            )
            for one in found.readings
        ),
    )


def read_backtest(case: Case) -> Backtest | None:
    """The back-test laid with a case; None where there is none.

    Raises:
        LaidError: the file is none, or its parts do not belong together.
    """
    whole = Whole("days, and scores of the headline and every baseline", _faults)
    return read_laid(case.folder / BACKTEST, SCORED, whole, LaidError, f"fineline backtest {place_of(case)}")


def read_claimants(case: Case) -> ClaimantsRecord | None:
    """The check of claimants laid with a case; None where there is none.

    Raises:
        LaidError: the file is none, or its parts do not belong together.
    """
    whole = Whole("a day, and shifts of the answers named", _faults_of_claimants)
    command = f"fineline check claimants {place_of(case)} --out DIR"
    return read_laid(case.folder / CLAIMANTS, WEIGHED, whole, LaidError, command)


def _faults(made: Backtest) -> Iterator[str]:
    """What does not belong together."""
    if undated := [day for day in (made.as_of, *made.cuts) if not is_day(day)]:
        yield f"{undated[0]!r} for a day"
    if not made.skill:
        yield "no scores"
    if not np.isfinite([value for row in made.skill for value in (row.wis, row.coverage_90, row.ratio or 0.0)]).all():
        yield "a score that is no number"
    by_target = {row.target: set[str]() for row in made.skill}
    for row in made.skill:
        if row.band == ALL:
            by_target[row.target].add(row.forecaster)
    for target, names in by_target.items():
        if target not in TARGETS:
            yield f"{target}, which is no target"
        if missing := {made.headline, *made.baselines} - names:
            yield f"none of {', '.join(sorted(missing))} on {target} over all horizons"


def _faults_of_claimants(made: ClaimantsRecord) -> Iterator[str]:
    """What does not belong together."""
    if not is_day(made.as_of):
        yield f"{made.as_of!r} for a day"
    shifts = [shift for one in made.readings for shift in one.shifts]
    if unknown := {shift.answer for shift in shifts} - made.answers.keys():
        yield ", ".join(sorted(unknown))
    if not np.isfinite([shift.moved for shift in shifts]).all():
        yield "a shift that is no number"
