"""Hindcast: what the fitted model says each source should have published, against what it did publish.

This checks the fit, not its foresight. A row that the fit has seen draws the weekly path towards itself, and an
interval that it helped to make holds it too often. So each period is judged by the posterior without that period:
draws are weighted by the inverse of the likelihood of its rows, the largest weights cut at the square root of the
number of draws times their mean (truncated importance sampling, Ionides 2008). Intervals that hold far fewer
periods than they promise say that an observation model is wrong; so do intervals that hold all of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import xarray as xr
from numpyro.distributions import Distribution

from fineline.analysis.trajectories import data_end, position, values, week_days
from fineline.case import Case, model_inputs
from fineline.evidence import View
from fineline.inference.target import build_target
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Likelihood, Rows, location_and_scale
from fineline.scenario.ensemble import chunks
from fineline.scenario.setting import prepare
from fineline.time import DAYS_PER_WEEK, WEEK, Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

Floats = npt.NDArray[np.float64]
Arrays = Mapping[str, jax.Array]

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
INTERVALS = (0.5, 0.8, 0.9, 0.95)
"""Central intervals whose coverage is counted."""
LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""The quantiles that bound them, and the median."""


@dataclass(frozen=True)
class Hindcast:
    """One series beside what the fit expects of it; arrays of shape ``(periods,)`` in the unit of the series.

    Attributes:
        series: name of the series in the tables.
        model: name of its observation model.
        period: weekly, monthly or quarterly.
        dates: last day of each period.
        observed: what was published.
        quantiles: what the posterior without the period expects, at `LEVELS`, shape ``(periods, levels)``.
        least_effective: smallest number of draws that the weights of a period are worth.
    """

    series: str
    model: str
    period: str
    dates: Days
    observed: Floats
    quantiles: Floats
    least_effective: float

    def within(self, interval: float) -> float:
        """Share of periods whose published figure lies in a central interval, its ends included.

        Args:
            interval: one of `INTERVALS`.
        """
        low = LEVELS.index(round((1.0 - interval) / 2.0, 6))
        held = (self.observed >= self.quantiles[:, low]) & (self.observed <= self.quantiles[:, -1 - low])
        return float(np.mean(held))

    @property
    def coverage(self) -> float:
        """Share of periods whose published figure lies in the 90 % interval."""
        return self.within(0.9)


def hindcast(case: Case, posterior: Posterior, *, draws: int | None = None, seed: int = 0) -> tuple[Hindcast, ...]:
    """Every checked series over the weeks of the fit.

    Args:
        case: the case.
        posterior: the fit.
        draws: how many posterior draws; all of them when None.
        seed: of the noise of observation.
    """
    setting = prepare(case, posterior, horizon=0, draws=draws, seed=seed)
    view = case.evidence().view(date.fromisoformat(posterior.pins.as_of))
    return hindcast_of(case, view, setting.run(), setting.parameters, seed=seed)


def hindcast_of(
    case: Case, view: View, runs: xr.Dataset, parameters: Mapping[str, Floats], *, seed: int = 0
) -> tuple[Hindcast, ...]:
    """The same from runs that are there already; their weeks after the data are left aside.

    Args:
        case: the case.
        view: what was known on the day of the fit.
        runs: trajectories of the posterior's draws, dimensions (draw, week).
        parameters: parameters of these draws by name, shape ``(draws,)`` or ``(draws, k)``.
        seed: of the noise of observation.
    """
    count = position(runs, data_end(runs)) + 1
    weeks = week_days(runs)[:count]
    path = {str(name): values(runs, str(name))[:, :count] for name in runs.data_vars}
    target = build_target(case, view, weeks, model_inputs(case, view, weeks))
    return tuple(
        _one(series, model, rows, *_predictive(model, rows, path, parameters, seed), weeks)
        for (series, model), rows in target.rows.items()
        if model in CHECKED
    )


def _one(series: str, model: str, rows: Rows, drawn: Floats, log_likelihood: Floats, weeks: Days) -> Hindcast:
    days = np.round(np.asarray(rows.position) * DAYS_PER_WEEK).astype(np.int64).astype("timedelta64[D]")
    dates = weeks[0] - WEEK + days
    groups = _quarters(dates) if CHECKED[model] == QUARTERLY else [np.array([row]) for row in range(len(rows))]
    published = np.asarray(rows.value)
    weights = [left_out_weights(log_likelihood[:, group].sum(axis=1)) for group in groups]
    sums = [np.maximum(drawn[:, group], 0.0).sum(axis=1) if len(group) > 1 else drawn[:, group[0]] for group in groups]
    return Hindcast(
        series=series,
        model=model,
        period=CHECKED[model],
        dates=np.array([dates[group].max() for group in groups], dtype="datetime64[D]"),
        observed=np.array([published[group].sum() for group in groups]),
        quantiles=np.array([weighted_quantiles(s, w, LEVELS) for s, w in zip(sums, weights, strict=True)]),
        least_effective=min(float(1.0 / np.sum(weight**2)) for weight in weights),
    )


