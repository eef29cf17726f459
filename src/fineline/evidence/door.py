"""The door of the evidence: every row of a table is checked before anything reads it.

Every fault names the file and the line, what was expected, what was found and what to do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from fineline.errors import (
    DuplicateRowError,
    MalformedCaseError,
    NegativeCountError,
    OrderError,
    TableError,
    UnitError,
    UnknownSeriesError,
)
from fineline.evidence.catalogue import CATALOGUE_FILE, Catalogue, SeriesSpec
from fineline.evidence.units import same_unit
from fineline.time import require_sunday

# Column and type, in the order of the file; the types are those of the database.
SERIES_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "series": "VARCHAR",
        "period_start": "DATE",
        "date": "DATE",
        "value": "DOUBLE",
        "low": "DOUBLE",
        "high": "DOUBLE",
        "unit": "VARCHAR",
        "source": "VARCHAR",
        "claimant": "VARCHAR",
        "published": "DATE",
        "vintage": "DATE",
        "url": "VARCHAR",
        "note": "VARCHAR",
        "claim": "VARCHAR",
    }
)
PRECEDENT_COUNTS = (
    "conflict_years",
    "war_years",
    "with_troops",
    "sendings",
    "first_sendings",
    "new_senders",
    "conflicts_begun",
    "conflicts_joined",
)
CLAIM_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "VARCHAR",
        "topic": "VARCHAR",
        "quantity": "VARCHAR",
        "value": "VARCHAR",
        "low": "VARCHAR",
        "high": "VARCHAR",
        "unit": "VARCHAR",
        "as_of": "DATE",
        "published": "DATE",
        "claimant": "VARCHAR",
        "interest": "VARCHAR",
        "basis": "VARCHAR",
        "url": "VARCHAR",
        "note": "VARCHAR",
    }
)
PRECEDENT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "year": "INTEGER",
        "kind": "VARCHAR",
        **dict.fromkeys(PRECEDENT_COUNTS, "INTEGER"),
        "published": "DATE",
        "source": "VARCHAR",
    }
)
SERIES_REQUIRED = ("series", "date", "value", "unit", "source", "claimant", "published")
CLAIM_REQUIRED = ("id", "quantity", "unit", "as_of", "published", "claimant", "interest", "basis")

# Stricter than Python's own reading, so that the database reads every cell as the door did.
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,12})?", re.ASCII)

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a row one of its kind: no two rows share all of these."""

    series: str
    date: date
    claimant: str
    period_start: date | None
    vintage: date | None


def check_series(path: Path, catalogue: Catalogue) -> None:
    """Check the long table of a case.

    Args:
        path: the CSV file.
        catalogue: what the case declares about its evidence.

    Raises:
        TableError: a wrong header, an empty required cell, a cell that does not parse, an impossible pair of dates.
        UnknownSeriesError: a series the case does not declare.
        UnitError: a unit that does not fit the series.
        NegativeCountError: a count below zero.
        NotASundayError: a week that does not end on Sunday.
        DuplicateRowError: two rows for one series, date, period, claimant and vintage.
        OrderError: rows of a series that are not together or not in the order of their dates.
    """
    seen: dict[Key, str] = {}
    last: dict[str, date] = {}
    previous = ""
    for where, row in _rows(path, SERIES_COLUMNS):
        _require_cells(where, row, SERIES_REQUIRED)
        key = check_row(where, row, catalogue)
        if key in seen:
            raise DuplicateRowError(
                expected="one row for each series, date, period, claimant and vintage",
                found=f"{key.series} of {key.date} by {key.claimant} again, first at {seen[key]}",
                where=where,
                remedy="keep one of them, or give a revised figure its own vintage",
            )
        if key.date < last.get(key.series, date.min) or (key.series != previous and key.series in last):
            raise OrderError(
                expected=f"{key.series} in one block, in the order of its dates (last: {last[key.series]})",
                found=str(key.date),
                where=where,
                remedy="sort the table by series and date, or build it again",
            )
        seen[key] = where
        last[key.series] = key.date
        previous = key.series


