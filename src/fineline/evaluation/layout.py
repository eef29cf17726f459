"""The fixed parts of the hub format: columns, quantile levels and targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

SCHEMA: dict[str, pl.DataType] = {
    "reference_date": pl.Date(),
    "target": pl.String(),
    "horizon": pl.Int64(),
    "target_end_date": pl.Date(),
    "output_type": pl.String(),
    "output_type_id": pl.Float64(),
    "value": pl.Float64(),
}
"""Columns in order, with their types."""

COLUMNS: tuple[str, ...] = tuple(SCHEMA)

LEVELS: tuple[float, ...] = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
"""The 23 quantile levels."""

MEDIAN = 0.5


Step = Literal["week", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A series that is forecast.

    Attributes:
        unit: its unit.
        counts: whether it cannot fall below zero.
        series: the series of the case in which it is observed.
        scale: the scale on which a baseline works (``fineline.evaluation.baselines.scales``).
        step: what a horizon counts: weeks that end on Sundays, or whole calendar months after the reference date.
    """

    unit: str
    counts: bool
    series: str
    scale: str
    step: Step = "week"


TARGETS: dict[str, Target] = {
    "principal_losses_claimed": Target(
        unit="persons/week", counts=True, series="principal_losses_claimed", scale="log"
    ),
    "area_change_isw": Target(unit="km2/week", counts=False, series="area_change_isw", scale="plain"),
    "area_change_deepstate": Target(unit="km2/week", counts=False, series="area_change_deepstate", scale="plain"),
    "aid_military_allocated": Target(
        unit="EUR_bn/month", counts=True, series="aid_military_allocated", scale="floored log", step="month"
    ),
    "war_support": Target(unit="percent", counts=True, series="war_support_opinion", scale="logit", step="month"),
}
"""The series that are forecast."""

MONTHS_PER_YEAR, WEEKS_PER_YEAR = 12, 52


def end_of(step: Step, reference: date, horizon: int) -> date:
    """The last day of the period that a horizon speaks of.

    A week's is the Sunday ``horizon`` weeks after the reference date; a month's is the last day of the ``horizon``-th
    calendar month that begins after it.
    """
    if step == "week":
        return reference + timedelta(weeks=horizon)
    after = reference.year * MONTHS_PER_YEAR + reference.month + horizon  # the month after it, counted from year 0
    return date(after // MONTHS_PER_YEAR, after % MONTHS_PER_YEAR + 1, 1) - timedelta(days=1)


def horizons(step: Step, weeks: int) -> range:
    """Horizons that fit into a number of weeks: the weeks themselves, or twelve months for every 52 of them."""
    count = weeks if step == "week" else weeks * MONTHS_PER_YEAR // WEEKS_PER_YEAR
    return range(1, count + 1)
