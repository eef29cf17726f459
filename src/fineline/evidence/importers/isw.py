"""The area under assessed control by day, from the maps of ISW as The Economist keeps it: CSV, square metres."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from fineline.errors import DuplicateRowError
from fineline.evidence.figures import Figure, sundays, weekly_changes
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import count, day, header_of, records

ORIGIN = Origin(
    "S07",
    "Area assessed as Russian-controlled",
    "Institute for the Study of War, processed by The Economist",
    "https://github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates",
    "CC BY 4.0 (data of The Economist); terms of the ISW maps not stated",
)
CLAIMANT = "ISW"
AREA = "area_assessed_as_russia_controlled"
M2_IN_KM2 = 1e6


def _recognises(head: str) -> bool:
    return {"date", AREA} <= set(header_of(head))


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    areas: dict[date, float] = {}
    for path in paths:
        for where, row in records(path):
            of, area = day(where, row["date"], "date"), count(where, row, AREA) / M2_IN_KM2
            if areas.setdefault(of, area) != area:
                raise DuplicateRowError(
                    expected="one area for each day",
                    found=f"{of} again, with another area",
                    where=where,
                    remedy="take one of the two rows out",
                )
        advance()
    levels = [_figure("area_isw", of, area, "km2") for of, area in sundays(areas).items()]
    changes = [_figure("area_change_isw", of, change, "km2/week") for of, change in weekly_changes(areas).items()]
    return Imported(levels + changes)


def _figure(series: str, of: date, value: float, unit: str) -> Figure:
    rounded = round(value, 2)
    return Figure(series, None, of, rounded, None, None, unit, ORIGIN.id, CLAIMANT, published=of, url=ORIGIN.url)


KIND = Kind("isw-area", "the ISW area as kept by The Economist", ORIGIN, Dating.DAILY, _recognises, _read)
