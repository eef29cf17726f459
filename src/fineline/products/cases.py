"""Where a case lies, and which days it knows."""

from __future__ import annotations

from datetime import date

from fineline.case import Case
from fineline.case.load import EMBEDDED
from fineline.errors import AsOfError

SHIPPED = "posterior.nc"
"""The file of the posterior that comes with a case, in the folder of the case."""


def place_of(case: Case) -> str:
    """The name of an embedded case, or the folder of another, as `load_case` takes them."""
    folder = case.folder.resolve()
    return folder.name if folder.parent == EMBEDDED else str(folder)


def known_day(case: Case, as_of: date | None) -> date:
    """The as-of day asked for, or that of the case.

    Raises:
        AsOfError: the day lies after everything the case knows.
    """
    newest = case.calendar.knowledge
    if as_of is not None and as_of > newest:
        raise AsOfError(
            expected=f"a day on or before {newest.isoformat()}, the newest that the tables of {case.name} speak for",
            found=as_of.isoformat(),
            where="as of",
            remedy=f"choose {newest.isoformat()} or earlier, or build newer tables",
        )
    return as_of or newest
