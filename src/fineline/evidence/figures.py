"""The figures that every importer gives, whatever the format it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from fineline.errors import DuplicateRowError, TableError
from fineline.evidence.door import CLAIM_COLUMNS

SUNDAY = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the long table; its fields are the columns, in their order.

    Attributes:
        series: the quantity.
        period_start: first day of the period, where the figure speaks of one that is not the step of its series.
        date: the day, or the last day of the period, it speaks of.
        value: the figure, in `unit`.
        low: lower end as stated, if any.
        high: upper end as stated, if any.
        unit: unit of the three.
        source: key into the table of sources.
        claimant: who says it.
        published: the day it became public.
        vintage: the day of the table it stands in, for a table that is revised.
        url: the page.
        note: remarks.
        claim: identifier of the claim it repeats.
    """

    series: str
    period_start: date | None
    date: date
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    claimant: str
    published: date
    vintage: date | None = None
    url: str | None = None
    note: str | None = None
    claim: str | None = None

    @property
    def key(self) -> tuple[str, date | None, date, str, date | None]:
        """What no two rows may share: series, period, date, claimant and vintage."""
        return (self.series, self.period_start, self.date, self.claimant, self.vintage)


SERIES_SCHEMA: Mapping[str, type[pl.DataType]] = {
    field.name: (
        pl.Date
        if field.name in {"period_start", "date", "published", "vintage"}
        else pl.Float64
        if field.name in {"value", "low", "high"}
        else pl.String
    )
    for field in fields(Figure)
}
"""Columns of the long table with their types."""

CLAIMS_SCHEMA: Mapping[str, type[pl.DataType]] = {
    name: pl.Date if kind == "DATE" else pl.String for name, kind in CLAIM_COLUMNS.items()
}
"""Columns of the table of claims with their types."""

KEY = ("series", "period_start", "date", "claimant", "vintage")
"""The columns that no two rows of the long table share."""


def cell(value: object) -> str:
    """A value as the text of a cell: numbers in full, without exponent, so that they are read back to the last bit."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return str(value)


def frame_of(figures: Iterable[Figure]) -> pl.DataFrame:
    """Figures as a table with the columns of `SERIES_SCHEMA`, each key once.

    Raises:
        DuplicateRowError: two different figures share a key.
        TableError: dates or bounds of a figure are in no possible order.
    """
    kept: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        _check(figure)
        if kept.setdefault(figure.key, figure) != figure:
            raise DuplicateRowError(
                expected="one figure for each series, date, period, claimant and vintage",
                found=f"{kept[figure.key].value:g} and {figure.value:g}",
                where=f"{figure.series} of {figure.date} by {figure.claimant}",
                remedy="import one of the two files, or take one of the two rows out",
            )
    return pl.DataFrame([astuple(figure) for figure in kept.values()], schema=dict(SERIES_SCHEMA), orient="row")


def sundays(levels: Mapping[date, float]) -> dict[date, float]:
    """The levels of the days that end a week, in the order of the days."""
    return {day: levels[day] for day in sorted(levels) if day.weekday() == SUNDAY}


def weekly_changes(levels: Mapping[date, float]) -> dict[date, float]:
    """What was added from one Sunday to the next, by the later one; a week without the Sunday before has none."""
    ends = sundays(levels)
    return {day: level - ends[day - WEEK] for day, level in ends.items() if day - WEEK in ends}


def week_end(day: date) -> date:
    """The Sunday on or after a day.

    Raises:
        TableError: the calendar ends before that Sunday.
    """
    try:
        return day + timedelta(days=SUNDAY - day.weekday())
    except OverflowError as fault:
        raise TableError(
            expected="a day whose week the calendar holds", found=str(day), remedy="correct the date"
        ) from fault


def _check(figure: Figure) -> None:
    where = f"{figure.series} of {figure.date} by {figure.claimant}"
    pairs: Sequence[tuple[str, date | None, str, date]] = (
        ("period_start", figure.period_start, "date", figure.date),
        ("date", figure.date, "published", figure.published),
        ("vintage", figure.vintage, "published", figure.published),
    )
    for earlier_name, earlier, later_name, later in pairs:
        if earlier is not None and earlier > later:
            raise TableError(
                expected=f"{earlier_name} on or before {later_name}",
                found=f"{earlier_name} {earlier}, {later_name} {later}",
                where=where,
                remedy="correct the date in the file, or the day given with --vintage",
            )
    bounds = [bound for bound in (figure.low, figure.value, figure.high) if bound is not None]
    if bounds != sorted(bounds):
        raise TableError(
            expected="low, value and high in that order",
            found=", ".join(f"{bound:g}" for bound in bounds),
            where=where,
            remedy="correct the range in the file",
        )
