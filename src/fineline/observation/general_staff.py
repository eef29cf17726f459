"""Ukrainian General Staff claims of the principal's personnel losses, weekly.

``ln y ~ StudentT(5, ln(level_t C_t), s)``: the claim follows casualties of the principal's whole side up to a level
that differed before mid-2023 and walks slowly since. Other services copy this series: the case marks them
``derived_from`` it, and they are never counted again.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpyro import distributions as dist

from fineline.observation.rows import ObservationModel, Parameters, Path, Published, Rows, make_rows, week_of
from fineline.time import Days

LEVEL_CHANGE = np.datetime64("2023-07-01")
WEEKS_PER_KNOT = 13
TAIL = 5.0


def prepare(series: Published, weeks: Days) -> Rows:
    """Weekly claims above zero; those from before the change of level are marked."""
    early = (series.date < LEVEL_CHANGE).astype(np.float64)
    return make_rows(series, weeks, series.value > 0, marked=early)


def claims_log_level(parameters: Parameters, rows: Rows) -> Array:
    """Log of claimed over true casualties, shape ``(rows,)``: two levels and a slow walk.

    The walk starts at zero with the first week, is linear between quarters and stays where the last one left it.
    """
    knots = jnp.concatenate([jnp.zeros(1), jnp.cumsum(parameters["claims_walk"])])
    quarters = jnp.arange(knots.shape[0], dtype=knots.dtype) * WEEKS_PER_KNOT
    walk = jnp.interp(rows.position, quarters, knots)
    early, late = jnp.log(parameters["claims_level_early"]), jnp.log(parameters["claims_level"])
    return jnp.where(rows.marked > 0, early, late) + walk


def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """What the General Staff would claim for each row's week, persons per week."""
    truth = jnp.log(path["total_casualties"][week_of(rows)])
    error = dist.StudentT(TAIL, truth + claims_log_level(parameters, rows), parameters["claims_noise"])
    return dist.TransformedDistribution(error, dist.transforms.ExpTransform())


MODEL = ObservationModel(prepare=prepare, distribution=distribution)
