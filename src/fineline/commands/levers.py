"""`--lever NAME=VALUE`, where a lever is set at one value."""

from __future__ import annotations

from collections.abc import Sequence

from fineline.case import Case
from fineline.errors import SettingError
from fineline.products.chunks import levers_of_case
from fineline.products.requests import LeverAt
from fineline.products.states import known_lever


def levers_at(case: Case, texts: Sequence[str] | None) -> tuple[LeverAt, ...]:
    """Levers at values, from texts such as ``contingent=30000`` or the name of a position; none when None.

    Raises:
        SettingError: a lever that the case does not declare, no value, or two for one lever.
    """
    known = levers_of_case(case) if texts else {}
    found: dict[str, float] = {}
    for text in texts or ():
        name, _, value = (part.strip() for part in text.partition("="))
        positions = known_lever(known, name).positions
        try:
            number = positions[value] if value in positions else float(value)
        except ValueError as error:
            raise _refused(f"NAME=VALUE with a number or a position ({', '.join(positions)})", text) from error
        if found.setdefault(name, number) != number:
            raise _refused(f"one value of {name}", text)
    return tuple(LeverAt(lever=name, value=value) for name, value in found.items())


def _refused(expected: str, found: str) -> SettingError:
    return SettingError(expected=expected, found=found, where="--lever", remedy="write it as contingent=30000")
