"""Scores by target and band of horizons, as skill against the best single baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fineline.evaluation.layout import TARGETS, Step
from fineline.evaluation.scoring.joined import INTERVALS, ComparisonError, within_column

ALL = "all"
BANDS: dict[Step, dict[str, tuple[int, int]]] = {
    "week": {"1-4 weeks": (1, 4), "5-13 weeks": (5, 13), "14-26 weeks": (14, 26), "27 weeks on": (27, 520)},
    "month": {"1 month": (1, 1), "2-3 months": (2, 3), "4-6 months": (4, 6), "7 months on": (7, 120)},
}
"""Bands of horizons, both ends included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Scores of one forecaster on one target in one band.

    Attributes:
        forecaster: who.
        target: what.
        band: the horizons; `all` for all of them.
        rows: how many outcomes.
        wis: mean weighted interval score, in the unit of the target.
        spread: part of it for the width of the intervals.
        above: part of it for forecasts that were too high.
        below: part of it for forecasts that were too low.
        crps: mean continuous ranked probability score.
        coverage_50: share of outcomes in the central interval; likewise the next three.
        coverage_80: likewise.
        coverage_90: likewise.
        coverage_95: likewise.
        against: the best baseline of that target over all horizons; empty when there is none.
        ratio: mean score over that baseline's; below 1 the forecaster is better. None without a baseline.
    """

    forecaster: str
    target: str
    band: str
    rows: int
    wis: float
    spread: float
    above: float
    below: float
    crps: float
    coverage_50: float
    coverage_80: float
    coverage_90: float
    coverage_95: float
    against: str
    ratio: float | None


def skills(scored: pl.DataFrame, baselines: Sequence[str]) -> tuple[Skill, ...]:
    """Mean scores by target, band and forecaster, the best first within each.

    Args:
        scored: what `scored_rows` gave.
        baselines: forecasters that count as baselines; the best of them, over all horizons of a target, is the measure.

    Raises:
        ComparisonError: a baseline that is no forecaster.
    """
    known = set(scored["forecaster"])
    if missing := [name for name in baselines if name not in known]:
        raise ComparisonError(
            expected=f"a baseline among {', '.join(sorted(known))}",
            found=", ".join(missing),
            where="baseline",
            remedy="name a forecaster whose forecasts are there",
        )
    found: list[Skill] = []
    for target in [name for name in TARGETS if name in set(scored["target"])]:
        own = scored.filter(pl.col("target") == target)
        best = best_baseline(own, baselines)
        for band, rows in _bands(own, TARGETS[target].step):
            means = _means(rows)
            measure = means.get(best, {}).get("wis")
            parts = [_skill(name, target, band, values, best, measure) for name, values in means.items()]
            found.extend(sorted(parts, key=lambda skill: skill.wis))
    return tuple(found)


def best_baseline(scored: pl.DataFrame, baselines: Sequence[str]) -> str:
    """The baseline with the lowest mean score over all rows; empty when there is none."""
    means = {name: values["wis"] for name, values in _means(scored).items() if name in baselines}
    return min(means, key=lambda name: (means[name], name)) if means else ""


def _bands(scored: pl.DataFrame, step: Step) -> list[tuple[str, pl.DataFrame]]:
    parts = [(name, scored.filter(pl.col("horizon").is_between(*ends))) for name, ends in BANDS[step].items()]
    return [(ALL, scored), *((name, part) for name, part in parts if part.height)]


def _means(scored: pl.DataFrame) -> dict[str, dict[str, float]]:
    columns = ("wis", "spread", "above", "below", "crps", *map(within_column, INTERVALS))
    table = scored.group_by("forecaster", maintain_order=True).agg(pl.len().alias("rows"), pl.col(columns).mean())
    return {row.pop("forecaster"): row for row in table.iter_rows(named=True)}


def _skill(name: str, target: str, band: str, values: dict[str, float], against: str, measure: float | None) -> Skill:
    coverage = {f"coverage_{size * 100:.0f}": values[within_column(size)] for size in INTERVALS}
    parts = {part: values[part] for part in ("wis", "spread", "above", "below", "crps")}
    ratio = values["wis"] / measure if measure else None
    return Skill(
        forecaster=name,
        target=target,
        band=band,
        rows=int(values["rows"]),
        against=against,
        ratio=ratio,
        **parts,
        **coverage,
    )
