"""Forecasts of several forecasters put beside what came, row by row, and refused where they are not comparable."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from fineline.errors import FinelineError
from fineline.evaluation.layout import LEVELS
from fineline.evaluation.scoring.rules import covered, crps, interval_score, pit

KEY = ("reference_date", "target", "horizon")
INTERVALS = (0.5, 0.8, 0.9, 0.95)
"""Central intervals whose coverage is counted."""


class ComparisonError(FinelineError):
    """Forecasts that cannot be held against each other, or against the observations."""

    fault = "the forecasts cannot be compared"


def within_column(interval: float) -> str:
    """The column that says whether the outcome lay in a central interval: ``within_90`` for 0.9."""
    return f"within_{interval * 100:.0f}"


def scored_rows(forecasts: Mapping[str, pl.DataFrame], observations: pl.DataFrame) -> pl.DataFrame:
    """Scores of every forecaster on every row that has come.

    Args:
        forecasts: checked hub tables by forecaster.
        observations: a checked long table.

    Returns:
        One row for each forecaster, reference date, target and horizon with an outcome: `outcome`, `median`, `wis` and
        its parts `spread`, `above` and `below`, `crps`, `pit`, and whether the outcome lay in each central interval.

    Raises:
        ComparisonError: no forecast; forecasters that do not forecast the very same rows; a target without any
            outcome.
    """
    if not forecasts:
        raise _fault("at least one forecast", "none", "give a hub file, or a folder that holds some")
    refuse_unequal(forecasts)
    _refuse_unobserved(next(iter(forecasts.values())), observations)
    return pl.concat(_scored(name, table, observations) for name, table in forecasts.items())


def refuse_unequal(forecasts: Mapping[str, pl.DataFrame]) -> None:
    """Refuse forecasters whose rows are not the very same.

    Raises:
        ComparisonError: naming two of them and the first row that only one has.
    """
    (first, table), *others = forecasts.items()
    rows = set(table.select(KEY).unique().iter_rows())
    for name, other in others:
        its = set(other.select(KEY).unique().iter_rows())
        if its != rows:
            row = min(rows ^ its)
            has, lacks = (first, name) if row in rows else (name, first)
            found = f"{' '.join(map(str, row))} from {has} and not from {lacks}; {len(rows ^ its)} such rows"
            raise _fault(
                "every forecaster to forecast the same reference dates, targets and horizons",
                found,
                "leave out what only one forecasts, or score them one at a time",
            )


def _refuse_unobserved(table: pl.DataFrame, observations: pl.DataFrame) -> None:
    known = table.join(observations, on=["target", "target_end_date"], how="inner")
    if missing := sorted(set(table["target"]) - set(known["target"])):
        raise _fault(
            "an outcome for at least one row of every target",
            f"none for {', '.join(missing)}",
            "add the outcomes to the observations, or leave the target out",
        )


def _scored(name: str, table: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """Scores of one forecaster."""
    wide = (
        table.sort(*KEY, "output_type_id")
        .group_by(*KEY, "target_end_date", maintain_order=True)
        .agg(pl.col("value").alias("quantiles"))
        .join(
            observations.rename({"value": "outcome"}),
            on=["target", "target_end_date"],
            how="inner",
            maintain_order="left",
        )
    )
    levels, outcome = np.array(LEVELS), wide["outcome"].to_numpy()
    quantiles = np.array(wide["quantiles"].to_list(), dtype=np.float64)
    found = interval_score(levels, quantiles, outcome)
    return wide.drop("quantiles").select(
        pl.lit(name).alias("forecaster"),
        pl.all(),
        median=pl.Series(quantiles[:, len(LEVELS) // 2]),
        wis=pl.Series(found.total),
        spread=pl.Series(found.spread),
        above=pl.Series(found.above),
        below=pl.Series(found.below),
        crps=pl.Series(crps(levels, quantiles, outcome)),
        pit=pl.Series(pit(levels, quantiles, outcome)),
        **{within_column(size): pl.Series(covered(levels, quantiles, outcome, size)) for size in INTERVALS},
    )


def _fault(expected: str, found: str, remedy: str) -> ComparisonError:
    return ComparisonError(expected=expected, found=found, where="forecasts", remedy=remedy)
