"""Recruitment totals over stated periods, by claimant, and the signing bonus.

``ln y ~ StudentT(4, ln(level_family * total), s sqrt(n))``. Running totals of one claimant family within a year
repeat one another: ``n`` of them share the weight of one. Official totals count about a tenth too many (renewals and
other services).
"""

from __future__ import annotations

from collections import Counter

import jax.numpy as jnp
import numpy as np
from numpyro import distributions as dist

from fineline.observation.rows import (
    ObservationModel,
    Parameters,
    Path,
    Published,
    Rows,
    level_at,
    make_rows,
    period_total,
    positions,
)
from fineline.time import DAYS_PER_WEEK, Days

TAIL = 4.0
OFFICIAL = "official"
BONUS_NOISE = 0.1
"""Log scatter of a mean over regional bonuses: the means use different sets of regions and weights (S20)."""


def prepare(series: Published, weeks: Days) -> Rows:
    """Totals whose whole period lies in the weeks; those of the official family are marked."""
    begin = positions(series.period_start, weeks) - 1.0 / DAYS_PER_WEEK
    years = series.period_start.astype("datetime64[Y]")
    groups = [(str(f), str(y)) for f, y in zip(series.family, years, strict=True)]
    official = np.array([float(f == OFFICIAL) for f in series.family])
    keep = (begin > -0.5) & (series.value > 0)
    counted = Counter(group for group, kept in zip(groups, keep, strict=True) if kept)
    repeats = np.array([max(counted[group], 1) for group in groups], dtype=np.float64)
    return make_rows(series, weeks, keep, begin=np.maximum(begin, 0.0), repeats=repeats, marked=official)


def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """What each claimant would state for the total of its period, persons."""
    total = period_total(path["recruits"], rows)
    level = jnp.where(rows.marked > 0, jnp.log(parameters["official_recruits_level"]), 0.0)
    noise = parameters["recruits_noise"] * jnp.sqrt(rows.repeats)
    error = dist.StudentT(TAIL, jnp.log(total) + level, noise)
    return dist.TransformedDistribution(error, dist.transforms.ExpTransform())


def prepare_bonus(series: Published, weeks: Days) -> Rows:
    """Mean signing bonuses inside the weeks, thousand roubles."""
    return make_rows(series, weeks, series.value > 0)


def bonus(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """The mean signing bonus a survey of regions would find, thousand roubles."""
    level = level_at(path["log_signing_bonus"], jnp.zeros(()), rows.position)
    return dist.LogNormal(level + jnp.log(parameters["signing_bonus_reference"]), BONUS_NOISE)


MODEL = ObservationModel(prepare=prepare, distribution=distribution)
BONUS = ObservationModel(prepare=prepare_bonus, distribution=bonus)
