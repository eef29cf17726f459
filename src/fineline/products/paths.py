"""Paths by week of some futures: bands over a block of them, and a few one by one to draw over the bands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import xarray as xr

from fineline.scenario.design import BLOCK
from fineline.time import Days

Singles = npt.NDArray[np.float32]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SINGLES = tuple(range(0, BLOCK, BLOCK // 8))
"""Futures whose own paths are kept, by number: eight, evenly over the first block, the same in every run.

Which they are depends on nothing that a run asks, so that no one chooses those that look well."""
SINGLE = "future_"
"""How the column of a single future begins; its number follows."""


def weekly_paths(weeks: Days, block: int, kept: int, watched: Mapping[str, Singles]) -> pl.DataFrame:
    """Quantiles by week over the futures of a block, and the paths of some of them.

    Args:
        weeks: Sundays of the weeks run.
        block: number of the block of experiments; its futures are the first block of futures.
        kept: futures of the block that were asked for.
        watched: paths by quantity, shape ``(weeks, BLOCK)``.

    Returns:
        A row for each quantity and week; a future that was not asked for is empty.
    """
    parts = [
        pl.DataFrame(
            {
                "experiment": np.full(len(weeks), block * BLOCK),
                "quantity": [name] * len(weeks),
                "week": weeks,
                **_bands(path[:, :kept]),
                **{_column(number): path[:, number] if number < kept else None for number in SINGLES},
            },
            schema_overrides={_column(number): pl.Float32 for number in SINGLES},
        )
        for name, path in watched.items()
    ]
    return pl.concat(parts)


def no_paths() -> pl.DataFrame:
    """What a chunk without the first futures holds: the same columns, and no row."""
    values = dict.fromkeys([*map(_level, QUANTILES), *map(_column, SINGLES)], pl.Float32)
    return pl.DataFrame(schema={"experiment": pl.Int64, "quantity": pl.String, "week": pl.Date, **values})


def paths_dataset(files: Sequence[Path]) -> xr.Dataset:
    """The paths of a run, each quantity with its unit.

    Args:
        files: the files of all chunks, in order.

    Returns:
        ``band_QUANTITY`` with the dimensions ``first`` (the experiment with which a block of futures begins: one, or
        one for each combination), ``quantile`` and ``week``; ``path_QUANTITY`` with the dimensions ``path`` (number of
        the experiment, as ``experiment`` counts them) and ``week``. Nothing where no quantity was watched.
    """
    table = pl.read_parquet(list(files))
    units = json.loads(pl.read_parquet_metadata(files[0])["units"])
    firsts, weeks = table["experiment"].unique(maintain_order=True), table["week"].unique(maintain_order=True)
    numbers = [number for number in SINGLES if table[_column(number)].null_count() == 0]
    made: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]] = {}
    for (name,), part in table.group_by("quantity", maintain_order=True):
        attrs = {"units": units[name]}
        bands = part.select(map(_level, QUANTILES)).to_numpy().reshape(len(firsts), len(weeks), -1)
        single = part.select(map(_column, numbers)).to_numpy().reshape(len(firsts), len(weeks), -1)
        made[f"band_{name}"] = (("first", "quantile", "week"), bands.transpose(0, 2, 1), attrs)
        made[f"path_{name}"] = (("path", "week"), single.transpose(0, 2, 1).reshape(-1, len(weeks)), attrs)
    if not made:
        return xr.Dataset()
    coords = {
        "first": firsts.to_numpy(),
        "quantile": list(QUANTILES),
        "week": weeks.to_numpy().astype("datetime64[ns]"),
        "path": np.add.outer(firsts.to_numpy(), numbers).reshape(-1),
    }
    return xr.Dataset(made, coords=coords)


def _bands(path: Singles) -> dict[str, Singles]:
    found = np.quantile(path, QUANTILES, axis=1)
    return {_level(level): row.astype(np.float32) for level, row in zip(QUANTILES, found, strict=True)}


def _level(level: float) -> str:
    return f"q{100 * level:02.0f}"


def _column(number: int) -> str:
    return f"{SINGLE}{number}"
