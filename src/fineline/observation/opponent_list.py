"""Names of the opponent's dead and missing, collected by the other side: a lower bound.

``ln y ~ StudentT(5, ln(coverage K_U), s)`` with a coverage below one. Dead and missing are taken together, since
people move from one list to the other. The last half year before the list was copied is still filling and is left
out.
"""

from __future__ import annotations

import jax.numpy as jnp
from numpyro import distributions as dist

from fineline.observation.rows import ObservationModel, Parameters, Path, Published, Rows, make_rows, week_of
from fineline.time import WEEK, Days

TAIL = 5.0
SETTLED_AFTER = 26


def prepare(series: Published, weeks: Days) -> Rows:
    """Weeks that had half a year to fill before the list was copied."""
    settled = series.vintage - series.date >= SETTLED_AFTER * WEEK
    return make_rows(series, weeks, settled & (series.value > 0))


def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
    """Names of dead and missing that the list would hold for each row's week, persons per week."""
    centre = jnp.log(path["opponent_killed"][week_of(rows)]) + jnp.log(parameters["opponent_list_coverage"])
    error = dist.StudentT(TAIL, centre, parameters["opponent_list_noise"])
    return dist.TransformedDistribution(error, dist.transforms.ExpTransform())


MODEL = ObservationModel(prepare=prepare, distribution=distribution)
