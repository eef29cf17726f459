"""What a square kilometre costs: casualties and deaths of the attacking side for each km2 gained.

Cost is losses over ground gained in the same weeks. Where little or no ground is gained the ratio has no meaning: a
draw whose net gain falls short of ``MINIMUM_GAIN`` for each week of the window is **undefined**, and its share of draws
is reported as a probability. Undefined draws are not thrown away: less ground for the same losses is a higher price,
so they stand above every defined price when bounds are read. A bound that falls among them is given as None (in
records) or NaN (in arrays): "no upper limit". Dropping them would make a stalled offensive look cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.intervals import LEVELS, Probability, probability
from fineline.analysis.trajectories import Window, ground_gained, total, values, week_days
from fineline.errors import SettingError
from fineline.words import probability_number

Losses = Literal["total_casualties", "principal_casualties", "principal_killed", "contributor_casualties"]

MINIMUM_GAIN = 1.0
"""km2 a week, net, below which the price of a square kilometre is undefined."""

NOUNS: dict[Losses, str] = {
    "total_casualties": "casualties",
    "principal_casualties": "casualties of the principal's own soldiers",
    "principal_killed": "deaths of the principal's own soldiers",
    "contributor_casualties": "casualties of the foreign soldiers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The price of ground in one window, persons per km2; a bound of None lies among the undefined draws.

    ``undefined`` is the chance that too little ground was gained for a price to exist; ``sentence`` says all of it.
    """

    losses: Losses
    window: Window
    median: float | None
    low50: float | None
    high50: float | None
    low90: float | None
    high90: float | None
    undefined: Probability
    unit: str
    sentence: str


def cost_of_ground(trajectories: xr.Dataset, losses: Losses, window: Window) -> Cost:
    """Losses per km2 gained over ``window``. Raises ``TrajectoryError`` or ``WeekError``."""
    price = _price(total(trajectories, losses, window), ground_gained(trajectories, window), window.weeks)
    bounds = {name: _or_none(bound) for name, bound in _bounds(price).items()}
    undefined = probability(np.isinf(price))
    sentence = _sentence(losses, window, bounds, undefined)
    return Cost(losses=losses, window=window, **bounds, undefined=undefined, unit="persons/km2", sentence=sentence)


def rolling_cost(trajectories: xr.Dataset, losses: Losses, weeks: int = 26) -> xr.Dataset:
    """Losses per km2 gained over the ``weeks`` weeks that end with each week, from the first week that has as many.

    Returns a Dataset over week: the bounds of ``LEVELS`` in persons/km2 (NaN where undefined), ``undefined`` with the
    chance of that and ``undefined_error`` with its Monte-Carlo standard error. Raises ``SettingError`` when the record
    is shorter than ``weeks``.
    """
    days = week_days(trajectories)
    if not 1 <= weeks <= days.size:
        raise SettingError(
            expected=f"between 1 and {days.size} weeks, the length of the record",
            found=str(weeks),
            where="rolling cost",
            remedy="choose a shorter window",
        )
    spent = _rolling_sum(values(trajectories, losses), weeks)
    price = _price(spent, _rolling_sum(values(trajectories, "advance"), weeks), weeks)
    columns = [_bounds(column) for column in price.T]
    bounds = {name: ("week", _finite([column[name] for column in columns])) for name in LEVELS}
    chances = [probability(np.isinf(column)) for column in price.T]
    return xr.Dataset(
        {
            **bounds,
            "undefined": ("week", np.array([chance.value for chance in chances])),
            "undefined_error": ("week", np.array([chance.standard_error for chance in chances])),
        },
        coords={"week": days[weeks - 1 :].astype("datetime64[ns]")},
        attrs={
            "units": "persons/km2",
            "long_name": f"{NOUNS[losses]} per km2 gained over {weeks} weeks",
            "minimum_gain_km2_per_week": MINIMUM_GAIN,
        },
    )


def _price(spent: NDArray[np.float64], gained: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    enough = gained >= MINIMUM_GAIN * weeks
    return np.where(enough, spent / np.where(enough, gained, 1.0), np.inf)


def _bounds(price: NDArray[np.float64]) -> dict[str, float]:
    # No interpolation: between a price and an undefined draw there is nothing halfway.
    quantiles = np.quantile(price, list(LEVELS.values()), method="inverted_cdf")
    return {name: float(bound) for name, bound in zip(LEVELS, quantiles, strict=True)}


def _finite(bounds: list[float]) -> NDArray[np.float64]:
    row = np.array(bounds)
    return np.where(np.isinf(row), np.nan, row)


def _or_none(bound: float) -> float | None:
    return None if np.isinf(bound) else bound


def _rolling_sum(flow: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    return np.lib.stride_tricks.sliding_window_view(flow, weeks, axis=1).sum(axis=2)


def _sentence(losses: Losses, window: Window, bounds: dict[str, float | None], undefined: Probability) -> str:
    chance = probability_number(undefined.value)
    median, low, high = bounds["median"], bounds["low90"], bounds["high90"]
    if median is None or low is None:
        return f"{window.label}: too little ground gained for a price in {chance} of draws."
    reach = f"{low:.0f} to {high:.0f}" if high is not None else f"{low:.0f} upward, with no upper limit"
    text = f"{window.label}: {median:.0f} {NOUNS[losses]} per km2 gained (90 % interval {reach})"
    return f"{text}; undefined, for want of ground gained, in {chance} of draws."
