"""Losses claimed by the General Staff of Ukraine: daily running totals in JSON, personnel or equipment.

A week's loss is the total of its Sunday less that of the Sunday before. Totals of equipment have been corrected
downwards at times, so that such a week may be negative; for personnel that is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import cast

from fineline.errors import TableError
from fineline.evidence.figures import Figure, sundays, weekly_changes
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import day, json_of, not_negative

ORIGIN = Origin(
    "S01",
    "Russian losses claimed by Ukraine",
    "P. Ivaniuk (repository); General Staff of Ukraine (claims)",
    "https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset",
    "MIT (repository)",
)
CLAIMANT = "General Staff of Ukraine"
PERSONNEL = "principal_losses_claimed"
SERIES: Mapping[str, str] = MappingProxyType(
    {
        "personnel": PERSONNEL,
        "aircraft": "principal_aircraft_lost_claimed",
        "helicopter": "principal_helicopters_lost_claimed",
        "tank": "principal_tanks_lost_claimed",
        "APC": "principal_apc_lost_claimed",
        "field artillery": "principal_artillery_lost_claimed",
        "MRL": "principal_mlrs_lost_claimed",
        "anti-aircraft warfare": "principal_air_defence_lost_claimed",
        "drone": "principal_uav_lost_claimed",
        "cruise missiles": "principal_cruise_missiles_lost_claimed",
        "naval ship": "principal_ships_lost_claimed",
        "submarines": "principal_submarines_lost_claimed",
        "vehicles and fuel tanks": "principal_vehicles_lost_claimed",
        "special equipment": "principal_special_equipment_lost_claimed",
    }
)
# Older classes that a file may still hold, merged by the publisher into later ones, and what is no total at all.
LEFT_OUT = frozenset(
    {
        "date",
        "day",
        "personnel*",
        "POW",
        "military auto",
        "fuel tank",
        "mobile SRBM system",
        "greatest losses direction",
    }
)
_LARGEST = 10**9

Totals = dict[str, dict[date, float]]


def _recognises(head: str) -> bool:
    return head.lstrip().startswith("[") and '"date"' in head and ('"personnel"' in head or '"aircraft"' in head)


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    totals: Totals = defaultdict(dict)
    for path in paths:
        _add(path, totals)
        advance()
    return Imported([figure for name, levels in totals.items() for figure in _figures(SERIES[name], levels)])


def _add(path: Path, totals: Totals) -> None:
    content = json_of(path)
    for index, entry in enumerate(cast(list[object], content) if isinstance(content, list) else [content]):
        where = f"{path}, entry {index + 1}"
        if not isinstance(entry, dict):
            raise _fault(where, "an entry with a date and running totals", entry)
        record = cast(dict[str, object], entry)
        of = day(where, str(record.get("date", "")), "date")
        for name, value in record.items():
            if name in LEFT_OUT:
                continue
            if name not in SERIES:
                raise _fault(where, f"one of {', '.join(SERIES)}", name)
            total = _total(where, name, value)
            if totals[name].setdefault(of, total) != total:
                raise _fault(where, f"one total of {name} for {of}", f"{totals[name][of]:g} and {total:g}")


def _total(where: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST < value < _LARGEST:
        raise _fault(where, f"{name} as a number below a thousand million", value)
    return not_negative(where, name, float(value))


def _figures(series: str, levels: Mapping[date, float]) -> Iterator[Figure]:
    people = series == PERSONNEL
    unit = "persons" if people else "pieces"
    for of, level in sundays(levels).items():
        yield _figure(f"{series}_cum", of, level, unit)
    for of, change in weekly_changes(levels).items():
        where = f"the week to {of}, from running totals"
        yield _figure(series, of, not_negative(where, series, change) if people else change, f"{unit}/week")


def _figure(series: str, of: date, value: float, unit: str) -> Figure:
    return Figure(series, None, of, value, None, None, unit, ORIGIN.id, CLAIMANT, published=of, url=ORIGIN.url)


def _fault(where: str, expected: str, found: object) -> TableError:
    return TableError(
        expected=expected,
        found=ascii(found)[:80],
        where=where,
        remedy="download the file again, or correct it at that place",
    )


KIND = Kind("general-staff", "General Staff losses", ORIGIN, Dating.DAILY, _recognises, _read)
