"""Figures over calendar weeks: fans of model series, published figures over them, the line where data end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from fineline.report.charts import theme
from fineline.report.charts.theme import Size
from fineline.report.numbers import unit_phrase
from fineline.report.schema import Numbers, Series, TimeFigure


def time_chart(figure: TimeFigure, size: Size) -> alt.TopLevelMixin:
    """A figure over weeks.

    One series is drawn as a fan (90 % pale, 50 % darker, median line); several are told apart by colour and dash and
    keep only the 90 % band, so that they can be seen through each other.
    """
    first, last = figure.series[0].weeks[0], figure.series[0].weeks[-1]
    x = theme.week_axis(size, first, last)
    layers: list[Any] = theme.data_end_marks(figure.data_end, last)
    layers += _zero_rule(figure)
    layers += _bands(figure, x)
    layers += _published(figure, x, size)
    layers.append(_medians(figure, x, size))
    chart = alt.layer(*layers).properties(
        width=size.width, height=size.height, title=theme.heading(figure.title, _subtitle(figure), size)
    )
    return theme.styled(chart.resolve_scale(color="independent", shape="independent", strokeDash="independent"), size)


def _subtitle(figure: TimeFigure) -> str:
    unit = "probability, per cent" if figure.scale == "probability" else unit_phrase(figure.unit)
    quantity = f"{figure.quantity}, {unit}" if unit else figure.quantity
    scale = "; logarithmic scale" if figure.scale == "log" else ""
    return f"{quantity}{scale}{_band_words(figure.series)}"


def _band_words(series: Sequence[Series]) -> str:
    if all(one.low90 is None for one in series):
        return ""
    if len(series) == 1 and series[0].low50 is not None:
        return "; line: median, dark band: 50 %, pale band: 90 % of draws"
    return "; lines: medians, bands: 90 % of draws"


def _zero_rule(figure: TimeFigure) -> list[alt.Chart]:
    below = (value for one in figure.series for value in (one.low90 or one.median) if value is not None)
    if figure.scale != "linear" or min(below, default=0.0) >= 0:
        return []
    return [alt.Chart(theme.rows_of([{"zero": 0}])).mark_rule(color=theme.GREY).encode(y="zero:Q")]


def _rows(series: Sequence[Series], low: str, high: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for one in series:
        bottom: Numbers | None = getattr(one, low)
        top: Numbers | None = getattr(one, high)
        if bottom is None or top is None:
            continue
        rows += [
            {"week": week.isoformat(), "low": b, "high": t, "series": one.name}
            for week, b, t in zip(one.weeks, bottom, top, strict=True)
        ]
    return rows


def _colour(series: Sequence[Series], *, legend_columns: int) -> alt.Color:
    scale = alt.Scale(domain=[one.name for one in series], range=[theme.COLOURS[one.side] for one in series])
    shown = (
        alt.Legend(title=None, symbolSize=400, columns=legend_columns) if legend_columns and len(series) > 1 else None
    )
    return alt.Color("series:N", scale=scale, legend=shown)


def _bands(figure: TimeFigure, x: alt.X) -> list[alt.Chart]:
    bounds = [("low90", "high90", 0.22)]
    if len(figure.series) == 1:
        bounds.append(("low50", "high50", 0.38))
    charts: list[alt.Chart] = []
    for low, high, opacity in bounds:
        rows = _rows(figure.series, low, high)
        if rows:
            y = theme.value_axis("low", figure.scale, figure.limits)
            area = alt.Chart(theme.rows_of(rows)).mark_area(opacity=opacity, clip=True)
            charts.append(area.encode(x=x, y=y, y2="high:Q", color=_colour(figure.series, legend_columns=0)))
    return charts


def _medians(figure: TimeFigure, x: alt.X, size: Size) -> alt.Chart:
    rows = [
        {"week": week.isoformat(), "median": value, "series": one.name}
        for one in figure.series
        for week, value in zip(one.weeks, one.median, strict=True)
    ]
    names = [one.name for one in figure.series]
    dash = alt.StrokeDash(
        "series:N",
        scale=alt.Scale(domain=names, range=[theme.DASHES[one.side] for one in figure.series]),
        legend=alt.Legend(title=None, symbolSize=400, columns=size.legend_columns) if len(names) > 1 else None,
    )
    line = alt.Chart(theme.rows_of(rows)).mark_line(strokeWidth=2, clip=True)
    return line.encode(
        x=x,
        y=theme.value_axis("median", figure.scale, figure.limits),
        color=_colour(figure.series, legend_columns=size.legend_columns),
        strokeDash=dash,
    )


def _published(figure: TimeFigure, x: alt.X, size: Size) -> list[alt.Chart]:
    """Published figures as hollow points, one shape for each claimant, with their published range as a thin line."""
    if not figure.observed:
        return []
    rows = [
        {"week": o.date.isoformat(), "value": o.value, "low": o.low, "high": o.high, "claimant": o.claimant}
        for o in figure.observed
    ]
    claimants = list(dict.fromkeys(o.claimant for o in figure.observed))
    columns = min(len(claimants), 2) if size.legend_columns > 1 else 1
    legend = alt.Legend(title="Published by", columns=columns, symbolSize=60)
    shape = alt.Shape(
        "claimant:N", scale=alt.Scale(domain=claimants, range=_cycle(theme.SHAPES, claimants)), legend=legend
    )
    colour = alt.Color(
        "claimant:N", scale=alt.Scale(domain=claimants, range=_cycle(theme.POINT_COLOURS, claimants)), legend=legend
    )
    base = alt.Chart(theme.rows_of(rows))
    many, clip = len(rows) > 60, figure.limits is not None
    points = base.mark_point(size=16 if many else 42, strokeWidth=1 if many else 1.5, opacity=0.75, clip=clip)
    y = theme.value_axis("value", figure.scale, figure.limits)
    ranged = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    ranges = ranged.mark_rule(strokeWidth=1, opacity=0.3 if many else 0.7, clip=clip)
    return [
        ranges.encode(
            x=x, y=theme.value_axis("low", figure.scale, figure.limits), y2="high:Q", color=_without_legend(colour)
        ),
        points.encode(x=x, y=y, shape=shape, color=colour),
    ]


def _without_legend(colour: alt.Color) -> alt.Color:
    """The same colours; the points' legend already says what they mean."""
    return colour.legend(None)


def _cycle(choices: list[str], names: Sequence[str]) -> list[str]:
    return [choices[i % len(choices)] for i in range(len(names))]
