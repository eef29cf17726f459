"""Summaries of posterior draws: a median with its 50 % and 90 % intervals, and probabilities with their error.

Intervals are central: the 50 % interval runs from the 25th to the 75th percentile of the draws, the 90 % interval from
the 5th to the 95th. Percentiles are taken with linear interpolation (Hyndman and Fan 1996, type 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from fineline.errors import FinelineError

LEVELS: dict[str, float] = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
"""The quantile behind each bound that is reported."""


class DrawsError(FinelineError):
    """Draws that cannot be summarised: none at all, of the wrong shape, or not finite."""

    fault = "the draws cannot be summarised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The centre and the spread of one quantity: ``low90 <= low50 <= median <= high50 <= high90``, all in ``unit``."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probability:
    """A share of draws and its Monte-Carlo standard error.

    The error is the standard deviation of ``Beta(k + 1, n - k + 1)`` for ``k`` hits in ``n`` draws, so that it stays
    above zero when every draw, or none, is a hit; that of a mean of chances is told at `expected`. It takes the draws
    as independent; draws thinned from a Markov chain whose effective size is below ``n`` have a larger error.
    """

    value: float
    standard_error: float
    draws: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One quantity in full: its estimate, its standard deviation (same unit) and the chance that it is above zero."""

    estimate: Estimate
    sd: float
    positive: Probability


def estimate(draws: ArrayLike, unit: str) -> Estimate:
    """Median, 50 % and 90 % interval of ``draws``, shape (draw,), in ``unit``. Raises ``DrawsError``."""
    values = _checked(draws)
    quantiles = np.quantile(values, list(LEVELS.values()))
    return Estimate(**{name: float(q) for name, q in zip(LEVELS, quantiles, strict=True)}, unit=unit)


def probability(hits: ArrayLike) -> Probability:
    """Share of draws in which an event holds; ``hits`` has shape (draw,) and is true where it does.

    Raises ``DrawsError`` when there is no draw or when ``hits`` is not a row of true and false.
    """
    events = np.asarray(hits)
    if events.ndim != 1 or events.size == 0 or events.dtype != np.bool_:
        raise DrawsError(
            expected="true or false for each draw, shape (draw,)",
            found=f"{events.dtype} of shape {events.shape}",
            where="probability",
            remedy="compare the draws with a threshold first",
        )
    n, k = events.size, int(events.sum())
    smoothed = (k + 1) / (n + 2)
    error = float(np.sqrt(smoothed * (1 - smoothed) / (n + 3)))
    return Probability(value=k / n, standard_error=error, draws=n)


def expected(chances: ArrayLike) -> Probability:
    """The chance of an event whose chance is known in each draw, shape (draw,): its mean, with the error of that mean.

    Raises ``DrawsError`` when there is no draw or a chance is not finite.
    """
    values = _checked(chances)
    error = float(values.std() / np.sqrt(values.size))
    return Probability(value=float(values.mean()), standard_error=error, draws=values.size)


def summarise(draws: ArrayLike, unit: str) -> Summary:
    """Estimate, standard deviation and P(> 0) of ``draws``, shape (draw,), in ``unit``. Raises ``DrawsError``."""
    values = _checked(draws)
    return Summary(estimate=estimate(values, unit), sd=float(values.std()), positive=probability(values > 0))


def band(trajectory: xr.DataArray) -> xr.Dataset:
    """The bounds of ``LEVELS`` for each week of a trajectory with dimensions (draw, week), for a fan chart.

    Returns a Dataset over week with one variable for each bound, in the unit of the trajectory. Raises ``DrawsError``.
    """
    ordered = trajectory.transpose("draw", "week")
    values = np.asarray(ordered.values, dtype=float)
    if values.shape[0] == 0 or not np.isfinite(values).all():
        raise _not_finite(values, str(trajectory.name))
    quantiles = np.quantile(values, list(LEVELS.values()), axis=0)
    variables = {name: ("week", row) for name, row in zip(LEVELS, quantiles, strict=True)}
    return xr.Dataset(variables, coords={"week": ordered["week"]}, attrs=dict(trajectory.attrs))


def _checked(draws: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(draws, dtype=float)
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
        raise _not_finite(values, "draws")
    return values


def _not_finite(values: NDArray[np.float64], where: str) -> DrawsError:
    bad = int((~np.isfinite(values)).sum())
    return DrawsError(
        expected="at least one draw, all of them finite",
        found=f"shape {values.shape} with {bad} values that are not finite",
        where=where,
        remedy="look for the first week in which the trajectory leaves its range; a summary would hide it",
    )
