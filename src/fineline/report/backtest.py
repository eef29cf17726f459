"""The page of a back-test: skill by target and band, calibration, and forecasts against what came, in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

import polars as pl
import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined

from fineline.evaluation.layout import TARGETS
from fineline.evaluation.scoring.densities import LogSkill
from fineline.evaluation.scoring.summary import Skill
from fineline.report.charts import backtest as charts
from fineline.report.figures import labelled_svg
from fineline.report.numbers import unit_phrase

MOST_SHOWN = 6
"""Forecasters drawn beside the best baseline: more cannot be told apart."""


class Scored(Protocol):
    """What the page reads of a back-test."""

    @property
    def case(self) -> str:
        """Name of the case."""
        ...

    @property
    def as_of(self) -> str:
        """Day whose tables the outcomes were read from."""
        ...

    @property
    def cuts(self) -> tuple[str, ...]:
        """Days whose knowledge the forecasts read."""
        ...

    @property
    def horizon(self) -> int:
        """The longest horizon, in weeks."""
        ...

    @property
    def headline(self) -> str:
        """The forecaster that the product stands by."""
        ...

    @property
    def baselines(self) -> tuple[str, ...]:
        """Forecasters that count as baselines."""
        ...

    @property
    def skill(self) -> tuple[Skill, ...]:
        """Scores by target, band and forecaster."""
        ...

    @property
    def weights(self) -> tuple[Any, ...]:
        """Weights of the mixtures."""
        ...

    @property
    def blocks(self) -> tuple[Any, ...]:
        """State of every block."""
        ...

    @property
    def log_scores(self) -> tuple[LogSkill, ...]:
        """Mean log scores by series and forecaster."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One chart of the page, as SVG with its own text alternative."""

    id: str
    svg: str


def backtest_page(made: Scored, scored: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> str:
    """The page as HTML text; it opens offline and asks for nothing.

    Args:
        made: the back-test.
        scored: scored rows of every forecaster.
        tables: hub rows of every forecaster.
    """
    environment = Environment(
        loader=PackageLoader("fineline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = files("fineline.report").joinpath("templates/briefing.css").read_text(encoding="utf-8")
    shown = _shown(made, scored)
    return environment.get_template("backtest.html.jinja").render(
        made=made,
        css=css,
        units={name: unit_phrase(target.unit) for name, target in TARGETS.items()},
        bands=_bands(made.skill),
        fans=_fans(made, scored, tables),
        pit=_part("pit", "PIT of every outcome", charts.pit_histograms(shown, "PIT of every outcome")),
        coverage=_part("coverage", "Coverage against promise", charts.coverage(shown, "Coverage against promise")),
    )


def _shown(made: Scored, scored: pl.DataFrame) -> pl.DataFrame:
    """Rows whose calibration is drawn: forecasters that are no baseline, a handful, and each target's best one."""
    own = [str(name) for name in scored["forecaster"].unique(maintain_order=True) if name not in made.baselines]
    best = {row.target: row.against for row in made.skill}
    strongest = scored.filter(pl.col("forecaster") == pl.col("target").replace_strict(best))
    return pl.concat(
        [
            scored.filter(pl.col("forecaster").is_in(own[:MOST_SHOWN])),
            strongest.with_columns(forecaster=pl.lit("best baseline")),
        ]
    )


def _bands(skill: Sequence[Skill]) -> list[tuple[str, str, list[Skill]]]:
    """Rows of each target and band, in their order."""
    keys = dict.fromkeys((row.target, row.band) for row in skill)
    return [(target, band, [row for row in skill if (row.target, row.band) == (target, band)]) for target, band in keys]


def _fans(made: Scored, scored: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> list[Part]:
    own = scored.filter(pl.col("forecaster") == made.headline)
    parts: list[Part] = []
    for target in own["target"].unique(maintain_order=True):
        rows = tables[made.headline].filter(pl.col("target") == target)
        title = f"{target}: forecasts of {made.headline} and what came"
        chart = charts.fans(rows, own.filter(pl.col("target") == target), title, unit_phrase(TARGETS[target].unit))
        parts.append(_part(f"fan-{target}", title, chart))
    return parts


def _part(identifier: str, title: str, chart: charts.Chart) -> Part:
    raw = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return Part(id=identifier, svg=labelled_svg(raw, title, f"{title}; the numbers stand in the tables", identifier))
