"""The numbers behind a figure as small tables, for readers who do not see it and readers who check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fineline.report.numbers import day_text, interval_text, number_text, quoted_text, unit_phrase
from fineline.report.schema import (
    ClaimFigure,
    ContractionFigure,
    Figure,
    IntervalFigure,
    Observation,
    Series,
    TimeFigure,
)

EVERY = 8
"""Weeks between the rows of a table over weeks; the data file holds all of them."""
MOST_PUBLISHED = 40
"""Published figures beyond this number are left to the data file."""


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """A table of text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure_tables(figure: Figure) -> tuple[FigureTable, ...]:
    """The tables of a figure; none for rival claims and parameters, whose own tables stand beside the figure."""
    match figure:
        case TimeFigure():
            return (_weeks_table(figure), *_published_table(figure))
        case IntervalFigure():
            return (_interval_table(figure),)
        case ClaimFigure() | ContractionFigure():
            return ()


def _weeks_table(figure: TimeFigure) -> FigureTable:
    weeks = figure.series[0].weeks
    chosen = {*weeks[::-EVERY], weeks[0], *(week for week in weeks if week == figure.data_end)}
    rows = tuple(
        (day_text(week), *(_value(one, week, figure) for one in figure.series)) for week in weeks if week in chosen
    )
    unit = f", {unit_phrase(figure.unit)}" if figure.scale != "probability" and unit_phrase(figure.unit) else ""
    return FigureTable(
        caption=f"Median (90 %) every {EVERY} weeks{unit}; all weeks are in briefing.json",
        columns=("Week to", *(one.name for one in figure.series)),
        rows=rows,
    )


def _value(one: Series, week: date, figure: TimeFigure) -> str:
    if week not in one.weeks:
        return "–"
    at = one.weeks.index(week)
    unit = "share" if figure.scale == "probability" else figure.unit
    middle = one.median[at]
    if one.low90 is None or one.high90 is None:
        return "–" if middle is None else number_text(middle, unit=unit)
    return interval_text(middle, one.low90[at], one.high90[at], unit=unit)


def _published_table(figure: TimeFigure) -> tuple[FigureTable, ...]:
    if not 0 < len(figure.observed) <= MOST_PUBLISHED:
        return ()
    rows = tuple((day_text(mark.date), _published(mark), mark.claimant) for mark in figure.observed)
    return (FigureTable(caption="Published figures", columns=("Date", "Figure", "Claimant"), rows=rows),)


def _published(mark: Observation) -> str:
    if mark.low is None or mark.high is None:
        return quoted_text(mark.value)
    return f"{quoted_text(mark.value)} ({quoted_text(mark.low)} to {quoted_text(mark.high)})"


def _interval_table(figure: IntervalFigure) -> FigureTable:
    rows = tuple((mark.panel, mark.row, mark.text) for mark in figure.marks)
    return FigureTable(caption="Median (90 %)", columns=("Quantity", "Contribution", "Difference"), rows=rows)
