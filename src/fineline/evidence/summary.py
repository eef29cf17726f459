"""What the evidence holds, as plain rows to print."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np

from fineline.errors import TableError
from fineline.evidence.store import TABLES
from fineline.evidence.view import View

SOURCES_TABLE = "sources.csv"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of the case: who publishes it, on what terms, what it covers and how it may mislead."""

    id: str
    name: str
    publisher: str
    url: str
    licence: str
    measures: str
    known_biases: str
    coverage: str


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series of the case as known on a day.

    Attributes:
        name: the series.
        title: what it measures.
        unit: its unit.
        use: observed, input or context.
        first: the first date it speaks of; None if nothing was public yet.
        last: the last date it speaks of; dates after it are forecasts.
        rows: figures in use, of the latest vintage known.
        vintages: tables it was revised in; 0 for a series that is never revised.
        claimants: how many claimants speak.
        set_aside: figures shown but not used.
        sources: identifiers of its sources.
    """

    name: str
    title: str
    unit: str
    use: str
    first: date | None
    last: date | None
    rows: int
    vintages: int
    claimants: int
    set_aside: int
    sources: tuple[str, ...]


def source_rows(case_dir: Path) -> tuple[SourceRow, ...]:
    """The sources of a case, in the order of its table.

    Args:
        case_dir: the folder of the case.

    Raises:
        TableError: the table is missing or has other columns.
    """
    path = case_dir / TABLES / SOURCES_TABLE
    expected = [field.name for field in fields(SourceRow)]
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
    except (FileNotFoundError, ValueError):
        header, rows = [], []
    if header != expected or any(len(row) != len(expected) for row in rows):
        raise TableError(
            expected=f"the columns {', '.join(expected)}",
            found=", ".join(header) or "no file, or an empty one",
            where=str(path),
            remedy="build the tables of the case again",
        )
    return tuple(SourceRow(*row) for row in rows)


def series_rows(view: View) -> tuple[SeriesRow, ...]:
    """Every series the case declares, with what was known of it on the day of the view."""
    return tuple(_series_row(view, name) for name in view.catalogue.series)


def _series_row(view: View, name: str) -> SeriesRow:
    spec, data = view.catalogue.series[name], view.latest(name)
    vintages = view.vintages(name).vintage
    return SeriesRow(
        name=name,
        title=spec.title,
        unit=spec.unit,
        use=spec.use,
        first=data.date[0].astype(date) if len(data) else None,
        last=data.date[-1].astype(date) if len(data) else None,
        rows=len(data),
        vintages=len(np.unique(vintages[~np.isnat(vintages)])),
        claimants=len(set(data.claimant.tolist())),
        set_aside=len(view.set_aside(name)),
        sources=spec.sources,
    )
