"""An export of the Armed Conflict Location & Event Data: CSV, one row for each event.

Columns as in its codebook: `event_id_cnty`, `event_date` (2024-10-13, or 13 October 2024 as the export tool writes it),
`country`, `actor1`, `actor2` (may be empty) and `fatalities`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fineline.evidence.importers.events import Event, Tally, slug
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import Cells, calendar_day, count, day, header_of, records
from fineline.evidence.importers.ucdp import named

ORIGIN = Origin(
    "ACLED",
    "Armed Conflict Location & Event Data",
    "ACLED",
    "https://acleddata.com",
    "terms of use of ACLED; no redistribution of its rows, aggregates with attribution",
)
COLUMNS = {"event_id_cnty", "event_date", "event_type", "country", "actor1", "actor2", "fatalities"}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_IN_WORDS = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})", re.ASCII)


def _recognises(head: str) -> bool:
    return set(header_of(head)) >= COLUMNS


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    tally = Tally("acled", "ACLED", ORIGIN)
    for path in paths:
        for where, row in records(path):
            tally.add(where, _event(where, row))
        advance()
    return Imported(list(tally.figures()))


def _event(where: str, row: Cells) -> Event:
    second = {row["actor2"].strip()} if slug(row["actor2"]) else set[str]()
    return Event(
        id=named(where, row, "event_id_cnty"),
        date=_day(where, row["event_date"]),
        country=named(where, row, "country"),
        actors=frozenset({named(where, row, "actor1")} | second),
        deaths=count(where, row, "fatalities"),
    )


def _day(where: str, text: str) -> date:
    found = _IN_WORDS.fullmatch(text)
    if found is None:
        return day(where, text, "event_date")
    of_month, month, year = found.groups()
    return calendar_day(where, int(year), MONTHS.index(month) + 1, int(of_month))


KIND = Kind("acled", "an ACLED export", ORIGIN, Dating.REVISED, _recognises, _read)
