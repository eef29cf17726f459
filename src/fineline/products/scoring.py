"""Scoring hub files, ours or another team's, against a long table of outcomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from fineline.case import Case
from fineline.evaluation.checks import HubTableError
from fineline.evaluation.hub import read_table
from fineline.evaluation.scoring.joined import KEY, ComparisonError, scored_rows
from fineline.evaluation.scoring.observations import read_observations
from fineline.evaluation.scoring.summary import Skill, skills
from fineline.files import write_json, write_text
from fineline.products.publishing import published_of

SCORES, SKILL, JSON = "scores.csv", "skill.csv", "skill.json"
DATED = re.compile(r"\d{4}-\d{2}-\d{2}-(?P<name>.+)")
SUFFIXES = frozenset({".csv", ".parquet"})


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """Forecasts that were scored.

    Attributes:
        rows: one row for each forecaster and outcome.
        skill: mean scores by target, band and forecaster.
        without_outcome: reference dates, targets and horizons of each forecaster that have no outcome yet.
    """

    rows: pl.DataFrame
    skill: tuple[Skill, ...]
    without_outcome: int


def score_files(forecasts: Path, observations: Path, baseline: str | None = None) -> Scoring:
    """Score one hub file, or all in a folder and the folders in it.

    A forecaster is named by its files, `<reference date>-<name>.csv`; files of one name belong together.

    Args:
        forecasts: the file or folder.
        observations: a long table: `target`, `target_end_date`, `value`.
        baseline: the forecaster that the others are measured against.

    Raises:
        HubTableError, NotASundayError, NegativeCountError: a forecast breaks the hub format.
        ObservationsError: the observations cannot be read.
        ComparisonError: forecasts that are not comparable, or a baseline that is not there.
        StorageError: a file cannot be opened.
    """
    tables = read_forecasts(forecasts)
    scored = scored_rows(tables, read_observations(observations))
    keys = next(iter(tables.values())).select("reference_date", "target", "horizon").unique().height
    return Scoring(
        rows=scored,
        skill=skills(scored, () if baseline is None else (baseline,)),
        without_outcome=keys - scored.height // len(tables),
    )


def score_published(case: Case, registry: Path) -> Scoring:
    """Score every published forecast of a case on what its tables have observed since; misses stay.

    Each entry is scored on its own rows, since entries forecast different weeks; it is named by its number.

    Args:
        case: the case.
        registry: folder of the registry.

    Raises:
        RegistryError: the registry was changed.
        ComparisonError: nothing is published, or nothing that was forecast has been observed yet.
    """
    entries = list(published_of(case, registry))
    observed = [one for one in entries if one.outcomes.height]
    if not observed:
        raise ComparisonError(
            expected=f"a published forecast of {case.name} of which something has been observed",
            found=f"{len(entries)} entries, and no outcome of any",
            where=str(registry),
            remedy="publish a forecast, or score again when the tables of the case hold later figures",
        )
    rows, skill = [], []
    for one in observed:
        come = one.forecast.filter(pl.col("target").is_in(one.outcomes["target"].unique().to_list()))
        scored = scored_rows({f"entry {one.entry.number}": come}, one.outcomes)
        rows.append(scored)
        skill.extend(skills(scored, ()))
    forecast = sum(one.forecast.select(KEY).unique().height for one in entries)
    together = pl.concat(rows)
    return Scoring(rows=together, skill=tuple(skill), without_outcome=forecast - together.height)


def read_forecasts(place: Path) -> dict[str, pl.DataFrame]:
    """Checked hub tables by forecaster.

    Raises:
        ComparisonError: no hub file is there.
        HubTableError: a file breaks the format, or two files of one forecaster hold the same rows.
    """
    found = sorted(path for path in place.rglob("*") if path.suffix in SUFFIXES) if place.is_dir() else [place]
    if not found:
        raise ComparisonError(
            expected="hub files, CSV or Parquet",
            found="none",
            where=str(place),
            remedy="give a hub file, or a folder that holds some",
        )
    parts: dict[str, list[pl.DataFrame]] = {}
    for path in found:
        parts.setdefault(forecaster_of(path), []).append(read_table(path))
    return {name: _together(name, tables, place) for name, tables in parts.items()}


def forecaster_of(path: Path) -> str:
    """Who forecasts, by the name of a file."""
    named = DATED.fullmatch(path.stem)
    return named["name"] if named else path.stem


def write_scoring(made: Scoring, folder: Path) -> tuple[Path, ...]:
    """Write scores of every row, skill as CSV and skill as JSON.

    Raises:
        StorageError: the disk refused.
    """
    rows = [asdict(row) for row in made.skill]
    return (
        write_text(folder / SCORES, made.rows.write_csv()),
        write_text(folder / SKILL, pl.DataFrame(rows).write_csv()),
        write_json(folder / JSON, rows),
    )


def _together(name: str, tables: list[pl.DataFrame], place: Path) -> pl.DataFrame:
    both = pl.concat(tables)
    repeated = both.filter(pl.struct("reference_date", "target", "horizon", "output_type_id").is_duplicated())
    if repeated.height:
        first: Mapping[str, object] = repeated.row(0, named=True)
        raise HubTableError(
            expected="every row in one file alone",
            found=f"{first['reference_date']} {first['target']} {first['horizon']} in several files of {name}",
            where=str(place),
            remedy="take the copy away, or give the forecasters different names",
        )
    return both
