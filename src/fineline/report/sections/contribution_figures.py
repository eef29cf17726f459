"""Figures of section 5: the effects side by side, their course over time, and what the foreign soldiers learned."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from fineline.analysis.trajectories import arrival_week
from fineline.report.names import Names
from fineline.report.numbers import day_text, unit_phrase
from fineline.report.pairs import LEVERS, SOLDIERS, Pair
from fineline.report.quantities import series, to_date
from fineline.report.schema import Arm, Effect, Interval, IntervalFigure, TimeFigure, WindowEffects
from fineline.report.sections.drawing import last_data_week, time_figure

CHARTED = ("ground", "own_deaths_avoided", "opponent_casualties", "recruits_saved")
"""The effects that are drawn; the table holds all of them."""


def main_window(arm: Arm) -> WindowEffects:
    """The window since the foreign troops arrived where there is one, else the first."""
    return next((window for window in arm.windows if window.window == "since_arrival"), arm.windows[0])


def contribution_figures(
    arms: tuple[Arm, ...], pairs: Mapping[str, Pair], names: Names
) -> tuple[TimeFigure | IntervalFigure, ...]:
    """Every figure of the section, in reading order."""
    baseline = pairs[SOLDIERS].baseline
    return (
        _effects_figure(arms, names),
        _course(
            "contribution-ground", "Ground gained by {0}, running total: with less without", pairs, "advance", 1, names
        ),
        _course(
            "contribution-deaths",
            "Deaths of {0}'s own soldiers avoided, running total: without less with",
            pairs,
            "principal_killed",
            -1,
            names,
        ),
        *_learning_figure(baseline),
    )


def _effects_figure(arms: tuple[Arm, ...], names: Names) -> IntervalFigure:
    first = main_window(arms[0])
    panels = {effect.key: _panel(effect) for effect in first.effects if effect.key in CHARTED}
    marks = tuple(_mark(panels[key], arm, main_window(arm).of(key)) for key in panels for arm in arms)
    return IntervalFigure(
        id="contribution-effects",
        title=f"What {names.contributor}'s soldiers and shells changed {first.label}, apart and together",
        note=(
            f"Each mark compares history with the same history without the contribution, {day_text(first.first)} to "
            f"{day_text(first.last)}. Ground and casualties: with less without. Deaths avoided and recruits saved: "
            "without less with."
        ),
        alt="; ".join(f"{mark.panel}, {mark.row}: {mark.text}" for mark in marks),
        panels=tuple(panels.values()),
        marks=marks,
    )


def _panel(effect: Effect) -> str:
    return f"{effect.label[0].upper()}{effect.label[1:]}, {unit_phrase(effect.difference.unit)}"


def _mark(panel: str, arm: Arm, effect: Effect) -> Interval:
    found = effect.difference
    return Interval(
        panel=panel, row=arm.label, side=arm.side, median=found.median, low=found.low, high=found.high, text=found.text
    )


def _course(
    identifier: str, title: str, pairs: Mapping[str, Pair], variable: str, sign: int, names: Names
) -> TimeFigure:
    lines = [series(label, side, _running(pairs[lever], variable, sign)) for lever, (label, side) in LEVERS.items()]
    baseline = pairs[SOLDIERS].baseline
    return time_figure(
        identifier,
        title.format(names.principal),
        note="Both arms of a pair share every draw and every shock; the bands hold what the draws disagree about.",
        quantity="difference since the first week",
        unit=str(baseline[variable].attrs["units"]).removesuffix("/week"),
        lines=lines,
        data_end=last_data_week(baseline),
    )


def _running(pair: Pair, variable: str, sign: int) -> xr.DataArray:
    gap = (sign * (pair.baseline[variable] - pair.arm[variable])).transpose("draw", "week")
    return gap.copy(data=np.cumsum(gap.values, axis=1))


def _learning_figure(baseline: xr.Dataset) -> tuple[TimeFigure, ...]:
    arrived = arrival_week(baseline)
    if arrived is None:
        return ()
    trajectory = baseline["contributor_effectiveness"]
    line = series("effectiveness of a foreign soldier", "contributor", trajectory, since=to_date(arrived))
    return (
        time_figure(
            "contribution-learning",
            "Effectiveness of a foreign soldier over time (average own soldier = 1)",
            note="Falls when newcomers arrive, rises with weeks in combat. Hardly observed: see what is assumed.",
            quantity="effectiveness",
            unit="own soldier = 1",
            lines=[line],
            data_end=last_data_week(baseline),
        ),
    )
