"""Reading trajectories: which weeks lie before the end of data, sums over windows, person-weeks, shares.

Stocks are counted at the end of a week, flows over the week. Windows are closed: both their first and last week count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.errors import FinelineError
from fineline.time import WEEK, week_index


class TrajectoryError(FinelineError):
    """Trajectories that cannot answer a question: a variable or an attribute is missing."""

    fault = "the trajectories cannot answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of weeks, named; ``first`` and ``last`` are Sundays and both belong to it."""

    name: str
    label: str
    first: np.datetime64
    last: np.datetime64

    @property
    def weeks(self) -> int:
        """Number of weeks in the window."""
        return int((self.last - self.first) // WEEK) + 1


def week_days(trajectories: xr.Dataset | xr.DataArray) -> NDArray[np.datetime64]:
    """The Sundays of the trajectories, shape (week,), to the day."""
    return np.asarray(trajectories["week"].values).astype("datetime64[D]")


def data_end(trajectories: xr.Dataset) -> np.datetime64:
    """The last week with data; later weeks are forecasts. Raises ``TrajectoryError`` when it is not stated."""
    if "data_end" not in trajectories.attrs:
        raise TrajectoryError(
            expected="attribute data_end, the ISO date of the last week with data",
            found=f"attributes {sorted(trajectories.attrs)}",
            where="trajectories",
            remedy="take trajectories from a forecast or a counterfactual, which state it",
        )
    return np.datetime64(str(trajectories.attrs["data_end"])[:10], "D")


def position(trajectories: xr.Dataset, week: np.datetime64) -> int:
    """The index of ``week``. Raises ``WeekError`` when the trajectories do not hold that week."""
    return week_index(week_days(trajectories), week)


def values(trajectories: xr.Dataset, name: str) -> NDArray[np.float64]:
    """One variable as an array of shape (draw, week). Raises ``TrajectoryError`` when it is absent."""
    if name not in trajectories:
        raise TrajectoryError(
            expected=f"variable {name}",
            found=f"{sorted(str(key) for key in trajectories.data_vars)}",
            where="trajectories",
            remedy="take trajectories from a forecast or a counterfactual, which hold every variable of the core",
        )
    return np.asarray(trajectories[name].transpose("draw", "week").values, dtype=float)


def unit_of(trajectories: xr.Dataset, name: str) -> str:
    """The unit of a variable, as the trajectories state it. Raises ``TrajectoryError`` when it is not stated."""
    if "units" not in trajectories[name].attrs:
        raise TrajectoryError(
            expected=f"attribute units of {name}",
            found=f"attributes {sorted(trajectories[name].attrs)}",
            where="trajectories",
            remedy="state the unit where the variable is made",
        )
    return cast(str, trajectories[name].attrs["units"])


def select(trajectories: xr.Dataset, window: Window) -> xr.Dataset:
    """The weeks of ``window``. Raises ``WeekError`` when the trajectories do not reach over all of it."""
    start, stop = position(trajectories, window.first), position(trajectories, window.last)
    return trajectories.isel(week=slice(start, stop + 1))


def total(trajectories: xr.Dataset, name: str, window: Window) -> NDArray[np.float64]:
    """Sum of a weekly flow over ``window``, shape (draw,), in the flow's unit times weeks."""
    return values(select(trajectories, window), name).sum(axis=1)


def change(trajectories: xr.Dataset, name: str, window: Window) -> NDArray[np.float64]:
    """Rise of a stock over ``window``, shape (draw,): its value at the end less its value before the first week.

    A window that opens with the record has no week before it; the rise is then counted from the end of the first week.
    """
    levels = values(trajectories, name)
    before = max(position(trajectories, window.first) - 1, 0)
    return levels[:, position(trajectories, window.last)] - levels[:, before]


def ground_gained(trajectories: xr.Dataset, window: Window) -> NDArray[np.float64]:
    """Net area gained by the principal in ``window``, km2, shape (draw,): the sum of the weekly advance."""
    return total(trajectories, "advance", window)


def person_weeks(trajectories: xr.Dataset, name: str, window: Window) -> NDArray[np.float64]:
    """Person-weeks of a force in ``window``, shape (draw,): mid-week strength summed over weeks.

    Mid-week strength is the mean of the strengths at the two ends of the week; the first week of the record, whose
    start is not held, counts with its end.
    """
    levels = values(trajectories, name)
    before = np.concatenate([levels[:, :1], levels[:, :-1]], axis=1)
    middle = (before + levels) / 2
    start, stop = position(trajectories, window.first), position(trajectories, window.last)
    return middle[:, start : stop + 1].sum(axis=1)


def arrival_week(trajectories: xr.Dataset) -> np.datetime64 | None:
    """The first week that ends with foreign soldiers present in any draw; None when none ever come."""
    present = (values(trajectories, "contributor_troops") > 0).any(axis=0)
    return week_days(trajectories)[int(np.argmax(present))] if present.any() else None


def whole_record(trajectories: xr.Dataset) -> Window:
    """From the first week of the trajectories to the last week with data."""
    return _window(trajectories, "whole_record", "whole record", week_days(trajectories)[0])


def last_year(trajectories: xr.Dataset) -> Window:
    """The 52 weeks that end with the last week with data, or the whole record when that is shorter."""
    first = max(data_end(trajectories) - 51 * WEEK, week_days(trajectories)[0])
    return _window(trajectories, "last_52_weeks", "last 52 weeks with data", first)


def since_arrival(trajectories: xr.Dataset) -> Window | None:
    """From the week in which foreign soldiers arrive to the last week with data; None when none are there by then."""
    first = arrival_week(trajectories)
    if first is None or first > data_end(trajectories):
        return None
    return _window(trajectories, "since_arrival", "since the foreign troops arrived", first)


def _window(trajectories: xr.Dataset, name: str, label: str, first: np.datetime64) -> Window:
    last = data_end(trajectories)
    position(trajectories, last)
    return Window(name=name, label=label, first=first, last=last)
