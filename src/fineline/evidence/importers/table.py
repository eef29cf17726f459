"""The long table itself, for everything that has no importer of its own: CSV with the columns of the case's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from fineline.errors import TableError
from fineline.evidence.door import SERIES_COLUMNS, SERIES_REQUIRED
from fineline.evidence.figures import Figure
from fineline.evidence.importers.kind import Dating, Imported, Kind
from fineline.evidence.importers.reading import Cells, day, header_of, maybe_number, number, records


def read_table(path: Path) -> Iterator[Figure]:
    """The figures of a long table.

    Args:
        path: a CSV file with the columns of `SERIES_COLUMNS`.

    Raises:
        TableError: a cell that is needed is empty, or one does not parse.
    """
    for where, row in records(path):
        if empty := [name for name in SERIES_REQUIRED if not row[name].strip()]:
            raise TableError(
                expected=f"a value for {', '.join(empty)}",
                found="an empty cell",
                where=where,
                remedy="fill the cell, or take the row out",
            )
        yield Figure(
            series=row["series"],
            period_start=_maybe_day(where, row, "period_start"),
            date=day(where, row["date"], "date"),
            value=number(where, row, "value"),
            low=maybe_number(where, row, "low"),
            high=maybe_number(where, row, "high"),
            unit=row["unit"],
            source=row["source"],
            claimant=row["claimant"],
            published=day(where, row["published"], "published"),
            vintage=_maybe_day(where, row, "vintage"),
            url=row["url"] or None,
            note=row["note"] or None,
            claim=row["claim"] or None,
        )


def is_table(head: str) -> bool:
    """Whether a text begins with the header of the long table."""
    return header_of(head) == tuple(SERIES_COLUMNS)


def _maybe_day(where: str, row: Cells, column: str) -> date | None:
    return day(where, row[column], column) if row[column] else None


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    figures: list[Figure] = []
    for path in paths:
        figures += read_table(path)
        advance()
    return Imported(figures)


KIND = Kind("table", "a long table of Fineline", None, Dating.OWN, is_table, _read)
