"""The registry of published forecasts: it only grows, every tampering is found, and misses stay in the record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fineline.case import Case, load_case
from fineline.errors import StorageError
from fineline.evaluation.hub import quantile_table, write_csv
from fineline.evaluation.registry import CHAIN, ENTRY, Entry, RegistryError, add_entry, files_of, read_registry
from fineline.evaluation.track_record import OUTCOME_COLUMNS, outcomes_of, published_forecasts, track_record
from fineline.evidence import View, open_store
from fineline.files import sha256_of, write_json

ORIGIN = date(2024, 12, 29)
DAY = date(2025, 1, 7)
TARGET = "principal_losses_claimed"


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="module")
def view(case: Case) -> View:
    return open_store(case.folder, case.catalogue).view(case.calendar.knowledge)


def _hub(folder: Path, centre: float) -> Path:
    draws = centre + np.linspace(-500.0, 500.0, 1001)[:, None] + np.zeros((1, 6))
    return write_csv(quantile_table({TARGET: draws}, ORIGIN), folder)[0]


def _add(registry: Path, scratch: Path, run: str, centre: float = 10_000.0, day: date = DAY) -> Entry:
    file = _hub(scratch / run, centre)
    pins = {"posterior_id": "fd1268984d0c", "seed": 0}
    return add_entry(
        registry, {file.name: file}, published=day, case="ukraine", reference_date=ORIGIN, pins=pins, run=run
    )


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """Three entries."""
    for run in ("aaa", "bbb", "ccc"):
        _add(tmp_path / "published", tmp_path, run)
    return tmp_path / "published"


def test_entries_come_back_in_order_each_bound_to_the_one_before(registry: Path) -> None:
    entries = read_registry(registry)
    assert [entry.run for entry in entries] == ["aaa", "bbb", "ccc"]
    assert [entry.previous for entry in entries] == ["", entries[0].hash, entries[1].hash]
    assert all(sha256_of(file) == entry.files[file.name] for entry in entries for file in files_of(registry, entry))


def test_a_registry_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_registry(tmp_path / "none") == ()


def test_adding_leaves_every_earlier_byte_alone(registry: Path, tmp_path: Path) -> None:
    before = {path: sha256_of(path) for path in registry.rglob("*") if path.is_file() and path.name != CHAIN}
    lines = (registry / CHAIN).read_text()
    _add(registry, tmp_path, "ddd")
    assert {path: sha256_of(path) for path in before} == before
    assert (registry / CHAIN).read_text().startswith(lines)


def test_the_same_forecast_is_published_once(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="entry 2, published on 2025-01-07"):
        _add(registry, tmp_path, "bbb")
    assert len(read_registry(registry)) == 3


def test_no_entry_is_dated_before_the_newest(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="on or after 2025-01-07"):
        _add(registry, tmp_path, "ddd", day=date(2025, 1, 6))


def _edit_value(registry: Path) -> None:
    file = next(registry.glob("0002-*/*.csv"))
    file.write_text(file.read_text().replace("10000.0", "10001.0", 1))


def _edit_day(registry: Path) -> None:
    path = next(registry.glob("0002-*")) / ENTRY
    path.write_text(path.read_text().replace("2025-01-07", "2024-12-30"))


def _edit_day_and_hash(registry: Path) -> None:
    path = next(registry.glob("0002-*")) / ENTRY
    content = json.loads(path.read_text()) | {"published": "2024-12-30"}
    content.pop("hash")
    write_json(path, {"hash": Entry.model_validate(content).hash, **content})


def _edit_file_record_and_hash(registry: Path) -> None:
    _edit_value(registry)
    folder = next(registry.glob("0002-*"))
    content = json.loads((folder / ENTRY).read_text())
    content.pop("hash")
    content["files"] = {name: sha256_of(folder / name) for name in content["files"]}
    write_json(folder / ENTRY, {"hash": Entry.model_validate(content).hash, **content})


def _delete_middle(registry: Path) -> None:
    shutil.rmtree(next(registry.glob("0002-*")))


def _delete_last(registry: Path) -> None:
    shutil.rmtree(next(registry.glob("0003-*")))


def _delete_file(registry: Path) -> None:
    next(registry.glob("0002-*/*.csv")).unlink()


def _add_file(registry: Path) -> None:
    (next(registry.glob("0002-*")) / "note.txt").write_text("It was right after all.")


def _delete_record(registry: Path) -> None:
    (next(registry.glob("0002-*")) / ENTRY).unlink()


def _edit_chain(registry: Path) -> None:
    path = registry / CHAIN
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))


def _swap(registry: Path) -> None:
    first, second = next(registry.glob("0001-*")), next(registry.glob("0002-*"))
    first.rename(registry / "0002-aaa")
    second.rename(registry / "0001-bbb")


TAMPERING = {
    _edit_value: "0002-bbb/2024-12-29-fineline.csv",
    _edit_day: "0002-bbb/entry.json",
    _edit_day_and_hash: "0003-ccc",
    _edit_file_record_and_hash: "0003-ccc",
    _delete_middle: "0003-ccc",
    _delete_last: "chain.txt",
    _delete_file: "0002-bbb",
    _add_file: "0002-bbb",
    _delete_record: "0002-bbb/entry.json",
    _edit_chain: "chain.txt",
    _swap: "0001-bbb",
}


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda tamper: tamper.__name__)
def test_tampering_is_found_and_placed(tamper: Callable[[Path], None], registry: Path, tmp_path: Path) -> None:
    tamper(registry)
    with pytest.raises(RegistryError) as caught:
        read_registry(registry)
    assert caught.value.where == str(registry / TAMPERING[tamper])
    with pytest.raises(RegistryError):  # and nothing is added on top of it
        _add(registry, tmp_path, "ddd")


def test_a_full_disk_leaves_the_registry_as_it_was(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fineline.evaluation.registry.shutil.copyfile", full)
    with pytest.raises(StorageError, match="free space"):
        _add(registry, tmp_path, "ddd")
    assert len(read_registry(registry)) == 3
    assert sorted(path.name for path in registry.iterdir()) == ["0001-aaa", "0002-bbb", "0003-ccc", CHAIN]


def test_outcomes_are_the_rows_of_the_tables(registry: Path, view: View) -> None:
    one = next(published_forecasts(registry, view))
    assert one.outcomes.columns == list(OUTCOME_COLUMNS)
    rows = view.latest(TARGET)
    known = dict(zip(rows.date.tolist(), rows.value.tolist(), strict=True))
    assert [(day, value) for _, day, value in one.outcomes.iter_rows()] == [
        (day, known[day]) for day in sorted(one.forecast["target_end_date"].unique())
    ]
    assert one.outcomes.height == 6


def test_only_what_is_known_is_an_outcome(case: Case, registry: Path) -> None:
    early = open_store(case.folder, case.catalogue).view(date(2025, 1, 20))
    found = next(published_forecasts(registry, early)).outcomes
    assert found["target_end_date"].to_list() == [date(2025, 1, 5), date(2025, 1, 12), date(2025, 1, 19)]
    nothing = open_store(case.folder, case.catalogue).view(date(2024, 12, 30))
    assert outcomes_of(next(published_forecasts(registry, early)).forecast, nothing).height == 0


def test_the_record_counts_hits_and_misses_by_hand(tmp_path: Path, view: View) -> None:
    rows = view.latest(TARGET)
    seen = np.array([value for day, value in zip(rows.date.tolist(), rows.value, strict=True) if day > ORIGIN][:6])
    registry = tmp_path / "published"
    for run, centre in (("high", float(seen.max()) + 5_000.0), ("right", float(np.median(seen)))):
        _add(registry, tmp_path, run, centre)
    record = track_record(published_forecasts(registry, view))
    # 5 January had passed when these were published on 7 January; five weeks lay ahead
    assert record.select("entry", "weeks", "forecast", "observed").rows() == [
        (1, "ahead", 5, 5), (1, "passed", 1, 1), (2, "ahead", 5, 5), (2, "passed", 1, 1),
    ]  # fmt: skip
    assert record.filter(pl.col("entry") == 1)["missed_90"].to_list() == [5, 1]
    right = record.filter((pl.col("entry") == 2) & (pl.col("weeks") == "ahead")).row(0, named=True)
    assert right["held_90"] == np.sum(np.abs(seen[1:] - np.median(seen)) <= 450.0)
    assert right["held_50"] == np.sum(np.abs(seen[1:] - np.median(seen)) <= 250.0)
    assert right["mean_error"] == pytest.approx(np.mean(seen[1:] - np.median(seen)))


def test_an_empty_registry_has_an_empty_record(tmp_path: Path, view: View) -> None:
    assert track_record(published_forecasts(tmp_path, view)).height == 0
