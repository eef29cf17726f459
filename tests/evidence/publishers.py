"""Small files in the publishers' formats.

Made here, so that nothing of theirs is redistributed; the totals of the General Staff and the areas of ISW are single
public figures of October 2025, chosen because the case's tables hold the weeks that follow from them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from fineline.evidence.door import CLAIM_COLUMNS, SERIES_COLUMNS
from fineline.evidence.importers import kind_named, read_files
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.ledger_plan import Plan, carry_out, plan_import

VINTAGE = date(2025, 11, 1)

PERSONNEL = json.dumps(
    [
        {"date": day, "day": 1320, "personnel": total, "personnel*": "about"}
        for day, total in (("2025-10-05", 1_115_250), ("2025-10-11", 1_121_570), ("2025-10-12", 1_122_810))
    ]
)
EQUIPMENT = json.dumps(
    [
        {"date": "2025-10-05", "day": 1320, "aircraft": 427, "tank": 11_227, "anti-aircraft warfare": 1_224},
        {"date": "2025-10-12", "day": 1327, "aircraft": 428, "tank": 11_256, "anti-aircraft warfare": 1_222},
    ]
)
ISW = """date,area_assessed_as_russia_controlled,area_assessed_as_russia_controlled_percent
2025-10-05,119099291402.1106,19.73
2025-10-11,119189372587.56094,19.74
2025-10-12,119189372587.56094,19.74
"""
MEDUZA = (
    "\ufeffDate,Estimate based on probate data,ED_high,ED_low,Flash estimate (by date of discovery),"
    "ED_prediction_high,ED_prediction_low,Number of confirmed deaths (by date of death)\n"
    "03/10/2022,433.61,462.51,408.13,,,,426\n"
    "10/10/2022,,,,500,550,450,592\n"
)
KIEL = "year,month,total_allocations,military,financial,humanitarian\n2022,1,0.3,0.25,0,0.05\n2022,2,3.1,0.9,2,0.2\n"
KIEL_BY_COUNTRY = (
    "country,iso,year,month,total,financial,humanitarian,military,commitments,to_be_allocated,gdp,pct_gdp\n"
    "Germany,DEU,2022,2,0.4,0.1,0.1,0.2,0,0,3601,0.01\n"
    "United States,USA,2022,2,0.7,0.1,0.1,0.5,0,0,21000,0.01\n"
)
UCDP = """id,relid,year,type_of_violence,side_a,side_b,country,date_prec,date_start,date_end,best,high,low
1,A-1,2024,1,Government of A,Government of B,B,1,2024-10-08 00:00:00.000,2024-10-08 00:00:00.000,3,4,2
2,A-2,2024,1,Government of A,Government of B,B,1,2024-10-12,2024-10-14,5,5,5
3,A-3,2024,3,Government of A,Civilians,B,1,2024-10-13,2024-10-13,1,1,1
"""
ACLED = """event_id_cnty,event_date,year,disorder_type,event_type,actor1,actor2,country,fatalities,notes
BBB1,2024-10-08,2024,Political violence,Battles,Military Forces of A,Military Forces of B,B,3,"a, b"
BBB2,13 October 2024,2024,Political violence,Explosions/Remote violence,Military Forces of A,,B,0,
"""
TABLE = (
    ",".join(SERIES_COLUMNS)
    + "\nsome_series,,2024-10-13,1.5,1,2,persons,X01,Somebody,2024-10-14,,https://example.org,note,\n"
)
CLAIMS = (
    ",".join(CLAIM_COLUMNS)
    + "\nX-001,some_topic,some_quantity,3000,3000,,persons,2024-10-23,2024-10-25,Somebody,party,asserted,,a note\n"
)
GEOJSON_NAME = "deepstatemap_data_20251005"


def square(side: float = 2.2) -> list[list[float]]:
    """A ring around 48° north, 36° east; the default side in degrees gives some 40 thousand km2."""
    west, south = 35.0, 47.0
    corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)]
    return [[west + x, south + y] for x, y in corners]


def deepstate(day: date = date(2025, 10, 5), side: float = 2.2) -> str:
    """A map of one day: a single polygon."""
    geometry = {"type": "MultiPolygon", "coordinates": [[square(side)]]}
    features = [{"type": "Feature", "properties": {}, "geometry": geometry}]
    return json.dumps(
        {"type": "FeatureCollection", "name": f"deepstatemap_data_{day:%Y%m%d}", "features": features}, indent=0
    )


SOUND: Mapping[str, tuple[str, str]] = {
    "general-staff": ("losses.json", PERSONNEL),
    "deepstate": ("map.geojson", deepstate()),
    "isw-area": ("area.csv", ISW),
    "meduza": ("deaths.csv", MEDUZA),
    "kiel": ("aid.csv", KIEL),
    "ucdp": ("ged.csv", UCDP),
    "acled": ("export.csv", ACLED),
    "table": ("table.csv", TABLE),
    "claims": ("claims.csv", CLAIMS),
}
"""Name and content of a sound file of every format but the data package, which is made by exporting."""

REVISED = frozenset({"meduza", "kiel", "ucdp", "acled"})


def vintage_for(kind: str) -> date | None:
    return VINTAGE if kind in REVISED else None


def plan_of(ledger: Ledger, kind: str, *files: Path, vintage: date | None = None) -> Plan:
    return plan_import(ledger, kind_named(kind), read_files(kind_named(kind), files, vintage, lambda: None))


def bring_in(ledger: Ledger, kind: str, *files: Path, vintage: date | None = None) -> Path | None:
    """Import without asking."""
    return carry_out(ledger, plan_of(ledger, kind, *files, vintage=vintage), files, vintage)


def written(folder: Path, name: str, text: str) -> Path:
    """A file with this text, every byte as given."""
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]
