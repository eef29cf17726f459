"""The chart of a graph on the page: the briefing's fan, with the baseline outlined and the scenario filled.

The colours, axes and sizes are those of the briefing's charts. Data come by name, so that a view stays alive while a
lever moves: `baseline` and `arm` with the columns week, low90, low50, median, high50, high90, and `observed`.
"""

from __future__ import annotations

import json
from typing import Any, cast

import altair as alt

from fineline.report.charts import theme

PARAMETERS = {"low": 0.0, "high": 1.0, "end": 0.0, "from": 0.0, "to": 1.0, "format": ",~r", "colour": "#D55E00"}
"""Signals that the page sets: ends of the axes, the day on which data end, format and colour."""
INK = alt.ExprRef("ink")
EXTENT = 38
"""Pixels kept for the labels of the upright axis, which change while the view stays."""


def graph_spec() -> dict[str, Any]:
    """The specification in Vega-Lite."""
    layers = (*_data_end(), *_baseline(), *_arm(), *_observed())
    chart = alt.layer(*layers).properties(width="container", height="container")
    chart = chart.add_params(
        *(alt.param(name=name, value=value) for name, value in (*PARAMETERS.items(), ("ink", "#222")))
    )
    made: dict[str, Any] = json.loads(theme.styled(chart, theme.WIDE).to_json())
    made["config"] |= {"background": "transparent", "customFormatTypes": False}
    made["autosize"] = {"type": "fit", "contains": "padding", "resize": False}
    made["datasets"] = {"baseline": [], "arm": [], "observed": []}
    for axis in ("axisX", "axisY"):
        made["config"][axis] |= {"labelColor": {"expr": "ink"}}
    return made


def _x(field: str = "week") -> alt.X:
    domain = cast("Any", [alt.ExprRef("from"), alt.ExprRef("to")])
    scale = alt.Scale(type="utc", domain=domain, nice=False)
    axis = alt.Axis(format="%b %Y", tickCount=4, labelOverlap="greedy", labelSeparation=8, title=None)
    return alt.X(f"{field}:T", scale=scale, axis=axis)


def _y(field: str) -> alt.Y:
    scale = alt.Scale(domain=cast("Any", [alt.ExprRef("low"), alt.ExprRef("high")]), zero=False, nice=False)
    axis = alt.Axis(title=None, tickCount=5, labelExpr="format(datum.value, format)", minExtent=EXTENT)
    return alt.Y(f"{field}:Q", scale=scale, axis=axis)


def _data_end() -> tuple[alt.Chart, ...]:
    rule = alt.Chart(alt.Data(values=[{}])).mark_rule(color=INK, strokeWidth=1.2)
    return (rule.encode(x=alt.X(datum=alt.ExprRef("end"), type="temporal")),)


def _baseline() -> tuple[alt.Chart, ...]:
    base = alt.Chart(alt.NamedData("baseline"))
    outline = (
        base.mark_line(color=INK, strokeDash=[3, 3], strokeWidth=1, clip=True).encode(x=_x(), y=_y(field))
        for field in ("low90", "high90")
    )
    return (*outline, base.mark_line(color=INK, strokeWidth=1.6, clip=True).encode(x=_x(), y=_y("median")))


def _arm() -> tuple[alt.Chart, ...]:
    arm, colour = alt.Chart(alt.NamedData("arm")), alt.ExprRef("colour")
    bands = (
        arm.mark_area(color=colour, opacity=opacity, clip=True).encode(x=_x(), y=_y(f"low{part}"), y2=f"high{part}:Q")
        for part, opacity in (("90", 0.22), ("50", 0.38))
    )
    return (*bands, arm.mark_line(color=colour, strokeWidth=2, clip=True).encode(x=_x(), y=_y("median")))


def _observed() -> tuple[alt.Chart, ...]:
    marks = alt.Chart(alt.NamedData("observed"))
    shape = alt.Shape("shape:N", scale=None)  # the page names the shape of each claimant, in its key as well
    points = marks.mark_point(size=14, strokeWidth=0.8, color=INK, opacity=0.6, clip=True)
    return (points.encode(x=_x(), y=_y("value"), shape=shape),)
