"""The occupied area as DeepState draws it: one GeoJSON file of polygons for each day.

Areas are measured on the ellipsoid's equal-area projection of Albers with standard parallels 44° and 53° north, which
agrees with the geodesic area to about one part in ten million.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from fineline.errors import DuplicateRowError, TableError
from fineline.evidence.figures import Figure, sundays, weekly_changes
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import calendar_day, json_of

ORIGIN = Origin(
    "S06",
    "DeepState occupied-area polygons",
    "cyterat (repository); DeepState (map)",
    "https://github.com/cyterat/deepstate-map-data",
    "GPL-3.0 (repository); map rights belong to DeepState; only areas derived here",
)
CLAIMANT = "DeepState"
CRIMEA_KM2 = 26_813.0
"""The part of the polygons that is Crimea, the same on every day, as the case's tables have it; km2."""

EQUAL_AREA = "+proj=aea +lat_1=44 +lat_2=53 +lat_0=48.5 +lon_0=32 +ellps=WGS84"
MENDED = "self-intersections of the polygons mended before measuring"
_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})


def area_km2(geometry: BaseGeometry) -> float:
    """The area of polygons given in degrees of longitude and latitude; km2, overlaps counted once."""
    union = shapely.union_all(shapely.get_parts(geometry))
    return float(shapely.transform(union, _projected).area) / 1e6


def _projected(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack(_projection().transform(degrees[:, 0], degrees[:, 1]))


@cache
def _projection() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True)


def _recognises(head: str) -> bool:
    return head.lstrip().startswith("{") and '"FeatureCollection"' in head


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    areas: dict[date, float] = {}
    notes: dict[date, str | None] = {}
    for path in paths:
        of, area, note = _measure(path)
        if of in areas:
            raise DuplicateRowError(
                expected="one file for each day", found=f"{of} again", where=str(path), remedy="leave one of them out"
            )
        areas[of], notes[of] = area, note
        advance()
    return Imported(list(_figures(areas, notes)))


def _measure(path: Path) -> tuple[date, float, str | None]:
    """The day of a file, the area in km2, and a remark if the polygons had to be mended."""
    content = json_of(path)
    collection = cast(dict[str, object], content) if isinstance(content, dict) else {}
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise _fault(path, "a FeatureCollection with at least one feature", type(features).__name__)
    of = _day_of(path, collection.get("name"))
    shapes = [_polygons(path, feature) for feature in cast(list[object], features)]
    mended = not all(bool(shapely.is_valid(shape)) for shape in shapes)
    whole = shapely.GeometryCollection([shapely.make_valid(shape) for shape in shapes])
    area = area_km2(whole)
    if not CRIMEA_KM2 <= area < 1e6:
        raise _fault(path, f"polygons that include Crimea, {CRIMEA_KM2:,.0f} km2 or more", f"{area:,.0f} km2")
    return of, area, MENDED if mended else None


def _day_of(path: Path, name: object) -> date:
    found = _DAY.search(str(name)) or _DAY.search(path.name)
    if found is None:
        raise _fault(path, "a name such as deepstatemap_data_20251130", ascii(name)[:60])
    year, month, of_month = (int(part) for part in found.groups())
    return calendar_day(str(path), year, month, of_month)


def _polygons(path: Path, feature: object) -> BaseGeometry:
    geometry = cast(dict[str, object], feature).get("geometry") if isinstance(feature, dict) else None
    kind = cast(dict[str, object], geometry).get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in _POLYGONS:
        raise _fault(path, "features that are polygons", ascii(kind)[:60])
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.GEOSException as fault:
        raise _fault(path, "coordinates of polygons", str(fault).splitlines()[0][:120]) from fault
    west, south, east, north = shape.bounds
    if shape.is_empty or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _fault(path, "degrees of longitude and latitude", f"{west:g} to {east:g}, {south:g} to {north:g}")
    return shape


def _figures(areas: Mapping[date, float], notes: Mapping[date, str | None]) -> Iterator[Figure]:
    crimea = f"total less {CRIMEA_KM2:.0f} km2 (Crimea part of the polygon, constant)"
    for of, area in areas.items():
        yield _figure("area_deepstate_daily", of, area, "km2", notes[of])
        yield _figure("area_deepstate_excl_crimea_daily", of, area - CRIMEA_KM2, "km2", crimea)
    for of, area in sundays(areas).items():
        yield _figure("area_deepstate_excl_crimea", of, area - CRIMEA_KM2, "km2", crimea)
    for of, change in weekly_changes(areas).items():
        yield _figure("area_change_deepstate", of, change, "km2/week", None)


def _figure(series: str, of: date, value: float, unit: str, note: str | None) -> Figure:
    rounded = round(value, 2)
    return Figure(
        series, None, of, rounded, None, None, unit, ORIGIN.id, CLAIMANT, published=of, url=ORIGIN.url, note=note
    )


def _fault(path: Path, expected: str, found: str) -> TableError:
    return TableError(
        expected=expected, found=found, where=str(path), remedy="download the file of that day again, or leave it out"
    )


KIND = Kind("deepstate", "a DeepState map of one day", ORIGIN, Dating.DAILY, _recognises, _read)
