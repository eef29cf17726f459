"""`--lever NAME=VALUE` and `--lever NAME=VALUE@SUNDAY`, where a lever is set at one value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from fineline.case import Case
from fineline.errors import SettingError
from fineline.products.chunks import levers_of_case
from fineline.products.requests import LeverAt
from fineline.products.states import known_lever
from fineline.time import require_sunday

WHERE = "--lever"


def levers_at(case: Case, texts: Sequence[str] | None) -> tuple[LeverAt, ...]:
    """Levers at values, from texts such as ``contingent=30000`` or ``shells=none@2026-07-05``; none when None.

    A value is a number or the name of a position. The day is the first week, by its Sunday; without one a lever begins
    in its own week. One lever may stand several times, from different weeks.

    Raises:
        SettingError: a lever that the case does not declare, no value, no day, or two values from one week.
        NotASundayError: a day that names no week.
    """
    known = levers_of_case(case) if texts else {}
    found: dict[tuple[str, date | None], float] = {}
    for text in texts or ():
        name, _, said = (part.strip() for part in text.partition("="))
        value, dated, day = (part.strip() for part in said.partition("@"))
        positions = known_lever(known, name).positions
        number = positions[value] if value in positions else _number(value)
        if not math.isfinite(number):
            raise _refused(f"NAME=VALUE with a number or a position ({', '.join(positions)})", text)
        start = _sunday(day, text) if dated else None
        if found.setdefault((name, start), number) != number:
            raise _refused(f"one value of {name} from one week", text)
    return tuple(LeverAt(lever=name, value=value, start=start) for (name, start), value in found.items())


def _number(value: str) -> float:
    """A number as it is written; none, which is not finite, where it is no number."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def _sunday(day: str, text: str) -> date:
    try:
        start = date.fromisoformat(day)
    except ValueError as error:
        raise _refused("NAME=VALUE@SUNDAY with a day such as 2026-07-05", text) from error
    require_sunday(start, f"{WHERE} {text}")
    return start


def _refused(expected: str, found: str) -> SettingError:
    return SettingError(
        expected=expected,
        found=found,
        where=WHERE,
        remedy="write it as contingent=30000, or contingent=30000@2026-07-05 from that week on",
    )
