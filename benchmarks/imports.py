"""How long large imports take, and how near the areas of DeepState's polygons come to the published ones.

    python benchmarks/imports.py                  # 1,400 daily maps and 1,600 days of losses, made here
    python benchmarks/imports.py --maps DIR --published TABLE   # areas of the maps in a folder, beside a table

The maps made here have as many corners as a real one (some 3,500).
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from fineline.evidence.importers import kind_named, read_files
from fineline.evidence.importers.general_staff import SERIES
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.ledger_plan import carry_out, plan_import

FIRST = date(2022, 2, 24)
CORNERS = 3_500


def make_maps(folder: Path, count: int) -> tuple[Path, ...]:
    """Daily maps: a ragged polygon of some 100 thousand km2 that grows."""
    paths: list[Path] = []
    for number in range(count):
        day, ring = FIRST + timedelta(days=number), []
        for corner in range(CORNERS):
            angle = 2 * math.pi * corner / CORNERS
            reach = 2 + 0.02 * math.sin(97 * angle) + number * 1e-4
            ring.append([round(36 + reach * math.cos(angle), 6), round(47.5 + reach * math.sin(angle), 6)])
        shape = {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]]]}
        content = {
            "type": "FeatureCollection",
            "name": f"deepstatemap_data_{day:%Y%m%d}",
            "features": [{"type": "Feature", "properties": {}, "geometry": shape}],
        }
        paths.append(folder / f"map_{day:%Y%m%d}.geojson")
        paths[-1].write_text(json.dumps(content), encoding="utf-8")
    return tuple(paths)


def make_losses(folder: Path, count: int) -> tuple[Path, ...]:
    """Daily running totals of every class that the General Staff counts."""
    entries = [
        {"date": (FIRST + timedelta(days=number)).isoformat(), **dict.fromkeys(SERIES, 7 * number)}
        for number in range(count)
    ]
    path = folder / "losses.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return (path,)


def timed(kind: str, paths: tuple[Path, ...], folder: Path) -> None:
    """Import once, and once more; print both times."""
    ledger = Ledger(folder)
    for turn in ("first", "again"):
        start = time.perf_counter()
        plan = plan_import(ledger, kind_named(kind), read_files(kind_named(kind), paths, None, lambda: None))
        written = carry_out(ledger, plan, paths, None)
        seconds = time.perf_counter() - start
        rows = len(plan.to_add) if written else 0
        print(f"{kind}, {len(paths)} files, {turn}: {seconds:.1f} s, {rows} rows written")


def compare(maps: Path, published: Path) -> None:
    """Areas beside those of a long table that holds `occupied_area_deepstate`; km2 and per cent."""
    with published.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["series"] == "occupied_area_deepstate"]
    table = {date.fromisoformat(row["date"]): float(row["value"]) for row in rows}
    files = tuple(sorted(maps.glob("*.geojson")))
    for figure in read_files(kind_named("deepstate"), files, None, lambda: None).figures:
        if figure.series != "area_deepstate_daily":
            continue
        nearest = min(table, key=lambda day: abs(day - figure.date))
        away = 100 * (figure.value / table[nearest] - 1)
        print(f"{figure.date}: {figure.value:,.2f} km2; published for {nearest}: {table[nearest]:,.2f}; {away:+.5f} %")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--maps", type=Path, help="folder of DeepState maps, GeoJSON")
    parser.add_argument("--published", type=Path, help="table with the published areas, CSV")
    asked = parser.parse_args()
    if asked.maps:
        compare(asked.maps, asked.published)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed("general-staff", make_losses(folder, 1_600), folder / "losses")
        timed("deepstate", make_maps(folder, 1_400), folder / "maps")


if __name__ == "__main__":
    main()
