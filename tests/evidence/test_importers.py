"""Every publisher's format gives the rows of the long table that it should, and a clear fault where it cannot."""

from __future__ import annotations

import csv
import json
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
import shapely

from fineline.errors import (
    DuplicateRowError,
    FinelineError,
    ImportFormatError,
    NegativeCountError,
    SettingError,
    TableError,
)
from fineline.evidence.figures import Figure, frame_of
from fineline.evidence.importers import KINDS, kind_named, looks_like, read_files
from fineline.evidence.importers.deepstate import area_km2

from .publishers import (
    ACLED,
    EQUIPMENT,
    ISW,
    KIEL,
    KIEL_BY_COUNTRY,
    MEDUZA,
    PERSONNEL,
    SOUND,
    TABLE,
    UCDP,
    VINTAGE,
    deepstate,
    square,
    vintage_for,
    written,
)

Read = dict[tuple[str, str], float]


def figures(kind: str, *files: Path, vintage: date | None = None) -> list[Figure]:
    return read_files(kind_named(kind), files, vintage or vintage_for(kind), lambda: None).figures


def values(kind: str, *files: Path) -> Read:
    return {(figure.series, figure.date.isoformat()): figure.value for figure in figures(kind, *files)}


def in_the_case(series: str, day: str) -> float:
    table = resources.files("fineline") / "cases" / "ukraine" / "tables" / "series.csv"
    with table.open(encoding="utf-8") as stream:
        return next(float(r["value"]) for r in csv.DictReader(stream) if (r["series"], r["date"]) == (series, day))


def test_running_totals_become_weekly_flows_as_the_case_has_them(tmp_path: Path) -> None:
    read = values("general-staff", written(tmp_path, "p.json", PERSONNEL), written(tmp_path, "e.json", EQUIPMENT))
    for series in ("principal_losses_claimed", "principal_losses_claimed_cum"):
        assert read[series, "2025-10-12"] == in_the_case(series, "2025-10-12")
    assert ("principal_losses_claimed", "2025-10-05") not in read
    assert read["principal_tanks_lost_claimed", "2025-10-12"] == 29
    assert read["principal_air_defence_lost_claimed", "2025-10-12"] == -2


def test_isw_area_is_that_of_the_case(tmp_path: Path) -> None:
    read = values("isw-area", written(tmp_path, "a.csv", ISW))
    for series in ("area_isw", "area_change_isw"):
        assert read[series, "2025-10-12"] == in_the_case(series, "2025-10-12")


def test_meduza_weeks_end_on_sunday_and_estimates_stay_apart(tmp_path: Path) -> None:
    read = {(f.series, f.date): f for f in figures("meduza", written(tmp_path, "m.csv", MEDUZA))}
    probate = read["principal_deaths_probate", date(2022, 10, 9)]
    assert (probate.low, probate.value, probate.high) == (408.1, 433.6, 462.5)
    assert probate.published == probate.vintage == VINTAGE
    assert ("principal_deaths_probate", date(2022, 10, 16)) not in read
    assert read["principal_deaths_flash", date(2022, 10, 16)].value == 500


def test_kiel_by_month_and_country_together(tmp_path: Path) -> None:
    read = values("kiel", written(tmp_path, "k.csv", KIEL), written(tmp_path, "c.csv", KIEL_BY_COUNTRY))
    assert read["aid_military_allocated", "2022-02-28"] == 0.9
    assert read["aid_military_allocated_by_deu", "2022-02-28"] == 0.2
    assert read["lead_backer_aid_allocated", "2022-02-28"] == 0.5
    assert read["other_backers_aid_allocated", "2022-02-28"] == 0.4


def test_ucdp_counts_by_country_and_actor(tmp_path: Path) -> None:
    read = values("ucdp", written(tmp_path, "u.csv", UCDP))
    assert read["ucdp_events.b.government_of_a", "2024-10-13"] == 2
    assert read["ucdp_deaths.b.government_of_a", "2024-10-13"] == 4
    assert read["ucdp_deaths.b.government_of_b", "2024-10-20"] == 5


