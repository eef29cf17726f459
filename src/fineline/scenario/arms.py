"""History as it was and history without part of the contributor's support, with the same draws and the same shocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from fineline.case import Case
from fineline.errors import SettingError
from fineline.scenario.setting import Floats, Setting, prepare, weeks_of
from fineline.time import Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

TROOPS = ("contributor_arrivals", "contributor_departures")
MUNITIONS = ("contributor_shell_deliveries",)

LEVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"contributor-troops": TROOPS, "contributor-munitions": MUNITIONS, "contributor": (*TROOPS, *MUNITIONS)}
)
"""Inputs that are zero without each lever; the first of them that is ever above zero sets the default start."""

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "contributor_arrivals": "soldiers arriving",
        "contributor_departures": "soldiers going home",
        "contributor_shell_deliveries": "rounds delivered",
    }
)


@dataclass(frozen=True, slots=True)
class SettingDiff:
    """One setting that differs between the arms, in words.

    Attributes:
        name: name of the input.
        baseline: what it is in the baseline.
        arm: what it is in the arm.
    """

    name: str
    baseline: str
    arm: str


@dataclass(frozen=True)
class Pair:
    """Two sets of runs with the same draws and the same shocks.

    Attributes:
        baseline: history as it was, dimensions (draw, week).
        arm: the same without the lever.
        settings: everything that differs between them.
    """

    baseline: xr.Dataset
    arm: xr.Dataset
    settings: tuple[SettingDiff, ...]

    @cached_property
    def difference(self) -> xr.Dataset:
        """Arm less baseline, draw by draw."""
        with xr.set_options(keep_attrs=True):
            return self.arm - self.baseline


def counterfactual(
    case: Case,
    posterior: Posterior,
    *,
    without: str,
    start: date | None = None,
    end: date | None = None,
    horizon: int = 0,
    draws: int | None = None,
    seed: int = 0,
) -> Pair:
    """Run history again without part of the contributor's support.

    Args:
        case: the case.
        posterior: the fit.
        without: ``contributor-troops`` (no soldier arrives or goes home; those who came before `start` stay),
            ``contributor-munitions`` (no round is delivered) or ``contributor`` (both).
        start: the first week without it, a Sunday; the first week with any of it when None.
        end: the last week without it, a Sunday; no end when None.
        horizon: weeks after the last week fitted.
        draws: how many posterior draws; all of them when None.
        seed: of the shocks after the last week fitted.

    Returns:
        The pair; both arms are equal, bit for bit, in the weeks before `start`.

    Raises:
        SettingError: an unknown lever, a day that names no week of the runs, or more draws than there are.
    """
    if without not in LEVERS:
        raise SettingError(
            expected=f"one of {', '.join(LEVERS)}", found=without, where="without", remedy="name one of these"
        )
    weeks = weeks_of(posterior, horizon)
    for where, day in (("start", start), ("end", end)):
        if day is not None:
            _require_week(weeks, day, where)
    setting = prepare(case, posterior, horizon=horizon, draws=draws, seed=seed)
    inputs = [setting.inputs[name] for name in LEVERS[without]]
    gone = _weeks_without(weeks, start or first_use(weeks, inputs), end)
    return run_pair(setting, {name: np.where(gone, 0.0, setting.inputs[name]) for name in LEVERS[without]}, gone)


def run_scenario(
    case: Case, posterior: Posterior, name: str, *, horizon: int = 0, draws: int | None = None, seed: int = 0
) -> Pair:
    """Run a scenario of the case by its name.

    Args:
        case: the case.
        posterior: the fit.
        name: name of the scenario, such as ``placebo-date``.
        horizon: weeks after the last week fitted.
        draws: how many posterior draws; all of them when None.
        seed: of the shocks after the last week fitted.

    Raises:
        SettingError: the case has no such scenario; or as for `counterfactual`.
    """
    if name not in case.scenarios:
        raise SettingError(
            expected=f"one of {', '.join(case.scenarios)}", found=name, where="scenario", remedy="name one of these"
        )
    asked = case.scenarios[name]
    return counterfactual(
        case,
        posterior,
        without=asked.without,
        start=asked.start,
        end=asked.end,
        horizon=horizon,
        draws=draws,
        seed=seed,
    )


def run_pair(setting: Setting, changed: Mapping[str, Floats], gone: npt.NDArray[np.bool_]) -> Pair:
    """Run both arms of a setting.

    Args:
        setting: what both share.
        changed: inputs of the arm that differ, shape ``(weeks,)`` each.
        gone: weeks in which they may differ, shape ``(weeks,)``.
    """
    return Pair(
        baseline=setting.run(),
        arm=setting.run({**setting.inputs, **changed}),
        settings=tuple(
            SettingDiff(name, _as_recorded(setting, name), _without(setting.weeks, gone, NOUNS[name]))
            for name in changed
        ),
    )


def first_use(weeks: Days, inputs: list[Floats]) -> date:
    """The first week in which any of the inputs is above zero; the first week of all when none ever is."""
    used = np.any([values > 0 for values in inputs], axis=0)
    return weeks[int(np.argmax(used))].astype(date)


def _weeks_without(weeks: Days, start: date, end: date | None) -> npt.NDArray[np.bool_]:
    last = weeks[-1] if end is None else np.datetime64(end, "D")
    return (weeks >= np.datetime64(start, "D")) & (weeks <= last)


def _require_week(weeks: Days, day: date, where: str) -> None:
    if not np.any(weeks == np.datetime64(day, "D")):
        raise SettingError(
            expected=f"a Sunday from {weeks[0]} to {weeks[-1]}",
            found=f"{day.isoformat()}, a {day:%A}",
            where=where,
            remedy="name a week of the runs by its Sunday",
        )


def _as_recorded(setting: Setting, name: str) -> str:
    values = setting.inputs[name]
    used = np.flatnonzero(values > 0)
    if not len(used):
        return f"no {NOUNS[name]} in any week"
    first, last = setting.weeks[used[0]], setting.weeks[used[-1]]
    return f"{values.sum():,.0f} {NOUNS[name]} in weeks {first} to {last}, as dated by the case"


def _without(weeks: Days, gone: npt.NDArray[np.bool_], noun: str) -> str:
    if not gone.any():
        return f"no {noun} taken away in any week"
    first, last = weeks[gone][0], weeks[gone][-1]
    until = "on" if last == weeks[-1] else f"to {last}, as in the baseline otherwise"
    return f"no {noun} from {first} {until}"
