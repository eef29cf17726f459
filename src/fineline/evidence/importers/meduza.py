"""Deaths by week as Meduza and Mediazona publish them: CSV with a byte-order mark, weeks named by Monday, d/m/Y.

The estimate from the probate registry, the flash estimate of the latest weeks and the count of names are different
things (the flash estimate goes by the day a death was found), so each is a series of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from fineline.errors import TableError
from fineline.evidence.figures import Figure, week_end
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import Cells, calendar_day, header_of, maybe_number, not_negative, records

ORIGIN = Origin(
    "S02",
    "Named-list deaths and excess-death estimates",
    "Mediazona, BBC Russian, Meduza; file kept by The Economist",
    "https://github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates",
    "no separate statement for the files of Meduza and Mediazona",
)
CLAIMANT = "Meduza / Mediazona"
WEEK = "Date"
# Series, with the columns of value, low and high.
COLUMNS = (
    ("principal_deaths_probate", "Estimate based on probate data", "ED_low", "ED_high"),
    (
        "principal_deaths_flash",
        "Flash estimate (by date of discovery)",
        "ED_prediction_low",
        "ED_prediction_high",
    ),
    ("principal_deaths_named", "Number of confirmed deaths (by date of death)", "", ""),
)
_NEEDED = {WEEK} | {column for _, *columns in COLUMNS for column in columns if column}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def _recognises(head: str) -> bool:
    return set(header_of(head)) >= _NEEDED


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    figures: list[Figure] = []
    for path in paths:
        for where, row in records(path):
            figures += _figures(where, row)
        advance()
    return Imported(figures)


def _figures(where: str, row: Cells) -> Iterator[Figure]:
    of = week_end(_monday(where, row[WEEK]))
    for series, *columns in COLUMNS:
        value, low, high = (_deaths(where, row, column) if column else None for column in columns)
        if value is not None:
            yield Figure(
                series, None, of, value, low, high, "persons/week", ORIGIN.id, CLAIMANT, published=of, url=ORIGIN.url
            )


def _deaths(where: str, row: Cells, column: str) -> float | None:
    value = maybe_number(where, row, column)
    return None if value is None else round(not_negative(where, column, value), 1)


def _monday(where: str, text: str) -> date:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise _no_monday(where, text[:60])
    of_month, month, year = (int(part) for part in found.groups())
    monday = calendar_day(where, year, month, of_month)
    if monday.weekday() != 0:
        raise _no_monday(where, f"{text}, a {monday:%A}")
    return monday


def _no_monday(where: str, found: str) -> TableError:
    return TableError(
        expected="the Monday of a week as day/month/year",
        found=found,
        where=where,
        remedy="check that day and month are not exchanged, or correct the row",
    )


KIND = Kind("meduza", "Meduza weekly deaths", ORIGIN, Dating.REVISED, _recognises, _read)
