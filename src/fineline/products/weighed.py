"""Reading a comparison of rival structures that lies with the case, checked at the door."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import TypeAdapter

from fineline.case import Case
from fineline.case.records import COMPARISON
from fineline.errors import ComparisonError
from fineline.products.cases import place_of
from fineline.products.laid import Whole, is_day, read_laid
from fineline.products.structures import Structures

SHAPE: TypeAdapter[Structures] = TypeAdapter(Structures)
SIZE = {"chains", "draws"}
"""Settings that a reader is told."""
TOGETHER = 1e-6
"""How far the weights may be from adding up to one: rounding, and no more."""


def read_comparison(case: Case) -> Structures | None:
    """The comparison shipped with a case; None where none has been laid there.

    It stands for itself: its own days and sizes of fits are in it, and it need not have been made from the fit that a
    briefing reads.

    Raises:
        ComparisonError: the file is no such comparison, or its parts do not belong together.
    """
    whole = Whole("days, sizes of fits, and the same structures throughout", _faults)
    command = f"fineline structures {place_of(case)}"
    return read_laid(case.folder / COMPARISON, SHAPE, whole, ComparisonError, command)


def _faults(made: Structures) -> Iterator[str]:
    """What does not belong together."""
    names = [row.name for row in made.weights]
    numbers = [value for row in made.weights for value in (row.weight, row.low, row.high, row.difference)]
    together = sum(row.weight for row in made.weights)
    if missing := sorted(SIZE - made.settings.keys()):
        yield f"no {' and no '.join(missing)} among the settings"
    if undated := [day for day in (made.as_of, *made.cuts) if not is_day(day)]:
        yield f"{undated[0]!r} for a day"
    if not np.isfinite(numbers).all():
        yield "a weight or a score that is no number"
    elif abs(together - 1.0) > TOGETHER:
        yield f"weights that add up to {together:.4g}"
    if [row.name for row in made.trust] != names:
        yield "trust in other structures than those weighed"
    if any([member.name for member in row.members] != names for row in made.forecasts):
        yield "a forecast of other structures than those weighed"
