"""What an importer says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import polars as pl

from fineline.evidence.figures import Figure


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as its figures cite it.

    Attributes:
        id: key into the table of sources.
        name: what it is.
        publisher: who publishes it.
        url: where.
        licence: on which terms.
    """

    id: str
    name: str
    publisher: str
    url: str
    licence: str


class Dating(Enum):
    """When the figures of a format became public."""

    DAILY = "each figure on its own day; a corrected file is a vintage"
    REVISED = "all on the day of the file, its vintage"
    OWN = "each row says so itself"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds.

    Attributes:
        figures: rows of the long table.
        claims: rows of the table of claims; None in formats that hold none.
        running: figures left out because their week or month was not over on the day of the file.
    """

    figures: list[Figure]
    claims: pl.DataFrame | None = None
    running: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A format that can be imported.

    Attributes:
        name: as the command line has it.
        title: in words, after "this looks like".
        origin: the source of its figures; None where rows name their own.
        dating: when its figures became public.
        recognises: whether the beginning of a file is of this format.
        read: the content of one or more files; the second argument is called after each file.
    """

    name: str
    title: str
    origin: Origin | None
    dating: Dating
    recognises: Callable[[str], bool]
    read: Callable[[tuple[Path, ...], Callable[[], None]], Imported]
