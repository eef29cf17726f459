"""From draws and analysis records to the briefing's own quantities, likelihoods and series."""

from __future__ import annotations

from datetime import date

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from fineline.analysis import intervals
from fineline.analysis.cost import Cost
from fineline.analysis.trajectories import week_days
from fineline.report.schema import Likelihood, Numbers, Quantity, Series, Side

MODEL = "model"
"""Source of every quantity that comes from posterior draws."""

STORED_DIGITS = 6
"""Significant digits kept of each point of a series: more than a chart shows, fewer than the draws hold."""


def to_date(day: np.datetime64) -> date:
    """A day as `datetime.date`."""
    return day.astype("datetime64[D]").astype(object)


def from_estimate(name: str, found: intervals.Estimate, *, share: bool = False, signed: bool = False) -> Quantity:
    """An analysis estimate under the name the reader sees.

    Args:
        name: what it measures.
        found: median and intervals.
        share: the quantity is a share of one, to be shown in per cent.
        signed: it is a difference, to be shown with its sign.
    """
    unit = "share" if share else found.unit
    return Quantity(
        name=name, unit=unit, median=found.median, low=found.low90, high=found.high90, source=MODEL, signed=signed
    )


def from_draws(name: str, draws: ArrayLike, unit: str, *, signed: bool = False) -> Quantity:
    """A quantity from draws of shape (draw,). Raises `DrawsError` when there are none or one is not finite."""
    share = unit == "share"
    return from_estimate(name, intervals.estimate(draws, unit), share=share, signed=signed)


def from_cost(name: str, cost: Cost) -> Quantity:
    """The price of ground, whose bounds may not exist."""
    return Quantity(name=name, unit=cost.unit, median=cost.median, low=cost.low90, high=cost.high90, source=MODEL)


def likelihood(event: str, found: intervals.Probability) -> Likelihood:
    """An analysis probability with the event it speaks of."""
    return Likelihood(event=event, probability=found.value)


def series(name: str, side: Side, trajectory: xr.DataArray, *, since: date | None = None) -> Series:
    """Median with 50 and 90 % bands by week.

    Args:
        name: what the legend says.
        side: decides colour and dash.
        trajectory: dimensions (draw, week).
        since: first week shown; the first of the trajectory when None.
    """
    if since is not None:
        trajectory = trajectory.sel(week=trajectory["week"] >= np.datetime64(since))
    return from_band(name, side, intervals.band(trajectory))


def from_band(name: str, side: Side, band: xr.Dataset, *, half: bool = True) -> Series:
    """A series from bounds by week; NaN becomes None.

    Args:
        name: what the legend says.
        side: decides colour and dash.
        band: variables median, low90, high90 and, with `half`, low50 and high50, over week.
        half: whether to keep the 50 % band.
    """
    return Series(
        name=name,
        side=side,
        weeks=tuple(to_date(day) for day in week_days(band)),
        median=kept(band["median"].values),
        low50=kept(band["low50"].values) if half else None,
        high50=kept(band["high50"].values) if half else None,
        low90=kept(band["low90"].values),
        high90=kept(band["high90"].values),
    )


def kept(values: NDArray[np.float64]) -> Numbers:
    """Points of a series with `STORED_DIGITS` significant digits; what is not finite becomes None."""
    return tuple(float(f"{value:.{STORED_DIGITS}g}") if np.isfinite(value) else None for value in values)
