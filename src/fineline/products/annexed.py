"""Results that the annex of a briefing shows: the back-test and the check of claimants that lie with the case."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from fineline.case import Case
from fineline.case.records import BACKTEST, CLAIMANTS
from fineline.errors import LaidError
from fineline.evaluation.layout import TARGETS
from fineline.evaluation.reweighing import Shift
from fineline.evaluation.scoring.summary import ALL
from fineline.inference.store import Posterior
from fineline.products.backtest import Backtest
from fineline.products.cases import place_of
from fineline.products.laid import is_day, read_laid
from fineline.products.weighing import ClaimantsCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One other reading of the record.

    Attributes:
        name: of the reading.
        rows: rows of the record that it leaves out or reads differently.
        tail: shape of the tail of the weights; None where there is none.
        effective: effective number of draws.
        trusted: whether the shifts can be read as numbers.
        refitted: whether they come from a new fit and not from weights.
        shifts: what becomes of the answers, the one that moves most first.
    """

    name: str
    rows: int
    tail: float | None
    effective: float
    trusted: bool
    refitted: bool
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimantsRecord:
    """What the check of claimants found, without the draws.

    Attributes:
        case: name of the case.
        as_of: day whose knowledge the fit reads.
        posterior: identifier of the fit.
        answers: what each answer is about, by key.
        readings: the one that moves an answer most first.
    """

    case: str
    as_of: str
    posterior: str
    answers: dict[str, str]
    readings: tuple[Reading, ...]


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
    path = case.folder / BACKTEST
    remedy = f"make it again: fineline backtest {place_of(case)}"
    made = read_laid(path, SCORED, lambda expected, found: _error(expected, found, path, remedy))
    for fault in () if made is None else _faults(made):
        raise _error("days, and scores of the headline and every baseline", fault, path, remedy)
    return made


def read_claimants(case: Case) -> ClaimantsRecord | None:
    """The check of claimants laid with a case; None where there is none.

    Raises:
        LaidError: the file is none, or its parts do not belong together.
    """
    path = case.folder / CLAIMANTS
    remedy = f"make it again: fineline check claimants {place_of(case)} --out DIR"
    made = read_laid(path, WEIGHED, lambda expected, found: _error(expected, found, path, remedy))
    for fault in () if made is None else _faults_of_claimants(made):
        raise _error("a day, and shifts of the answers named", fault, path, remedy)
    return made


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


def _error(expected: str, found: str, path: Path, remedy: str) -> LaidError:
    return LaidError(
        expected=expected,
        found=found,
        where=str(path),
        remedy=f"{remedy}; or take the file away, and none is shown",
    )
