"""Published forecasts beside what has been observed since; misses stay.

A week that had ended on the day of publication is no forecast, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fineline.evaluation.hub import read_table
from fineline.evaluation.layout import TARGETS
from fineline.evaluation.registry import Entry, files_of, read_registry
from fineline.evidence import View

OUTCOME_COLUMNS = ("target", "target_end_date", "value")
INTERVALS = {"50": (0.25, 0.75), "90": (0.05, 0.95)}
AHEAD, PASSED = "ahead", "passed"


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """An entry with its forecast and what has been observed of it.

    Attributes:
        entry: the entry.
        file: its hub file.
        forecast: the rows of the hub file.
        outcomes: what was observed: target, target_end_date, value; one row for each week forecast and observed.
    """

    entry: Entry
    file: Path
    forecast: pl.DataFrame
    outcomes: pl.DataFrame


def published_forecasts(folder: Path, view: View) -> Iterator[Published]:
    """Every entry of a registry with its hub file and the outcomes that a view knows.

    Args:
        folder: the registry.
        view: the evidence of the case the forecasts are of.

    Raises:
        RegistryError: the registry was changed.
        HubTableError: a file that is no hub file.
    """
    for entry in read_registry(folder):
        for file in files_of(folder, entry):
            if file.suffix == ".csv":
                forecast = read_table(file)
                yield Published(entry, file, forecast, outcomes_of(forecast, view))


def outcomes_of(forecast: pl.DataFrame, view: View) -> pl.DataFrame:
    """What was observed of the weeks of a forecast, in the columns of `OUTCOME_COLUMNS`.

    Args:
        forecast: a hub table.
        view: the evidence; a target it has no series of has no outcomes.
    """
    wanted = forecast.select("target", "target_end_date").unique()
    observed = [_series(view, target) for target in wanted["target"].unique().sort() if target in view.catalogue.series]
    empty = pl.DataFrame(schema={"target": pl.String(), "target_end_date": pl.Date(), "value": pl.Float64()})
    joined = pl.concat([empty, *observed]).join(wanted, on=["target", "target_end_date"], how="semi")
    return joined.sort("target", "target_end_date")


def track_record(published: Iterator[Published]) -> pl.DataFrame:
    """One row for each entry, target and kind of week: how many weeks were observed and how many intervals held.

    Columns: entry, published, reference_date, target, weeks (ahead of publication, or passed by then), forecast,
    observed, held_50, held_90, missed_90, and mean_error, the mean of observed less median in the unit of the target.
    """
    parts = [_scored(one) for one in published]
    schema = {
        "entry": pl.Int64(), "published": pl.Date(), "reference_date": pl.Date(), "target": pl.String(),
        "unit": pl.String(), "weeks": pl.String(), "forecast": pl.UInt32(), "observed": pl.UInt32(),
        "held_50": pl.UInt32(), "held_90": pl.UInt32(), "missed_90": pl.UInt32(), "mean_error": pl.Float64(),
    }  # fmt: skip
    return pl.concat([pl.DataFrame(schema=schema), *parts]) if parts else pl.DataFrame(schema=schema)


def _series(view: View, target: str) -> pl.DataFrame:
    rows = view.latest(target)
    return pl.DataFrame(
        {"target": [target] * len(rows), "target_end_date": rows.date, "value": rows.value},
        schema={"target": pl.String(), "target_end_date": pl.Date(), "value": pl.Float64()},
    )


def _scored(one: Published) -> pl.DataFrame:
    levels = {0.5: "median", **{level: f"at_{level}" for pair in INTERVALS.values() for level in pair}}
    wide = (
        one.forecast.filter(pl.col("output_type_id").is_in(list(levels)))
        .with_columns(pl.col("output_type_id").replace_strict(levels, return_dtype=pl.String()).alias("level"))
        .pivot("level", index=["target", "target_end_date"], values="value")
        .join(one.outcomes.rename({"value": "seen"}), on=["target", "target_end_date"], how="left")
    )
    held = {
        name: pl.col("seen").is_between(pl.col(f"at_{low}"), pl.col(f"at_{high}"))
        for name, (low, high) in INTERVALS.items()
    }
    ahead = pl.when(pl.col("target_end_date") > one.entry.published).then(pl.lit(AHEAD)).otherwise(pl.lit(PASSED))
    counted = (
        wide.group_by("target", ahead.alias("weeks"))
        .agg(
            forecast=pl.len(),
            observed=pl.col("seen").count(),
            held_50=held["50"].sum(),
            held_90=held["90"].sum(),
            missed_90=(~held["90"]).sum(),
            mean_error=(pl.col("seen") - pl.col("median")).mean(),
        )
        .sort("target", "weeks")
    )
    units = {name: target.unit for name, target in TARGETS.items()}
    return counted.select(
        pl.lit(one.entry.number, dtype=pl.Int64).alias("entry"),
        pl.lit(one.entry.published).alias("published"),
        pl.lit(one.entry.reference_date).alias("reference_date"),
        "target",
        pl.col("target").replace_strict(units, return_dtype=pl.String()).alias("unit"),
        "weeks",
        "forecast",
        "observed",
        "held_50",
        "held_90",
        "missed_90",
        "mean_error",
    )
