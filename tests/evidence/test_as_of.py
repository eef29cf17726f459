"""A view of a day holds what was public then, and nothing else."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.errors import AsOfError
from fineline.evidence import EvidenceStore, SeriesData, View, load_catalogue
from fineline.evidence.door import SERIES_COLUMNS

SOUND = Path(__file__).parents[1] / "cases" / "sound"
CATALOGUE = load_catalogue(SOUND)
SERIES = ("principal_losses_claimed", "area_change_isw", "principal_losses_claimed_cum")
CLAIMANTS = ("Southern staff", "Mapper", "Tracker")
FIRST = date(2024, 1, 7)


@dataclass(frozen=True)
class Figure:
    """A row as the tests make it."""

    series: str
    period_start: date | None
    date: date
    claimant: str
    vintage: date | None
    value: float
    published: date

    @property
    def kind(self) -> tuple[str, date | None, date, str]:
        return (self.series, self.period_start, self.date, self.claimant)


days = st.integers(0, 120).map(lambda offset: FIRST + timedelta(days=offset))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    day = draw(days)
    published = day + timedelta(days=draw(st.integers(0, 200)))
    vintage = draw(st.none() | st.just(published))
    return Figure(
        series=draw(st.sampled_from(SERIES)),
        period_start=draw(st.none() | st.just(day - timedelta(days=30))),
        date=day,
        claimant=draw(st.sampled_from(CLAIMANTS)),
        vintage=vintage,
        value=float(draw(st.integers(0, 10_000))),
        published=published,
    )


tables = st.lists(figures(), min_size=1, max_size=25, unique_by=lambda row: (*row.kind, row.vintage))
as_of_days = st.integers(0, 330).map(lambda offset: FIRST + timedelta(days=offset))


def store_of(rows: Iterable[Figure]) -> EvidenceStore:
    """A store over made-up rows, which have not passed the door and need not be sorted."""
    with TemporaryDirectory() as folder:
        tables_dir = Path(folder)
        with (tables_dir / "series.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(SERIES_COLUMNS))
            writer.writeheader()
            for row in rows:
                writer.writerow({**row.__dict__, "unit": "persons", "source": "S01"})
        (tables_dir / "claims.csv").write_bytes((SOUND / "tables" / "claims.csv").read_bytes())
        return EvidenceStore(tables_dir, CATALOGUE)


def seen(store: EvidenceStore, as_of: date) -> View | None:
    """The view, or None where nothing observed was public yet."""
    try:
        return store.view(as_of)
    except AsOfError:
        return None


def as_tuples(data: SeriesData) -> list[tuple[object, ...]]:
    columns = (data.period_start, data.date, data.claimant, data.vintage, data.value, data.published)
    return [tuple(str(cell) for cell in row) for row in zip(*columns, strict=True)]


def texts(rows: Iterable[Figure]) -> list[tuple[str, ...]]:
    """The same form for made-up rows, in the order a view gives them."""
    ordered = sorted(rows, key=lambda r: (r.date, r.claimant, r.period_start or date.min, r.vintage or date.min))
    return [
        tuple(
            "NaT" if cell is None else str(cell)
            for cell in (r.period_start, r.date, r.claimant, r.vintage, r.value, r.published)
        )
        for r in ordered
    ]


@settings(max_examples=40)
@given(tables, as_of_days)
def test_a_view_holds_exactly_what_was_public(rows: list[Figure], as_of: date) -> None:
    view = seen(store_of(rows), as_of)
    if view is None:
        assert all(row.published > as_of for row in rows if CATALOGUE.series[row.series].use == "observed")
        return
    for series in SERIES:
        public = [row for row in rows if row.series == series and row.published <= as_of]
        aside = {(entry.claimant, entry.date) for entry in CATALOGUE.set_aside if entry.series == series}
        in_use = [row for row in public if (row.claimant, row.date) not in aside]
        assert as_tuples(view.vintages(series)) == texts(in_use)
        assert bool((view.vintages(series).published <= np.datetime64(as_of)).all())


@settings(max_examples=40)
@given(tables, as_of_days)
def test_the_latest_vintage_known_is_picked(rows: list[Figure], as_of: date) -> None:
    view = seen(store_of(rows), as_of)
    if view is None:
        return
    for series in SERIES:
        newest: dict[tuple[str, date | None, date, str], Figure] = {}
        for row in rows:
            if row.series != series or row.published > as_of:
                continue
            rival = newest.get(row.kind)
            if rival is None or (row.vintage or date.min) > (rival.vintage or date.min):
                newest[row.kind] = row
        aside = {(entry.claimant, entry.date) for entry in CATALOGUE.set_aside if entry.series == series}
        expected = [row for row in newest.values() if (row.claimant, row.date) not in aside]
        assert as_tuples(view.latest(series)) == texts(expected)


@settings(max_examples=40)
@given(tables, as_of_days, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[Figure], as_of: date, shuffler: random.Random) -> None:
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    one, other = seen(store_of(rows), as_of), seen(store_of(shuffled), as_of)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        for series in SERIES:
            assert as_tuples(one.latest(series)) == as_tuples(other.latest(series))
            assert as_tuples(one.vintages(series)) == as_tuples(other.vintages(series))


@settings(max_examples=40)
@given(tables, as_of_days, as_of_days)
def test_an_earlier_view_is_part_of_a_later_one(rows: list[Figure], one_day: date, other_day: date) -> None:
    store = store_of(rows)
    earlier, later = seen(store, min(one_day, other_day)), seen(store, max(one_day, other_day))
    if earlier is None:
        return
    assert later is not None
    assert set(earlier.claims) <= set(later.claims)
    for series in SERIES:
        assert set(as_tuples(earlier.vintages(series))) <= set(as_tuples(later.vintages(series)))


def test_a_revised_week_reads_as_it_stood() -> None:
    store = EvidenceStore(SOUND / "tables", CATALOGUE)
    before, after = store.view(date(2024, 1, 31)), store.view(date(2024, 2, 1))
    assert before.latest("principal_losses_claimed").value[0] == 700
    assert after.latest("principal_losses_claimed").value[0] == 740
    assert after.vintages("principal_losses_claimed").value[:2].tolist() == [700, 740]


def test_a_view_names_families_copies_and_figures_set_aside() -> None:
    view = EvidenceStore(SOUND / "tables", CATALOGUE).view(date(2024, 4, 30))
    total, aside = view.latest("principal_losses_claimed_cum"), view.set_aside("principal_losses_claimed_cum")
    assert (total.claimant.tolist(), total.family.tolist()) == (["Southern staff"], ["opponent"])
    assert (aside.claimant.tolist(), aside.derived_from.tolist()) == (["Western office"], ["principal_losses_claimed"])
    assert np.isnan(view.latest("principal_losses_claimed").low[-1])


def test_claims_of_a_later_day_are_left_out() -> None:
    store = EvidenceStore(SOUND / "tables", CATALOGUE)
    assert list(store.view(date(2024, 2, 10)).claims) == ["MUN-001", "TRP-001"]
    whole = store.view(date(2024, 4, 30)).claims["TRP-002"]
    assert (whole.value, whole.low, whole.high, whole.note) == ("1500", "1400", "1600", "second contingent, by sea")


def test_a_series_not_yet_public_is_empty_and_unnamed() -> None:
    view = EvidenceStore(SOUND / "tables", CATALOGUE).view(date(2024, 1, 7))
    assert len(view.latest("aid_military_allocated")) == 0
    assert view.latest("aid_military_allocated").unit == "EUR_bn/month"
    assert view.names == ("principal_losses_claimed", "area_change_isw")
    assert view.last_observed() == {"principal_losses_claimed": FIRST, "area_change_isw": FIRST}
