"""Figures of intervals: one panel per quantity with its own scale, one row per arm, zero marked."""

from __future__ import annotations

from typing import Any

import altair as alt

from fineline.report.charts import theme
from fineline.report.charts.theme import Size
from fineline.report.schema import IntervalFigure

ROW_HEIGHT = 22
LABEL_WIDTH = 124
AXIS_WIDTH = 50  # what the vertical axis of the other figures takes beside their plot
GAP = 26


def interval_chart(figure: IntervalFigure, size: Size) -> alt.TopLevelMixin:
    """Medians and 90 % intervals, with the number printed beside each mark so that nobody has to read it off."""
    columns = 2 if size.width > theme.NARROW.width else 1
    panels = [_panel(figure, panel, size, columns) for panel in figure.panels]
    chart = alt.concat(*panels, columns=columns, spacing=GAP)
    subtitle = "point: median; line: 90 % of draws; grey line: no difference"
    return theme.styled(chart.properties(title=theme.heading(figure.title, subtitle, size)), size)


def _panel(figure: IntervalFigure, panel: str, size: Size, columns: int) -> alt.LayerChart | alt.FacetChart:
    marks = [mark for mark in figure.marks if mark.panel == panel]
    rows: list[dict[str, Any]] = [
        {"row": m.row, "median": m.median, "low": m.low, "high": m.high, "text": m.text} for m in marks
    ]
    names = [mark.row for mark in marks]
    y = alt.Y("row:N", sort=names, axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=LABEL_WIDTH))
    colour = alt.Color(
        "row:N", scale=alt.Scale(domain=names, range=[theme.COLOURS[m.side] for m in marks]), legend=None
    )
    shape = alt.Shape("row:N", scale=alt.Scale(domain=names, range=theme.SHAPES[: len(names)]), legend=None)
    x = alt.X(
        "low:Q",
        axis=alt.Axis(title=None, tickCount=4, labelOverlap="greedy", format=",~r", grid=True),
        scale=alt.Scale(zero=True),
    )
    base = alt.Chart(theme.rows_of(rows))
    zero = alt.Chart(theme.rows_of([{"zero": 0}])).mark_rule(color=theme.GREY, strokeWidth=1.5).encode(x="zero:Q")
    lines = base.mark_rule(strokeWidth=2.5).encode(x=x, x2="high:Q", y=y, color=colour)
    points = base.mark_point(filled=True, size=80, opacity=1).encode(x="median:Q", y=y, color=colour, shape=shape)
    halo, numbers = (_numbers(base, y, halo=halo) for halo in (True, False))
    width = (size.width + AXIS_WIDTH - GAP * (columns - 1)) // columns - LABEL_WIDTH
    title = alt.TitleParams(text=theme.wrapped(panel, width // 6), fontSize=12, anchor="start", frame="group", offset=4)
    return alt.layer(zero, lines, points, halo, numbers).properties(
        width=width, height=alt.Step(ROW_HEIGHT + 12), title=title
    )


def _numbers(base: alt.Chart, y: alt.Y, *, halo: bool) -> alt.Chart:
    """The number above each mark; the halo beneath it keeps rules from running through the digits."""
    stroke, width = ("#ffffff", 4) if halo else (alt.Undefined, alt.Undefined)
    text = base.mark_text(
        align="left", dx=3, dy=-11, fontSize=11, color=theme.INK, stroke=stroke, strokeWidth=width, strokeJoin="round"
    )
    return text.encode(x=alt.value(0), y=y, text="text:N")
