"""Levers of a case: what people could choose, with named positions, a range, and the evidence behind it.

A lever at a position is nothing but dated changes of inputs (see `fineline.case.scenarios`): it can be stacked on
others, written down as a scenario, and is checked by the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, RootModel, TypeAdapter, model_validator

from fineline.case.scenarios import Change, Day, Finite, check_change
from fineline.errors import MalformedCaseError, SettingError
from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, line_of, place, read_declared

LEVERS_FILE = "levers.yaml"
Group = Literal["foreign troops", "munitions", "manpower", "aid", "arrangement", "talks", "tempo"]
FIELD: Mapping[str, str] = {"set": "value", "times": "factor", "add": "value", "spread": "persons"}
"""Key of a change that takes the value of a lever, by operation."""

_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)


class LeverChange(Declared):
    """A change whose figure is the value of a lever.

    Attributes:
        input: the input of the model that is changed.
        operation: how the value of the lever changes it.
        start: its first week, written `from`; the first week of the runs when None.
        weeks: how many weeks it holds; to the end when None.
    """

    input: str
    operation: Literal["set", "times", "add", "spread"]
    start: Day | None = Field(default=None, alias="from")
    weeks: int | None = Field(default=None, ge=1)

    def at(self, value: float, reason: str) -> Change:
        """The change at a value of the lever."""
        content: dict[str, object] = {"input": self.input, "operation": self.operation, "reason": reason}
        content |= {FIELD[self.operation]: value}
        content |= {key: part for key, part in (("from", self.start), ("weeks", self.weeks)) if part is not None}
        return _CHANGE.validate_python(content)


class LeverSpec(Declared):
    """A lever.

    Attributes:
        title: what is chosen.
        group: what it belongs to.
        unit: unit of its value.
        default: its value in the baseline, where it changes nothing.
        low: the least it can be asked to be.
        high: the most.
        historic: the least and the most that history has seen; None where it has seen nothing like it.
        positions: named values.
        evidence: claims that the range rests on.
        reason: where the figures come from, and what is assumed.
        changes: what its value changes, in order.
    """

    title: Sentence
    group: Group
    unit: Sentence
    default: Finite
    low: Finite
    high: Finite
    historic: tuple[Finite, Finite] | None = None
    positions: dict[str, Finite] = Field(min_length=1)
    evidence: tuple[str, ...] = ()
    reason: Sentence
    changes: Annotated[tuple[LeverChange, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _inside(self) -> Self:
        values = {"default": self.default, **self.positions}
        outside = [name for name, value in values.items() if not self.low <= value <= self.high]
        if self.low >= self.high or outside:
            raise ValueError(f"{', '.join(outside) or 'low'} must lie between low and high")
        return self

    def require(self, name: str, value: float) -> None:
        """Refuse a value outside the range.

        Raises:
            SettingError: it lies outside.
        """
        if not self.low <= value <= self.high:
            raise SettingError(
                expected=f"from {self.low:g} to {self.high:g} {self.unit}",
                found=f"{value:g}",
                where=f"lever {name}",
                remedy="take a value of that range; to ask for another, write a scenario of the case",
            )

    def at(self, value: float) -> tuple[Change, ...]:
        """The changes at a value; none at the default."""
        return () if value == self.default else tuple(change.at(value, self.reason) for change in self.changes)


class _Levers(RootModel[dict[str, LeverSpec]]):
    pass


def read_levers(folder: Path, claims: Collection[str]) -> dict[str, LeverSpec]:
    """The levers of a case by name, in the order of its file; none where it has no such file.

    Args:
        folder: of the case.
        claims: identifiers of the claims of the case.

    Raises:
        CaseError: the file is faulty, names an input that cannot be changed so, or evidence that is not there.
    """
    path = folder / LEVERS_FILE
    if not path.is_file():
        return {}
    found = read_declared(_Levers, path).root
    for name, lever in found.items():
        for number, change in enumerate(lever.changes):
            for value in {lever.low, lever.high, *lever.positions.values()} - {lever.default}:
                check_change(change.at(value, lever.reason), path, (name, "changes", number))
        for number, claim in enumerate(lever.evidence):
            if claim not in claims:
                raise MalformedCaseError(
                    expected="the identifier of a claim of the case",
                    found=claim,
                    where=place(path, line_of(path, (name, "evidence", number))),
                    remedy="correct it; `fineline evidence list` shows all",
                )
    return found