def left_out_weights(log_likelihood: Floats) -> Floats:
    """Weights that turn draws of the posterior into draws of the posterior without some rows.

    Args:
        log_likelihood: of those rows together, shape ``(draws,)``.

    Returns:
        Weights that add up to one, shape ``(draws,)``.
    """
    ratio = np.exp(log_likelihood.min() - log_likelihood)
    cut = np.minimum(ratio, np.sqrt(len(ratio)) * ratio.mean())
    return cut / cut.sum()


def weighted_quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles of weighted draws, shape ``(levels,)``: the smallest value with at least that share of the weight."""
    order = np.argsort(values, kind="stable")
    place = np.searchsorted(np.cumsum(weights[order]), np.asarray(levels) * weights.sum())
    return values[order][np.minimum(place, len(values) - 1)]


def _quarters(dates: Days) -> list[npt.NDArray[np.int64]]:
    """Rows of each calendar quarter of which all three months are there."""
    quarter = dates.astype("datetime64[M]").astype(np.int64) // 3
    found = [np.flatnonzero(quarter == number) for number in np.unique(quarter)]
    return [rows for rows in found if len(rows) == 3]


def _predictive(
    model: str, rows: Rows, path: Mapping[str, Floats], parameters: Mapping[str, Floats], seed: int
) -> tuple[Floats, Floats]:
    """What a source would have published of each draw, and the log likelihood of what it did: ``(draws, rows)``."""
    distribution = OBSERVATION_MODELS[model].distribution

    def one(run: Arrays, known: Arrays, error: jax.Array) -> tuple[jax.Array, jax.Array]:
        source = distribution(run, known, rows)
        return _published(source, error), jnp.asarray(source.log_prob(rows.value))

    many = jax.jit(jax.vmap(one))
    tail, *read = _tail_and_reads(distribution, path, parameters, rows)
    count = len(next(iter(path.values())))
    errors = _errors(tail, model, count, seed)
    out = np.empty((2, count, len(rows)))
    for chunk in chunks(count):
        run, known = (
            {name: jnp.asarray(part[name][chunk.read]) for name in names}
            for part, names in zip((path, parameters), read, strict=True)
        )
        for part, found in zip(out, many(run, known, jnp.asarray(errors[chunk.read])), strict=True):
            part[chunk.kept] = np.asarray(found)[: len(chunk)]
    return out[0], out[1]


class _Recording(dict[str, jax.Array]):
    """A dictionary that remembers which of its keys were read."""

    def __init__(self, values: Arrays) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> jax.Array:
        self.read.add(key)
        return super().__getitem__(key)


def _tail_and_reads(
    distribution: Likelihood, path: Mapping[str, Floats], parameters: Mapping[str, Floats], rows: Rows
) -> tuple[Floats, set[str], set[str]]:
    """Degrees of freedom of each row's error, shape ``(rows,)``; names of the quantities and parameters read."""
    read: list[set[str]] = []

    def tail(run: Arrays, known: Arrays) -> jax.Array:
        held, given = _Recording(run), _Recording(known)
        found = location_and_scale(distribution(held, given, rows), len(rows)).tail
        read[:] = [held.read, given.read]
        return found

    first = ({name: jnp.asarray(values[0]) for name, values in part.items()} for part in (path, parameters))
    degrees = np.asarray(jax.jit(tail)(*first), dtype=np.float64)
    return degrees, read[0], read[1]


# The library's own sampler of Student's distribution takes seconds to compile, once for every number of rows.
def _errors(tail: Floats, model: str, draws: int, seed: int) -> Floats:
    """Errors of location 0 and scale 1 with each row's tail, shape ``(draws, rows)``; their stream is named."""
    stream = np.random.default_rng([seed, zlib.crc32(f"{model}_hindcast".encode())])
    shape, heavy = (draws, len(tail)), np.isfinite(tail)
    normal, squares = stream.standard_normal(shape), stream.chisquare(np.where(heavy, tail, 1.0), shape)
    return normal / np.sqrt(np.where(heavy, squares / tail, 1.0))


def _published(source: Distribution, error: jax.Array) -> jax.Array:
    """What a source publishes that errs by so much, shape ``(rows,)``."""
    base = location_and_scale(source, error.shape[0])
    drawn = base.location + base.scale * error
    for transform in getattr(source, "transforms", ()):
        drawn = transform(drawn)
    return drawn
