"""Figures as plain data: what a chart draws and what its text alternative and its table say."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fineline.report.schema.parts import Numbers, Plain, Side, Status


class Series(Plain):
    """A quantity by week as the model sees it: the median with bands of 50 and 90 %, `None` where there is none."""

    name: str
    side: Side
    weeks: tuple[date, ...]
    median: Numbers
    low50: Numbers | None = None
    high50: Numbers | None = None
    low90: Numbers | None = None
    high90: Numbers | None = None


class Observation(Plain):
    """One published figure drawn over the model's series."""

    date: date
    value: float
    low: float | None
    high: float | None
    claimant: str


class TimeFigure(Plain):
    """A figure over calendar weeks: model series with bands, published figures over them, the line where data end."""

    kind: Literal["time"] = "time"
    id: str
    title: str
    note: str
    alt: str
    quantity: str
    unit: str
    scale: Literal["linear", "log", "probability", "share"]
    limits: tuple[float, float] | None
    data_end: date
    series: tuple[Series, ...]
    observed: tuple[Observation, ...]


class Interval(Plain):
    """One mark of a figure of intervals."""

    panel: str
    row: str
    side: Side
    median: float | None
    low: float | None
    high: float | None
    text: str


class IntervalFigure(Plain):
    """Estimates with 90 % intervals side by side, one panel per quantity, zero marked."""

    kind: Literal["interval"] = "interval"
    id: str
    title: str
    note: str
    alt: str
    panels: tuple[str, ...]
    marks: tuple[Interval, ...]


class ClaimMark(Plain):
    """One rival claim as a point, with its published range."""

    date: date
    value: float
    low: float | None
    high: float | None
    claimant: str
    interest: str
    counts: str


class ClaimFigure(Plain):
    """Rival published figures for one quantity, with the model's own series behind them if it has one."""

    kind: Literal["claims"] = "claims"
    id: str
    title: str
    note: str
    alt: str
    quantity: str
    unit: str
    scale: Literal["linear", "log"]
    data_end: date
    model: Series | None
    marks: tuple[ClaimMark, ...]


class ContractionMark(Plain):
    """How far the record moved one parameter."""

    parameter: str
    contraction: float
    status: Status


class ContractionFigure(Plain):
    """Contraction of every parameter with the two thresholds between the three statuses."""

    kind: Literal["contraction"] = "contraction"
    id: str
    title: str
    note: str
    alt: str
    weak_from: float
    estimated_from: float
    marks: tuple[ContractionMark, ...]


Figure = TimeFigure | IntervalFigure | ClaimFigure | ContractionFigure