def test_acled_counts_by_country_and_actor(tmp_path: Path) -> None:
    read = values("acled", written(tmp_path, "a.csv", ACLED))
    assert read["acled_events.b.military_forces_of_a", "2024-10-13"] == 2
    assert read["acled_deaths.b.military_forces_of_b", "2024-10-13"] == 3


def test_a_week_still_running_is_left_out_and_counted(tmp_path: Path) -> None:
    read = read_files(KINDS["acled"], (written(tmp_path, "a.csv", ACLED),), date(2024, 10, 12), lambda: None)
    assert (len(read.figures), read.running) == (0, 4)


def test_area_of_a_cell_of_the_grid_is_the_closed_form() -> None:
    # On a sphere of the same area a cell of longitude and latitude has a closed form; the ellipsoid differs by < 0.5 %.
    from math import radians, sin

    ring = [[35 + i / 100, 47.0] for i in range(101)] + [[36 - i / 100, 48.0] for i in range(101)] + [[35.0, 47.0]]
    exact = 6371.0072**2 * radians(1) * (sin(radians(48)) - sin(radians(47)))
    assert area_km2(shapely.Polygon(ring)) == pytest.approx(exact, rel=5e-3)


def test_overlapping_polygons_count_once() -> None:
    one = shapely.Polygon(square())
    assert area_km2(shapely.GeometryCollection([one, one])) == pytest.approx(area_km2(one), rel=1e-9)


def test_deepstate_weeks_and_days(tmp_path: Path) -> None:
    first = written(tmp_path, "1.geojson", deepstate(date(2025, 10, 5)))
    second = written(tmp_path, "2.geojson", deepstate(date(2025, 10, 12), side=2.3))
    third = written(tmp_path, "3.geojson", deepstate(date(2025, 10, 13), side=2.3))
    read = values("deepstate", third, first, second)
    total = read["area_deepstate_daily", "2025-10-05"]
    assert read["area_deepstate_excl_crimea", "2025-10-05"] == pytest.approx(total - 26_813, abs=0.01)
    grown = read["area_deepstate_daily", "2025-10-12"] - total
    assert read["area_change_deepstate", "2025-10-12"] == pytest.approx(grown, abs=0.02)
    assert ("area_deepstate_excl_crimea", "2025-10-13") not in read


def test_a_polygon_that_crosses_itself_is_mended_and_says_so(tmp_path: Path) -> None:
    content = json.loads(deepstate())
    ring = square(3.5)
    content["features"][0]["geometry"]["coordinates"] = [[[ring[0], ring[2], ring[1], ring[3], ring[4]]]]
    daily = figures("deepstate", written(tmp_path, "x.geojson", json.dumps(content)))[0]
    assert daily.note is not None
    assert "mended" in daily.note


@pytest.mark.parametrize("kind", sorted(SOUND))
@pytest.mark.parametrize("given", sorted(SOUND))
def test_a_wrong_format_is_named(tmp_path: Path, kind: str, given: str) -> None:
    path = written(tmp_path, *SOUND[given])
    found = looks_like(path)
    assert found is not None
    assert found.name == given
    if kind != given:
        with pytest.raises(ImportFormatError, match=f"looks like {KINDS[given].title}"):
            figures(kind, path)


