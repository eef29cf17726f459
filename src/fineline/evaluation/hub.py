"""Forecasts as hub tables: quantiles of observed series, one file per reference date.

The layout is that of the epidemic forecast hubs: one row per target, horizon and quantile level.

    reference_date  the Sunday from which horizons are counted
    target          the name of the series that is forecast, as observed (its noise belongs to the forecast)
    horizon         weeks after the reference date, from 1; for a monthly target whole calendar months after it
    target_end_date the Sunday that ends the week forecast, or the last day of the month
    output_type     always "quantile"
    output_type_id  the level, one of the 23 of `LEVELS`
    value           the quantile, in the unit of the target

Reference: hubverse.io, "Model output"; the 23 levels are those of the COVID-19 and influenza forecast hubs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fineline.errors import FinelineError, NegativeCountError, StorageError
from fineline.evaluation.checks import check_table
from fineline.evaluation.layout import COLUMNS, LEVELS, SCHEMA, TARGETS, end_of
from fineline.time import require_sunday


class ForecastError(FinelineError):
    """Predictive draws that cannot become a hub table."""

    fault = "the draws cannot become a forecast table"


def quantile_table(predictive: Mapping[str, NDArray[np.float64]], reference_date: date) -> pl.DataFrame:
    """Turn predictive draws into the 23 quantiles of each target and horizon.

    Args:
        predictive: draws of the observed series, with observation noise, by target; each of shape (draw, horizon),
            column j speaking of horizon j + 1; in the unit of the target.
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
    quantiles = {name: _quantiles(name, draws) for name, draws in predictive.items()}
    return table_of(quantiles, reference_date)


def table_of(quantiles: Mapping[str, NDArray[np.float64]], reference_date: date) -> pl.DataFrame:
    """A hub table of quantiles that are there already.

    Args:
        quantiles: by target, shape (horizon, level), row j speaking of horizon j + 1, at `LEVELS`.
        reference_date: the Sunday from which horizons are counted.

    Raises:
        NotASundayError, HubTableError, NegativeCountError: a rule of the format is broken.
    """
    require_sunday(reference_date, "reference_date")
    tables = [_target_table(name, quantiles[name], reference_date) for name in sorted(quantiles)]
    return check_table(pl.concat(tables), f"forecast of {reference_date}")


def quantiles_of(table: pl.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Quantiles of a hub table of one reference date by target, shape (horizon, level), as `table_of` takes them."""
    ordered = table.sort("target", "horizon", "output_type_id")
    return {
        str(name): part["value"].to_numpy().reshape(-1, len(LEVELS))
        for (name,), part in ordered.group_by("target", maintain_order=True)
    }


def write_csv(table: pl.DataFrame, folder: Path, forecaster: str = "fineline") -> list[Path]:
    """Write one CSV per reference date, `<reference_date>-<forecaster>.csv`, into `folder`, which is made if need be.

    Args:
        table: a hub table.
        folder: where the files go; files of the same dates are replaced.
        forecaster: who forecasts, for the names of the files.

    Returns:
        The paths written, in order of date.

    Raises:
        HubTableError, NotASundayError, NegativeCountError: the table breaks a rule of the format; nothing is written.
        StorageError: the disk refused; the file concerned is left as it was.
    """
    return _write(table, folder, forecaster, "csv", lambda part, path: part.write_csv(path))


def write_parquet(table: pl.DataFrame, folder: Path) -> list[Path]:
    """The same as `write_csv`, as Parquet: `<reference_date>-fineline.parquet`."""
    return _write(table, folder, "fineline", "parquet", lambda part, path: part.write_parquet(path))


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


def _quantiles(name: str, draws: NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.asarray(draws, dtype=float)
    _check_draws(name, values)
    # Shape (horizon, level); sorting takes away crossings of one rounding step.
    return np.sort(np.quantile(values, LEVELS, axis=0), axis=0).T


def _target_table(name: str, quantiles: NDArray[np.float64], reference_date: date) -> pl.DataFrame:
    horizons = np.arange(1, len(quantiles) + 1)
    rows = len(LEVELS)
    ends = [end_of(TARGETS[name].step, reference_date, int(horizon)) for horizon in horizons]
    return pl.DataFrame(
        {
            "reference_date": [reference_date] * quantiles.size,
            "target": [name] * quantiles.size,
            "horizon": np.repeat(horizons, rows),
            "target_end_date": [end for end in ends for _ in range(rows)],
            "output_type": ["quantile"] * quantiles.size,
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


def _write(
    table: pl.DataFrame, folder: Path, forecaster: str, suffix: str, save: Callable[[pl.DataFrame, Path], None]
) -> list[Path]:
    checked = check_table(table, "table to write").sort(*COLUMNS[:4], "output_type_id")
    written: list[Path] = []
    for reference_date in checked["reference_date"].unique().sort():
        path = folder / f"{reference_date}-{forecaster}.{suffix}"
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
