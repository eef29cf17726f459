"""One Altair definition for each kind of figure, used for page, print and file alike."""

from __future__ import annotations

import altair as alt

from fineline.report.charts.claims import claim_chart
from fineline.report.charts.contraction import contraction_chart
from fineline.report.charts.intervals import interval_chart
from fineline.report.charts.theme import NARROW, WIDE, Size
from fineline.report.charts.time import time_chart
from fineline.report.schema import ClaimFigure, ContractionFigure, Figure, IntervalFigure, TimeFigure

__all__ = ["NARROW", "WIDE", "Size", "chart"]


def chart(figure: Figure, size: Size) -> alt.TopLevelMixin:
    """The chart of a figure, drawn for a page of the given size.

    Args:
        figure: any figure of the briefing.
        size: `WIDE` for screen, print and files, `NARROW` for a telephone.
    """
    match figure:
        case TimeFigure():
            return time_chart(figure, size)
        case IntervalFigure():
            return interval_chart(figure, size)
        case ClaimFigure():
            return claim_chart(figure, size)
        case ContractionFigure():
            return contraction_chart(figure, size)
