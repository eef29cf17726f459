"""Charts of a back-test: forecasts against outcomes, histograms of PIT values, and coverage against promise."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from fineline.evaluation.layout import MEDIAN
from fineline.evaluation.scoring.joined import INTERVALS, within_column
from fineline.report.charts import theme
from fineline.report.charts.theme import WIDE, Chart

BINS = 10
PANEL_WIDTH, PANEL_HEIGHT = 150, 90
BAND_COLOUR, LINE_COLOUR = "#0072B2", "#0072B2"


def fans(table: pl.DataFrame, observed: pl.DataFrame, title: str, unit: str) -> Chart:
    """One panel for each cut: median, 50 and 90 % intervals of a forecast, and what came as points.

    Args:
        table: hub rows of one forecaster and one target, all cuts.
        observed: scored rows of the same, with `outcome`.
        title: what the chart shows.
        unit: of the target.
    """
    bands = table.pivot("output_type_id", index=["reference_date", "target_end_date"], values="value")
    outcomes = dict(observed.select("target_end_date", "outcome").iter_rows())
    rows: list[dict[str, Any]] = []
    for row in bands.sort("reference_date", "target_end_date").iter_rows(named=True):
        low90, low50, median, high50, high90 = (row[str(level)] for level in (0.05, 0.25, MEDIAN, 0.75, 0.95))
        rows.append(
            {
                "cut": f"from {row['reference_date']}",
                "end": row["target_end_date"].isoformat(),
                "low90": low90,
                "high90": high90,
                "low50": low50,
                "high50": high50,
                "median": median,
                "outcome": outcomes.get(row["target_end_date"]),
            }
        )
    x = alt.X("end:T", scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %y", tickCount=4, title=None))
    y = alt.Y("low90:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=None, tickCount=5, format=",~r"))
    base = alt.Chart().encode(x=x)
    wide = base.mark_area(color=BAND_COLOUR, opacity=0.18).encode(y=y, y2="high90:Q")
    half = base.mark_area(color=BAND_COLOUR, opacity=0.28).encode(y="low50:Q", y2="high50:Q")
    line = base.mark_line(color=LINE_COLOUR, strokeWidth=1.5).encode(y="median:Q")
    points = base.mark_point(color=theme.INK, filled=True, size=18, opacity=1).encode(y="outcome:Q")
    layered = alt.layer(wide, half, line, points, data=theme.rows_of(rows)).properties(width=185, height=170)
    subtitle = f"{unit}; line: median; bands: 50 and 90 % of the forecast; points: what came"
    chart = layered.facet(column=alt.Column("cut:N", title=None)).resolve_scale(x="independent")
    return theme.styled(chart.properties(title=theme.heading(title, subtitle, WIDE)), WIDE)


def pit_histograms(scored: pl.DataFrame, title: str) -> Chart:
    """Histograms of PIT values, one panel for each forecaster and target; level bars say that intervals keep promise.

    Args:
        scored: scored rows of the forecasters to show.
        title: what the chart shows.
    """
    rows: list[dict[str, Any]] = []
    for (name, target), part in scored.group_by("forecaster", "target", maintain_order=True):
        counts = [0] * BINS
        for value in part["pit"].to_list():
            counts[min(int(value * BINS), BINS - 1)] += 1
        rows.extend(
            {"forecaster": name, "target": target, "bin": (place + 0.5) / BINS, "share": count / part.height}
            for place, count in enumerate(counts)
        )
    bars = alt.Chart().mark_bar(color=BAND_COLOUR, size=PANEL_WIDTH / BINS - 2)
    x = alt.X("bin:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, values=[0, 0.5, 1], format="%"))
    y = alt.Y("share:Q", axis=alt.Axis(title=None, tickCount=3, format="%"))
    level = alt.Chart().mark_rule(color=theme.INK, strokeDash=[4, 3]).encode(y=alt.datum(1.0 / BINS))
    layered = alt.layer(bars.encode(x=x, y=y), level, data=theme.rows_of(rows))
    chart = layered.properties(width=PANEL_WIDTH, height=PANEL_HEIGHT).facet(
        row=alt.Row("target:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left", labelLimit=170)),
        column=alt.Column("forecaster:N", title=None),
    )
    subtitle = "share of outcomes by the forecast's own probability of less; dashed: what an honest forecast gives"
    return theme.styled(chart.properties(title=theme.heading(title, subtitle, WIDE)), WIDE)


def coverage(scored: pl.DataFrame, title: str) -> Chart:
    """Share of outcomes inside the central intervals against their promise, by forecaster and target.

    Args:
        scored: scored rows of the forecasters to show.
        title: what the chart shows.
    """
    columns = {within_column(size): size for size in INTERVALS}
    means = scored.group_by("forecaster", "target", maintain_order=True).agg(pl.col(list(columns)).mean())
    rows: list[dict[str, Any]] = [
        {"forecaster": row["forecaster"], "target": row["target"], "promised": size, "found": row[column]}
        for row in means.iter_rows(named=True)
        for column, size in columns.items()
    ]
    names = list(dict.fromkeys(str(row["forecaster"]) for row in rows))
    share = alt.Scale(domain=[0, 1])
    x = alt.X("promised:Q", scale=share, axis=alt.Axis(format="%", title="promised", tickCount=5))
    y = alt.Y("found:Q", scale=share, axis=alt.Axis(format="%", title="found", tickCount=5))
    colour = alt.Color(
        "forecaster:N", title=None, scale=alt.Scale(domain=names, range=theme.POINT_COLOURS[: len(names)])
    )
    shape = alt.Shape("forecaster:N", title=None, scale=alt.Scale(domain=names, range=theme.SHAPES[: len(names)]))
    honest = alt.Chart().mark_line(color=theme.GREY, strokeDash=[4, 3]).encode(x=x, y=alt.Y("promised:Q", scale=share))
    points = alt.Chart().mark_point(filled=True, size=60, opacity=0.9).encode(x=x, y=y, color=colour, shape=shape)
    layered = alt.layer(honest, points, data=theme.rows_of(rows)).properties(width=170, height=170)
    chart = layered.facet(facet=alt.Facet("target:N", title=None), columns=3)
    subtitle = "points on the dashed line: intervals hold as many outcomes as they promise; above it they are too wide"
    return theme.styled(chart.properties(title=theme.heading(title, subtitle, WIDE)), WIDE)
