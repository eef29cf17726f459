"""From data that the model itself has made, the fit finds the truth again.

Truths come from the full prior: a prior shrunk towards its centre would let parameters that the record hardly informs
pass by being prior medians. Draws whose war leaves the range of the public record (150,000 to 700,000 casualties in
every full year, all finite) are drawn again, since the design of the record, its dates and its ranges, makes sense in
no other war. Every row of the real design keeps its place; only its value is drawn anew from its observation model.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.case import load_case, model_inputs
from fineline.evidence import open_store
from fineline.inference import fit
from fineline.inference.chains import FitSettings
from fineline.inference.diagnostics import scalars
from fineline.inference.store import Pins, Posterior
from fineline.inference.target import Target, build_target, fitted_weeks
from fineline.model.simulate import simulate
from fineline.observation.registry import OBSERVATION_MODELS

pytestmark = [pytest.mark.integration, pytest.mark.timeout(3600)]

QUICK = (101, 102)
"""Wars of every full run: as many as there are cores to fit them at once."""
STUDY = (101, 102, 103, 104, 105, 106)
YEARS = (2023, 2024, 2025)
CASUALTIES_OF_A_YEAR = (150e3, 700e3)
SIZE = FitSettings(chains=3, draws=60, warmup=200, seed=11)
COVERED = (0.80, 0.97)
"""Share of 90 % intervals that must hold the truth.

Some 200 intervals, dependent within a fit, give about 6 points either way; those of the study some 4.
"""

Key = tuple[str, str]
Arrays = dict[str, jax.Array]
Truth = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def design() -> tuple[Target, Pins]:
    case = load_case("ukraine")
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    weeks = fitted_weeks(case, view.as_of)
    target = build_target(case, view, weeks, model_inputs(case, view, weeks))
    return target, fit.pins_of(case, view, SIZE, target)


def within_the_record(target: Target, path: Arrays) -> bool:
    years = target.weeks.astype("datetime64[Y]").astype(int) + 1970
    totals = np.array([float(path["total_casualties"][years == year].sum()) for year in YEARS])
    low, high = CASUALTIES_OF_A_YEAR
    finite = all(bool(np.isfinite(values).all()) for values in path.values())
    return finite and bool(((totals > low) & (totals < high)).all())


def war_of(target: Target) -> Callable[[jax.Array, Arrays], tuple[Arrays, Arrays]]:
    """A war drawn from the prior under given assumptions: its path and its parameters."""

    def war(key: jax.Array, assumed: Arrays) -> tuple[Arrays, Arrays]:
        parameters = {**target.parameters.constrain(target.parameters.draw(key)), **assumed}
        keys = jax.random.split(jax.random.fold_in(key, 1), len(target.structure.shocks))
        shocks = {
            name: jax.random.normal(one, target.weeks.shape)
            for name, one in zip(target.structure.shocks, keys, strict=True)
        }
        known = {**parameters, **{name: jnp.asarray(value) for name, value in target.constants.items()}}
        return simulate(target.structure, known, target.inputs, shocks), parameters

    return jax.jit(war)


def record_of(target: Target) -> Callable[[Arrays, Arrays, jax.Array], dict[Key, jax.Array]]:
    """What every source would publish of a war, at the dates at which it did publish."""

    def record(path: Arrays, parameters: Arrays, key: jax.Array) -> dict[Key, jax.Array]:
        return {
            place: OBSERVATION_MODELS[place[1]]
            .distribution(path, parameters, rows)
            .sample(jax.random.fold_in(key, number))
            for number, (place, rows) in enumerate(target.rows.items())
        }

    return jax.jit(record)


def imagined(target: Target, seeds: tuple[int, ...]) -> list[tuple[Target, Truth]]:
    """One war for each seed: the record it would have left, and its true parameters."""
    war, record = war_of(target), record_of(target)
    wars = []
    for number, seed in enumerate(seeds):
        key = jax.random.PRNGKey(seed)
        assumed = {name: jnp.asarray(values[number % len(values)]) for name, values in target.levels.items()}
        tried = (war(one, assumed) for one in jax.random.split(key, 200))
        path, parameters = next((path, found) for path, found in tried if within_the_record(target, path))
        seen = record(path, parameters, key)
        rows = {place: dataclasses.replace(real, value=seen[place]) for place, real in target.rows.items()}
        # The equations that a structure composes on first use cannot go to another process: it starts afresh.
        fresh = dataclasses.replace(target, rows=rows, structure=dataclasses.replace(target.structure))
        wars.append((fresh, {name: np.asarray(value) for name, value in parameters.items()}))
    return wars


def recovered(target: Target, pins: Pins, folder: Path, core: int) -> Posterior:
    os.sched_setaffinity(0, {core})  # of this thread, and so of the process it starts: else all would share one core
    folder.mkdir()
    (folder / "target.pkl").write_bytes(pickle.dumps((target, SIZE)))
    fit._run_workers(folder, SIZE, None)
    return fit._assemble(target, SIZE, pins, folder)


@pytest.mark.parametrize("seeds", [QUICK, pytest.param(STUDY, marks=pytest.mark.study)], ids=["quick", "study"])
def test_intervals_cover_the_truth(seeds: tuple[int, ...], design: tuple[Target, Pins], tmp_path: Path) -> None:
    real, pins = design
    wars = imagined(real, seeds)
    cores = sorted(os.sched_getaffinity(0))[:2]

    def refit(number: int) -> Posterior:
        return recovered(wars[number][0], pins, tmp_path / str(number), cores[number % len(cores)])

    with ThreadPoolExecutor(len(cores)) as pool:
        found = list(pool.map(refit, range(len(wars))))
    covered: dict[tuple[int, str], bool] = {}
    for seed, (_, truth), posterior in zip(seeds, wars, found, strict=True):
        for name, value in scalars(truth, real.element_names).items():
            summary = posterior.diagnostics[name]
            covered[seed, name] = summary["q05"] <= float(value) <= summary["q95"]
    share = float(np.mean(list(covered.values())))
    by_fit = {seed: float(np.mean([hit for (one, _), hit in covered.items() if one == seed])) for seed in seeds}
    missed = [key for key, hit in covered.items() if not hit]
    assert COVERED[0] <= share <= COVERED[1], (
        f"{share:.1%} of {len(covered)} intervals, by fit {by_fit}; missed {missed}"
    )
