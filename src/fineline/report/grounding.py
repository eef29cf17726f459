"""The credibility assessment and the description of the model, read from the files that ship with this room."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, read_declared

FOLDER = Path(__file__).parent
CREDIBILITY_FILE = "credibility.yaml"
ODD_FILE = "odd.yaml"
HIGHEST = 4
PLACES = ("file", "command", "decision", "page")


class Evidence(Declared):
    """One thing that bears a level out.

    Attributes:
        says: what it shows.
        file: a file of the repository.
        command: a command to give.
        decision: a decision record, by its file.
        page: a page of the documentation, with a heading after `#` where one is meant.
    """

    says: Sentence
    file: str | None = None
    command: str | None = None
    decision: str | None = None
    page: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(getattr(self, name) is not None for name in PLACES) != 1:
            raise ValueError(f"name exactly one of {', '.join(PLACES)}")
        return self

    @property
    def place(self) -> str:
        """Where it is to be found."""
        return next(str(value) for name in PLACES if (value := getattr(self, name)) is not None)


class Factor(Declared):
    """One factor of credibility.

    Attributes:
        key: its key.
        title: its title.
        level: the level claimed, from 0 to 4.
        asks: what that level asks.
        evidence: what bears it out; none for level 0 alone.
        gap: what the next level would need, or why there is none.
    """

    key: str
    title: Sentence
    level: int = Field(ge=0, le=HIGHEST)
    asks: Sentence
    evidence: tuple[Evidence, ...]
    gap: Sentence

    @model_validator(mode="after")
    def _borne_out(self) -> Self:
        if (self.level == 0) == bool(self.evidence):
            raise ValueError("a level above 0 needs evidence, and level 0 claims none")
        return self


class Credibility(Declared):
    """What `credibility.yaml` holds."""

    factors: tuple[Factor, ...] = Field(min_length=1)


class OddPart(Declared):
    """One element of the ODD protocol.

    Attributes:
        id: its anchor.
        group: overview, design concepts or details.
        title: its title.
        text: its paragraphs.
        see: pages of the documentation that say more.
    """

    id: str
    group: Literal["Overview", "Design concepts", "Details"]
    title: Sentence
    text: tuple[Sentence, ...] = Field(min_length=1)
    see: tuple[str, ...]


class Odd(Declared):
    """What `odd.yaml` holds."""

    parts: tuple[OddPart, ...] = Field(min_length=1)


@cache
def credibility() -> Credibility:
    """The credibility assessment. Raises `CaseError` when the file was damaged."""
    return read_declared(Credibility, FOLDER / CREDIBILITY_FILE)


@cache
def odd() -> Odd:
    """The description by the ODD protocol. Raises `CaseError` when the file was damaged."""
    return read_declared(Odd, FOLDER / ODD_FILE)
