"""Section 7: intake against losses of each side."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fineline.analysis import manpower as analysis
from fineline.analysis.manpower import LONG_RUN, Side
from fineline.analysis.trajectories import Window, week_days
from fineline.report.names import Names
from fineline.report.quantities import from_estimate, kept, likelihood, series, to_date
from fineline.report.schema import Manpower, ManpowerRow, Series, TimeFigure
from fineline.report.sections.drawing import last_data_week, time_figure

SIDES: tuple[Side, ...] = ("principal", "opponent")


def manpower_section(runs: xr.Dataset, windows: tuple[Window, ...], names: Names) -> Manpower:
    """The balance of both sides.

    Args:
        runs: history and forecast.
        windows: windows of the table.
        names: countries by role.
    """
    rows = tuple(_row(runs, side, window, names) for side in SIDES for window in windows)
    return Manpower(rows=rows, figures=(_flows(runs, names), _chances(runs, names)))


def _row(runs: xr.Dataset, side: Side, window: Window, names: Names) -> ManpowerRow:
    found = analysis.balance(runs, side, window)
    return ManpowerRow(
        side=_country(side, names),
        window=window.label,
        first=to_date(window.first),
        last=to_date(window.last),
        change=from_estimate("change of the force", found.change, signed=True),
        weeks_short=from_estimate("weeks in which losses exceed intake", found.weeks_shrinking),
        share_short=from_estimate("share of weeks in which losses exceed intake", found.share_shrinking, share=True),
        longest_run=from_estimate("longest unbroken row of such weeks", found.longest_run),
        sustained=likelihood(f"losses exceed intake for {LONG_RUN} straight weeks", found.sustained),
    )


def _country(side: Side, names: Names) -> str:
    return names.principal if side == "principal" else names.opponent


def _flows(runs: xr.Dataset, names: Names) -> TimeFigure:
    losses = series("losses: casualties and discharges", "principal", analysis.weekly_losses(runs))
    intake = runs["principal_intake"].isel(week=slice(1, None))
    return time_figure(
        "manpower-flows",
        f"{names.principal}: men lost and taken in each week",
        note=(
            "Intake: recruits, mobilised and recovered wounded who return. Foreign soldiers count on neither side. "
            "Public figures that set casualties against new contracts leave out returns and discharges."
        ),
        quantity="own force",
        unit="persons/week",
        lines=[losses, series("intake: recruits and returns", "opponent", intake)],
        data_end=last_data_week(runs),
    )


def _chances(runs: xr.Dataset, names: Names) -> TimeFigure:
    return time_figure(
        "manpower-chances",
        "How probable it is that losses exceed intake, week by week",
        note="Share of draws in which the force shrinks in that week.",
        quantity="P(losses exceed intake)",
        unit="share",
        lines=[_chance(runs, side, names) for side in SIDES],
        data_end=last_data_week(runs),
        scale="probability",
    )


def _chance(runs: xr.Dataset, side: Side, names: Names) -> Series:
    short = analysis.shrinking(runs, side)
    return Series(
        name=_country(side, names),
        side=side,
        weeks=tuple(to_date(day) for day in week_days(short)),
        median=kept(np.asarray(short.transpose("draw", "week").values, dtype=float).mean(axis=0)),
    )
