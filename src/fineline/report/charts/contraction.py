"""How far the record moved each parameter, with the thresholds between estimated, weak and assumed."""

from __future__ import annotations

from typing import Any

import altair as alt

from fineline.report.charts import theme
from fineline.report.charts.theme import Size
from fineline.report.schema import ContractionFigure

STATUSES = ["estimated", "weak", "assumed"]
STATUS_COLOURS = ["#0072B2", "#E69F00", "#6b6b6b"]
STATUS_SHAPES = ["circle", "square", "triangle-up"]
ROW_HEIGHT = 18
LABEL_WIDTH = 190
AXIS_WIDTH = 50  # what the vertical axis of the other figures takes beside their plot


def contraction_chart(figure: ContractionFigure, size: Size) -> alt.TopLevelMixin:
    """A point for each parameter, most contracted first; values below zero are drawn at zero, listed in the table."""
    marks = sorted(figure.marks, key=lambda mark: -mark.contraction)
    rows: list[dict[str, Any]] = [
        {"parameter": m.parameter, "contraction": max(m.contraction, 0.0), "zero": 0, "status": m.status} for m in marks
    ]
    names = [mark.parameter for mark in marks]
    y = alt.Y("parameter:N", sort=names, axis=alt.Axis(title=None, labelLimit=LABEL_WIDTH, labelFontSize=11))
    x = alt.X("contraction:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, tickCount=5, grid=True))
    legend = alt.Legend(title=None, columns=3)
    colour = alt.Color("status:N", scale=alt.Scale(domain=STATUSES, range=STATUS_COLOURS), legend=legend)
    shape = alt.Shape("status:N", scale=alt.Scale(domain=STATUSES, range=STATUS_SHAPES), legend=legend)
    base = alt.Chart(theme.rows_of(rows))
    stems = base.mark_rule(strokeWidth=1, color=theme.GREY).encode(x="zero:Q", x2="contraction:Q", y=y)
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, color=colour, shape=shape)
    thresholds = theme.rows_of([{"at": figure.weak_from}, {"at": figure.estimated_from}])
    rules = alt.Chart(thresholds).mark_rule(strokeDash=[4, 3], color=theme.INK).encode(x="at:Q")
    width = size.width + AXIS_WIDTH - LABEL_WIDTH
    subtitle = (
        f"contraction, 1 − var(posterior)/var(prior); dashed lines: weak from {figure.weak_from:g}, "
        f"estimated from {figure.estimated_from:g}"
    )
    chart = alt.layer(rules, stems, points).properties(
        width=width, height=alt.Step(ROW_HEIGHT), title=theme.heading(figure.title, subtitle, size)
    )
    return theme.styled(chart, size)
