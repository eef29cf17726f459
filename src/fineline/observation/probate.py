"""Probate-based deaths of the principal's own soldiers by week, in one or more vintages.

The newest vintage is the observation: ``ln y ~ N(ln K_t + b + ln coverage(age), s)``. Deaths reach the register late,
so a vintage that does not fill in its own recent weeks shows ``coverage(age) = 1 - exp(-(age/th)^k)`` of them. An
older vintage of the same dates adds no deaths, only the revision: ``ln(older/newer) ~ N(ln coverage(older age) - ln
coverage(newer age), s_V)``.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpyro import distributions as dist

from fineline.observation.rows import ObservationModel, Parameters, Path, Published, Rows, make_rows, week_of
from fineline.time import DAYS_PER_WEEK, Days

NOWCAST_FROM = np.datetime64("2026-01-01")
"""From this vintage on the publisher models the recent weeks itself, so nothing is left to fill."""

ONE_SIDED_90 = 1.645


def _ages(series: Published) -> np.ndarray:
    age = (series.vintage - series.date).astype("timedelta64[D]").astype(np.float64) / DAYS_PER_WEEK
    return np.where(series.vintage >= NOWCAST_FROM, np.inf, age)


def prepare_newest(series: Published, weeks: Days) -> Rows:
    """Rows of the newest vintage; an infinite age means that the publisher has filled the week itself."""
    newest = series.vintage == series.vintage.max()
    return make_rows(series, weeks, newest & (series.value > 0), age=_ages(series))


def prepare_revision(series: Published, weeks: Days) -> Rows:
    """Ratio of every older vintage to the newest for the same dates; ``value`` is that ratio."""
    newest = series.vintage == series.vintage.max()
    latest = dict(zip(series.date[newest], series.value[newest], strict=True))
    age, newest_age = _ages(series), dict(zip(series.date[newest], _ages(series)[newest], strict=True))
    known = np.array([day in latest for day in series.date]) & ~newest
    ratio = np.array([v / latest[d] if d in latest else np.nan for d, v in zip(series.date, series.value, strict=True)])
    paired = np.array([newest_age.get(day, np.inf) for day in series.date])
    rows = make_rows(series, weeks, known & (ratio > 0), age=age, paired_age=paired)
    kept = make_rows(series, weeks, known & (ratio > 0), repeats=ratio)
    return Rows(**{**rows.__dict__, "value": kept.repeats})


def log_coverage(parameters: Parameters, age: Array) -> Array:
    """Log share of deaths already on the register ``age`` weeks on, shape as ``age``; zero at infinite age."""
    settled = jnp.isinf(age)
    scaled = jnp.where(settled, 1.0, age) / parameters["probate_delay"]
    shown = -jnp.expm1(-jnp.exp(parameters["probate_delay_shape"] * jnp.log(scaled)))
    return jnp.where(settled, 0.0, jnp.log(shown))


def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """What the newest vintage shows for each row's week, persons per week."""
    centre = jnp.log(path["principal_killed"][week_of(rows)]) + parameters["probate_level"]
    noise = jnp.sqrt(parameters["probate_noise"] ** 2 + (rows.spread / ONE_SIDED_90) ** 2)
    return dist.LogNormal(centre + log_coverage(parameters, rows.age), noise)


def revision(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """Ratio of an older vintage to the newest, per row; the trajectory does not enter."""
    del path
    centre = log_coverage(parameters, rows.age) - log_coverage(parameters, rows.paired_age)
    return dist.LogNormal(centre, parameters["probate_revision_noise"])


MODEL = ObservationModel(prepare=prepare_newest, distribution=distribution)
REVISION = ObservationModel(prepare=prepare_revision, distribution=revision)
