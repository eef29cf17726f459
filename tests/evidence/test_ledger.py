"""Imports add, never overwrite; whole or not at all; and a view of a day is the same however they were made."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.errors import LedgerError, RevisionError, SettingError, StorageError
from fineline.evidence import EvidenceStore, View, load_catalogue, open_store
from fineline.evidence.figures import KEY, SERIES_SCHEMA, Figure, frame_of
from fineline.evidence.importers.kind import Imported
from fineline.evidence.importers.table import KIND as TABLE_KIND
from fineline.evidence.ledger_folder import LOG, SERIES_PARQUET, Ledger
from fineline.evidence.ledger_plan import carry_out, plan_import
from fineline.files import sha256_of

from .publishers import ISW, KIEL, MEDUZA, PERSONNEL, SOUND, bring_in, plan_of, vintage_for, written

CASE = Path(__file__).parents[1] / "cases" / "sound"
CATALOGUE = load_catalogue(CASE)
FIRST = date(2024, 1, 7)


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}


# ------------------------------------------------------------------------------------------------------ single imports


@pytest.mark.parametrize("kind", sorted(SOUND))
def test_a_second_import_changes_nothing(tmp_path: Path, kind: str) -> None:
    ledger, file = Ledger(tmp_path / "ledger"), written(tmp_path, *SOUND[kind])
    assert bring_in(ledger, kind, file, vintage=vintage_for(kind)) is not None
    before = contents(ledger.folder)
    assert bring_in(ledger, kind, file, vintage=vintage_for(kind)) is None
    assert contents(ledger.folder) == before


def test_the_log_has_a_row_for_each_import(tmp_path: Path) -> None:
    ledger, file = Ledger(tmp_path / "ledger"), written(tmp_path, "p.json", PERSONNEL)
    bring_in(ledger, "general-staff", file)
    (row,) = ledger.log()
    assert (row.kind, row.rows, row.vintage) == ("general-staff", 3, "")
    assert row.files == {str(file): sha256_of(file)}


def test_a_contradiction_is_refused_whole_and_a_correction_is_a_vintage(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    bring_in(ledger, "isw-area", written(tmp_path, "old.csv", ISW))
    before = contents(ledger.folder)
    corrected = written(tmp_path, "new.csv", ISW.replace("119099291402", "119000000000") + "2025-10-19,119e9,19\n")
    with pytest.raises(RevisionError, match="--vintage"):
        bring_in(ledger, "isw-area", corrected)
    assert contents(ledger.folder) == before
    plan = plan_of(ledger, "isw-area", corrected, vintage=date(2025, 10, 20))
    assert plan.summary().rows(named=True)[1]["revised"] == 1
    bring_in(ledger, "isw-area", corrected, vintage=date(2025, 10, 20))
    rows = ledger.series().filter((pl.col("series") == "area_isw") & (pl.col("date") == date(2025, 10, 5)))
    assert rows.sort("published").select("value", "vintage").rows() == [
        (119099.29, None),
        (119000.0, date(2025, 10, 20)),
    ]


def test_keys_are_unique_after_any_import(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    for vintage in (date(2025, 11, 1), date(2025, 12, 1)):
        bring_in(ledger, "meduza", written(tmp_path, "m.csv", MEDUZA), vintage=vintage)
        bring_in(ledger, "kiel", written(tmp_path, "k.csv", KIEL), vintage=vintage)
    assert not ledger.series().select(pl.struct(KEY).is_duplicated().any()).item()


def test_files_without_a_whole_week_are_refused(tmp_path: Path) -> None:
    friday = written(tmp_path, "p.json", json.dumps([{"date": "2025-10-10", "personnel": 5}]))
    with pytest.raises(SettingError, match="no whole week"):
        plan_of(Ledger(tmp_path / "ledger"), "general-staff", friday)


# ------------------------------------------------------------------------------------ views, after any imports (as of)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    day = FIRST + timedelta(weeks=draw(st.integers(0, 3)))
    published = day + timedelta(days=draw(st.integers(0, 60)))
    return Figure(
        series=draw(st.sampled_from(("principal_losses_claimed", "area_change_isw"))),
        period_start=None,
        date=day,
        value=float(draw(st.integers(0, 9))),
        low=None,
        high=None,
        unit="persons/week",
        source="S01",
        claimant=draw(st.sampled_from(("Southern staff", "Mapper"))),
        published=published,
        vintage=draw(st.none() | st.just(published)),
    )


batches = st.lists(st.lists(figures(), min_size=1, max_size=8, unique_by=lambda f: f.key), min_size=1, max_size=4)
as_of_days = st.integers(0, 100).map(lambda days: FIRST + timedelta(days=days))


def import_all(ledger: Ledger, imports: list[list[Figure]]) -> list[Figure]:
    """Import batch by batch; a batch that contradicts what is held leaves the ledger as it was. What went in."""
    went_in: dict[object, Figure] = {}
    for batch in imports:
        plan = plan_import(ledger, TABLE_KIND, Imported(batch))
        clash = any(f.key in went_in and went_in[f.key] != f for f in batch)
        if clash:
            with pytest.raises(RevisionError):
                carry_out(ledger, plan, (), None)
            continue
        carry_out(ledger, plan, (), None)
        went_in |= {f.key: f for f in batch}
    return list(went_in.values())


def rows_of(view: View) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for name in view.names:
        for which, data in (("latest", view.latest(name)), ("all", view.vintages(name))):
            columns = (data.date, data.claimant, data.vintage, data.published, data.value)
            found[f"{name} {which}"] = [tuple(str(cell) for cell in row) for row in zip(*columns, strict=True)]
    return found


def empty_tables(folder: Path) -> Path:
    tables = folder / "tables"
    tables.mkdir()
    for name in ("series.csv", "claims.csv"):
        header = (CASE / "tables" / name).read_text(encoding="utf-8").splitlines()[0]
        (tables / name).write_text(header + "\n", encoding="utf-8")
    return tables


@settings(max_examples=40, deadline=None)
@given(batches, as_of_days, st.randoms(use_true_random=False))
def test_a_view_after_any_imports_is_that_of_the_rows_from_scratch(
    imports: list[list[Figure]], day: date, random: Random
) -> None:
    with TemporaryDirectory() as folder:
        tables = empty_tables(Path(folder))
        ledger, scratch = Ledger(Path(folder) / "ledger"), Ledger(Path(folder) / "scratch")
        went_in = import_all(ledger, imports)
        random.shuffle(went_in)
        carry_out(scratch, plan_import(scratch, TABLE_KIND, Imported(went_in)), (), None)
        stores = (EvidenceStore(tables, CATALOGUE, ledger), EvidenceStore(tables, CATALOGUE, scratch))
        first = stores[0].first_observation()
        day = max(day, first)
        views = [store.view(day) for store in stores]
        assert rows_of(views[0]) == rows_of(views[1])
        for name in views[0].names:
            assert (views[0].vintages(name).published <= np.datetime64(day)).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(figures(), min_size=1, max_size=6, unique_by=lambda f: f.key))
def test_the_order_of_imports_does_not_matter(rows: list[Figure]) -> None:
    halves = (rows[::2], rows[1::2] or rows[::2])
    tables = []
    for order in itertools.permutations(halves):
        with TemporaryDirectory() as folder:
            ledger = Ledger(Path(folder))
            import_all(ledger, list(order))
            tables.append(ledger.series().sort(KEY))
    assert tables[0].equals(tables[1])


def test_a_store_reads_the_ledger_beside_the_case_and_the_case_stands(tmp_path: Path) -> None:
    own = open_store(CASE).view(date(2030, 1, 1)).latest("principal_losses_claimed")
    day = own.date[0].astype(date)
    claimant, source = str(own.claimant[0]), str(own.source[0])

    def figure(of: date, value: float) -> Figure:
        return Figure(
            "principal_losses_claimed", None, of, value, None, None, "persons/week", source, claimant, published=of
        )

    later = own.date[-1].astype(date) + timedelta(weeks=1)
    ledger = Ledger(tmp_path / "ledger")
    carry_out(ledger, plan_import(ledger, TABLE_KIND, Imported([figure(day, 1.0), figure(later, 7.0)])), (), None)
    both = open_store(CASE, ledger=ledger).view(date(2030, 1, 1)).latest("principal_losses_claimed")
    assert len(both) == len(own) + 1
    assert both.value[-1] == 7.0
    assert both.value[0] == own.value[0]


# ------------------------------------------------------------------------------------------- killed, full disk, damaged

IMPORTER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from datetime import date, timedelta
from fineline.evidence.figures import Figure
from fineline.evidence.importers.kind import Imported
from fineline.evidence.importers.table import KIND
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.ledger_plan import carry_out, plan_import
ledger = Ledger(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(1000):
    day = date(2000, 1, 1) + timedelta(days=number)
    rows = [Figure("s%d" % row, None, day, 1.0, None, None, "u", "S", "c", day) for row in range(500)]
    carry_out(ledger, plan_import(ledger, KIND, Imported(rows)), (), None)
"""


