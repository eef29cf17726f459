"""The Georeferenced Event Dataset of the Uppsala Conflict Data Program: CSV, one row for each event.

Columns as in its codebook: `id`, `country`, `side_a`, `side_b`, `date_end` (a day, with or without a time of day) and
`best`, the best estimate of deaths.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fineline.errors import TableError
from fineline.evidence.importers.events import Event, Tally, slug
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import Cells, count, day, header_of, records

ORIGIN = Origin(
    "UCDP-GED",
    "UCDP Georeferenced Event Dataset",
    "Uppsala Conflict Data Program",
    "https://ucdp.uu.se/downloads/",
    "CC BY 4.0",
)
COLUMNS = {"id", "country", "side_a", "side_b", "date_start", "date_end", "best"}


def _recognises(head: str) -> bool:
    return set(header_of(head)) >= COLUMNS


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    tally = Tally("ucdp", "UCDP", ORIGIN)
    for path in paths:
        for where, row in records(path):
            tally.add(where, _event(where, row))
        advance()
    return Imported(list(tally.figures()))


def _event(where: str, row: Cells) -> Event:
    return Event(
        id=named(where, row, "id"),
        date=day(where, row["date_end"].partition(" ")[0], "date_end"),
        country=named(where, row, "country"),
        actors=frozenset({named(where, row, "side_a"), named(where, row, "side_b")}),
        deaths=count(where, row, "best"),
    )


def named(where: str, row: Cells, column: str) -> str:
    """The name in a cell; raises `TableError` when there is no letter or digit in it."""
    if not slug(row[column]):
        raise TableError(
            expected=f"a name in {column}",
            found=ascii(row[column])[:60],
            where=where,
            remedy="fill the cell, or take the row out",
        )
    return row[column].strip()


KIND = Kind("ucdp", "UCDP GED events", ORIGIN, Dating.REVISED, _recognises, _read)
