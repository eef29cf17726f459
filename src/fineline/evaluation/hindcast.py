"""Hindcast: what the fitted model says each source should have published, against what it did publish.

This checks the fit, not its foresight. A row that the fit has seen draws the weekly path towards itself, and an
interval that it helped to make holds it too often. So each period is judged by the posterior without that period:
draws are weighted by the inverse of the likelihood of its rows, the largest weights cut at the square root of the
number of draws times their mean (truncated importance sampling, Ionides 2008). Intervals that hold far fewer
periods than they promise say that an observation model is wrong; so do intervals that hold all of them.
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
from fineline.time import DAYS_PER_WEEK, WEEK, Days

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
        low: 5 % quantile of what the posterior without the period expects.
        median: its median.
        high: 95 % quantile.
        least_effective: smallest number of draws that the weights of a period are worth.
    """

    series: str
    model: str
    period: str
    dates: Days
    observed: Floats
    low: Floats
    median: Floats
    high: Floats
    least_effective: float

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
        _one(series, model, rows, *_predictive(model, rows, path, setting.parameters, seed), setting.weeks)
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
    low, median, high = np.array([weighted_quantiles(s, w, LEVELS) for s, w in zip(sums, weights, strict=True)]).T
    return Hindcast(
        series=series,
        model=model,
        period=CHECKED[model],
        dates=np.array([dates[group].max() for group in groups], dtype="datetime64[D]"),
        observed=np.array([published[group].sum() for group in groups]),
        low=low,
        median=median,
        high=high,
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

    def one(
        run: Mapping[str, jax.Array], known: Mapping[str, jax.Array], key: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        source = distribution(run, known, rows)
        return jnp.asarray(source.sample(key)), jnp.asarray(source.log_prob(rows.value))

    sample = jax.jit(jax.vmap(one))
    count = len(next(iter(path.values())))
    keys = jax.random.split(process_key(seed, f"{model}_hindcast"), count)
    out = np.empty((2, count, len(rows)))
    for chunk in chunks(count):
        run, known = (
            {name: jnp.asarray(values[chunk.read]) for name, values in part.items()} for part in (path, parameters)
        )
        for part, found in zip(out, sample(run, known, keys[chunk.read]), strict=True):
            part[chunk.kept] = np.asarray(found)[: len(chunk)]
    return out[0], out[1]
