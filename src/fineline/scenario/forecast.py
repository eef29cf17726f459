"""What the war may do next, and what each mapper and claimant would then report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from jax import Array

from fineline.case import Case
from fineline.errors import SettingError
from fineline.evidence import open_store
from fineline.inference.parameters import ParameterMap
from fineline.observation.general_staff import LEVEL_CHANGE, WEEKS_PER_KNOT
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows
from fineline.scenario.ensemble import Chunk, chunks
from fineline.scenario.setting import Floats, Setting, prepare
from fineline.scenario.shocks import block_keys, standard_normal
from fineline.time import Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "principal_losses_claimed": "general_staff_claims",
        "area_change_isw": "area_isw",
        "area_change_deepstate": "area_deepstate",
    }
)
"""Observed series that are forecast, and the observation model of each."""

SEEN = ("total_casualties", "advance")
"""Quantities that the observation models of the targets read."""

CLAIMS_WALK = "claims_walk"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast.

    Attributes:
        trajectories: history and horizon, dimensions (draw, week).
        predictive: what each series would read, shape ``(draws, horizon)``, in the unit of the series.
        reference_date: the last week fitted.
    """

    trajectories: xr.Dataset
    predictive: dict[str, Floats]
    reference_date: date


def forecast(
    case: Case,
    posterior: Posterior,
    *,
    horizon: int = 26,
    draws: int | None = None,
    seed: int = 0,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> Forecast:
    """Run the fitted model past the data and draw what would be reported.

    Args:
        case: the case; its inputs after the data follow its own rules.
        posterior: the fit.
        horizon: weeks after the last week fitted, at least 1.
        draws: how many posterior draws; all of them when None.
        seed: of the shocks and the noise of observation after the last week fitted.
        assumptions: values of assumed parameters, the same in every draw.
        force: take assumptions outside their range all the same, and say so.

    Raises:
        SettingError: no week ahead, more draws than there are, or an assumption that cannot be made.
    """
    if horizon < 1:
        raise SettingError(
            expected="a horizon of at least one week", found=str(horizon), where="horizon", remedy="give 1 or more"
        )
    setting = prepare(case, posterior, horizon=horizon, draws=draws, seed=seed, assumptions=assumptions, force=force)
    trajectories = setting.run()
    path = {name: np.asarray(trajectories[name].values) for name in SEEN}
    known = {**setting.parameters, CLAIMS_WALK: longer_walk(setting, seed)}
    return Forecast(
        trajectories=trajectories,
        predictive={target: _reported(setting, target, path, known, seed) for target in had_figures(case, posterior)},
        reference_date=posterior.weeks[-1].astype(date),
    )


def had_figures(case: Case, posterior: Posterior) -> tuple[str, ...]:
    """The targets that a case declares and of which the fit had figures.

    Of another nothing is known about how its source sees the war.
    """
    view = open_store(case.folder, case.catalogue).view(date.fromisoformat(posterior.pins.as_of))
    last = posterior.weeks[-1]
    declared = (target for target in TARGETS if target in case.catalogue.series)
    return tuple(target for target in declared if (view.latest(target).date <= last).any())


def rows_ahead(weeks: Days, first: int) -> Rows:
    """Rows for weeks that nobody has reported yet: one at the end of each week from ``first`` on.

    Args:
        weeks: Sundays of the trajectories.
        first: index of the first week ahead.

    Returns:
        Rows without a value; weeks from before the change of the claims' level are marked.
    """
    ahead = weeks[first:]
    none = np.zeros(len(ahead))
    columns = {
        "value": np.full(len(ahead), np.nan),
        "position": np.arange(first, len(weeks)) + 1.0,
        "begin": none,
        "spread": none,
        "family": none.astype(np.int64),
        "repeats": none + 1.0,
        "age": none,
        "paired_age": none,
        "marked": (ahead < LEVEL_CHANGE).astype(np.float64),
    }
    return Rows(**{name: jnp.asarray(values) for name, values in columns.items()})


def longer_walk(setting: Setting, seed: int) -> Floats:
    """Steps of the walk of the claims' level, those fitted and new ones up to the end, shape ``(draws, quarters)``."""
    fitted = setting.parameters[CLAIMS_WALK]
    quarters = np.arange(fitted.shape[1], -(-len(setting.weeks) // WEEKS_PER_KNOT))
    normal = standard_normal(seed, CLAIMS_WALK, quarters * WEEKS_PER_KNOT, len(fitted))
    prior = ParameterMap({CLAIMS_WALK: setting.case.priors[CLAIMS_WALK]}, {CLAIMS_WALK: len(quarters)})
    steps = jax.vmap(prior.constrain)(jnp.asarray(normal))[CLAIMS_WALK]
    return np.concatenate([fitted, np.asarray(steps)], axis=1)


def _reported(
    setting: Setting, target: str, path: Mapping[str, Floats], parameters: Mapping[str, Floats], seed: int
) -> Floats:
    """What a series would read in the weeks ahead, shape ``(draws, horizon)``."""
    rows = rows_ahead(setting.weeks, setting.history)
    numbers = setting.week_numbers[setting.history :]
    sample = _sampler(TARGETS[target])
    out = np.empty((len(setting.index), len(rows)))

    def part(values: Mapping[str, Floats], chunk: Chunk) -> dict[str, Array]:
        return {name: jnp.asarray(array[chunk.read]) for name, array in values.items()}

    for chunk in chunks(len(setting.index)):
        keys = block_keys(seed, f"{target}_noise", numbers, chunk.number)
        made = sample(part(path, chunk), part(parameters, chunk), rows, keys)
        out[chunk.kept] = np.asarray(made)[: len(chunk)]
    return out


@lru_cache(maxsize=len(TARGETS))
def _sampler(model: str) -> Callable[..., Array]:
    """Draws of what an observation model would report, one key for each draw and row."""
    distribution, least = OBSERVATION_MODELS[model].distribution, OBSERVATION_MODELS[model].least

    def one_row(path: Mapping[str, Array], parameters: Mapping[str, Array], row: Rows, key: Array) -> Array:
        single = Rows(**{column.name: getattr(row, column.name)[None] for column in fields(Rows)})
        seen: Any = distribution(path, parameters, single)
        return jnp.maximum(seen.sample(key)[0], least)

    rows = jax.vmap(one_row, in_axes=(None, None, 0, 0))
    return jax.jit(jax.vmap(rows, in_axes=(0, 0, None, 0)))
