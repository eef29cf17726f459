"""A paired counterfactual and its files: effects by window, differences by week, and the draws behind them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import xarray as xr

from fineline.analysis.contribution import WindowEffects, effects
from fineline.analysis.intervals import LEVELS
from fineline.analysis.trajectories import last_year, since_arrival, whole_record
from fineline.case import Case
from fineline.files import atomic_path, write_bytes
from fineline.inference.store import Posterior
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import CounterfactualRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import run_folder
from fineline.scenario import Pair
from fineline.scenario import counterfactual as simulate_pair

WEEKLY = "weekly-differences"
EFFECTS = "effects.csv"
COMPRESSED = {"zlib": True, "complevel": 1, "shuffle": True, "dtype": "float32"}
"""Draws are kept to seven digits: the differences of two runs that are far less certain than that."""


def counterfactual(case: Case, posterior: Posterior, request: CounterfactualRequest) -> Pair:
    """Run history with and without part of the contributor's support, with the same draws and shocks."""
    return simulate_pair(
        case,
        posterior,
        without=request.without,
        start=request.start,
        horizon=request.horizon,
        draws=request.draws,
        seed=request.seed,
    )


def make_counterfactual(
    case: Case, request: CounterfactualRequest, chosen: Chosen, *, out: Path | None = None
) -> Product[Pair]:
    """Run a pair and write what differs.

    `effects.csv` holds the effects by window; `weekly-differences` the difference of every quantity in every week, as
    CSV and Parquet with intervals and as netCDF with all draws.

    Args:
        case: the case.
        request: lever, first week, horizon, draws and seed.
        chosen: the posterior.
        out: folder of the files; that of the run when None.

    Returns:
        The pair, its files and its record, not yet saved.

    Raises:
        StorageError: the disk refused.
    """
    posterior = chosen.posterior
    as_of = as_of_of(posterior)
    pins = pins_of("counterfactual", request, case, as_of=as_of, seed=request.seed, posterior_id=posterior.id)
    folder = out or run_folder(pins.id)
    pair = counterfactual(case, posterior, request)
    files = write_pair(pair, folder)
    run = record(pins, case, files, folder, posterior_file=chosen.file)
    return Product(result=pair, run=run, files=files)


def window_effects(pair: Pair) -> tuple[WindowEffects, ...]:
    """Effects over the whole record, since the foreign soldiers came, and over the last year with data."""
    runs = pair.baseline
    windows = (whole_record(runs), since_arrival(runs), last_year(runs))
    return tuple(effects(pair, window) for window in windows if window is not None)


def write_pair(pair: Pair, folder: Path) -> tuple[Path, ...]:
    """Write effects and weekly differences into a folder.

    Raises:
        StorageError: the disk refused.
    """
    table = weekly_table(pair)
    parquet = folder / f"{WEEKLY}.parquet"
    with atomic_path(parquet) as part:
        table.write_parquet(part)
    return (
        write_bytes(folder / EFFECTS, effects_table(window_effects(pair)).write_csv().encode()),
        write_bytes(folder / f"{WEEKLY}.csv", table.write_csv().encode()),
        parquet,
        _write_draws(pair.difference, folder / f"{WEEKLY}.nc"),
    )


def effects_table(windows: tuple[WindowEffects, ...]) -> pl.DataFrame:
    """Effects by window: what the contributor added, with 50 and 90 % intervals and the chance of more than zero."""
    return pl.DataFrame(
        [
            {
                "window": found.window.name,
                "first_week": str(found.window.first),
                "last_week": str(found.window.last),
                "effect": effect.key,
                "definition": effect.definition,
                "unit": effect.summary.estimate.unit,
                **{level: getattr(effect.summary.estimate, level) for level in LEVELS},
                "probability_above_zero": effect.summary.positive.value,
            }
            for found in windows
            for effect in found.effects
        ]
    )


def weekly_table(pair: Pair) -> pl.DataFrame:
    """Every quantity in every week: the medians of both arms, and arm less baseline with 50 and 90 % intervals.

    Returns:
        One row for each quantity and week, by quantity in the order of the trajectories.
    """
    return pl.concat(_weekly_rows(pair, str(name)) for name in pair.difference.data_vars)


def _weekly_rows(pair: Pair, name: str) -> pl.DataFrame:
    difference = _draws(pair.difference, name)
    bounds = np.quantile(difference, list(LEVELS.values()), axis=0)
    weeks = pair.difference["week"].values.astype("datetime64[D]")
    return pl.DataFrame(
        {
            "quantity": [name] * len(weeks),
            "week": weeks,
            "unit": [str(pair.baseline[name].attrs["units"])] * len(weeks),
            "baseline_median": np.median(_draws(pair.baseline, name), axis=0),
            "arm_median": np.median(_draws(pair.arm, name), axis=0),
            **{f"difference_{level}": bound for level, bound in zip(LEVELS, bounds, strict=True)},
        }
    )


def _draws(trajectories: xr.Dataset, name: str) -> np.ndarray:
    return np.asarray(trajectories[name].transpose("draw", "week").values, dtype=np.float64)


def _write_draws(difference: xr.Dataset, path: Path) -> Path:
    encoding = {str(name): COMPRESSED for name in difference.data_vars}
    with atomic_path(path) as part:
        difference.to_netcdf(part, engine="h5netcdf", encoding=encoding)
    return path
