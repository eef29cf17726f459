"""Ending: the chance that the war has ended by each week, and how, given the competing hazards of the trajectories.

The sum is exact for hazards that are constant within a week; nothing is drawn. A trajectory runs on past its end: what
it says of a week counts for the chance that the war still goes on then. The base rates are those of wars between
states and every effect is assumed, so that these are consequences of assumptions and no forecast that is scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.intervals import Estimate, estimate
from fineline.analysis.trajectories import data_end, position, values, week_days
from fineline.time import WEEK

Floats = NDArray[np.float64]

HORIZONS: tuple[int, ...] = (26, 52, 104)
"""Weeks after the end of data at which the chances are read, as far as the trajectories reach."""
ENDS: dict[str, tuple[str, str]] = {
    "settlement": ("settlement_hazard", "settlement"),
    "principal_exhaustion": ("principal_exhaustion_hazard", "the principal gives up"),
    "opponent_collapse": ("opponent_collapse_hazard", "the opponent gives up"),
}
"""Hazard and name for the reader of each way to end."""
GOES_ON = "goes_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Chance of one outcome by a horizon.

    ``chance`` is the mean over draws, and the chances of all outcomes add up to one; ``spread`` says how far the draws
    differ, each with its own assumptions.
    """

    key: str
    label: str
    horizon: int
    week: np.datetime64
    chance: float
    spread: Estimate


def incidence(hazards: Mapping[str, Floats]) -> dict[str, Floats]:
    """Chance of having ended in each way by the end of each week, and of still going on.

    With weekly hazards ``h_k`` of sum ``h``, of the chance ``S`` that it goes on a week takes ``S (1 - exp(-h))``, of
    which ``h_k/h`` falls to way ``k``.

    Args:
        hazards: per week by way of ending, shape (draw, week), at least zero.

    Returns:
        Chances by way, and under ``goes_on``, shape (draw, week); they add up to one in every draw and week.
    """
    together = np.sum(list(hazards.values()), axis=0)
    left = np.exp(-np.cumsum(together, axis=1))
    before = np.concatenate([np.ones((len(left), 1)), left[:, :-1]], axis=1)
    ended = before * -np.expm1(-together)
    # as a hazard vanishes its share of the week's end is the limit zero
    share = {key: np.divide(h, together, out=np.zeros_like(together), where=together > 0) for key, h in hazards.items()}
    return {**{key: np.cumsum(ended * part, axis=1) for key, part in share.items()}, GOES_ON: left}


def endings(trajectories: xr.Dataset, horizons: tuple[int, ...] | None = None) -> tuple[End, ...]:
    """Chances of each end, and of none, at each horizon after the end of data, given that the war went on until then.

    Args:
        trajectories: history and forecast.
        horizons: weeks; those of `HORIZONS` that the trajectories reach when None.

    Raises:
        WeekError: the trajectories do not reach a horizon asked for.
        TrajectoryError: a hazard is missing.
    """
    end = data_end(trajectories)
    reach = int((week_days(trajectories)[-1] - end) // WEEK)
    wanted = tuple(weeks for weeks in HORIZONS if weeks <= reach) if horizons is None else horizons
    found = incidence(_ahead(trajectories, end))
    return tuple(end_at for horizon in wanted for end_at in _at(trajectories, found, end, horizon))


def incidence_over_time(trajectories: xr.Dataset) -> xr.Dataset:
    """Mean over draws of each chance, by week after the end of data; variables add up to one in every week."""
    end = data_end(trajectories)
    found = incidence(_ahead(trajectories, end))
    weeks = trajectories["week"].values[position(trajectories, end) + 1 :]
    variables = {key: ("week", chance.mean(axis=0), {"units": "1"}) for key, chance in found.items()}
    return xr.Dataset(variables, coords={"week": weeks}, attrs=dict(trajectories.attrs))


def _ahead(trajectories: xr.Dataset, end: np.datetime64) -> dict[str, Floats]:
    first = position(trajectories, end) + 1
    return {key: values(trajectories, hazard)[:, first:] for key, (hazard, _) in ENDS.items()}


def _at(trajectories: xr.Dataset, found: Mapping[str, Floats], end: np.datetime64, horizon: int) -> list[End]:
    week = end + horizon * WEEK
    place = position(trajectories, week) - position(trajectories, end) - 1
    labels = {**{key: label for key, (_, label) in ENDS.items()}, GOES_ON: "the war goes on"}
    return [
        End(
            key=key,
            label=labels[key],
            horizon=horizon,
            week=week,
            chance=float(chance[:, place].mean()),
            spread=estimate(chance[:, place], "1"),
        )
        for key, chance in found.items()
    ]
