"""The chart of a comparison: rival figures at the day each speaks of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fineline.analysis.comparison import Comparison, Rival
from fineline.errors import SettingError
from fineline.files import write_text
from fineline.report.charts import WIDE, chart
from fineline.report.figures import draw
from fineline.report.numbers import quoted_text
from fineline.report.schema import ClaimFigure, ClaimMark

LOG_FROM_RATIO = 20.0
"""Figures further apart than this are drawn on a logarithmic scale."""
SUFFIXES = (".html", ".svg")


def rival_figure(found: Comparison, as_of: date) -> ClaimFigure:
    """The figures of a comparison in their most frequent unit, as a chart's data.

    Args:
        found: the comparison.
        as_of: the day of the view.

    Raises:
        SettingError: the comparison holds no number.
    """
    if not found.units:
        raise SettingError(
            expected="at least one figure that states a number",
            found="wording alone",
            where=found.asked,
            remedy="read the matches with `fineline evidence list`; there is nothing to draw",
        )
    unit = found.units[0]
    drawn = [rival for rival in found.rivals if rival.entry.unit == unit]
    left_out = len(found.rivals) - len(drawn)
    others = f" {left_out} figures in other units are left out." if left_out else ""
    title = f"{found.asked.replace('_', ' ')}: {len(drawn)} figures by {_claimants(drawn)} claimants"
    sizes = [rival.value for rival in drawn]
    return ClaimFigure(
        id=f"compare-{found.asked.replace('_', '-')}",
        title=title,
        note=f"Matched {found.matched}; read as of {as_of}.{others}",
        alt="; ".join(f"{rival.entry.as_of}, {rival.entry.claimant}: {quoted_text(rival.value)}" for rival in drawn),
        quantity=found.asked,
        unit=unit,
        scale="log" if max(sizes) / min(sizes) > LOG_FROM_RATIO else "linear",
        data_end=as_of,
        model=None,
        marks=tuple(_mark(rival) for rival in drawn),
    )


def write_figure(figure: ClaimFigure, out: Path) -> Path:
    """Draw the figure into a file: SVG, or a page that opens offline and holds the chart.

    Raises:
        SettingError: another kind of file is asked for.
        StorageError: the disk refused.
    """
    if out.suffix == ".svg":
        return write_text(out, draw(figure).wide)
    if out.suffix == ".html":
        return write_text(out, chart(figure, WIDE).to_html(inline=True))
    raise SettingError(
        expected=f"a file that ends in {' or '.join(SUFFIXES)}",
        found=str(out),
        where="--out",
        remedy="name the file so, or give --format csv, json or parquet for the figures themselves",
    )


def _claimants(rivals: list[Rival]) -> int:
    return len({rival.entry.claimant for rival in rivals})


def _mark(rival: Rival) -> ClaimMark:
    entry = rival.entry
    return ClaimMark(
        date=entry.as_of,
        value=rival.value,
        low=float(entry.low) if entry.low else None,
        high=float(entry.high) if entry.high else None,
        claimant=entry.claimant,
        interest=entry.interest,
        counts=entry.quantity,
    )
