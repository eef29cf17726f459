"""Forecasts held against what came: the density that a fit of one day gave to what was observed afterwards.

A fit as of a cut has read nothing published later, and its forecast follows the case's rules for inputs beyond the
data. The observations it is scored on are dated after the cut, within the horizon, and are read from the newest tables.

Scored are the series in which one source measures one thing again and again, whose observation model has no bias of its
own for each claimant: a dated claim by one of many is left out. A series is scored only if the fit had figures of it. A
total is scored only if the whole period it speaks of lies after the cut, for else the fit has read a part of it.

Each observation is scored by itself: the log of the mean, over draws, of its density under the draw's own path and
parameters. Observations of neighbouring weeks share a path, so that their scores are not independent; intervals are
therefore made over weeks, and are too narrow rather than too wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from fineline.case import Case
from fineline.errors import SettingError
from fineline.evaluation.stacking import Floats, Ints, log_mean_exp
from fineline.evidence import View
from fineline.inference.target import fitted_weeks
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import ObservationModel, Rows
from fineline.scenario.ensemble import chunks
from fineline.scenario.forecast import CLAIMS_WALK, longer_walk
from fineline.scenario.setting import prepare, week_numbers
from fineline.time import WEEK, Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

Texts = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Observations of one series after a cut.

    Attributes:
        series: the series.
        model: its observation model.
        rows: the observations, on the weeks of fit and horizon.
        weeks: number of the week that holds each, counted from the first week of the case; shape ``(rows,)``.
    """

    series: str
    model: str
    rows: Rows
    weeks: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Log predictive density of every held-out observation; all of shape ``(rows,)``.

    Attributes:
        series: series of each.
        weeks: number of its week, counted from the first week of the case.
        log_density: log of the density that the forecast gave it, per unit of the series.
    """

    series: Texts
    weeks: Ints
    log_density: Floats

    def __len__(self) -> int:
        """Number of observations."""
        return len(self.log_density)


def held_out(case: Case, cut: date, horizon: int) -> tuple[HeldOut, ...]:
    """What was observed in the weeks after a cut, by series.

    Args:
        case: the case.
        cut: the day whose knowledge the fit reads.
        horizon: weeks after the last week fitted.

    Raises:
        SettingError: nothing was observed in those weeks.
        AsOfError: nothing was known on the day of the cut.
    """
    store = case.evidence()
    known, later = store.view(cut), store.view(case.calendar.knowledge)
    fitted = fitted_weeks(case, cut)
    weeks = np.arange(fitted[0], fitted[-1] + (horizon + 1) * WEEK, WEEK).astype("datetime64[D]")
    found = tuple(part for part in _candidates(case, known, later, cut, fitted, weeks) if len(part.rows))
    if not found:
        raise SettingError(
            expected=f"a cut with observations in the {horizon} weeks after it",
            found=cut.isoformat(),
            where="cuts",
            remedy=f"choose a day well before {case.calendar.last_week.isoformat()}, the last week with data",
        )
    return found


def score(case: Case, posterior: Posterior, observed: Iterable[HeldOut], *, horizon: int, seed: int) -> Scores:
    """Score a fit on what was observed after it.

    Args:
        case: the case, with the mechanisms to forecast by.
        posterior: its fit.
        observed: what `held_out` gave for the day of the fit and the same horizon.
        horizon: weeks after the last week fitted.
        seed: of the shocks after the last week fitted.
    """
    setting = prepare(case, posterior, horizon=horizon, draws=None, seed=seed)
    runs = setting.run()
    path = {str(name): np.asarray(values.values) for name, values in runs.data_vars.items()}
    parameters = {**setting.parameters, CLAIMS_WALK: longer_walk(setting, seed)}
    parts = tuple(observed)
    return Scores(
        series=np.concatenate([np.full(len(part.rows), part.series) for part in parts]),
        weeks=np.concatenate([part.weeks for part in parts]),
        log_density=np.concatenate([log_mean_exp(_log_density(part, path, parameters)) for part in parts]),
    )


def _candidates(case: Case, known: View, later: View, cut: date, fitted: Days, weeks: Days) -> Iterator[HeldOut]:
    first = np.datetime64(cut, "D")
    for series, spec in case.catalogue.series.items():
        for name in spec.observations:
            model = OBSERVATION_MODELS[name]
            if model.bias is None and _had_figures(model, known, series, fitted):
                data = later.latest(series)
                whole = np.isnat(data.period_start) | (data.period_start > first)
                ahead = data.where((data.date > first) & (data.date <= weeks[-1]) & whole)
                if len(ahead):
                    rows = model.prepare(ahead, weeks)
                    yield HeldOut(series, name, rows, _weeks_of(case, rows, weeks))


def _had_figures(model: ObservationModel, known: View, series: str, fitted: Days) -> bool:
    data = known.latest(series)
    return bool(len(data)) and bool(len(model.prepare(data, fitted)))


def _weeks_of(case: Case, rows: Rows, weeks: Days) -> Ints:
    place = np.ceil(np.asarray(rows.position)).astype(np.int64) - 1
    return week_numbers(case, weeks)[place]


def _log_density(part: HeldOut, path: Mapping[str, Floats], parameters: Mapping[str, Floats]) -> Floats:
    """Log density of each observation under each draw, shape ``(draws, rows)``."""
    distribution = OBSERVATION_MODELS[part.model].distribution

    def one(run: Mapping[str, jax.Array], known: Mapping[str, jax.Array]) -> jax.Array:
        return jnp.asarray(distribution(run, known, part.rows).log_prob(part.rows.value))

    many = jax.jit(jax.vmap(one))
    draws = len(next(iter(path.values())))
    out = np.empty((draws, len(part.rows)))
    for chunk in chunks(draws):
        run, known = (
            {name: jnp.asarray(values[chunk.read]) for name, values in values_of.items()}
            for values_of in (path, parameters)
        )
        out[chunk.kept] = np.asarray(many(run, known))[: len(chunk)]
    return out
