"""What the monthly series would read in the months after the data: military aid and support for the war."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np

from fineline.case import Case
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows, location_and_scale, positions
from fineline.scenario.ensemble import chunks
from fineline.scenario.forecast import rows_ahead
from fineline.scenario.setting import Floats, prepare
from fineline.time import DAYS_PER_WEEK, Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

SUMMED: Mapping[str, tuple[str, ...]] = {
    "aid_military_allocated": ("lead_backer_aid", "other_backers_aid"),
    "war_support": ("war_support_opinion",),
}
"""Monthly targets, and the observation models whose figures add up to each."""
READ = ("lead_backer_aid", "other_backers_aid", "war_support")
"""Quantities that they read."""


def forecast_months(
    case: Case, posterior: Posterior, months: Days, *, horizon: int, seed: int = 0
) -> dict[str, Floats]:
    """Draws of each monthly series, shape ``(draws, months)``, in its unit.

    Args:
        case: the case.
        posterior: the fit.
        months: last day of each month, in order; a figure of the month speaks of all of it, a poll of its last day.
        horizon: weeks simulated after the last week fitted; they must reach the end of the last month.
        seed: of the shocks and the noise of observation after the last week fitted.
    """
    setting = prepare(case, posterior, horizon=horizon, draws=None, seed=seed)
    runs = setting.run()
    path = {name: np.asarray(runs[name].values) for name in READ}
    rows = _rows(setting.weeks, setting.history, months)
    drawn = {model: _drawn(model, rows, path, setting.parameters, seed) for model in sum(SUMMED.values(), ())}
    return {target: np.sum([drawn[model] for model in models], axis=0) for target, models in SUMMED.items()}


def _rows(weeks: Days, history: int, months: Days) -> Rows:
    """Rows for whole months that nobody has reported yet."""
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    blank = rows_ahead(weeks[: history + len(months)], history)
    columns = {name: getattr(blank, name) for name in blank.__dataclass_fields__}
    columns["position"] = jnp.asarray(positions(months, weeks))
    columns["begin"] = jnp.asarray(positions(first, weeks) - 1.0 / DAYS_PER_WEEK)
    return Rows(**columns)


def _drawn(model: str, rows: Rows, path: Mapping[str, Floats], parameters: Mapping[str, Floats], seed: int) -> Floats:
    """What a source would publish of each draw, shape ``(draws, rows)``."""
    known = OBSERVATION_MODELS[model]

    def one(run: Mapping[str, jax.Array], own: Mapping[str, jax.Array], key: jax.Array) -> jax.Array:
        source = known.distribution(run, own, rows)
        base = location_and_scale(source, len(rows))
        normal, chi = jax.random.split(key)
        heavy = jnp.isfinite(base.tail)
        tail = jnp.where(heavy, base.tail, 1.0)
        widening = jnp.where(heavy, jnp.sqrt(tail / (2.0 * jax.random.gamma(chi, tail / 2.0))), 1.0)
        drawn = base.location + base.scale * widening * jax.random.normal(normal, (len(rows),))
        for transform in getattr(source, "transforms", ()):
            drawn = transform(drawn)
        return jnp.maximum(drawn, known.least)

    many = jax.jit(jax.vmap(one))
    draws = len(next(iter(path.values())))
    keys = jax.random.split(jax.random.fold_in(jax.random.key(seed), np.uint32(zlib.crc32(model.encode()))), draws)
    out = np.empty((draws, len(rows)))
    for chunk in chunks(draws):
        run, own = (
            {name: jnp.asarray(values[chunk.read]) for name, values in values_of.items()}
            for values_of in (path, parameters)
        )
        out[chunk.kept] = np.asarray(many(run, own, keys[chunk.read]))[: len(chunk)]
    return out
