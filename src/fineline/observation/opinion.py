"""Support for the war as one pollster reports it, in per cent.

``logit y ~ N(s + o, e)`` with ``e^2 = d/(n p (1 - p)) + (r/(p (1 - p)))^2`` and ``p = logistic(s + o)``: the share that
says so differs from the support ``s`` of the model by a house offset ``o``, since fear and refusal inflate what is
said; ``n`` respondents in a clustered sample of design effect ``d`` scatter around it, and ``r`` is the rounding.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array
from numpyro import distributions as dist

from fineline.observation.rows import ObservationModel, Parameters, Path, Published, Rows, level_at, make_rows
from fineline.time import Days

RESPONDENTS = 1600.0
"""Interviews of a wave: one release gives 1,615 (RUP-036)."""
DESIGN_EFFECT = 1.8
"""Variance of a clustered face-to-face sample over that of a simple one: an assumption of the model description."""
ROUNDING = 0.005
"""Standard deviation of rounding, as a share: 0.3 points for whole per cents, 0.4 where two are added or subtracted."""
PERCENT = 100.0


def prepare(series: Published, weeks: Days) -> Rows:
    """Shares inside the weeks; none and all have no logit and are left out."""
    return make_rows(series, weeks, (series.value > 0) & (series.value < PERCENT))


def survey_scale(share: Array) -> Array:
    """Standard deviation of the logit of a reported share, from sampling and rounding."""
    variance = share * (1.0 - share)
    return jnp.sqrt(DESIGN_EFFECT / (RESPONDENTS * variance) + (ROUNDING / variance) ** 2)


def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """What the pollster would report on each row's day, per cent."""
    support = level_at(path["war_support"], parameters["initial_war_support"], rows.position)
    stated = support + parameters["opinion_house_offset"]
    error = dist.Normal(stated, survey_scale(jax.nn.sigmoid(stated)))
    to_percent = dist.transforms.AffineTransform(0.0, PERCENT, domain=dist.constraints.unit_interval)
    return dist.TransformedDistribution(error, [dist.transforms.SigmoidTransform(), to_percent])


MODEL = ObservationModel(prepare=prepare, distribution=distribution)
