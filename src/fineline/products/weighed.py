"""Reading a comparison of rival structures that lies with the case, checked at the door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
from pydantic import JsonValue, TypeAdapter, ValidationError

from fineline.case import Case
from fineline.case.records import COMPARISON
from fineline.errors import ComparisonError
from fineline.products.cases import place_of
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
    path = case.folder / COMPARISON
    if not path.is_file():
        return None
    made = _checked(path, place_of(case))
    for fault in _faults(made):
        raise _error("days, sizes of fits, and the same structures throughout", fault, path, place_of(case))
    return made


def _checked(path: Path, case: str) -> Structures:
    try:
        content: JsonValue = json.loads(path.read_text(encoding="utf-8"))
        made = SHAPE.validate_python(content)
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        dotted = ".".join(str(part) for part in first["loc"])
        raise _error(f"{dotted}: {first['msg']}", repr(first["input"])[:80], path, case) from faults
    except ValueError as fault:  # no JSON, or no UTF-8
        raise _error("JSON in UTF-8", str(fault), path, case) from fault
    surplus = next(_surplus(content, json.loads(json.dumps(asdict(made))), ""), "")
    if surplus:
        raise _error("the keys of a comparison and no others", f"{surplus}, unknown", path, case)
    return made


def _surplus(content: JsonValue, known: JsonValue, at: str) -> Iterator[str]:
    """Places of keys that nothing reads."""
    if isinstance(content, dict) and isinstance(known, dict):
        for key, value in content.items():
            place = f"{at}.{key}" if at else key
            if key in known:
                yield from _surplus(value, known[key], place)
            else:
                yield place
    elif isinstance(content, list) and isinstance(known, list):
        for number, (value, other) in enumerate(zip(content, known, strict=True)):
            yield from _surplus(value, other, f"{at}.{number}")


def _faults(made: Structures) -> Iterator[str]:
    """What does not belong together."""
    names = [row.name for row in made.weights]
    numbers = [value for row in made.weights for value in (row.weight, row.low, row.high, row.difference)]
    together = sum(row.weight for row in made.weights)
    if missing := sorted(SIZE - made.settings.keys()):
        yield f"no {' and no '.join(missing)} among the settings"
    if undated := [day for day in (made.as_of, *made.cuts) if not _is_day(day)]:
        yield f"{undated[0]!r} for a day"
    if not np.isfinite(numbers).all():
        yield "a weight or a score that is no number"
    elif abs(together - 1.0) > TOGETHER:
        yield f"weights that add up to {together:.4g}"
    if [row.name for row in made.trust] != names:
        yield "trust in other structures than those weighed"
    if any([member.name for member in row.members] != names for row in made.forecasts):
        yield "a forecast of other structures than those weighed"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _error(expected: str, found: str, path: Path, case: str) -> ComparisonError:
    return ComparisonError(
        expected=expected,
        found=found,
        where=str(path),
        remedy=f"make it again: fineline structures {case}; or take the file away, and none is shown",
    )
