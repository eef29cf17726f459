"""Scenarios of a case: dated changes of inputs, each with a reason, checked when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fineline.case.levers import LEVERS, Lever
from fineline.errors import MalformedCaseError
from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, line_of, place, read_declared
from fineline.time import require_sunday

AFTER_DATA = "after data"
Day = date | Literal["after data"]
"""A Sunday, or the first week after the last week with data."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Changed(Declared):
    """What every change states.

    Attributes:
        input: the input of the model that is changed.
        reason: why so, and where the figure comes from.
    """

    input: str
    reason: Sentence


class Spanned(Changed):
    """A change that holds over a span of weeks.

    Attributes:
        start: its first week, written `from`; the first week of the runs when None.
        until: its last week; no end when None.
        weeks: how many weeks it holds, instead of a last week; weeks beyond the runs fall away.
    """

    start: Day | None = Field(default=None, alias="from")
    until: date | None = None
    weeks: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.until is not None and self.weeks is not None:
            raise ValueError("give the last week (until) or how many weeks, not both")
        if self.weeks is not None and self.start is None:
            raise ValueError("a number of weeks needs the first of them (from)")
        if isinstance(self.start, date) and self.until is not None and self.until < self.start:
            raise ValueError("the last week lies before the first")
        return self


class Zero(Spanned):
    """Nothing of it."""

    operation: Literal["zero"]


class Set(Spanned):
    """A value of its own.

    Attributes:
        value: the value, a week for a flow.
    """

    operation: Literal["set"]
    value: Finite


class Times(Spanned):
    """So many times as much.

    Attributes:
        factor: by which it is multiplied.
    """

    operation: Literal["times"]
    factor: Annotated[float, Field(ge=0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.factor == 1.0:
            raise ValueError("a factor of 1 changes nothing")
        return self


class Add(Spanned):
    """More of it, or less.

    Attributes:
        value: what is added, a week for a flow.
    """

    operation: Literal["add"]
    value: Finite

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.value == 0.0:
            raise ValueError("adding 0 changes nothing")
        return self


class Equal(Spanned):
    """As much as another input has in the baseline.

    Attributes:
        of: the other input.
    """

    operation: Literal["equal"]
    of: str


class Shift(Changed):
    """The same, moved in time.

    Attributes:
        to: the week in which it then begins.
    """

    operation: Literal["shift"]
    to: Day


class Spread(Changed):
    """People added, evenly over some weeks.

    Attributes:
        persons: how many in all.
        start: the first week, written `from`.
        weeks: over how many weeks.
    """

    operation: Literal["spread"]
    persons: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    start: Day = Field(alias="from")
    weeks: int = Field(ge=1)


Held = Zero | Set | Times | Add | Equal | Spread
"""Changes that hold in some weeks and leave the others alone."""
Change = Annotated[Held | Shift, Field(discriminator="operation")]


class Scenario(Declared):
    """A question put as dated changes: the runs with them are compared with the same runs without.

    Attributes:
        title: its title.
        question: what it answers.
        expect: whether the pair should differ; a placebo should not.
        lever_of: who could bring it about: "outsiders" are backers, states that sanction and those who publish; None
            where it is no lever to be compared with others.
        changes: what is changed, in the order in which it is applied.
    """

    title: Sentence
    question: Sentence
    expect: Literal["difference", "no difference"]
    lever_of: Literal["outsiders"] | None = None
    changes: tuple[Change, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _moves_something(self) -> Self:
        if self.lever_of is not None and self.expect == "no difference":
            raise ValueError("a scenario that should make no difference is nobody's lever")
        return self

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last week changed, where every change names both by date; None otherwise."""
        spans = [_dated(change) for change in self.changes]
        known = [span for span in spans if span is not None]
        if len(known) < len(spans):
            return None
        return min(first for first, _ in known), max(last for _, last in known)


def read_scenarios(folder: Path) -> dict[str, Scenario]:
    """The scenarios of a case by name, in the order of the names.

    Args:
        folder: where their files lie.

    Raises:
        MalformedCaseError: an input that does not exist or follows from another, or a change that it cannot take.
        NotASundayError: a week that is not named by its Sunday.
        CaseError: a file that is faulty otherwise.
    """
    found: dict[str, Scenario] = {}
    for path in sorted(folder.glob("*.yaml")):
        found[path.stem] = read_declared(Scenario, path)
        for number, change in enumerate(found[path.stem].changes):
            check_change(change, path, ("changes", number))
    return found


def _dated(change: Change) -> tuple[date, date] | None:
    if isinstance(change, Spanned) and isinstance(change.start, date) and change.until is not None:
        return change.start, change.until
    return None


def check_change(change: Change, path: Path, at: tuple[int | str, ...]) -> None:
    """Refuse a change that its input cannot take, naming the place in a file at which it is written.

    Raises:
        MalformedCaseError, NotASundayError: as in `read_scenarios`.
    """

    def where(key: str) -> str:
        return place(path, line_of(path, (*at, key)))

    for key, day in _days(change):
        require_sunday(day, where(key))
    names = {"input": change.input, **({"of": change.of} if isinstance(change, Equal) else {})}
    for key, name in names.items():
        if name not in LEVERS or (key == "input" and LEVERS[name].follows):
            free = ", ".join(lever for lever, spec in LEVERS.items() if not spec.follows)
            raise MalformedCaseError(
                expected=f"an input of the model: one of {free}",
                found=name if name not in LEVERS else f"{name}, which follows from {LEVERS[name].follows}",
                where=where(key),
                remedy="name one of these",
            )
    if fault := _unfit(change, LEVERS[change.input]):
        raise MalformedCaseError(
            expected=fault,
            found=f"{change.operation} of {change.input}",
            where=where("operation"),
            remedy="choose another operation or value",
        )


def _days(change: Change) -> Iterator[tuple[str, date]]:
    named = {"from": getattr(change, "start", None), **{key: getattr(change, key, None) for key in ("until", "to")}}
    return ((key, day) for key, day in named.items() if isinstance(day, date))


def _unfit(change: Change, lever: Lever) -> str:
    """What the input of a change would need it to be; empty when the change fits."""
    if isinstance(change, Spread) and lever.unit != "persons/week":
        return f"persons spread over an input that counts persons a week, which {change.input} does not"
    if isinstance(change, Shift) and lever.kind == "level":
        return f"a flow or a state to move in time; {change.input} is a level, which begins nowhere"
    if isinstance(change, Times | Add | Equal) and lever.kind == "state":
        return f"zero, set or shift, since {change.input} either holds or does not"
    if isinstance(change, Equal) and lever.unit != LEVERS[change.of].unit:
        return f"an input in {lever.unit}, which {change.of} is not"
    if isinstance(change, Set) and not lever.holds(change.value):
        return "0 or 1" if lever.kind == "state" else f"a value from {lever.low:g} to {lever.high:g}"
    return ""
