"""Small hub tables and observations for the tests of scoring."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from fineline.evaluation.hub import table_of
from fineline.evaluation.layout import LEVELS

REFERENCE = date(2024, 6, 30)
TARGET = "area_change_isw"


def hub_table(centre: float = 20.0, width: float = 40.0, horizons: int = 6, target: str = TARGET) -> pl.DataFrame:
    """Quantiles on a straight line around a centre, the same for every horizon."""
    row = centre + width * (np.array(LEVELS) - 0.5)
    return table_of({target: np.tile(row, (horizons, 1))}, REFERENCE)


def outcomes(values: dict[int, float], target: str = TARGET) -> pl.DataFrame:
    """A long table of outcomes by weeks after the reference date."""
    ends = [REFERENCE + timedelta(weeks=week) for week in values]
    return pl.DataFrame({"target": [target] * len(values), "target_end_date": ends, "value": list(values.values())})
