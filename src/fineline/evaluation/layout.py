"""The fixed parts of the hub format: columns, quantile levels and targets."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A series that is forecast: its unit, and whether it counts something and so cannot fall below zero."""

    unit: str
    counts: bool


TARGETS: dict[str, Target] = {
    "principal_losses_claimed": Target(unit="persons/week", counts=True),
    "area_change_isw": Target(unit="km2/week", counts=False),
    "area_change_deepstate": Target(unit="km2/week", counts=False),
}
"""The series the core forecasts."""