@pytest.mark.parametrize("pause", [0.02, 0.11, 0.23, 0.37])
def test_a_killed_import_leaves_the_old_table_or_the_new(tmp_path: Path, pause: float) -> None:
    script = written(tmp_path, "script.py", IMPORTER.format(tests=str(Path(__file__).parents[2])))
    ledger = Ledger(tmp_path / "ledger")
    process = subprocess.Popen([sys.executable, str(script), str(ledger.folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    while not ledger.imports():
        time.sleep(0.01)
    time.sleep(pause)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    whole = ledger.imports()
    assert len(ledger.series()) == 500 * len(whole) > 0
    assert len(ledger.log()) == len(whole)


def test_a_full_disk_leaves_the_old_table(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    ledger = Ledger(tmp_path / "ledger")
    bring_in(ledger, "isw-area", written(tmp_path, "a.csv", ISW))
    before = contents(ledger.folder)
    file = written(tmp_path, "m.csv", MEDUZA)
    plan = plan_of(ledger, "meduza", file, vintage=date(2025, 11, 1))
    old_handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(StorageError):
            carry_out(ledger, plan, (file,), date(2025, 11, 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old_handler)
    assert contents(ledger.folder) == before
    assert [path.name for path in ledger.folder.iterdir()] == ["000001-isw-area"]


def test_interrupted_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path / "ledger")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fineline.evidence.ledger_folder.write_json", stop)
    with pytest.raises(KeyboardInterrupt):
        bring_in(ledger, "isw-area", written(tmp_path, "a.csv", ISW))
    assert ledger.imports() == ()
    assert list(ledger.folder.iterdir()) == []


@pytest.mark.parametrize("name", [SERIES_PARQUET, LOG])
@pytest.mark.parametrize("damage", ["cut", "absent"])
def test_a_damaged_ledger_says_so(tmp_path: Path, name: str, damage: str) -> None:
    ledger = Ledger(tmp_path / "ledger")
    folder = bring_in(ledger, "isw-area", written(tmp_path, "a.csv", ISW))
    assert folder is not None
    path = folder / name
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:50])
    else:
        path.unlink()
    with pytest.raises(LedgerError, match="import it again"):
        ledger.series()


def test_two_imports_that_disagree_are_named(tmp_path: Path) -> None:
    ledger, other = Ledger(tmp_path / "ledger"), Ledger(tmp_path / "other")
    bring_in(ledger, "isw-area", written(tmp_path, "a.csv", ISW))
    clashing = bring_in(other, "isw-area", written(tmp_path, "b.csv", ISW.replace("119099", "119098")))
    assert clashing is not None
    clashing.rename(ledger.folder / "000002-isw-area")
    with pytest.raises(LedgerError, match="disagree"):
        ledger.series()


def test_an_empty_ledger_is_an_empty_table(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "none").series().equals(frame_of([]))
    assert Ledger(tmp_path / "none").series().columns == list(SERIES_SCHEMA)
