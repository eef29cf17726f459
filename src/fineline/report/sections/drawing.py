"""Figures over weeks with a text alternative written from the figure's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import xarray as xr

from fineline.analysis import trajectories
from fineline.report.numbers import day_text, interval_text, number_text, unit_phrase
from fineline.report.quantities import to_date
from fineline.report.schema import Observation, Series, TimeFigure

Scale = Literal["linear", "log", "probability", "share"]


def last_data_week(runs: xr.Dataset) -> date:
    """The last week with data. Raises `TrajectoryError` when the trajectories do not state it."""
    return to_date(trajectories.data_end(runs))


def time_figure(
    identifier: str,
    title: str,
    *,
    note: str,
    quantity: str,
    unit: str,
    lines: Sequence[Series],
    data_end: date,
    observed: Sequence[Observation] = (),
    scale: Scale = "linear",
    limits: tuple[float, float] | None = None,
) -> TimeFigure:
    """A figure over weeks whose text alternative reads each series at its start, at the data end and at its last week.

    Args:
        identifier: unique in the briefing.
        title: states the content.
        note: what a careful reader must know.
        quantity: what the vertical axis measures.
        unit: its unit.
        lines: model series over the same weeks.
        data_end: last week with data.
        observed: published figures.
        scale: of the vertical axis.
        limits: ends of the vertical axis; published figures beyond them are counted in the note.
    """
    readings = " ".join(_reading(line, "share" if scale == "probability" else unit, data_end) for line in lines)
    claimants = ", ".join(dict.fromkeys(mark.claimant for mark in observed))
    published = f" {len(observed)} published figures by {claimants} are drawn over it." if observed else ""
    return TimeFigure(
        id=identifier,
        title=title,
        note=f"{note}{_outside(observed, limits)}",
        alt=f"{title}. {readings}{published}",
        quantity=quantity,
        unit=unit,
        scale=scale,
        limits=limits,
        data_end=data_end,
        series=tuple(lines),
        observed=tuple(observed),
    )


def _outside(observed: Sequence[Observation], limits: tuple[float, float] | None) -> str:
    if limits is None:
        return ""
    beyond = [mark for mark in observed if not limits[0] <= mark.value <= limits[1]]
    if not beyond:
        return ""
    texts = (f"{number_text(mark.value)} in the week to {day_text(mark.date)} ({mark.claimant})" for mark in beyond)
    return f" Beyond the axis: {'; '.join(texts)}."


def _reading(line: Series, unit: str, data_end: date) -> str:
    at = dict.fromkeys((line.weeks[0], min(max(data_end, line.weeks[0]), line.weeks[-1]), line.weeks[-1]))
    texts = [f"{day_text(day)}: {_value(line, line.weeks.index(day), unit)}" for day in at]
    phrase = unit_phrase(unit)
    label = f"{line.name} in {phrase}" if phrase not in ("", "%") else line.name
    return f"{label[0].upper()}{label[1:]}: {'; '.join(texts)}."


def _value(line: Series, position: int, unit: str) -> str:
    middle = line.median[position]
    if line.low90 is None or line.high90 is None:
        return number_text(np.nan if middle is None else middle, unit=unit)
    return interval_text(middle, line.low90[position], line.high90[position], unit=unit)
