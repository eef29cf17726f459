"""A paired counterfactual and its files: settings, effects by window, differences by week, and their draws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import xarray as xr

from fineline.analysis.contribution import WindowEffects, effects
from fineline.analysis.intervals import LEVELS, Estimate
from fineline.analysis.scenarios import WindowDifferences, differences, scenario_windows
from fineline.analysis.substitution import ELASTICITY, ImpliedBonus, implied_bonus
from fineline.analysis.trajectories import Window, last_year, since_arrival, whole_record
from fineline.case import Case
from fineline.errors import SettingError
from fineline.files import atomic_path, write_bytes
from fineline.inference.store import Posterior
from fineline.products.chunks import levers_of_case
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import CounterfactualRequest
from fineline.products.saving import Product, pins_of, record
from fineline.products.states import changes_of, first_week_ahead
from fineline.runs import RunPins, run_folder
from fineline.scenario import Pair
from fineline.scenario import counterfactual as simulate_pair
from fineline.scenario.arms import run_pair
from fineline.scenario.assumptions import assumptions_of
from fineline.scenario.setting import prepare

WEEKLY = "weekly-differences"
EFFECTS, SETTINGS = "effects.csv", "settings.csv"
BONUS_DEFINITION = "rise of the signing bonus that buys the men instead, 1 = doubled"
IDENTITY = ("posterior_id", "case", "as_of")
COMPRESSED = {"zlib": True, "complevel": 1, "shuffle": True, "dtype": "float32"}
"""Draws are kept to seven digits: the differences of two runs that are far less certain than that."""


def counterfactual(case: Case, posterior: Posterior, request: CounterfactualRequest) -> Pair:
    """Run history as it was, and as the request has it, with the same draws and shocks.

    Raises:
        SettingError: levers beside part of the support or a start, or as `fineline.scenario.counterfactual` says.
    """
    if not request.levers:
        return simulate_pair(case, posterior, **{name: value for name, value in request if name != "levers"})
    if request.without is not None or request.start is not None:
        raise SettingError(
            expected="levers with scenarios, or part of the support to take away from a week on",
            found="levers beside the other",
            where="lever",
            remedy="give one of the two; the scenario of a saved file states the weeks of its levers itself",
        )
    after_data = first_week_ahead(posterior)
    changes = changes_of(case, levers_of_case(case), request.scenarios, request.levers, after_data)
    setting = prepare(case, posterior, horizon=request.horizon, **request.runs())
    return run_pair(setting, changes)


def make_counterfactual(
    case: Case, request: CounterfactualRequest, chosen: Chosen, *, out: Path | None = None
) -> Product[Pair]:
    """Run a pair and write what differs.

    `settings.csv` names the posterior, everything that differs between the arms, and what was assumed in both;
    `effects.csv` holds the effects by window; `weekly-differences` the difference of every quantity in every week, as
    CSV and Parquet with intervals and as netCDF with all draws. The last two carry what `settings.csv` says inside.

    Args:
        case: the case.
        request: lever or scenarios, first week, horizon, draws, seed and assumptions.
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
    files = write_pair(pair, folder, of_scenarios=request.without is None, head=_head(pair, pins))
    run = record(pins, case, files, folder, posterior_file=chosen.file)
    return Product(result=pair, run=run, files=files)


def window_effects(pair: Pair) -> tuple[WindowEffects, ...]:
    """Effects over the whole record, since the foreign soldiers came, and over the last year with data."""
    runs = pair.baseline
    windows = (whole_record(runs), since_arrival(runs), last_year(runs))
    return tuple(effects(pair, window) for window in windows if window is not None)


def scenario_differences(pair: Pair) -> tuple[WindowDifferences, ...]:
    """What a scenario changes from its first week on: to the end of the data, and to the end of the horizon."""
    return tuple(differences(pair, window) for window in scenario_windows(pair, pair.first_week))


def bonus_of(pair: Pair) -> ImpliedBonus | None:
    """What the men bought in a scenario would have taken; None where it buys none or pay brings none."""
    known = ELASTICITY in pair.parameters
    return implied_bonus(pair, pair.parameters[ELASTICITY]) if known else None


