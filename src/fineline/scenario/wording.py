"""What differs between the arms, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fineline.case import Case, Change
from fineline.case.levers import LEVERS, Lever
from fineline.case.records import RecentMean, Rule
from fineline.case.scenarios import Add, Equal, Held, Set, Shift, Spread, Times
from fineline.scenario.changes import FOLLOWED, Applied, Arm, Inputs, Span
from fineline.time import Days

Floats = npt.NDArray[np.float64]


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


def setting_diffs(case: Case, span: Span, baseline: Inputs, arm: Arm) -> tuple[SettingDiff, ...]:
    """Every input that a scenario names or that follows from one, in both arms."""
    return tuple(
        SettingDiff(name, _in_baseline(case, span, name, baseline[name]), _in_arm(span, name, arm))
        for name in arm.named
    )


def number(value: float) -> str:
    """A number as the settings show it: whole from a hundred on, else three digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


# The baseline ------------------------------------------------------------------------------------------------------


def _in_baseline(case: Case, span: Span, name: str, values: Floats) -> str:
    lever, rule = LEVERS[name], getattr(case.beyond_data, name, None)
    if lever.kind == "state":
        return f"{_state(lever, span, values)}, as dated by the case"
    seen, ahead = values[: span.history], values[span.history :]
    if rule is None:
        return f"{_amount(lever, span.weeks, values)}; only a scenario changes it"
    known = f"{_amount(lever, span.weeks[: span.history], seen)}, as dated by the case"
    return f"{known}; afterwards {_ahead(lever, ahead)}, {_said(rule)}" if len(ahead) else known


def _state(lever: Lever, span: Span, values: Floats) -> str:
    """From when to when a state holds; states stay as they are after the data."""
    held = np.flatnonzero(values)
    if not len(held):
        return f"all along {lever.otherwise}"
    first, last = span.weeks[held[0]], span.weeks[held[-1]]
    if first == last:
        return f"{lever.words} in week {first}"
    return f"{lever.words} from {first} {'on' if last == span.weeks[-1] else f'to {last}'}"


def _amount(lever: Lever, weeks: Days, values: Floats) -> str:
    if lever.kind == "level":
        least, most = number(values.min()), number(values.max())
        return f"{lever.words}: {least if least == most else f'{least} to {most}'}"
    used = np.flatnonzero(values)
    if not len(used):
        return f"no {lever.words} in any week"
    return f"{number(values.sum())} {lever.words} in weeks {weeks[used[0]]} to {weeks[used[-1]]}"


def _ahead(lever: Lever, values: Floats) -> str:
    if not values.any():
        return "none"
    return number(values[0]) if lever.kind == "level" else f"{number(values[0])} a week"


def _said(rule: Rule) -> str:
    if isinstance(rule, RecentMean):
        return f"the mean of the last {rule.weeks} weeks known"
    return "the case's rule" if rule.rule == "zero" else "the last value known"


# The arm -----------------------------------------------------------------------------------------------------------


def _in_arm(span: Span, name: str, arm: Arm) -> str:
    own = [applied for applied in arm.applied if applied.change.input == name]
    if not own:
        return f"{_state(LEVERS[name], span, arm.inputs[name])}, following {FOLLOWED[name]}"
    return "; then ".join(_told(span, applied) for applied in own)


def _told(span: Span, applied: Applied) -> str:
    said = _phrase(span, applied.change, applied)
    return said if applied.altered else f"{said}: nothing changes, it was so already"


def _phrase(span: Span, change: Change, applied: Applied) -> str:
    lever = LEVERS[change.input]
    if isinstance(change, Shift):
        return f"{lever.words} from {span.day(change.to)} on, moved in time and otherwise as in the baseline"
    return f"{_operation(change, lever)} {_when(span, change, applied)}"


def _operation(change: Held, lever: Lever) -> str:
    state, level = lever.kind == "state", lever.kind == "level"
    match change:
        case Set(value=value):
            held = lever.words if value else lever.otherwise
            return held if state else f"{lever.words}: {number(value)}{'' if level else ' a week'}"
        case Times(factor=factor):
            return f"{lever.words}: {number(factor)} times as {'high' if level else 'many'}"
        case Add(value=value):
            more = "more" if value > 0 else "less"
            return f"{lever.words}: {number(abs(value))} {more}{'' if level else ' a week'}"
        case Equal(of=other):
            return f"{lever.words}: as many as {LEVERS[other].words} in the baseline"
        case Spread(persons=persons):
            return f"{number(persons)} {lever.words} on top, evenly"
        case _:
            return lever.otherwise if state else f"{lever.words}: 0" if level else f"no {lever.words}"


def _when(span: Span, change: Held, applied: Applied) -> str:
    weeks = span.weeks[applied.held]
    first, last = weeks[0], weeks[-1]
    if isinstance(change, Spread):
        return f"over {change.weeks} weeks from {first}"
    if first == span.weeks[0] and last == span.weeks[-1]:
        return "in any week" if _nothing(change) else "in every week"
    if last == span.weeks[-1]:
        return f"from {first} on"
    return f"from {first} to {last}, as in the baseline otherwise"


def _nothing(change: Held) -> bool:
    return change.operation == "zero" and LEVERS[change.input].kind == "flow"
