"""From the changes of a scenario to the inputs of its arm.

Changes are applied in their order, each to what the one before left. What follows from an input follows it here as
well: a contingent is disclosed in the week it becomes public, and what is acknowledged is public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fineline.case import Case, Change
from fineline.case.inputs import disclosed
from fineline.case.levers import LEVERS
from fineline.case.scenarios import AFTER_DATA, Add, Day, Equal, Held, Set, Shift, Spanned, Spread, Times, Zero
from fineline.errors import SettingError
from fineline.time import WEEK, Days

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Inputs = Mapping[str, Floats]

PUBLIC, ACKNOWLEDGED, DISCLOSED = "contingent_public", "contingent_acknowledged", "contingent_disclosed"
FOLLOWED: Mapping[str, str] = MappingProxyType({PUBLIC: ACKNOWLEDGED, ACKNOWLEDGED: PUBLIC, DISCLOSED: PUBLIC})
"""What each stage of disclosure follows when another was changed."""


@dataclass(frozen=True)
class Span:
    """The weeks of a set of runs.

    Attributes:
        weeks: Sundays of history and horizon, shape ``(weeks,)``.
        history: how many of them have data.
    """

    weeks: Days
    history: int

    @property
    def after_data(self) -> date:
        """The first week after the data; it may lie beyond the runs."""
        return (self.weeks[self.history - 1] + WEEK).astype(date)

    def day(self, given: Day) -> date:
        """The Sunday that a scenario means."""
        return self.after_data if given == AFTER_DATA else given

    def require(self, day: date, where: str) -> None:
        """Refuse a day that names no week of the runs.

        Raises:
            SettingError: it is no Sunday, or lies before or after the runs; past the data the horizon is named.
        """
        if np.any(self.weeks == np.datetime64(day, "D")):
            return
        ahead = int((np.datetime64(day, "D") - self.weeks[self.history - 1]) // WEEK)
        late = day.weekday() == self.weeks[0].astype(date).weekday() and ahead > 0
        raise SettingError(
            expected=f"a Sunday from {self.weeks[0]} to {self.weeks[-1]}",
            found=f"{day.isoformat()}, a {day:%A}",
            where=where,
            remedy=f"it lies after the data: give a horizon of at least {ahead} weeks (--horizon {ahead})"
            if late
            else "name a week of the runs by its Sunday",
        )


@dataclass(frozen=True)
class Applied:
    """A change as it was applied.

    Attributes:
        change: the change.
        held: weeks in which it holds, shape ``(weeks,)``.
        altered: whether any week came out differently.
    """

    change: Change
    held: Mask
    altered: bool


@dataclass(frozen=True)
class Arm:
    """The inputs of an arm.

    Attributes:
        inputs: all of them by name, shape ``(weeks,)``.
        applied: the changes, in order.
        named: inputs that the changes name, and those that follow from them and came out differently.
    """

    inputs: Inputs
    applied: tuple[Applied, ...]
    named: tuple[str, ...]


def apply_changes(case: Case, span: Span, baseline: Inputs, changes: Sequence[Change]) -> Arm:
    """The inputs of an arm.

    Args:
        case: its rules for weeks after the data fill what a shift leaves open.
        span: weeks of the runs.
        baseline: inputs of the baseline by name, shape ``(weeks,)``.
        changes: what is changed, in order.

    Raises:
        SettingError: a change outside the weeks of the runs, a value that the input cannot have, or two changes that
            contradict each other.
    """
    inputs = dict(baseline)
    applied: list[Applied] = []
    for change in changes:
        held = held_weeks(span, change)
        made = _changed(case, span, inputs, baseline, change, held)
        _require_bounds(change.input, made)
        applied.append(Applied(change, held, not np.array_equal(made, inputs[change.input])))
        inputs[change.input] = made
    named = tuple(dict.fromkeys(change.input for change in changes))
    followed = _follow(inputs, baseline, named)
    more = tuple(name for name, values in followed.items() if not np.array_equal(values, inputs[name]))
    return Arm({**inputs, **followed}, tuple(applied), (*named, *more))


def moved(changes: Sequence[Change], start: date, name: str) -> tuple[Change, ...]:
    """The changes of one scenario, all beginning in another week.

    Raises:
        SettingError: they begin in several weeks, which no single date can stand for, or one ends before it begins.
    """
    begins = {day for change in changes if (day := _begin(change)) is not None}
    if len(begins) > 1:
        raise SettingError(
            expected="changes that begin in one week, to be moved to another",
            found=f"beginnings {', '.join(sorted(map(str, begins)))}",
            where=f"scenario {name}",
            remedy="leave out the start, or give the scenario a file of its own with other dates",
        )
    for change in changes:
        until = change.until if isinstance(change, Spanned) else None
        if until is not None and until < start:
            raise SettingError(
                expected=f"a start on or before {until.isoformat()}, when the change of {change.input} ends",
                found=start.isoformat(),
                where=f"scenario {name}",
                remedy="give an earlier start",
            )
    keys = ("to" if isinstance(change, Shift) else "start" for change in changes)
    return tuple(change.model_copy(update={key: start}) for change, key in zip(changes, keys, strict=True))


def _begin(change: Change) -> Day | None:
    return change.to if isinstance(change, Shift) else change.start


def held_weeks(span: Span, change: Change) -> Mask:
    """Weeks in which a change holds, shape ``(weeks,)``; every week of an input that is shifted.

    Raises:
        SettingError: it names a day that is no week of the runs.
    """
    if isinstance(change, Shift):
        span.require(span.day(change.to), f"{change.input}, to")
        return np.ones(len(span.weeks), dtype=bool)
    held = np.ones(len(span.weeks), dtype=bool)
    if change.start is not None:
        first = span.day(change.start)
        span.require(first, f"{change.input}, from")
        held &= span.weeks >= np.datetime64(first, "D")
        if change.weeks is not None:
            held &= span.weeks < np.datetime64(first, "D") + change.weeks * WEEK
    if isinstance(change, Spanned) and change.until is not None:
        span.require(change.until, f"{change.input}, until")
        held &= span.weeks <= np.datetime64(change.until, "D")
    return held


def _changed(case: Case, span: Span, inputs: Inputs, baseline: Inputs, change: Change, held: Mask) -> Floats:
    values = inputs[change.input]
    if isinstance(change, Shift):
        return _shifted(values, _place(span, change.to), _filling(case, change.input, values, span.history))
    return np.where(held, _instead(change, values, baseline), values)


def _instead(change: Held, values: Floats, baseline: Inputs) -> Floats:
    """What an input is in the weeks in which a change holds."""
    match change:
        case Set(value=value):
            return np.full_like(values, value)
        case Times(factor=factor):
            return factor * values
        case Add(value=value):
            return values + value
        case Equal(of=other):
            return baseline[other]
        case Spread(persons=persons, weeks=weeks):
            return values + persons / weeks
        case Zero():
            return np.zeros_like(values)


def _place(span: Span, day: Day) -> int:
    return int(np.searchsorted(span.weeks, np.datetime64(span.day(day), "D")))


def _shifted(values: Floats, to: int, filling: float) -> Floats:
    """The values moved so that the first above zero stands at a place; nothing before them, the filling after."""
    used = np.flatnonzero(values)
    if not len(used):
        return values
    by = to - int(used[0])
    if by >= 0:
        return np.concatenate([np.zeros(by), values[: len(values) - by]])
    return np.concatenate([values[-by:], np.full(-by, filling)])


def _filling(case: Case, name: str, values: Floats, history: int) -> float:
    """What an input is after the weeks it was moved from, by the case's rule for weeks after the data."""
    rule = getattr(case.beyond_data, name, None)
    if rule is None or rule.rule == "last_value":
        return float(values[-1])
    return 0.0 if rule.rule == "zero" else float(values[max(history - rule.weeks, 0) : history].mean())


