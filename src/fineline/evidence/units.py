"""Units of the tables, and whether one measures the same thing as another."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import pint

# Only what the tables need: people, rounds, money and opinion are dimensions of their own, so that they can never be
# mixed.
_DEFINITIONS = (
    "day = [time]",
    "week = 7 * day",
    "month = 30.4375 * day",
    "year = 365.25 * day",
    "km = [length]",
    "km2 = km ** 2",
    "person = [people]",
    "case = [register]",
    "round = [ammunition]",
    "EUR = [euro]",
    "EUR_bn = 1e9 * EUR",
    "RUB = [rouble]",
    "USD = [dollar]",
    "thousand_RUB = 1e3 * RUB",
    "percent = [opinion]",
)

# How a pure number is written.
PURE = "1"

# Names, each with a power if need be, times or over one another.
_SPELLING = re.compile(r"\s*[A-Za-z]\w*(\*\*\d)?(\s*[*/]\s*[A-Za-z]\w*(\*\*\d)?)*\s*", re.ASCII)


@cache
def _registry() -> pint.UnitRegistry[float]:
    # None, which the library's annotation forgets, gives a registry without its own thousand units.
    registry = pint.UnitRegistry[float](cast(str, None))
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


@cache
def same_unit(unit: str, wanted: str) -> bool:
    """Whether a unit is the one wanted, however it is written; `persons/day` is not `persons/week`.

    Args:
        unit: the unit as written, such as `persons/week` or `EUR_bn/month`.
        wanted: the unit it should be.

    Returns:
        True when both measure the same dimension with the same size; False also when either cannot be read.
    """
    if PURE in (unit, wanted):
        return unit == wanted
    if not _SPELLING.fullmatch(unit):
        return False
    try:
        ratio = cast(float, _registry().Quantity(1.0, unit).to(wanted).magnitude)
    except (pint.UndefinedUnitError, pint.DimensionalityError):
        return False
    return abs(ratio - 1.0) < 1e-12
