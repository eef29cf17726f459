"""Many futures and what they answer, as datasets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from fineline.analysis.policies import Standing, Worth, criterion
from fineline.case import Case
from fineline.inference.store import Posterior
from fineline.products.executors import Executor
from fineline.products.exploring import make_exploration
from fineline.products.futures import compared, conditions, posterior_of, read_futures, sensitivity
from fineline.products.posteriors import choose
from fineline.products.requests import ExploreRequest
from fineline.runs import save_run

OPEN = np.nan
"""A side that is not restricted, or a value at which nothing turns."""


def futures_dataset(
    case: Case,
    request: ExploreRequest,
    posterior: Posterior | Path | None,
    *,
    out: Path | None,
    resume: bool,
    executor: Executor | None,
) -> xr.Dataset:
    """Every future of a request, run and recorded, dimension ``experiment``. See `products.exploring`."""
    chosen = choose(case, given=posterior)
    product = make_exploration(case, request, chosen, out=out, resume=resume, executor=executor)
    save_run(product.run)
    return read_futures(product.result.folder).to_xarray()


def influence_dataset(folder: Path, outcome: str, posterior: Posterior | Path | None) -> xr.Dataset:
    """What an outcome hangs on, dimension ``input``, the strongest first. See `products.futures.sensitivity`."""
    futures = read_futures(folder)
    found = sensitivity(futures, outcome, posterior_of(futures, posterior))
    fields = ("index", "low", "high", "chance", "beyond_chance")
    made = {field: ("input", np.array([getattr(one, field) for one in found])) for field in fields}
    return xr.Dataset(made, coords={"input": [one.input for one in found]}, attrs={"outcome": outcome, **futures.stamp})


def conditions_dataset(folder: Path, when: str) -> xr.Dataset:
    """Where a condition holds, dimension ``input``. See `products.futures.conditions`."""
    futures = read_futures(folder)
    found = conditions(futures, when)
    sides = {one.input: (one.low, one.high, one.quasi_p) for one in found.box.restrictions}
    turns = {one.lever: (one.value, one.low, one.high) for one in found.flips}
    names = ("low", "high", "quasi_p", "turns_at", "turns_low", "turns_high")
    rows = [(*sides.get(name, (None,) * 3), *turns.get(name, (None,) * 3)) for name in futures.factors]
    table = np.array([[OPEN if value is None else value for value in row] for row in rows])
    made = {name: ("input", table[:, place]) for place, name in enumerate(names)}
    shares = {name: getattr(found.box, name) for name in ("density", "coverage", "mass", "base", "chance", "found")}
    said = {"when": when, "box": str(found.box), "rules": list(found.rules), **futures.stamp}
    return xr.Dataset({**made, **shares}, coords={"input": list(futures.factors)}, attrs=said)


def policies_dataset(folder: Path, criteria: Sequence[str]) -> xr.Dataset:
    """Policies by criterion, and what a unit of each lever does. See `products.futures.compared`."""
    futures = read_futures(folder)
    found = compared(futures, [criterion(text) for text in criteria])
    standings = _standings(found.standings, criteria)
    return standings.merge(_worths(found.worths)).assign_attrs(futures.stamp)


def _standings(found: Sequence[Standing], criteria: Sequence[str]) -> xr.Dataset:
    """They come criterion by criterion, in each by regret; here policies keep one order."""
    policies = sorted({one.policy for one in found})
    size = len(policies)
    rows = [sorted(found[place : place + size], key=lambda one: one.policy) for place in range(0, len(found), size)]
    made = {
        field: (("criterion", "policy"), np.array([[getattr(one, field) for one in row] for row in rows], dtype=float))
        for field in ("median", "low", "high", "regret", "worst_regret", "satisfied", "best")
    }
    return xr.Dataset(made, coords={"criterion": list(criteria), "policy": policies})


def _worths(found: Sequence[Worth]) -> xr.Dataset:
    levers = list(dict.fromkeys(one.lever for one in found))
    outcomes = list(dict.fromkeys(one.outcome for one in found))
    slopes = np.array([(one.per_unit, one.low, one.high) for one in found]).reshape(len(levers), len(outcomes), 3)
    names = ("per_unit", "per_unit_low", "per_unit_high")
    made = {name: (("lever", "outcome"), slopes[..., place]) for place, name in enumerate(names)}
    return xr.Dataset(made, coords={"lever": levers, "outcome": outcomes})
