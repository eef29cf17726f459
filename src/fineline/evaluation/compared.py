"""Forecasts on which rival structures are compared: one number for each draw and horizon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from fineline.analysis.trajectories import Window, data_end, ground_gained, position, total, values
from fineline.evaluation.stacking import Floats
from fineline.time import WEEK

HORIZONS = (26, 52)
"""Weeks after the last week with data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One quantity.

    Attributes:
        key: its name, stable across releases.
        label: what it is.
        unit: its unit.
        draws: its value in each draw over a window after the data.
    """

    key: str
    label: str
    unit: str
    draws: Callable[[xr.Dataset, Window], Floats]


def _losses(trajectories: xr.Dataset, window: Window) -> Floats:
    return total(trajectories, "total_casualties", window)


def _killed_share(trajectories: xr.Dataset, window: Window) -> Floats:
    return total(trajectories, "principal_killed", window) / total(trajectories, "principal_casualties", window)


def _support(trajectories: xr.Dataset, window: Window) -> Floats:
    return values(trajectories, "war_support_share")[:, position(trajectories, window.last)]


def _aid(trajectories: xr.Dataset, window: Window) -> Floats:
    return total(trajectories, "aid_allocated", window)


COMPARED = (
    Compared(key="area_change", label="net change of area", unit="km2", draws=ground_gained),
    Compared(key="losses", label="casualties on the principal's side", unit="persons", draws=_losses),
    Compared(key="killed_share", label="killed share of the principal's casualties", unit="1", draws=_killed_share),
    Compared(key="support", label="public support at the end of the horizon", unit="1", draws=_support),
    Compared(key="aid", label="military aid allocated", unit="EUR bn", draws=_aid),
)
"""Sums over the horizon, unless the label says otherwise."""


def compared_draws(trajectories: xr.Dataset) -> dict[tuple[str, int], Floats]:
    """Every compared quantity at every horizon, shape ``(draws,)``, by its key and the horizon in weeks.

    Args:
        trajectories: history and at least the longest horizon.

    Raises:
        TrajectoryError: a quantity is missing.
        WeekError: the trajectories do not reach the longest horizon.
    """
    end = data_end(trajectories)
    windows = {
        horizon: Window(
            name=f"next_{horizon}_weeks",
            label=f"next {horizon} weeks",
            first=end + WEEK,
            last=end + horizon * WEEK,
        )
        for horizon in HORIZONS
    }
    return {
        (item.key, horizon): item.draws(trajectories, window)
        for item in COMPARED
        for horizon, window in windows.items()
    }
