"""The record of precedents: conflict-years at risk and states that newly sent troops to them, year by year.

The record says who sent troops, not how many and not whether it was called a success. `scripts/table_builders` holds
the definitions of what is counted.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from fineline.errors import AsOfError, UnknownSeriesError
from fineline.evidence.door import PRECEDENT_COUNTS, check_precedent

PRECEDENT_TABLE = "precedent.csv"

Counts = npt.NDArray[np.int64]
Event = Literal["sendings", "first_sendings", "new_senders"]
"""What is counted: conflict-years with a new sender, those into a conflict without senders until then, or states."""


@dataclass(frozen=True, kw_only=True)
class PrecedentRecord:
    """Counts of one kind of conflict by calendar year, shape ``(years,)`` each.

    Attributes:
        kind: interstate, intrastate or extrasystemic.
        year: calendar years, one after the other.
        conflict_years: conflicts at risk in the year.
        war_years: those of them with at least 1,000 battle deaths.
        with_troops: those of them with troops of a third state.
        sendings: those of them with at least one new sender.
        first_sendings: those of the sendings into a conflict in which no third state had troops the year before.
        new_senders: states that newly sent troops.
        conflicts_begun: conflicts in their first year on record.
        conflicts_joined: of the conflicts begun on record, those that troops of a third state first enter in the year.
        published: day on which all of it was public.
        source: where it comes from.
    """

    kind: str
    year: Counts
    conflict_years: Counts
    war_years: Counts
    with_troops: Counts
    sendings: Counts
    first_sendings: Counts
    new_senders: Counts
    conflicts_begun: Counts
    conflicts_joined: Counts
    published: date
    source: str

    def events(self, event: Event) -> Counts:
        """The counts of one kind of event, shape ``(years,)``."""
        return {
            "sendings": self.sendings,
            "first_sendings": self.first_sendings,
            "new_senders": self.new_senders,
        }[event]

    def until(self, last: int) -> PrecedentRecord:
        """The same record without the years after ``last``; counts of a year are never revised by a later one."""
        kept = self.year <= last
        return replace(self, **{name: getattr(self, name)[kept] for name in ("year", *PRECEDENT_COUNTS)})


def read_precedents(path: Path, as_of: date, kind: str = "interstate") -> PrecedentRecord:
    """The record of one kind of conflict, as known on a day.

    Args:
        path: the table of precedents of a case.
        as_of: nothing published later is read. The table is one release of its source and is known whole or not at all.
        kind: interstate, intrastate or extrasystemic.

    Raises:
        TableError, NegativeCountError, OrderError: the table cannot be trusted.
        UnknownSeriesError: it holds no such kind of conflict.
        AsOfError: it was not public yet.
    """
    check_precedent(path)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = [row for row in rows if row["kind"] == kind]
    if not kept:
        raise UnknownSeriesError(
            expected=f"one of {', '.join(sorted({row['kind'] for row in rows}))}",
            found=kind,
            where=str(path),
            remedy="name a kind of conflict that the table holds",
        )
    published = max(date.fromisoformat(row["published"]) for row in kept)
    if published > as_of:
        raise AsOfError(
            expected=f"a day on or after {published}, when this release was public",
            found=str(as_of),
            where=str(path),
            remedy=f"choose {published} or later; the table holds no earlier release",
        )
    counts = {name: np.array([int(row[name]) for row in kept], np.int64) for name in ("year", *PRECEDENT_COUNTS)}
    source = ";".join(sorted({row["source"] for row in kept}))
    return PrecedentRecord(kind=kind, **counts, published=published, source=source)
