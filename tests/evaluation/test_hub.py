"""Forecast tables in hub format."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fineline.errors import NegativeCountError, NotASundayError, StorageError
from fineline.evaluation.checks import HubTableError, check_table
from fineline.evaluation.hub import ForecastError, quantile_table, read_table, write_csv, write_parquet
from fineline.evaluation.layout import COLUMNS, LEVELS, TARGETS

REFERENCE = date(2024, 6, 30)


def predictive(draws: int = 200, horizons: int = 4) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    losses = rng.lognormal(9, 0.2, (draws, horizons))
    return {"principal_losses_claimed": losses, "area_change_isw": rng.normal(30, 40, (draws, horizons))}


def table() -> pl.DataFrame:
    return quantile_table(predictive(), REFERENCE)


def altered(row: int, column: str, value: object) -> pl.DataFrame:
    cells = table().with_columns(pl.all().cast(pl.String)).to_dicts()
    cells[row][column] = str(value)
    return pl.DataFrame(cells, schema=dict.fromkeys(COLUMNS, pl.String))


def test_the_levels_are_the_23_of_the_hubs() -> None:
    assert len(LEVELS) == 23
    assert LEVELS[:4] == (0.01, 0.025, 0.05, 0.1)
    assert LEVELS[-3:] == (0.95, 0.975, 0.99)
    assert LEVELS[11] == 0.5


def test_the_table_has_the_columns_rows_and_dates_of_the_format() -> None:
    found = table()
    assert tuple(found.columns) == COLUMNS
    assert found.height == 2 * 4 * 23
    last = found.filter(pl.col("horizon") == 4)["target_end_date"].unique().to_list()
    assert last == [date(2024, 7, 28)]


def test_quantiles_by_hand() -> None:
    draws = np.arange(101.0).reshape(-1, 1)
    found = quantile_table({"area_change_deepstate": draws}, REFERENCE)
    np.testing.assert_allclose(found["value"], 100 * np.array(LEVELS))


@given(hnp.arrays(float, st.tuples(st.integers(1, 40), st.integers(1, 5)), elements=st.floats(-1e6, 1e6)))
def test_quantiles_never_cross_whatever_the_draws(draws: np.ndarray) -> None:
    found = quantile_table({"area_change_isw": draws}, REFERENCE)
    for _, part in found.group_by("horizon"):
        assert part["value"].is_sorted()
        assert tuple(part["output_type_id"]) == LEVELS


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_what_is_written_is_read_back(tmp_path: Path, write: Callable[[pl.DataFrame, Path], list[Path]]) -> None:
    (path,) = write(table(), tmp_path)
    assert path.stem == "2024-06-30-fineline"
    found = read_table(path)
    assert found.select(COLUMNS[:-1]).equals(table().sort(*COLUMNS[:4], "output_type_id").select(COLUMNS[:-1]))
    np.testing.assert_allclose(found["value"], table().sort(*COLUMNS[:4], "output_type_id")["value"], rtol=1e-12)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_csv_starts_with_exactly_the_header_of_the_format(tmp_path: Path) -> None:
    (path,) = write_csv(table(), tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "reference_date,target,horizon,target_end_date,output_type,output_type_id,value"
    assert lines[1].startswith("2024-06-30,area_change_isw,1,2024-07-07,quantile,0.01,")


def test_each_reference_date_has_its_own_file(tmp_path: Path) -> None:
    both = pl.concat([table(), quantile_table(predictive(), date(2024, 7, 7))])
    assert [path.name for path in write_csv(both, tmp_path)] == ["2024-06-30-fineline.csv", "2024-07-07-fineline.csv"]


@pytest.mark.parametrize(
    ("row", "column", "value", "error", "says"),
    [
        (5, "reference_date", "2024-07-01", NotASundayError, "line 7"),
        (5, "target_end_date", "2024-07-09", NotASundayError, "Tuesday"),
        (5, "horizon", 2, HubTableError, "reference_date plus horizon"),
        (5, "horizon", 0, HubTableError, "at least 1 week"),
        (5, "horizon", "soon", HubTableError, "'soon'"),
        (5, "target", "victory", HubTableError, "victory"),
        (5, "output_type", "mean", HubTableError, "quantile"),
        (5, "output_type_id", 0.21, HubTableError, r"missing \[0.2\], unknown \[0.21\]"),
        (5, "output_type_id", 0.25, HubTableError, r"repeated \[0.25\]"),
        (5, "value", -1e6, HubTableError, "line 7"),
        (5, "value", "NaN", HubTableError, "finite"),
        (100, "value", -1, NegativeCountError, "line 102"),
    ],
)
def test_a_broken_row_is_refused_and_named(
    tmp_path: Path, row: int, column: str, value: object, error: type[Exception], says: str
) -> None:
    path = tmp_path / "broken.csv"
    altered(row, column, value).write_csv(path)
    with pytest.raises(error, match=says):
        read_table(path)


def test_a_missing_row_is_refused() -> None:
    with pytest.raises(HubTableError, match=r"missing \[0.01\]"):
        check_table(table()[1:], "table")


def test_surplus_or_missing_columns_are_refused() -> None:
    with pytest.raises(HubTableError, match="exactly the columns"):
        check_table(table().drop("horizon"), "table")


def test_a_table_that_breaks_the_format_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(HubTableError):
        write_csv(altered(5, "horizon", 2), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("draws", "error"),
    [
        ({}, ForecastError),
        ({"victory": np.ones((2, 2))}, ForecastError),
        ({"area_change_isw": np.ones(3)}, ForecastError),
        ({"area_change_isw": np.ones((0, 3))}, ForecastError),
        ({"area_change_isw": np.array([[np.nan]])}, ForecastError),
        ({"principal_losses_claimed": np.array([[-1.0]])}, NegativeCountError),
    ],
)
def test_draws_that_cannot_be_a_forecast_are_refused(draws: dict[str, np.ndarray], error: type[Exception]) -> None:
    with pytest.raises(error):
        quantile_table(draws, REFERENCE)


def test_a_reference_date_must_be_a_sunday() -> None:
    with pytest.raises(NotASundayError):
        quantile_table(predictive(), date(2024, 12, 31))


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = write_csv(table(), tmp_path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match="No space left"):
        write_csv(table(), tmp_path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="absent"):
        read_table(tmp_path / "absent.csv")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"empty.{suffix}"
    path.touch()
    with pytest.raises(ForecastError):
        read_table(path)


def test_every_target_states_its_unit() -> None:
    assert {target.unit.split("/")[-1] for target in TARGETS.values()} == {"week", "month", "percent"}
