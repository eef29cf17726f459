"""History as it was and history under a scenario, with the same draws and the same shocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from pydantic import TypeAdapter

from fineline.case import Case, Change, Scenario
from fineline.errors import SettingError
from fineline.scenario.changes import Arm, apply_changes, moved
from fineline.scenario.setting import Floats, Setting, prepare
from fineline.scenario.wording import SettingDiff, setting_diffs
from fineline.time import Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

TROOPS = ("contributor_arrivals", "contributor_departures")
MUNITIONS = ("contributor_shell_deliveries",)

LEVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"contributor-troops": TROOPS, "contributor-munitions": MUNITIONS, "contributor": (*TROOPS, *MUNITIONS)}
)
"""Inputs that are zero without each part of the support; the first week with any of them is the default start."""

_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])


@dataclass(frozen=True)
class Pair:
    """Two sets of runs with the same draws and the same shocks.

    Attributes:
        baseline: history as it was, dimensions (draw, week).
        arm: the same under the scenario.
        settings: everything that differs between them.
        notes: sentences on what the scenario does not do: changes that change nothing, inputs that nothing reads.
        inputs: weekly inputs of the arm that differ, shape ``(weeks,)``.
        first_week: the first week in which one of them differs, a Sunday; None when none does.
        parameters: parameters of both by name, shape ``(draws,)`` or ``(draws, k)``.
    """

    baseline: xr.Dataset
    arm: xr.Dataset
    settings: tuple[SettingDiff, ...]
    notes: tuple[str, ...] = ()
    inputs: Mapping[str, Floats] = field(default_factory=dict)
    first_week: np.datetime64 | None = None
    parameters: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def difference(self) -> xr.Dataset:
        """Arm less baseline, draw by draw."""
        with xr.set_options(keep_attrs=True):
            return self.arm - self.baseline


def counterfactual(
    case: Case,
    posterior: Posterior,
    *,
    without: str | None = None,
    scenarios: Sequence[str] = (),
    start: date | None = None,
    horizon: int = 0,
    draws: int | None = None,
    seed: int = 0,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> Pair:
    """Run history again without part of the contributor's support, or under one or several scenarios of the case.

    Args:
        case: the case.
        posterior: the fit.
        without: ``contributor-troops`` (no soldier arrives or goes home; those who came before `start` stay),
            ``contributor-munitions`` (no round is delivered) or ``contributor`` (both); None where scenarios are named.
        scenarios: names of scenarios of the case, applied one on top of the other in this order.
        start: the first week that differs, a Sunday; None for that of the scenario, or the first week with any of it.
        horizon: weeks after the last week fitted.
        draws: how many posterior draws; all of them when None.
        seed: of the shocks after the last week fitted.
        assumptions: values of assumed parameters, the same in every draw and in both arms.
        force: take assumptions outside their range all the same, and say so.

    Returns:
        The pair; both arms are equal, bit for bit, in the weeks before the first that differs.

    Raises:
        SettingError: neither or both of `without` and `scenarios`, an unknown name, a week outside the runs, more draws
            than there are, or an assumption that cannot be made.
    """
    if (without is None) == (not scenarios):
        raise SettingError(
            expected="either part of the support to take away, or scenarios of the case",
            found="both" if scenarios else "neither",
            where="without, scenario",
            remedy="give one of the two; `fineline scenarios` lists those of the case",
        )
    if without is not None and without not in LEVERS:
        raise SettingError(
            expected=f"one of {', '.join(LEVERS)}", found=without, where="without", remedy="name one of these"
        )
    asked = () if without is not None else scenario_changes(case, scenarios, start)
    setting = prepare(case, posterior, horizon=horizon, draws=draws, seed=seed, assumptions=assumptions, force=force)
    return run_pair(setting, asked if without is None else _taken_away(setting, without, start))


def run_scenario(
    case: Case, posterior: Posterior, name: str, *, horizon: int = 0, draws: int | None = None, seed: int = 0
) -> Pair:
    """Run one scenario of the case by its name, such as ``placebo-date``; as `counterfactual` does.

    Raises:
        SettingError: as for `counterfactual`.
    """
    return counterfactual(case, posterior, scenarios=(name,), horizon=horizon, draws=draws, seed=seed)


def scenario_changes(case: Case, names: Sequence[str], start: date | None = None) -> tuple[Change, ...]:
    """The changes of several scenarios of a case, one after the other.

    Args:
        case: the case.
        names: names of its scenarios.
        start: the week in which every change begins; None for those that the scenarios state.

    Raises:
        SettingError: a name that the case does not hold or that is given twice, or changes that cannot all begin then.
    """
    for name in names:
        if name not in case.scenarios or names.count(name) > 1:
            raise SettingError(
                expected=f"one of {', '.join(case.scenarios)}, each once",
                found=f"{name}, {names.count(name)} times" if name in case.scenarios else name,
                where="scenario",
                remedy="name one of these",
            )
    found: Iterable[tuple[str, Scenario]] = ((name, case.scenarios[name]) for name in names)
    return tuple(
        change
        for name, scenario in found
        for change in (scenario.changes if start is None else moved(scenario.changes, start, name))
    )


def run_pair(
    setting: Setting,
    changes: Sequence[Change],
    *,
    baseline: xr.Dataset | None = None,
    wanted: tuple[str, ...] | None = None,
) -> Pair:
    """Run both arms of a setting.

    Args:
        setting: what both share.
        changes: what the arm changes, in order.
        baseline: runs of the setting as it is, made with the same `wanted`; run here when None.
        wanted: quantities to give; every flow and stock when None.

    Raises:
        SettingError: a change that the weeks or the inputs of the setting do not allow.
    """
    arm = apply_changes(setting.case, setting.span, setting.inputs, changes)
    base, runs = baseline if baseline is not None else setting.run(wanted=wanted), setting.run(arm.inputs, wanted)
    apart = (name for name in arm.named if not np.array_equal(arm.inputs[name], setting.inputs[name]))
    changed = {name: arm.inputs[name] for name in apart}
    outputs = "output of the model" if wanted is None else "quantity compared"
    return Pair(
        baseline=base,
        arm=runs,
        settings=setting_diffs(setting.case, setting.span, setting.inputs, arm),
        notes=_notes(setting, arm, tuple(changed), outputs, base, runs),
        inputs=changed,
        first_week=_first_week(setting, changed),
        parameters=setting.parameters,
    )


def _first_week(setting: Setting, changed: Mapping[str, Floats]) -> np.datetime64 | None:
    apart = [values != setting.inputs[name] for name, values in changed.items()]
    return setting.weeks[int(np.argmax(np.any(apart, axis=0)))] if apart else None


def _notes(
    setting: Setting, arm: Arm, changed: tuple[str, ...], outputs: str, baseline: xr.Dataset, runs: xr.Dataset
) -> tuple[str, ...]:
    """What a scenario does not do, in sentences; none when all of it does something."""
    idle = [applied.change for applied in arm.applied if not applied.altered]
    unread = [name for name in changed if not setting.structure.readers(name)]
    said = [f"The change of {change.input} ({change.operation}) changes nothing: it was so already." for change in idle]
    said += [f"No equation of the mechanisms chosen reads {name}." for name in unread]
    if changed and all(np.array_equal(baseline[name].values, runs[name].values) for name in baseline.data_vars):
        said.append(f"What is changed reaches no {outputs}: both arms are equal.")
    return tuple(said)


def _taken_away(setting: Setting, without: str, start: date | None) -> tuple[Change, ...]:
    """Changes that leave nothing of that part of the support from a week on."""
    begin = start or first_use(setting.weeks, [setting.inputs[name] for name in LEVERS[without]])
    common = {"operation": "zero", "from": begin, "reason": "taken away"}
    return _CHANGES.validate_python([{"input": name, **common} for name in LEVERS[without]])


def first_use(weeks: Days, inputs: list[Floats]) -> date:
    """The first week in which any of the inputs is above zero; the first week of all when none ever is."""
    used = np.any([values > 0 for values in inputs], axis=0)
    return weeks[int(np.argmax(used))].astype(date)