def check_claims(path: Path) -> None:
    """Check the table of claims.

    Raises:
        TableError: a wrong header, an empty required cell, or a date that does not parse.
        DuplicateRowError: an identifier that occurs twice.
    """
    check_claim_rows(_rows(path, CLAIM_COLUMNS))


def check_claim_rows(rows: Iterable[tuple[str, Cells]]) -> None:
    """Check rows of claims, each with its place.

    Raises:
        TableError: an empty required cell, or a date that does not parse.
        DuplicateRowError: an identifier that occurs twice.
    """
    seen: dict[str, str] = {}
    for where, row in rows:
        _require_cells(where, row, CLAIM_REQUIRED)
        for column in ("as_of", "published"):
            _date(where, row, column)
        if row["id"] in seen:
            raise DuplicateRowError(
                expected="one claim for each identifier",
                found=f"{row['id']} again, first at {seen[row['id']]}",
                where=where,
                remedy="keep one of them",
            )
        seen[row["id"]] = where


def check_precedent(path: Path) -> None:
    """Check the table of precedents: one row for each kind of conflict and year, no year left out.

    Raises:
        TableError: a wrong header, an empty cell, a cell that does not parse, more sendings than conflict-years.
        NegativeCountError: a count below zero.
        OrderError: a year that does not follow the one before of its kind.
    """
    last: dict[str, int] = {}
    for where, row in _rows(path, PRECEDENT_COLUMNS):
        _require_cells(where, row, tuple(PRECEDENT_COLUMNS))
        counts = {name: _count(where, row, name) for name in PRECEDENT_COUNTS}
        _check_nested(where, counts)
        _date(where, row, "published")
        year, kind = _count(where, row, "year"), row["kind"]
        if year != last.get(kind, year - 1) + 1:
            raise OrderError(
                expected=f"{kind} conflicts in {last[kind] + 1}",
                found=str(year),
                where=where,
                remedy="give every year of a kind one row, in the order of the years, or build the table again",
            )
        last[kind] = year


def _check_nested(where: str, counts: Mapping[str, int]) -> None:
    """Refuse a part that is larger than its whole."""
    nested = (("war_years", "conflict_years"), ("with_troops", "conflict_years"))
    for part, whole in (*nested, ("sendings", "with_troops"), ("first_sendings", "sendings")):
        if counts[part] > counts[whole]:
            raise TableError(
                expected=f"no more {part} than {whole} ({counts[whole]})",
                found=str(counts[part]),
                where=where,
                remedy="correct one of the two counts, or build the table again",
            )


def _count(where: str, row: Cells, column: str) -> int:
    number = _number(where, row, column)
    if number < 0:
        raise NegativeCountError(
            expected=f"{column} at or above zero", found=row[column], where=where, remedy="correct the count"
        )
    if not number.is_integer():
        raise TableError(
            expected=f"{column} as a whole number", found=row[column], where=where, remedy="correct the count"
        )
    return int(number)


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[tuple[str, Cells]]:
    """Rows of a table with the place of each, once the header and the number of cells are right."""
    reader = csv.reader(_lines(path))
    header = next(reader, [])
    if header != list(columns):
        raise TableError(
            expected=f"the columns {', '.join(columns)}",
            found=", ".join(header) or "an empty file",
            where=f"{path}, line 1",
            remedy="build the tables of the case again",
        )
    for cells in reader:
        where = f"{path}, line {reader.line_num}"
        if len(cells) != len(header):
            raise TableError(
                expected=f"{len(header)} cells",
                found=str(len(cells)),
                where=where,
                remedy="put texts with commas in quotation marks",
            )
        yield where, dict(zip(header, cells, strict=True))


def _require_cells(where: str, row: Cells, required: Iterable[str]) -> None:
    """Refuse a row in which a cell that is needed is empty."""
    if empty := [name for name in required if not row[name].strip()]:
        raise TableError(
            expected=f"a value for {', '.join(empty)}",
            found="an empty cell",
            where=where,
            remedy="fill the cell, or take the row out",
        )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        found, remedy = "no such file", "build the tables of the case"
    except UnicodeDecodeError as fault:
        found, remedy = f"bytes that are no text ({fault.reason})", "save the table as UTF-8"
    raise TableError(expected="a table of the case, in UTF-8", found=found, where=str(path), remedy=remedy)


