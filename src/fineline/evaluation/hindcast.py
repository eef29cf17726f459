"""Hindcast: what the fitted model says each source should have published, against what it did publish.

This checks the fit, not its foresight: the model has seen these rows. Intervals that hold far fewer rows than they
promise say that an observation model is wrong; so do intervals that hold all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from fineline.case import Case
from fineline.evidence import open_store
from fineline.inference.target import build_target
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows
from fineline.scenario.ensemble import chunks
from fineline.scenario.setting import prepare
from fineline.scenario.shocks import process_key
from fineline.time import WEEK, Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

Floats = npt.NDArray[np.float64]

QUARTERLY = "quarterly"
CHECKED: Mapping[str, str] = MappingProxyType(
    {
        "general_staff_claims": "weekly",
        "area_isw": "weekly",
        "area_deepstate": "weekly",
        "probate_deaths": "weekly",
        "war_support_opinion": "monthly",
        "lead_backer_aid": QUARTERLY,
        "other_backers_aid": QUARTERLY,
    }
)
"""Observation models checked, and over which periods: aid comes in packages, so it is summed over quarters."""
LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Hindcast:
    """One series beside what the fit expects of it; arrays of shape ``(periods,)`` in the unit of the series.

    Attributes:
        series: name of the series in the tables.
        model: name of its observation model.
        period: weekly, monthly or quarterly.
        dates: last day of each period.
        observed: what was published.
        low: 5 % quantile of the posterior predictive.
        median: its median.
        high: 95 % quantile.
    """

    series: str
    model: str
    period: str
    dates: Days
    observed: Floats
    low: Floats
    median: Floats
    high: Floats

    @property
    def coverage(self) -> float:
        """Share of periods whose published figure lies in the 90 % interval."""
        return float(np.mean((self.observed >= self.low) & (self.observed <= self.high)))


def hindcast(case: Case, posterior: Posterior, *, draws: int | None = None, seed: int = 0) -> tuple[Hindcast, ...]:
    """Every checked series over the weeks of the fit.

    Args:
        case: the case.
        posterior: the fit.
        draws: how many posterior draws; all of them when None.
        seed: of the noise of observation.
    """
    setting = prepare(case, posterior, horizon=0, draws=draws, seed=seed)
    runs = setting.run()
    path = {str(name): np.asarray(values.values) for name, values in runs.data_vars.items()}
    view = open_store(case.folder, case.catalogue).view(date.fromisoformat(posterior.pins.as_of))
    target = build_target(case, view, setting.weeks, setting.inputs)
    return tuple(
        _one(series, model, rows, _predictive(model, rows, path, setting.parameters, seed), setting.weeks)
        for (series, model), rows in target.rows.items()
        if model in CHECKED
    )


def _one(series: str, model: str, rows: Rows, drawn: Floats, weeks: Days) -> Hindcast:
    days = np.round(np.asarray(rows.position) * 7).astype(np.int64).astype("timedelta64[D]")
    dates = weeks[0] - WEEK + days
    observed = np.asarray(rows.value)
    if CHECKED[model] == QUARTERLY:
        dates, observed, drawn = _by_quarter(dates, observed, np.maximum(drawn, 0.0))
    low, median, high = np.quantile(drawn, LEVELS, axis=0)
    return Hindcast(series, model, CHECKED[model], dates, observed, low, median, high)


def _by_quarter(dates: Days, observed: Floats, drawn: Floats) -> tuple[Days, Floats, Floats]:
    """Sums over the calendar quarters of which all three months are there."""
    months = dates.astype("datetime64[M]").astype(np.int64)
    quarters = [quarter for quarter in np.unique(months // 3) if np.sum(months // 3 == quarter) == 3]
    inside = [months // 3 == quarter for quarter in quarters]
    return (
        np.array([dates[rows].max() for rows in inside], dtype="datetime64[D]"),
        np.array([observed[rows].sum() for rows in inside]),
        np.stack([drawn[:, rows].sum(axis=1) for rows in inside], axis=1),
    )


def _predictive(
    model: str, rows: Rows, path: Mapping[str, Floats], parameters: Mapping[str, Floats], seed: int
) -> Floats:
    """What a source would have published of each draw, shape ``(draws, rows)``."""
    distribution = OBSERVATION_MODELS[model].distribution

    def one(run: Mapping[str, jax.Array], known: Mapping[str, jax.Array], key: jax.Array) -> jax.Array:
        return jnp.asarray(distribution(run, known, rows).sample(key))

    sample = jax.jit(jax.vmap(one))
    count = len(next(iter(path.values())))
    keys = jax.random.split(process_key(seed, f"{model}_hindcast"), count)
    out = np.empty((count, len(rows)))
    for chunk in chunks(count):
        run, known = (
            {name: jnp.asarray(values[chunk.read]) for name, values in part.items()} for part in (path, parameters)
        )
        out[chunk.kept] = np.asarray(sample(run, known, keys[chunk.read]))[: len(chunk)]
    return out