def _head(pair: Pair, pins: RunPins) -> dict[str, str]:
    """What heads every file, so that one that is moved still says what it is of: all of it as text.

    Not the identifier of the run, which changes with every library: files whose numbers stay are to stay identical, and
    the record of the run names them by checksum.
    """
    return {
        "posterior_id": pins.posterior_id,
        "case": pins.case,
        "as_of": pins.as_of.isoformat(),
        "mechanisms": json.dumps(pins.mechanisms, sort_keys=True),
        "settings": json.dumps({one.name: [str(one.baseline), str(one.arm)] for one in pair.settings}),
        "assumptions": "\n".join(assumptions_of(pair.baseline)),
    }


def write_pair(pair: Pair, folder: Path, *, of_scenarios: bool, head: Mapping[str, str]) -> tuple[Path, ...]:
    """Write settings, effects and weekly differences into a folder.

    Args:
        pair: both arms.
        folder: the folder.
        of_scenarios: whether effects are told as what scenarios change, not as what the contributor added.
        head: metadata of the Parquet file and attributes of the netCDF file.

    Raises:
        StorageError: the disk refused.
    """
    table = weekly_table(pair)
    parquet = folder / f"{WEEKLY}.parquet"
    with atomic_path(parquet) as part:
        table.write_parquet(part, metadata=dict(head))
    found = differences_table(pair) if of_scenarios else effects_table(window_effects(pair))
    return (
        write_bytes(folder / SETTINGS, settings_table(pair, head).write_csv().encode()),
        write_bytes(folder / EFFECTS, found.write_csv().encode()),
        write_bytes(folder / f"{WEEKLY}.csv", table.write_csv().encode()),
        parquet,
        _write_draws(pair.difference.assign_attrs(head), folder / f"{WEEKLY}.nc"),
    )


def effects_table(windows: tuple[WindowEffects, ...]) -> pl.DataFrame:
    """Effects by window: what the contributor added, with 50 and 90 % intervals and the chance of more than zero."""
    return pl.DataFrame(
        [
            effect_row(
                found.window, effect.key, effect.definition, effect.summary.estimate, effect.summary.positive.value
            )
            for found in windows
            for effect in found.effects
        ]
    )


def differences_table(pair: Pair) -> pl.DataFrame:
    """What a scenario changes by window, in the same columns; and the bonus that would have bought the same men."""
    rows = [
        effect_row(
            found.window, one.outcome.key, one.outcome.definition, one.summary.estimate, one.summary.positive.value
        )
        for found in scenario_differences(pair)
        for one in found.differences
    ]
    bonus = bonus_of(pair)
    if bonus is not None:
        held = {"implied_bonus_rise": bonus.rise, "implied_bonus_rise_at_once": bonus.rise_at_once}
        rows += [effect_row(bonus.window, key, BONUS_DEFINITION, rise, 1.0) for key, rise in held.items()]
    return pl.DataFrame(rows)


def effect_row(window: Window, key: str, definition: str, found: Estimate, above_zero: float) -> dict[str, object]:
    """One effect as a row of a table."""
    return {
        "window": window.name,
        "first_week": str(window.first),
        "last_week": str(window.last),
        "effect": key,
        "definition": definition,
        "unit": found.unit,
        **{level: getattr(found, level) for level in LEVELS},
        "probability_above_zero": above_zero,
    }


def settings_table(pair: Pair, head: Mapping[str, str]) -> pl.DataFrame:
    """What it was run on, what differs between the arms, what a scenario does not do, and what was assumed in both."""
    rows = [("run", name, head[name], head[name]) for name in IDENTITY]
    rows += [("setting", setting.name, str(setting.baseline), str(setting.arm)) for setting in pair.settings]
    rows += [("note", "", "", note) for note in pair.notes]
    rows += [("assumption", said.split(maxsplit=1)[0], said, said) for said in assumptions_of(pair.baseline)]
    return pl.DataFrame(rows, schema=("kind", "name", "baseline", "arm"), orient="row")


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
