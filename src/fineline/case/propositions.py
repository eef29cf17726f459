"""The propositions of a case: what is asked, what answers it, and whether the model can answer yet."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal, Self, cast

from pydantic import Field, model_validator

from fineline.errors import CaseError, MalformedCaseError
from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, checked, place, read_text


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


class Proposition(Declared):
    """A statement that the product tests.

    Attributes:
        id: stable identifier.
        text: the statement.
        quantity: the quantity that tests it.
        status: whether the model answers it yet.
        answered_by: what answers it, or what will.
        test: key of the test among the analyses; None if there is none yet.
        claims: claims shown beside the verdict.
        candidates: possible fillings of a place the text leaves open; none is asserted.
    """

    id: str = Field(pattern=r"^P\d+$")
    text: Sentence
    quantity: Sentence
    status: Literal["answered", "not yet modelled"]
    answered_by: Sentence
    test: str | None = None
    claims: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @model_validator(mode="after")
    def _test_if_answered(self) -> Self:
        if (self.status == "answered") != (self.test is not None):
            raise ValueError("an answered proposition names its test, and no other does")
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
