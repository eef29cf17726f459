"""The log score: how improbable a forecast made what came, where it stated a density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import logsumexp

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSkill:
    """The log score of one forecaster on one series.

    Attributes:
        forecaster: who.
        series: what was observed.
        rows: how many observations.
        log_score: mean of minus the log density, per unit of the series; the lower the better, and it can be negative.
        behind: by how much more than the best forecaster's of the series; 0 for the best.
    """

    forecaster: str
    series: str
    rows: int
    log_score: float
    behind: float


def log_score(log_density: Floats, weights: Floats) -> Floats:
    """Minus the log of the density that a mixture gave to what came (Good 1952); the lower the better.

    Args:
        log_density: log density of each outcome under each member, per unit of the outcome, shape ``(rows, members)``.
        weights: of the members, none negative, with a positive sum, by which they are divided; shape ``(members,)``.

    Returns:
        Shape ``(rows,)``. Infinite for an outcome that no member with weight held possible.
    """
    return -np.asarray(logsumexp(log_density, axis=1, b=weights / weights.sum()))


def log_skills(scores: Mapping[str, Sequence[float]], series: Sequence[str]) -> tuple[LogSkill, ...]:
    """Mean log scores by series and forecaster, the best first within each series.

    Args:
        scores: log score of every observation, by forecaster, all on the same observations.
        series: the series of each observation.
    """
    table = pl.DataFrame({"series": series, **scores}).unpivot(
        index="series", variable_name="forecaster", value_name="score"
    )
    means = (
        table.group_by("series", "forecaster")
        .agg(rows=pl.len(), log_score=pl.col("score").mean())
        .with_columns(behind=pl.col("log_score") - pl.col("log_score").min().over("series"))
        .sort("series", "log_score", "forecaster")
    )
    return tuple(LogSkill(**row) for row in means.iter_rows(named=True))
