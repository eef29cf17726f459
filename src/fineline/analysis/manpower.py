"""The manpower balance of each side: what a force loses in a week against what it takes in.

Definitions, the same for both sides:

* **losses** = casualties + people who leave otherwise (discharges for the principal, absences for the opponent);
* **intake** = recruits + mobilised + recovered wounded who return to their units;
* the force at the end of the week = the force before it - losses + intake.

So losses exceed intake in exactly those weeks in which the force shrinks, and that is how the question is answered:
from the stock itself, with no second account of the flows. Foreign soldiers count on neither side of the balance:
it is the country's own force. Wounded who recover are outside the force until they return. A public figure that
sets casualties against new contracts leaves out both returns and discharges and is not comparable.

The first week of a record has no force before it and therefore no balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.intervals import Estimate, Probability, estimate, probability
from fineline.analysis.trajectories import TrajectoryError, Window, select, values, week_days
from fineline.time import WEEK

Side = Literal["principal", "opponent"]

LONG_RUN = 8
"""Straight weeks of losses above intake that make a sustained shortfall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBalance:
    """One week of one side: the change of its force (persons/week) and P(losses exceed intake)."""

    week: np.datetime64
    change: Estimate
    shrinking: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The manpower balance of one side over a window.

    ``weeks_shrinking`` counts weeks in which losses exceed intake; ``longest_run`` is the longest unbroken row of such
    weeks; ``sustained`` is the chance that the row reaches ``LONG_RUN`` weeks inside the window; ``share_shrinking`` is
    ``weeks_shrinking`` over the weeks that have a balance.
    """

    side: Side
    window: Window
    weekly: tuple[WeekBalance, ...]
    weeks_shrinking: Estimate
    share_shrinking: Estimate
    longest_run: Estimate
    sustained: Probability
    change: Estimate


def weekly_change(trajectories: xr.Dataset, side: Side) -> xr.DataArray:
    """Intake less losses, persons/week, dimensions (draw, week), from the second week of the record.

    Raises ``TrajectoryError`` when the force is missing.
    """
    force = values(trajectories, f"{side}_troops")
    weeks = week_days(trajectories)[1:]
    return xr.DataArray(
        np.diff(force, axis=1),
        dims=("draw", "week"),
        coords={"week": weeks.astype("datetime64[ns]")},
        name=f"{side}_balance",
        attrs={"units": "persons/week", "long_name": f"{side}: intake less losses"},
    )


def shrinking(trajectories: xr.Dataset, side: Side) -> xr.DataArray:
    """True where losses exceed intake, dimensions (draw, week), from the second week of the record."""
    return weekly_change(trajectories, side) < 0


def weekly_losses(trajectories: xr.Dataset) -> xr.DataArray:
    """All losses of the principal, persons/week, dimensions (draw, week), from the second week of the record.

    Casualties and discharges together: ``principal_intake`` less the change of the force. Only the principal's intake
    is among the trajectories, so the opponent's losses cannot be split from its intake.
    """
    intake = trajectories["principal_intake"].transpose("draw", "week").isel(week=slice(1, None))
    change = weekly_change(trajectories, "principal")
    losses = xr.DataArray(
        np.asarray(intake.values, dtype=float) - change.values, dims=change.dims, coords=change.coords
    )
    return losses.assign_attrs(units="persons/week", long_name="principal: casualties and discharges")


def longest_run(events: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Length of the longest unbroken row of true values in each draw: (draw, week) to (draw,)."""
    longest = np.zeros(events.shape[0], dtype=np.int64)
    running = np.zeros_like(longest)
    for column in events.T:
        running = np.where(column, running + 1, 0)
        longest = np.maximum(longest, running)
    return longest


def balance(trajectories: xr.Dataset, side: Side, window: Window) -> Balance:
    """The balance of ``side`` over ``window``; a week without a force before it is left out.

    Raises ``WeekError`` when the window is not in the record, ``TrajectoryError`` when no week of it has a balance.
    """
    change = weekly_change(trajectories, side)
    days = week_days(change)
    inside = change.isel(week=np.flatnonzero((days >= window.first) & (days <= window.last)))
    select(trajectories, window)  # refuses a window that the record does not cover
    if inside.sizes["week"] == 0:
        raise TrajectoryError(
            expected="a week with the force of the week before it",
            found=f"only {window.first}, where the record begins",
            where=f"balance of the {side}",
            remedy="choose a window that reaches past the first week",
        )
    moves = np.asarray(inside.values, dtype=float)
    short = moves < 0
    count, runs = short.sum(axis=1), longest_run(short)
    return Balance(
        side=side,
        window=window,
        weekly=tuple(_week(day, column) for day, column in zip(week_days(inside), moves.T, strict=True)),
        weeks_shrinking=estimate(count, "weeks"),
        share_shrinking=estimate(count / short.shape[1], "1"),
        longest_run=estimate(runs, "weeks"),
        sustained=probability(runs >= LONG_RUN),
        change=estimate(moves.sum(axis=1), "persons"),
    )


def sustained_by(trajectories: xr.Dataset, side: Side, after: np.datetime64, horizon: int) -> NDArray[np.bool_]:
    """Whether a sustained shortfall is complete in one of the ``horizon`` weeks after ``after``; shape (draw,).

    A shortfall is sustained when losses exceed intake in ``LONG_RUN`` straight weeks. The row may have begun before:
    a shortfall of six weeks at the end of the data needs two weeks more.
    """
    days = week_days(trajectories)[1:]
    last = after + horizon * WEEK
    first = after - (LONG_RUN - 2) * WEEK
    inside = (days >= first) & (days <= last)
    return longest_run(shrinking(trajectories, side).values[:, inside]) >= LONG_RUN


def _week(day: np.datetime64, moves: NDArray[np.float64]) -> WeekBalance:
    return WeekBalance(week=day, change=estimate(moves, "persons/week"), shrinking=probability(moves < 0))
