"""Effective draws a second: the product's sampler beside nutpie, on the posterior density that the product computes.

    python -m benchmarks.peers.samplers [--warmup 300] [--draws 300] [--out FILE.json]

nutpie must be installed beside Fineline (nutpie 0.16.8 and arro3-core). Both run two processes, one a core, with the
same compiler flags, and both keep every transition after the warm-up; compilation and warm-up are in the time.
Assumptions, which the product spreads over its chains, stand at their middle values. PyMC's own part, writing the
density down, is left out: what differs is the sampler and how it is fed.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import arviz as az
import numpy as np
from benchmarks.peers.__main__ import machine

from fineline._runtime import configure
from fineline.case import load_case, model_inputs
from fineline.inference.chains import CHAINS_PER_GROUP, FitSettings, block_path
from fineline.inference.target import Target, build_target, fitted_weeks
from fineline.inference.worker import environment, pin

PROCESSES = 2


def target_of() -> Target:
    """The posterior density of the case, assumptions at their middle values."""
    case = load_case("ukraine")
    view = case.evidence().view(case.calendar.knowledge)
    weeks = fitted_weeks(case, view.as_of)
    target = build_target(case, view, weeks, model_inputs(case, view, weeks))
    middle = {name: (sorted(values)[len(values) // 2],) for name, values in target.levels.items()}
    return dataclasses.replace(target, levels=middle)


def _product(folder: Path, group: int) -> list[str]:
    return [sys.executable, "-m", "fineline.inference.worker", str(folder), str(group)]


def _nutpie(folder: Path, group: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.samplers", "--one", str(folder), str(group)]


def _product_draws(folder: Path, settings: FitSettings, group: int) -> tuple[np.ndarray, int]:
    kept = range(settings.warmup_blocks, settings.blocks)
    parts = [np.load(block_path(folder / f"group-{group}", index)) for index in kept]
    draws = np.concatenate([part["parameters"] for part in parts])
    return draws.transpose(1, 0, 2), int(sum(part["diverging"].sum() for part in parts))


def _nutpie_draws(folder: Path, settings: FitSettings, group: int) -> tuple[np.ndarray, int]:
    del settings
    with np.load(folder / f"nutpie-{group}.npz") as held:
        return held["draws"], int(held["diverging"].sum())


def one(folder: Path, group: int) -> None:
    """One process of nutpie."""
    pin(group)
    configure()
    jax: Any = importlib.import_module("jax")
    nutpie: Any = importlib.import_module("nutpie")
    nutpie_functions: Any = importlib.import_module("nutpie.compiled_pyfunc")
    from fineline.inference.precondition import length, parameters_in, unflatten  # noqa: PLC0415 - after the core
    from fineline.inference.sampler import BLOCK  # noqa: PLC0415 - as above

    target, settings = pickle.loads((folder / "target.pkl").read_bytes())  # noqa: S301 - written by the parent process
    assumed, size, place = target.assumed_in_the_middle, length(target), parameters_in(target)
    density = jax.jit(jax.value_and_grad(lambda v: -target.potential(unflatten(target, v), assumed)))

    def value(v: np.ndarray) -> tuple[float, np.ndarray]:
        at, slope = density(v)
        if not np.isfinite(float(at)):
            raise NotFiniteError
        return float(at), np.asarray(slope)

    def starting(seed: int) -> np.ndarray:
        return 0.1 * np.random.default_rng(seed).standard_normal(size)

    model = nutpie_functions.from_pyfunc(
        size,
        lambda: value,
        lambda *_: lambda v: {"parameters": np.array(v[place])},
        [np.dtype(np.float64)],
        [(place.stop - place.start,)],
        ["parameters"],
        make_initial_point_fn=starting,
    )
    kept = settings.sampling_blocks * BLOCK
    chains = settings.chains_in(group)
    made = nutpie.sample(
        model, draws=kept, tune=settings.warmup, chains=chains, cores=1, seed=group, progress_bar=False
    )
    draws, diverging = made.posterior["parameters"].values, made.sample_stats["diverging"].values
    np.savez(folder / f"nutpie-{group}.npz", draws=draws, diverging=diverging)


class NotFiniteError(ValueError):
    """A point without a density, from which nutpie turns back."""

    is_recoverable = True


Draws = Callable[[Path, FitSettings, int], tuple[np.ndarray, int]]


def measured(target: Target, settings: FitSettings, command: Callable[[Path, int], list[str]], read: Draws) -> Any:  # noqa: ANN401
    """Effective draws a second of one sampler, over the parameters."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "target.pkl").write_bytes(pickle.dumps((target, settings)))
        began = time.perf_counter()
        started = [
            subprocess.Popen(command(folder, group), env=environment())  # noqa: S603 - our own modules
            for group in range(PROCESSES)
        ]
        codes = [process.wait() for process in started]
        if any(codes):
            raise SystemExit(f"{command.__name__} failed")
        seconds = time.perf_counter() - began
        parts = [read(folder, settings, group) for group in range(PROCESSES)]
    draws = np.concatenate([part for part, _ in parts])
    effective = np.array([float(az.ess(draws[..., place])) for place in range(draws.shape[2])])
    moved = effective[np.isfinite(effective)]
    return {
        "seconds": seconds,
        "transitions": draws.shape[0] * draws.shape[1],
        "divergences": sum(count for _, count in parts),
        "rhat": float(np.nanmax([float(az.rhat(draws[..., place])) for place in range(draws.shape[2])])),
        "least": float(moved.min()),
        "median": float(np.median(moved)),
        "least_per_s": float(moved.min() / seconds),
        "median_per_s": float(np.median(moved) / seconds),
    }


def main(warmup: int, draws: int, out: Path | None) -> None:
    """Print one line for each sampler."""
    configure()
    settings = FitSettings(chains=PROCESSES * CHAINS_PER_GROUP, draws=draws // 15, warmup=warmup)
    target = target_of()
    found: dict[str, Any] = {"machine": {**machine(), "nutpie": metadata.version("nutpie")}}
    for name, command, read in (("Fineline", _product, _product_draws), ("nutpie", _nutpie, _nutpie_draws)):
        found[name] = measured(target, settings, command, read)
        print(name, json.dumps(found[name]), flush=True)
        if out is not None:
            out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--warmup", type=int, default=300)
        parser.add_argument("--draws", type=int, default=300, help="transitions kept of each chain")
        parser.add_argument("--out", type=Path)
        given = parser.parse_args()
        main(given.warmup, given.draws, given.out)
