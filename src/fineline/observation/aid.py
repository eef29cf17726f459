"""Military aid allocated in a month, by group of backers.

``ln(y + floor) ~ StudentT(4, ln(total + floor), s)``: announcements are lumpy, so that a month may hold ten times the
month before, or nothing. A month of zero says no more than that the amount was at most the floor: its likelihood is
the chance of that. A draw can fall below zero, never below minus the floor; it is read as zero (``least``).
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike
from numpyro import distributions as dist

from fineline.observation.rows import (
    ObservationModel,
    Parameters,
    Path,
    Published,
    Rows,
    location_and_scale,
    make_rows,
    period_total,
    positions,
)
from fineline.time import DAYS_PER_WEEK, Days

TAIL = 4.0
FLOOR = 0.05
"""EUR bn a month: allocations of less than 50 million are too small to tell from none."""


def prepare(series: Published, weeks: Days) -> Rows:
    """Months that begin inside the weeks; of one that ends in the week after them, its amount up to there, pro rata.

    No source says on which days of a month aid was allocated.
    """
    begin = positions(series.period_start, weeks) - 1.0 / DAYS_PER_WEEK
    end = positions(series.date, weeks)
    inside = (np.minimum(end, len(weeks)) - begin) / (end - begin)
    keep = (begin >= 0) & (series.value >= 0)
    return make_rows(series, weeks, keep, value=series.value * inside, begin=begin)


class Lumpy(dist.TransformedDistribution):
    """Amounts of which those below the floor are published as none: a month of zero says "at most the floor"."""

    def log_prob(self, value: ArrayLike, intermediates: list[Any] | None = None) -> Array:
        """Log density of an amount; for zero, the log chance of anything that counts as none."""
        amount = jnp.asarray(value)
        exact = jnp.asarray(super().log_prob(amount, intermediates))
        source = location_and_scale(self, amount.shape[0])
        return jnp.where(amount > 0, exact, jnp.log(student4((jnp.log(2.0 * FLOOR) - source.location) / source.scale)))


def student4(t: Array) -> Array:
    """Distribution function of Student's t with four degrees of freedom, in closed form (Abramowitz, Stegun 26.7.4)."""
    sine = t / jnp.sqrt(4.0 + t**2)
    return 0.5 + 0.5 * sine * (1.5 - 0.5 * sine**2)


def monthly_aid(flow: str) -> ObservationModel:
    """Observation model of the months of one group of backers.

    Args:
        flow: name of its aid in the trajectory, EUR bn a week.
    """

    def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
        centre = jnp.log(period_total(path[flow], rows) + FLOOR)
        error = dist.StudentT(TAIL, centre, parameters["aid_noise"])
        less_floor = dist.transforms.AffineTransform(-FLOOR, 1.0, domain=dist.constraints.positive)
        return Lumpy(error, [dist.transforms.ExpTransform(), less_floor])

    return ObservationModel(prepare=prepare, distribution=distribution, least=0.0)


LEAD_BACKER = monthly_aid("lead_backer_aid")
OTHER_BACKERS = monthly_aid("other_backers_aid")