def _require_bounds(name: str, values: Floats) -> None:
    lever = LEVERS[name]
    if values.min() < lever.low or values.max() > lever.high:
        raise SettingError(
            expected=f"{name} from {lever.low:g} to {lever.high:g} in every week",
            found=f"{values.min():g} to {values.max():g}",
            where="changes of the scenario",
            remedy="take another value or factor, or fewer changes at once",
        )


def _follow(inputs: Inputs, baseline: Inputs, named: Sequence[str]) -> dict[str, Floats]:
    """The stages of disclosure, made to agree with each other when one of them was changed."""
    public, acknowledged = inputs[PUBLIC], inputs[ACKNOWLEDGED]
    if PUBLIC in named and ACKNOWLEDGED in named and (acknowledged > public).any():
        raise SettingError(
            expected="a contingent that is public in every week in which it is acknowledged",
            found=f"changes of {PUBLIC} and of {ACKNOWLEDGED} that contradict each other",
            where="changes of the scenario",
            remedy="leave out one of the two",
        )
    if PUBLIC in named:
        acknowledged = np.minimum(acknowledged, public)
    elif ACKNOWLEDGED in named:
        public = np.maximum(public, acknowledged)
    else:
        return {}
    weekly = disclosed(public)
    if public[0] == baseline[PUBLIC][0]:  # it may have become public before the first week
        weekly[0] = baseline[DISCLOSED][0]
    return {PUBLIC: public, ACKNOWLEDGED: acknowledged, DISCLOSED: weekly}
