"""Forecasts as hub tables: quantiles of observed series, one file per reference date.

The layout is that of the epidemic forecast hubs: one row per target, horizon and quantile level.

    reference_date  the Sunday from which horizons are counted
    target          the name of the series that is forecast, as observed (its noise belongs to the forecast)
    horizon         weeks after the reference date, from 1
    target_end_date the Sunday that ends the week forecast: reference_date + horizon weeks
    output_type     always "quantile"
    output_type_id  the level, one of the 23 of `LEVELS`
    value           the quantile, in the unit of the target

Reference: hubverse.io, "Model output"; the 23 levels are those of the COVID-19 and influenza forecast hubs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fineline.errors import FinelineError, NegativeCountError, StorageError
from fineline.evaluation.checks import check_table
from fineline.evaluation.layout import COLUMNS, LEVELS, SCHEMA, TARGETS
from fineline.time import require_sunday


class ForecastError(FinelineError):
    """Predictive draws that cannot become a hub table."""

    fault = "the draws cannot become a forecast table"


def quantile_table(predictive: Mapping[str, NDArray[np.float64]], reference_date: date) -> pl.DataFrame:
    """Turn predictive draws into the 23 quantiles of each target and horizon.

    Args:
        predictive: draws of the observed series, with observation noise, by target; each of shape (draw, horizon),
            column j speaking of the week that ends j + 1 weeks after the reference date; in the unit of the target.
        reference_date: the Sunday from which horizons are counted.

    Returns:
        A table with exactly the columns of `COLUMNS`, ordered by target, horizon and level.

    Raises:
        NotASundayError: the reference date is not a Sunday.
        ForecastError: an unknown target, draws of the wrong shape or not finite.
        NegativeCountError: a draw below zero for a target that counts people.
    """
    require_sunday(reference_date, "reference_date")
    if not predictive:
        raise _fault("draws for at least one target", "none", "predictive", "name the targets to forecast")
    tables = [_target_table(name, predictive[name], reference_date) for name in sorted(predictive)]
    return check_table(pl.concat(tables), f"forecast of {reference_date}")


def write_csv(table: pl.DataFrame, folder: Path) -> list[Path]:
    """Write one CSV per reference date, `<reference_date>-fineline.csv`, into `folder`, which is made if need be.

    Args:
        table: a hub table.
        folder: where the files go; files of the same dates are replaced.

    Returns:
        The paths written, in order of date.

    Raises:
        HubTableError, NotASundayError, NegativeCountError: the table breaks a rule of the format; nothing is written.
        StorageError: the disk refused; the file concerned is left as it was.
    """
    return _write(table, folder, "csv", lambda part, path: part.write_csv(path))


def write_parquet(table: pl.DataFrame, folder: Path) -> list[Path]:
    """The same as `write_csv`, as Parquet: `<reference_date>-fineline.parquet`."""
    return _write(table, folder, "parquet", lambda part, path: part.write_parquet(path))


def read_table(path: Path) -> pl.DataFrame:
    """Read one hub file, CSV or Parquet, and check every rule of the format.

    Args:
        path: a file as the writers make it, or one of another forecaster with the same targets.

    Returns:
        The table, ordered by reference date, target, horizon and level.

    Raises:
        HubTableError, NotASundayError, NegativeCountError: a rule is broken; the message names file and line.
        StorageError: the file cannot be opened.
    """
    try:
        raw = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    except OSError as error:
        raise StorageError(
            expected="a readable hub file", found=str(error), where=str(path), remedy="check the path and its rights"
        ) from error
    except pl.exceptions.PolarsError as error:
        raise _fault("a table with a header", str(error), str(path), "write the file again") from error
    return check_table(raw, str(path)).sort("reference_date", "target", "horizon", "output_type_id")


def _target_table(name: str, draws: NDArray[np.float64], reference_date: date) -> pl.DataFrame:
    values = np.asarray(draws, dtype=float)
    _check_draws(name, values)
    horizons = np.arange(1, values.shape[1] + 1)
    # Shape (horizon, level), read row by row; sorting takes away crossings of one rounding step.
    quantiles = np.sort(np.quantile(values, LEVELS, axis=0), axis=0).T
    rows = len(LEVELS)
    ends = [reference_date + timedelta(weeks=int(horizon)) for horizon in horizons]
    return pl.DataFrame(
        {
            "reference_date": [reference_date] * (rows * horizons.size),
            "target": [name] * (rows * horizons.size),
            "horizon": np.repeat(horizons, rows),
            "target_end_date": [end for end in ends for _ in range(rows)],
            "output_type": ["quantile"] * (rows * horizons.size),
            "output_type_id": np.tile(LEVELS, horizons.size),
            "value": quantiles.ravel(),
        },
        schema=SCHEMA,
    ).select(COLUMNS)


def _check_draws(name: str, values: NDArray[np.float64]) -> None:
    if name not in TARGETS:
        raise _fault(f"one of {', '.join(TARGETS)}", name, "predictive", "use a target of the core")
    if values.ndim != 2 or 0 in values.shape:
        raise _fault("draws of shape (draw, horizon)", f"shape {values.shape}", name, "give one row per draw")
    if not np.isfinite(values).all():
        count = int((~np.isfinite(values)).sum())
        raise _fault("finite draws", f"{count} that are not", name, "look for the first week that leaves its range")
    if TARGETS[name].counts and values.min() < 0:
        raise NegativeCountError(
            expected=f"no draw below zero ({TARGETS[name].unit})",
            found=f"{values.min():g}",
            where=name,
            remedy="check the observation model; counts are modelled on the log scale",
        )


def _write(table: pl.DataFrame, folder: Path, suffix: str, save: Callable[[pl.DataFrame, Path], None]) -> list[Path]:
    checked = check_table(table, "table to write").sort(*COLUMNS[:4], "output_type_id")
    written: list[Path] = []
    for reference_date in checked["reference_date"].unique().sort():
        path = folder / f"{reference_date}-fineline.{suffix}"
        _save_whole(checked.filter(pl.col("reference_date") == reference_date), path, save)
        written.append(path)
    return written


def _save_whole(part: pl.DataFrame, path: Path, save: Callable[[pl.DataFrame, Path], None]) -> None:
    # Written beside its place and then moved, so that a full disk or Ctrl-C leaves no half file.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as scratch:
            save(part, Path(scratch) / path.name)
            (Path(scratch) / path.name).replace(path)
    except OSError as error:
        raise StorageError(
            expected=f"room and leave to write {path.name}",
            found=str(error),
            where=str(path.parent),
            remedy="free space or choose another folder",
        ) from error


def _fault(expected: str, found: str, where: str, remedy: str) -> ForecastError:
    return ForecastError(expected=expected, found=found, where=where, remedy=remedy)
