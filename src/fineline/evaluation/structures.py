"""Rival structures weighed by what they forecast: from scores and draws to plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fineline.evaluation.compared import COMPARED, HORIZONS
from fineline.evaluation.held_out import Scores
from fineline.evaluation.stacking import (
    Floats,
    Ints,
    bootstrap_weights,
    score_difference,
    spread,
    stacking_weights,
)

REPLICATES = 500
"""Weightings of the weeks behind each interval."""
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One structure among its rivals.

    Attributes:
        name: the structure.
        weight: its stacking weight.
        low: 5 % quantile of the weight under the Bayesian bootstrap over weeks.
        high: 95 % quantile.
        log_score: summed log predictive density of all held-out observations.
        difference: that less the log score of the default.
        difference_error: standard error of the difference, over weeks.
    """

    name: str
    weight: float
    low: float
    high: float
    log_score: float
    difference: float
    difference_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesScore:
    """Summed log predictive density that a structure gave to one series after one cut."""

    name: str
    cut: str
    series: str
    observations: int
    log_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Mean and standard deviation of one forecast under one structure, in the unit of the quantity."""

    name: str
    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSpread:
    """One forecast under the mixture of structures.

    Attributes:
        key: the quantity.
        label: what it is.
        unit: its unit.
        horizon: weeks after the last week with data.
        mean: of the mixture.
        sd: of the mixture.
        share_between: share of its variance that lies between structures.
        low: 5 % quantile of that share under the Bayesian bootstrap of the weights.
        high: 95 % quantile.
        members: mean and standard deviation under each structure.
    """

    key: str
    label: str
    unit: str
    horizon: int
    mean: float
    sd: float
    share_between: float
    low: float
    high: float
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Scores of several structures on the same observations, and what follows.

    Attributes:
        names: the structures; the first is the default.
        log_density: shape ``(observations, structures)``.
        weeks: number of the week of each observation.
        weights: stacking weights, shape ``(structures,)``.
        replicates: weights under the bootstrap, shape ``(replicates, structures)``.
    """

    names: tuple[str, ...]
    log_density: Floats
    weeks: Ints
    weights: Floats
    replicates: Floats


def weigh(scores: Mapping[str, Sequence[Scores]], *, seed: int) -> Weighing:
    """Stack structures that were scored on the same observations.

    Args:
        scores: scores of each structure at every cut, the cuts in the same order; the default first.
        seed: of the bootstrap.

    Raises:
        StackingError: no weights follow from the scores.
    """
    log_density = np.stack([np.concatenate([part.log_density for part in parts]) for parts in scores.values()], axis=1)
    weeks = np.concatenate([part.weeks for part in next(iter(scores.values()))])
    return Weighing(
        names=tuple(scores),
        log_density=log_density,
        weeks=weeks,
        weights=stacking_weights(log_density),
        replicates=bootstrap_weights(log_density, weeks, replicates=REPLICATES, seed=seed),
    )


def weights_of(weighing: Weighing) -> tuple[Weight, ...]:
    """Weight and score of every structure, in the order of the weighing."""
    low, high = np.quantile(weighing.replicates, [LOW, HIGH], axis=0)
    default = weighing.log_density[:, 0]
    found: list[Weight] = []
    for place, name in enumerate(weighing.names):
        own = weighing.log_density[:, place]
        difference, error = score_difference(own, default, weighing.weeks)
        found.append(
            Weight(
                name=name,
                weight=float(weighing.weights[place]),
                low=float(low[place]),
                high=float(high[place]),
                log_score=float(own.sum()),
                difference=difference,
                difference_error=error,
            )
        )
    return tuple(found)


def series_scores(scores: Mapping[str, Sequence[Scores]], cuts: Sequence[str]) -> tuple[SeriesScore, ...]:
    """The log score of every structure by cut and series."""
    return tuple(
        SeriesScore(
            name=name,
            cut=cut,
            series=str(series),
            observations=int((part.series == series).sum()),
            log_score=float(part.log_density[part.series == series].sum()),
        )
        for name, parts in scores.items()
        for cut, part in zip(cuts, parts, strict=True)
        for series in dict.fromkeys(part.series.tolist())
    )


def forecast_spreads(
    draws: Mapping[str, Mapping[tuple[str, int], Floats]], weighing: Weighing
) -> tuple[ForecastSpread, ...]:
    """How much of each forecast's variance lies between structures.

    Args:
        draws: what `compared_draws` gave under each structure of the weighing.
        weighing: their weights.
    """
    found: list[ForecastSpread] = []
    for item in COMPARED:
        for horizon in HORIZONS:
            drawn = [draws[name][item.key, horizon] for name in weighing.names]
            means = np.array([values.mean() for values in drawn], dtype=np.float64)
            variances = np.array([values.var() for values in drawn], dtype=np.float64)
            mixed = spread(means, variances, weighing.weights)
            low, high = _interval(means, variances, weighing.replicates)
            found.append(
                ForecastSpread(
                    key=item.key,
                    label=item.label,
                    unit=item.unit,
                    horizon=horizon,
                    mean=mixed.mean,
                    sd=float(np.sqrt(mixed.variance)),
                    share_between=mixed.share_between,
                    low=low,
                    high=high,
                    members=tuple(
                        Member(name=name, mean=float(mean), sd=float(np.sqrt(variance)))
                        for name, mean, variance in zip(weighing.names, means, variances, strict=True)
                    ),
                )
            )
    return tuple(found)


def _interval(means: Floats, variances: Floats, replicates: Floats) -> tuple[float, float]:
    shares = [spread(means, variances, weights).share_between for weights in replicates]
    return float(np.quantile(shares, LOW)), float(np.quantile(shares, HIGH))
