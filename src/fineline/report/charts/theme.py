"""Colours, sizes and axes shared by every chart.

Colours are those of Okabe and Ito (2008), chosen to stay apart for the common kinds of colour blindness; every colour
is doubled by a dash or a shape, so that a grey print still reads.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from fineline.report.schema import Side

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, GREY, PALE = "#222222", "#6b6b6b", "#e4e4e4"
FORECAST_SHADE = "#f3f3f3"

COLOURS: dict[Side, str] = {
    "principal": "#D55E00",
    "opponent": "#0072B2",
    "contributor": "#009E73",
    "soldiers": "#0072B2",
    "shells": "#D55E00",
    "both": "#000000",
    "neutral": "#444444",
}
DASHES: dict[Side, list[int]] = {
    "principal": [1, 0],
    "opponent": [7, 3],
    "contributor": [2, 2],
    "soldiers": [1, 0],
    "shells": [7, 3],
    "both": [2, 2],
    "neutral": [1, 0],
}
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left"]
POINT_COLOURS = ["#000000", "#CC79A7", "#009E73", "#56B4E9", "#E69F00", "#0072B2", "#6b6b6b", "#D55E00"]

Chart = alt.Chart | alt.LayerChart | alt.ConcatChart | alt.FacetChart | alt.VConcatChart


@dataclass(frozen=True, kw_only=True)
class Size:
    """The plot's own size in pixels, how much text fits above it, and the font of that text."""

    name: str
    width: int
    height: int
    title_columns: int
    legend_columns: int
    label_limit: int
    font: str = FONT


WIDE = Size(name="wide", width=640, height=250, title_columns=78, legend_columns=3, label_limit=280)
NARROW = Size(name="narrow", width=280, height=220, title_columns=38, legend_columns=1, label_limit=230)


def wrapped(text: str, columns: int) -> list[str]:
    """Text broken into lines of at most `columns` characters."""
    return textwrap.wrap(text, columns) or [""]


def heading(title: str, subtitle: str, size: Size) -> alt.TitleParams:
    """The title that states the content, and under it the unit and what the marks mean."""
    return alt.TitleParams(
        text=wrapped(title, size.title_columns),
        subtitle=wrapped(subtitle, round(size.title_columns * 1.2)),
        anchor="start",
        frame="group",
    )


def styled(chart: Chart, size: Size) -> Chart:
    """The chart with fonts, grid and colours of the house."""
    return (
        chart.configure(font=size.font, background="#ffffff", padding=6)
        .configure_view(stroke=None)
        .configure_title(fontSize=15, subtitleFontSize=12, subtitleColor=GREY, color=INK, offset=12, subtitlePadding=5)
        .configure_axis(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK, gridColor=PALE)
        .configure_axisX(grid=False, ticks=True, domainColor=GREY)
        .configure_axisY(domain=False, ticks=False, labelPadding=6)
        .configure_legend(
            labelFontSize=12, titleFontSize=12, orient="bottom", labelLimit=size.label_limit, symbolStrokeWidth=2
        )
        .configure_header(labelFontSize=12, titleFontSize=12, labelColor=INK)
    )


def week_axis(size: Size, first: date, last: date, field: str = "week") -> alt.X:
    """A calendar axis with month and year, in UTC so that no time zone moves a Sunday."""
    ticks = 8 if size.width > NARROW.width else 4
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(type="utc", domain=[first.isoformat(), last.isoformat()], nice=False),
        axis=alt.Axis(format="%b %Y", tickCount=ticks, labelOverlap="greedy", labelSeparation=8, title=None),
    )


def value_axis(
    field: str,
    scale: Literal["linear", "log", "probability", "share"],
    limits: tuple[float, float] | None = None,
) -> alt.Y:
    """A vertical axis: plain numbers with separators; shares in per cent; probabilities from 0 to 100 per cent."""
    if scale == "probability":
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title=None, tickCount=5))
    if scale == "share":
        return alt.Y(f"{field}:Q", scale=alt.Scale(zero=True), axis=alt.Axis(format="%", title=None, tickCount=5))
    chosen = alt.Scale(type="log", nice=False) if scale == "log" else alt.Scale(zero=False)
    if limits is not None:
        chosen = alt.Scale(domain=list(limits), zero=False)
    return alt.Y(f"{field}:Q", scale=chosen, axis=alt.Axis(title=None, tickCount=5, format=",~r"))


def rows_of(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as inline data, so that a chart carries all it needs.

    They go in as JSON text: Altair checks and copies a chart many times while it is built, and text costs nothing.
    """
    return alt.InlineData(values=json.dumps(rows), format=alt.JsonDataFormat(type="json"))


def data_end_marks(data_end: date, last: date) -> list[alt.Chart]:
    """A shaded forecast and the line where data end, both labelled; nothing when the axis ends with the data."""
    if last <= data_end:
        return []
    rows = rows_of([{"from": data_end.isoformat(), "to": last.isoformat()}])
    start, stop = alt.X("from:T", scale=alt.Scale(type="utc")), alt.X2("to:T")
    shade = alt.Chart(rows).mark_rect(color=FORECAST_SHADE).encode(x=start, x2=stop)
    rule = alt.Chart(rows).mark_rule(color=INK, strokeWidth=1.2).encode(x=start)
    label = f"data end {data_end.day} {data_end:%b %Y}"
    before = alt.Chart(rows).mark_text(align="right", dx=-5, fontSize=11, color=INK, text=label)
    after = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=11, color=INK, text="forecast")
    top = alt.value(-6)
    return [shade, rule, before.encode(x=start, y=top), after.encode(x=start, y=top)]