def check_row(where: str, row: Cells, catalogue: Catalogue) -> Key:
    """Check one row of a long table against what a case declares.

    Args:
        where: the place of the row.
        row: its cells, as text by column.
        catalogue: what the case declares about its evidence.

    Returns:
        What makes the row one of its kind.

    Raises:
        CaseError, EvidenceError: as in `check_series`.
    """
    spec = catalogue.series.get(row["series"])
    if spec is None:
        raise UnknownSeriesError(
            expected=f"a series declared in {CATALOGUE_FILE}",
            found=row["series"],
            where=where,
            remedy="declare the series, or correct its name",
        )
    _check_origin(where, row, spec, catalogue)
    _check_figure(where, row, spec)
    key = Key(
        series=row["series"],
        date=_date(where, row, "date"),
        claimant=row["claimant"],
        period_start=_date(where, row, "period_start") if row["period_start"] else None,
        vintage=_date(where, row, "vintage") if row["vintage"] else None,
    )
    _check_dates(where, row, key, spec)
    return key


def _check_origin(where: str, row: Cells, spec: SeriesSpec, catalogue: Catalogue) -> None:
    if row["source"] not in spec.sources:
        raise MalformedCaseError(
            expected=f"a source declared for {row['series']}: {', '.join(spec.sources)}",
            found=row["source"],
            where=where,
            remedy=f"add the source to the series in {CATALOGUE_FILE}, or correct the row",
        )
    if row["claimant"] not in catalogue.claimants:
        raise MalformedCaseError(
            expected=f"a claimant declared in {CATALOGUE_FILE}",
            found=row["claimant"],
            where=where,
            remedy="declare the claimant with family, interest and gains",
        )
    if not same_unit(row["unit"], spec.unit):
        raise UnitError(
            expected=f"{row['series']} in {spec.unit}",
            found=row["unit"],
            where=where,
            remedy="convert the figure when the table is built",
        )


def _check_figure(where: str, row: Cells, spec: SeriesSpec) -> None:
    figures = {name: _number(where, row, name) for name in ("low", "value", "high") if row[name]}
    below = {name: figure for name, figure in figures.items() if figure < 0}
    if spec.sign == "count" and below:
        raise NegativeCountError(
            expected=f"{row['series']} at or above zero",
            found=", ".join(f"{name} {figure:g}" for name, figure in below.items()),
            where=where,
            remedy="correct the figure, or declare the series as a change",
        )
    ordered = list(figures.values())
    if ordered != sorted(ordered):
        raise TableError(
            expected="low, value and high in that order",
            found=", ".join(f"{name} {figure:g}" for name, figure in figures.items()),
            where=where,
            remedy="correct the range",
        )


def _check_dates(where: str, row: Cells, key: Key, spec: SeriesSpec) -> None:
    if spec.frequency == "weekly":
        require_sunday(key.date, where)
    published = _date(where, row, "published")
    pairs = (
        ("period_start", key.period_start, "date", key.date),
        ("date", key.date, "published", published),
        ("vintage", key.vintage, "published", published),
    )
    for earlier_name, earlier, later_name, later in pairs:
        if earlier is not None and earlier > later:
            raise TableError(
                expected=f"{earlier_name} on or before {later_name}",
                found=f"{earlier_name} {earlier}, {later_name} {later}",
                where=where,
                remedy="correct one of the two dates; a figure about days to come is a plan and belongs to the claims",
            )


def _date(where: str, row: Cells, column: str) -> date:
    text = row[column]
    try:
        return date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise TableError(
            expected=f"{column} as year-month-day", found=text, where=where, remedy="write it as 2024-10-13"
        ) from None


def _number(where: str, row: Cells, column: str) -> float:
    text = row[column]
    if not _NUMBER.fullmatch(text):
        raise TableError(
            expected=f"{column} as a number", found=text, where=where, remedy="write digits, with a point if need be"
        )
    return float(text)
