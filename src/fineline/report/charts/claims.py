"""Rival claims about one quantity: who said what, about which day, with which interest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt

from fineline.report.charts import theme
from fineline.report.charts.theme import Size
from fineline.report.numbers import unit_phrase
from fineline.report.schema import ClaimFigure

INTERESTS = ["party", "ally of party", "independent", "unknown"]
INTEREST_COLOURS = ["#D55E00", "#0072B2", "#000000", "#6b6b6b"]
INTEREST_SHAPES = ["triangle-up", "square", "circle", "cross"]
MARGIN = timedelta(days=21)


def claim_chart(figure: ClaimFigure, size: Size) -> alt.TopLevelMixin:
    """Points by the date a claim speaks of; shape and colour say whose interest the claimant shares."""
    first, last = _span(figure)
    x = theme.week_axis(size, first, last)
    layers: list[Any] = [*_model(figure, x), *_marks(figure, x, size)]
    chart = alt.layer(*layers).properties(
        width=size.width, height=size.height, title=theme.heading(figure.title, _subtitle(figure), size)
    )
    return theme.styled(chart, size)


def _span(figure: ClaimFigure) -> tuple[date, date]:
    days = [mark.date for mark in figure.marks]
    return min(days) - MARGIN, max(days) + MARGIN


def _subtitle(figure: ClaimFigure) -> str:
    scale = "; logarithmic scale" if figure.scale == "log" else ""
    band = "; grey: the model's median and 90 % band" if figure.model is not None else ""
    return f"{unit_phrase(figure.unit)}, at the day a claim speaks of{scale}{band}"


def _model(figure: ClaimFigure, x: alt.X) -> list[alt.Chart]:
    model = figure.model
    if model is None or model.low90 is None or model.high90 is None:
        return []
    first, last = _span(figure)
    rows = [
        {"week": week.isoformat(), "median": median, "low": low, "high": high}
        for week, median, low, high in zip(model.weeks, model.median, model.low90, model.high90, strict=True)
        if first <= week <= last and (figure.scale == "linear" or (low or 0) > 0)
    ]
    base = alt.Chart(theme.rows_of(rows))
    band = base.mark_area(color=theme.COLOURS["neutral"], opacity=0.18, clip=True)
    line = base.mark_line(color=theme.COLOURS["neutral"], strokeWidth=1.5, clip=True)
    y = theme.value_axis("low", figure.scale)
    return [band.encode(x=x, y=y, y2="high:Q"), line.encode(x=x, y=theme.value_axis("median", figure.scale))]


def _marks(figure: ClaimFigure, x: alt.X, size: Size) -> list[alt.Chart]:
    rows = [
        {"week": m.date.isoformat(), "value": m.value, "low": m.low, "high": m.high, "interest": m.interest}
        for m in figure.marks
    ]
    shown = [i for i, interest in enumerate(INTERESTS) if any(mark.interest == interest for mark in figure.marks)]
    names = [INTERESTS[i] for i in shown]
    legend = alt.Legend(title="The claimant is", columns=min(size.legend_columns, len(names)), symbolSize=80)
    colour = alt.Color(
        "interest:N", scale=alt.Scale(domain=names, range=[INTEREST_COLOURS[i] for i in shown]), legend=legend
    )
    shape = alt.Shape(
        "interest:N", scale=alt.Scale(domain=names, range=[INTEREST_SHAPES[i] for i in shown]), legend=legend
    )
    base = alt.Chart(theme.rows_of(rows))
    ranged = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(strokeWidth=1.5)
    points = base.mark_point(size=60, strokeWidth=1.7)
    return [
        ranged.encode(x=x, y=theme.value_axis("low", figure.scale), y2="high:Q", color=colour),
        points.encode(x=x, y=theme.value_axis("value", figure.scale), color=colour, shape=shape),
    ]
