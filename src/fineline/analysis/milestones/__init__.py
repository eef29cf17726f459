"""The outlook: what the forecast says at 4, 13, 26 and 52 weeks after the last week with data.

Every figure of a horizon speaks of the weeks after the end of data up to and including the horizon. Flows are summed
over those weeks, stocks are read at the end of the last of them. Nothing here names a winner: see the list of
questions in "What to report, instead of who wins" of the model's description.
"""

from __future__ import annotations

import xarray as xr

from fineline.analysis.milestones import politics, war
from fineline.analysis.milestones.politics import ELSEWHERE, left_open, response_name
from fineline.analysis.milestones.records import (
    Grounds,
    Half,
    LeftOpen,
    Milestone,
    Outlook,
    Question,
    ToldElsewhere,
    span_to,
)
from fineline.analysis.trajectories import data_end

__all__ = [
    "HORIZONS",
    "Grounds",
    "Half",
    "LeftOpen",
    "Milestone",
    "Outlook",
    "ToldElsewhere",
    "outlook",
    "response_name",
]

ASKED: tuple[tuple[Half, tuple[Question, ...]], ...] = (("war", war.QUESTIONS), ("politics", politics.QUESTIONS))
"""Every question, by the half of the model that answers it."""
HORIZONS: tuple[int, ...] = (4, 13, 26, 52)
"""Weeks after the end of data at which the outlook is read."""


def outlook(forecast: xr.Dataset, grounds: Grounds, horizons: tuple[int, ...] = HORIZONS) -> Outlook:
    """Every milestone that can be answered, at each horizon.

    Args:
        forecast: history and the weeks after it, dimensions (draw, week).
        grounds: what some questions read beside it.
        horizons: weeks after the end of data.

    Raises:
        WeekError: the forecast does not reach the last horizon.
        TrajectoryError: a variable is missing.
    """
    spans = {(half, to): span_to(forecast, to, grounds, half) for to in horizons for half, _ in ASKED}
    return Outlook(
        data_end=data_end(forecast),
        horizons=tuple(horizons),
        milestones=tuple(
            found
            for to in horizons
            for half, questions in ASKED
            for question in questions
            for found in question(spans[half, to])
        ),
        elsewhere=ELSEWHERE,
        left_open=left_open(grounds),
    )
