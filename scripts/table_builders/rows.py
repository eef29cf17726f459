"""Rows of the long table, and the reading of source files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

SourceRow = dict[str, str]

# The first week that may hold a figure is the one before the calendar starts, so that running totals have a base.
FIRST_DAY = date(2022, 12, 25)


@dataclass(frozen=True)
class Row:
    """One figure of the long table: what is said, by whom, about when, and when it became public.

    Numbers stay text, as the source wrote them, until `canonical_number` trims them on writing.
    """

    series: str
    date: date
    value: str
    unit: str
    source: str
    claimant: str
    published: date | None
    period_start: date | None = None
    low: str = ""
    high: str = ""
    vintage: date | None = None
    url: str = ""
    note: str = ""
    claim: str = ""


COLUMNS = (
    "series",
    "period_start",
    "date",
    "value",
    "low",
    "high",
    "unit",
    "source",
    "claimant",
    "published",
    "vintage",
    "url",
    "note",
    "claim",
)


def read_source(path: Path) -> list[SourceRow]:
    """All rows of a source file, as text by column name."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def only(rows: Iterable[SourceRow], series: str, first_day: date = FIRST_DAY) -> Iterator[SourceRow]:
    """The rows of one source series from a day on."""
    return (row for row in rows if row["series"] == series and day(row["date"]) >= first_day)


def day(text: str) -> date:
    """A calendar day from its ISO text."""
    return date.fromisoformat(text)


def maybe_day(text: str) -> date | None:
    """A calendar day, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def plain(row: Mapping[str, str], series: str, unit: str, **changes: object) -> Row:
    """A row of the long table that takes the source row's figures as they stand, under our name and unit."""
    made = Row(
        series=series,
        date=day(row["date"]),
        value=row["value"],
        low=row.get("low", ""),
        high=row.get("high", ""),
        unit=unit,
        source=row["source"],
        claimant=row["claimant"],
        published=maybe_day(row["published"]),
        url=row["url"],
        note=row.get("note", ""),
    )
    return replace(made, **changes)


def with_note(row: Row, sentence: str) -> Row:
    """The same row with one more remark."""
    return replace(row, note="; ".join(part for part in (row.note, sentence) if part))


def number(value: float, digits: int = 6) -> str:
    """A number in its shortest exact text: no exponent, no trailing zeros."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def canonical_number(text: str) -> str:
    """The same number as text without a superfluous fraction; an empty cell stays empty."""
    return number(float(text)) if text else ""


def month_start(end: date) -> date:
    """The first day of the month a day lies in."""
    return end.replace(day=1)


def days_in(first: date, last: date) -> int:
    """Days from one day to another, both included."""
    return (last - first).days + 1


# ------------------------------------------------------------------------------------------ when a figure became public

_DATE_IN_ADDRESS = re.compile(r"/(20\d\d)/(\d\d)/(\d\d)(?:/|$|\?)")
_MONTH_IN_ADDRESS = re.compile(r"/(20\d\d)/(\d\d)/")
_POST = re.compile(r"(?:twitter|x)\.com/[^/]+/status/(\d+)")
# Posts carry their own time stamp: the upper bits of the number are milliseconds since this moment.
_POST_EPOCH_MS = 1288834974657


def day_in_address(url: str) -> date | None:
    """The day a page's own address gives, if any; where only a month is given, the last day of that month."""
    if found := _DATE_IN_ADDRESS.search(url):
        return date(*(int(part) for part in found.groups()))
    if found := _MONTH_IN_ADDRESS.search(url):
        year, month = (int(part) for part in found.groups())
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    if found := _POST.search(url):
        milliseconds = (int(found.group(1)) >> 22) + _POST_EPOCH_MS
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).date()
    return None


def dated(row: Row, lag_days: Mapping[str, int]) -> Row:
    """The row with a day of publication: its own, else the day in its address, else its date plus the source's lag.

    A guess is never earlier than the date the figure speaks of, and the note says which guess it was.
    """
    if row.published is not None:
        return row
    in_address = day_in_address(row.url)
    if in_address is not None and in_address >= row.date:
        return with_note(replace(row, published=in_address), "published: day in the address")
    lag = lag_days[row.source]
    return with_note(
        replace(row, published=row.date + timedelta(days=lag)), f"published: not stated, date plus {lag} days"
    )


def sort_key(row: Row) -> tuple[object, ...]:
    """The order of the table: by series, then date, claimant, period and vintage."""
    return (row.series, row.date, row.claimant, row.period_start or date.min, row.vintage or date.min)


def cells(row: Row) -> list[str]:
    """The row as the text of its columns."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    for name in ("value", "low", "high"):
        values[name] = canonical_number(values[name])
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a CSV with line feeds only, so that it is the same file on every machine."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
