"""Fans of the outlook: the model's weeks from the first to the last forecast, over what was published and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import xarray as xr

from fineline.analysis.trajectories import values, week_days
from fineline.evidence import View
from fineline.report.names import Names
from fineline.report.published import observations
from fineline.report.quantities import series, to_date
from fineline.report.schema import Observation, Side, TimeFigure
from fineline.report.sections.drawing import last_data_week, time_figure
from fineline.time import DAYS_PER_WEEK

OUTLIERS = 0.01
"""Share of published figures at either end that may lie beyond the axis, where a few would flatten all the others."""


@dataclass(frozen=True, kw_only=True)
class Fan:
    """One fan: a weekly variable of the runs and the series published about it.

    `cut` lets the wildest published figures lie beyond the axis.
    """

    variable: str
    quantity: str
    title: str
    side: Side
    note: str
    observed: tuple[str, ...] = ()
    cut: bool = False


def fan_figures(runs: xr.Dataset, view: View, names: Names) -> tuple[TimeFigure, ...]:
    """Every fan, ground first.

    Args:
        runs: history and forecast.
        view: what was known.
        names: countries by role.
    """
    since = to_date(week_days(runs)[0])
    return (
        _ground(runs, view, names, since),
        *(fan_figure(fan, runs, view, since) for fan in _flows(names)),
        _killed_share(runs, names),
        *(fan_figure(fan, runs, view, since) for fan in _forces(names)),
    )


def _flows(names: Names) -> tuple[Fan, ...]:
    return (
        Fan(
            variable="advance",
            quantity="advance",
            title=f"Ground {names.principal} gains each week, net",
            side="principal",
            note="Mappers differ in what they count as held; a mapper is drawn from the day its series begins.",
            observed=("area_change_isw", "area_change_deepstate"),
            cut=True,
        ),
        Fan(
            variable="total_casualties",
            quantity="casualties",
            title=f"Casualties on {names.principal}'s side each week",
            side="principal",
            note="The points are the other side's claims of losses; the model estimates how far off they are.",
            observed=("principal_losses_claimed",),
        ),
        Fan(
            variable="principal_killed",
            quantity="deaths",
            title=f"Deaths of {names.principal}'s own soldiers each week",
            side="principal",
            note="The points are estimates from inheritance cases, newest vintage; late weeks are partial or modelled.",
            observed=("principal_deaths_probate",),
        ),
    )


def _forces(names: Names) -> tuple[Fan, ...]:
    return (
        Fan(
            variable="opponent_killed",
            quantity="deaths",
            title=f"Deaths of {names.opponent}'s soldiers each week, missing included",
            side="opponent",
            note="The points count named dead and missing together, by a collector on the other side.",
            observed=("opponent_listed_dead_missing",),
        ),
        Fan(
            variable="principal_troops",
            quantity="soldiers",
            title=f"{names.principal}'s own soldiers in theatre",
            side="principal",
            note="The points are public statements of the force in theatre; definitions shift between them.",
            observed=("principal_force_claimed",),
        ),
        Fan(
            variable="opponent_troops",
            quantity="soldiers",
            title=f"{names.opponent}'s soldiers in theatre",
            side="opponent",
            note="No published series of the force in theatre is used; see the parameters for what is assumed.",
        ),
    )


def fan_figure(fan: Fan, runs: xr.Dataset, view: View, since: date) -> TimeFigure:
    """One fan from the first week of the runs, over what was published since a day."""
    observed = tuple(mark for name in fan.observed for mark in observations(view, name, since=since))
    return time_figure(
        f"outlook-{fan.variable.replace('_', '-')}",
        fan.title,
        note=fan.note,
        quantity=fan.quantity,
        unit=str(runs[fan.variable].attrs["units"]),
        lines=[series(fan.quantity, fan.side, runs[fan.variable])],
        data_end=last_data_week(runs),
        observed=observed,
        limits=_without_outliers(runs, fan.variable, observed) if fan.cut else None,
    )


def _without_outliers(runs: xr.Dataset, variable: str, observed: tuple[Observation, ...]) -> tuple[float, float] | None:
    """Axis ends that hold the whole band and all but the wildest published figures; None when nothing is published."""
    if not observed:
        return None
    low, high = np.quantile([mark.value for mark in observed], [OUTLIERS, 1 - OUTLIERS])
    bottom, top = np.quantile(values(runs, variable), [0.05, 0.95], axis=0)
    margin = 0.05 * (high - low)
    return float(min(low - margin, bottom.min())), float(max(high + margin, top.max()))


def _killed_share(runs: xr.Dataset, names: Names) -> TimeFigure:
    share = runs["principal_killed"].copy(data=values(runs, "principal_killed") / values(runs, "principal_casualties"))
    return time_figure(
        "outlook-killed-share",
        f"Share of {names.principal}'s own casualties who die",
        note="No one publishes this share by week; it follows from deaths and claimed losses together.",
        quantity="killed share of casualties",
        unit="share",
        lines=[series("killed share", "principal", share)],
        data_end=last_data_week(runs),
        scale="share",
    )


def _ground(runs: xr.Dataset, view: View, names: Names, since: date) -> TimeFigure:
    observed = _gained(view, "area_isw", since)
    return time_figure(
        "outlook-area-gained",
        f"Ground gained by {names.principal} since {since:%B %Y}, running total",
        note="The points are the area mapped as held, less the area held when the record begins.",
        quantity="net ground gained",
        unit=str(runs["area_gained"].attrs["units"]),
        lines=[series("ground gained", "principal", runs["area_gained"])],
        data_end=last_data_week(runs),
        observed=observed,
    )


def _gained(view: View, level: str, since: date) -> tuple[Observation, ...]:
    """Levels of an area series as gains since the week before the first modelled one; nothing if that is unknown."""
    base = np.datetime64(since - timedelta(days=DAYS_PER_WEEK))
    data = view.latest(level)
    at_base = data.value[data.date == base]
    if at_base.size == 0:
        return ()
    return tuple(
        Observation(date=mark.date, value=mark.value - float(at_base[0]), low=None, high=None, claimant=mark.claimant)
        for mark in observations(view, level, since=since)
    )
