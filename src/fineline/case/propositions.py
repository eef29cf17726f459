"""The propositions of a case: what is asked, the events that speak for it, and what would settle it.

A test is declared, not programmed: it names a quantity that the analyses measure, a threshold, the side of it that
counts, and the weeks. Thresholds say what would count as mattering and are the case's own; they can be argued with in
the file that states them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal, Self, cast

from pydantic import Field, model_validator

from fineline.errors import CaseError, MalformedCaseError
from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, checked, place, read_text

Comparison = Literal["above", "at least", "below", "at most"]
Joined = Literal["all", "any", "signs"]
WindowName = Literal[
    "whole record", "before arrival", "since arrival", "while hidden", "last year", "next half-year", "next year"
]
"""Spans of weeks over which a quantity may be measured; all are counted from dates of the record."""


class Candidate(Declared):
    """One candidate for a place the text leaves open.

    Attributes:
        fear: the candidate, in words.
        would_show: what in the record would speak for it.
        claims: claims that bear on it.
    """

    fear: Sentence
    would_show: Sentence
    claims: tuple[str, ...] = ()


class DeclaredTest(Declared):
    """One event that bears on a proposition: a measured quantity set against a threshold.

    Attributes:
        quantity: key of the quantity among those that the analyses measure.
        comparison: on which side of the threshold the event lies.
        threshold: the threshold, in the unit of the quantity.
        window: weeks over which the quantity is measured; None for what no weeks are counted for.
        scenarios: scenarios of the case whose pairs the quantity compares, where it compares any.
    """

    quantity: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    comparison: Comparison
    threshold: Annotated[float, Field(allow_inf_nan=False)]
    window: WindowName | None = None
    scenarios: tuple[str, ...] = ()


class Proposition(Declared):
    """A statement that the product tests.

    Attributes:
        id: stable identifier.
        text: the statement.
        answered_by: what in the product answers it.
        would_settle: what would settle it, where the product does not.
        tests: the events that speak for it; none for a place that the text leaves open.
        joined: whether it takes all of the events, in the same draw, or any of them; signs may disagree,
            and where they do the proposition is open.
        claims: claims shown beside the verdict.
        candidates: possible fillings of a place the text leaves open; none is asserted.
    """

    id: str = Field(pattern=r"^P\d+$")
    text: Sentence
    answered_by: Sentence
    would_settle: Sentence
    tests: tuple[DeclaredTest, ...] = ()
    joined: Joined = "all"
    claims: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if bool(self.tests) == bool(self.candidates):
            raise ValueError("a proposition has tests, or it is an open place with candidates, and never both")
        if len(self.tests) != len(set(self.tests)):
            raise ValueError("the same test twice")
        if self.joined != "all" and len(self.tests) < 2:
            raise ValueError(f"tests joined as '{self.joined}' need more than one")
        return self


class _File(Declared):
    proposition: tuple[Proposition, ...]


def read_propositions(path: Path) -> tuple[Proposition, ...]:
    """The propositions of a case, in the order of the file.

    Args:
        path: the TOML file.

    Raises:
        MalformedCaseError: not valid TOML, a value missing or of the wrong kind, or an identifier used twice.
        UnknownKeyError: a key that no proposition has.
    """
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        raise MalformedCaseError(
            expected="valid TOML",
            found=str(fault),
            where=place(path, int(line.group(1)) if line else None),
            remedy="mend the text at that line",
        ) from fault
    found: list[Proposition] = []
    for index, entry in enumerate(cast(list[object], content.pop("proposition", []))):
        found.append(_one(entry, path, _line(text, index)))
    checked(_File, {**content, "proposition": found}, path)
    _refuse_repeats(found, text, path)
    return tuple(found)


def refuse_unknown_scenarios(found: tuple[Proposition, ...], known: Collection[str], path: Path) -> None:
    """Refuse a test that names a scenario which the case does not hold.

    Args:
        found: the propositions, in the order of the file.
        known: names of the scenarios of the case.
        path: the file.

    Raises:
        MalformedCaseError: such a test.
    """
    for index, row in enumerate(found):
        unknown = [name for test in row.tests for name in test.scenarios if name not in known]
        if unknown:
            raise MalformedCaseError(
                expected=f"scenarios of the case: {', '.join(known) or 'it has none'}",
                found=f"{', '.join(unknown)} in a test of {row.id}",
                where=place(path, _line(read_text(path), index)),
                remedy="name one of these, or add the scenario",
            )


def _one(entry: object, path: Path, line: int) -> Proposition:
    try:
        return checked(Proposition, entry, path)
    except CaseError as fault:
        raise type(fault)(
            expected=fault.expected, found=fault.found, where=place(path, line), remedy=fault.remedy
        ) from fault


def _line(text: str, index: int) -> int:
    """The line on which the table of the proposition at an index begins, counted from 1."""
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[proposition]]"]
    return starts[index] if index < len(starts) else 1


def _refuse_repeats(found: list[Proposition], text: str, path: Path) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(found):
        if entry.id in seen:
            raise MalformedCaseError(
                expected="each identifier once",
                found=f"{entry.id} again",
                where=place(path, _line(text, index)),
                remedy="give the later one its own identifier",
            )
        seen.add(entry.id)