BROKEN = {
    "unknown class of equipment": ("general-staff", PERSONNEL.replace('"day"', '"tractor"'), TableError),
    "total as text": ("general-staff", PERSONNEL.replace("1121570", '"many"'), TableError),
    "falling total of personnel": ("general-staff", PERSONNEL.replace("1122810", "1115000"), NegativeCountError),
    "negative total": ("general-staff", PERSONNEL.replace("1122810", "-5"), NegativeCountError),
    "JSON that breaks off": ("general-staff", PERSONNEL[:-20], TableError),
    "nested without end": ("general-staff", '[{"date":"","personnel":' + "[" * 100_000, TableError),
    "two totals of one day": ("general-staff", PERSONNEL.replace("2025-10-11", "2025-10-12"), TableError),
    "no polygon": ("deepstate", deepstate().replace("MultiPolygon", "Point"), TableError),
    "no day": ("deepstate", deepstate().replace("20251005", "today"), TableError),
    "no such day": ("deepstate", deepstate().replace("20251005", "20251399"), TableError),
    "degrees out of range": ("deepstate", deepstate().replace("37.2", "372"), TableError),
    "a map without Crimea": ("deepstate", deepstate(side=1.0), TableError),
    "an area that is no number": ("isw-area", ISW.replace("119189372587.56094", "much", 1), TableError),
    "a negative area": ("isw-area", ISW.replace("119189", "-119189"), NegativeCountError),
    "a day twice": ("isw-area", ISW + "2025-10-05,5,1\n", DuplicateRowError),
    "day and month exchanged": ("meduza", MEDUZA.replace("03/10/2022", "10/03/2022"), TableError),
    "bounds exchanged": ("meduza", MEDUZA.replace("462.51,408.13", "408.13,462.51"), TableError),
    "a cell missing": ("meduza", MEDUZA.replace("408.13,,,", "408.13,,"), TableError),
    "month thirteen": ("kiel", KIEL.replace("2022,2,", "2022,13,"), TableError),
    "a donor twice": ("kiel", KIEL + "2022,2,9,9,9,9\n", DuplicateRowError),
    "an event twice": ("ucdp", UCDP.replace("\n2,", "\n1,"), DuplicateRowError),
    "no actor": ("ucdp", UCDP.replace("Civilians", ""), TableError),
    "negative deaths": ("acled", ACLED.replace(",B,3,", ",B,-3,"), NegativeCountError),
    "a month that is none": ("acled", ACLED.replace("October", "Octember"), TableError),
    "published before its date": ("table", TABLE.replace("2024-10-14", "2024-10-12"), TableError),
    "an empty claimant": ("table", TABLE.replace("Somebody", ""), TableError),
    "an open quotation mark": ("table", TABLE.replace("org,note", 'org,"note'), TableError),
    "no format at all": ("table", "Hello.\n", ImportFormatError),
}


@pytest.mark.parametrize("fault", sorted(BROKEN))
def test_every_fault_is_told_with_its_place_and_remedy(tmp_path: Path, fault: str) -> None:
    kind, text, error = BROKEN[fault]
    with pytest.raises(FinelineError) as told:
        frame_of(figures(kind, written(tmp_path, "broken", text)))
    assert type(told.value) is error
    assert told.value.where
    assert told.value.remedy


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "bytes.csv"
    path.write_bytes(ISW.encode() + b"\xff\xfe")
    with pytest.raises(TableError, match="UTF-8"):
        figures("isw-area", path)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="No such file"):
        figures("isw-area", tmp_path / "absent.csv")


@pytest.mark.parametrize("kind", ["meduza", "kiel", "ucdp", "acled"])
def test_a_revised_table_needs_its_day(tmp_path: Path, kind: str) -> None:
    with pytest.raises(SettingError, match="--vintage"):
        read_files(KINDS[kind], (written(tmp_path, *SOUND[kind]),), None, lambda: None)


def test_a_table_with_days_of_its_own_takes_no_vintage(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="leave it out"):
        figures("table", written(tmp_path, "t.csv", TABLE), vintage=VINTAGE)


def test_a_vintage_before_the_figures(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="days up to the vintage"):
        figures("isw-area", written(tmp_path, "a.csv", ISW), vintage=date(2025, 1, 1))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(SettingError, match="general-staff"):
        kind_named("telegram")
