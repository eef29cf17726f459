"""The mixtures of a back-test, each with weights or widths from what the cuts before had taught by then.

The headline is the plain mean of the quantiles of all structures, its intervals narrowed as the cuts before would have
had it, target by target; for ground as ISW maps it, the structure of a constant price of ground, over the first weeks
in a mean with the price of the past year and made wider after them (decision 13). In `structures` the structures are
mixed as densities, with the stacking weights of their log scores on the weekly series. In `structures_and_baselines`
quantiles are averaged with weights by interval score, target by target: baselines have no density. As of the first cut
nothing has been taught: all weights are equal, and nothing is narrowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from fineline.evaluation.baselines.book import BASELINES
from fineline.evaluation.hub import quantiles_of, read_table
from fineline.evaluation.layout import LEVELS, TARGETS
from fineline.evaluation.mixing import learned_width, mean_quantiles, mixture, scaled, weights_by_score
from fineline.evaluation.scoring.joined import scored_rows
from fineline.evaluation.scoring.observations import observations_of
from fineline.evaluation.stacking import Floats, stacking_weights
from fineline.products.backtest_blocks import Blocks

HEADLINE, STRUCTURES, EVERYTHING = "headline", "structures", "structures_and_baselines"
"""The mixtures as forecasters."""
GROUND, PRICED, PAST_YEAR, FIRST_WEEKS = "area_change_isw", "advance-constant_productivity", "materiel", 4
"""The target whose headline has members of its own, the structure, the baseline, and up to which week it counts."""
WIDER = 1.2
"""Width of that headline after these weeks, before what cuts teach: on the first two it held less than promised."""
WEEKLY = frozenset(target.series for target in TARGETS.values() if target.step == "week")
"""Series whose figures are known with their week and never revised: those that teach the weights of structures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of one mixture for one target as of one day.

    Attributes:
        mixture: the mixture.
        cut: the day.
        target: the target; ``all`` where the weights are the same for every target.
        weights: by member.
    """

    mixture: str
    cut: str
    target: str
    weights: dict[str, float]


def mix(blocks: Blocks, structures: Sequence[str], cuts: Sequence[date]) -> tuple[Weights, ...]:
    """Write all mixtures as of every cut.

    Args:
        blocks: forecasts of structures and baselines as of every cut.
        structures: structures that could be fitted as of every cut.
        cuts: the days, in order.
    """
    found: list[Weights] = []
    for number, cut in enumerate(cuts):
        _mix_headline(blocks, structures, cut, cuts[:number])
        found.append(_mix_structures(blocks, structures, cut, cuts[:number]))
        found.extend(_mix_everything(blocks, (*structures, *BASELINES), cut, cuts[:number]))
    return tuple(found)


def _mix_headline(blocks: Blocks, names: Sequence[str], cut: date, earlier: Sequence[date]) -> None:
    known = observations_of(blocks.view(cut))
    levels, mixed = np.array(LEVELS), _means(blocks, names, cut)
    for target, now in mixed.items():
        past, came = _past(blocks, names, target, earlier, known)
        mixed[target] = scaled(now, learned_width(levels, past, came))
    blocks.keep(HEADLINE, cut, mixed)


def _means(blocks: Blocks, names: Sequence[str], cut: date) -> dict[str, Floats]:
    """Quantiles of the headline before cuts narrow them, shape ``(rows, levels)``, by target; ground is wider."""
    members = [_members(blocks, name, cut) for name in names]
    means = {target: np.mean([member[target] for member in members], axis=0) for target in members[0]}
    if GROUND in means and PRICED in names:
        priced, past_year = (_members(blocks, name, cut)[GROUND] for name in (PRICED, PAST_YEAR))
        early = (np.arange(len(priced)) < FIRST_WEEKS)[:, None]
        means[GROUND] = np.where(early, (priced + past_year) / 2, scaled(priced, WIDER))
    return means


def _past(
    blocks: Blocks, names: Sequence[str], target: str, earlier: Sequence[date], known: pl.DataFrame
) -> tuple[Floats, Floats]:
    """Quantiles as of earlier cuts, shape ``(rows, levels)``, and what was known to have come, ``(rows,)``."""
    past, came = [np.empty((0, len(LEVELS)))], [np.empty(0)]
    for day in earlier:
        means = _means(blocks, names, day)
        if target in means:
            rows = read_table(blocks.file(names[0], day)).filter(pl.col("target") == target)
            ends = rows.select("target_end_date").unique().sort("target_end_date")
            told = known.filter(pl.col("target") == target)
            values = ends.join(told, on="target_end_date", how="left", maintain_order="left")["value"]
            held = values.is_not_null().to_numpy()
            past.append(means[target][held])
            came.append(values.drop_nulls().to_numpy())
    return np.concatenate(past), np.concatenate(came)


def _mix_structures(blocks: Blocks, names: Sequence[str], cut: date, earlier: Sequence[date]) -> Weights:
    taught = [_densities(blocks, names, day, cut) for day in earlier]
    rows = np.concatenate(taught) if taught else np.empty((0, len(names)))
    weights = stacking_weights(rows) if len(rows) else np.full(len(names), 1.0 / len(names))
    members = [_members(blocks, name, cut) for name in names]
    mixed = {
        target: mixture(np.array(LEVELS), np.stack([member[target] for member in members]), weights)
        for target in members[0]
    }
    blocks.keep(STRUCTURES, cut, mixed)
    return _weights(STRUCTURES, cut, "all", names, weights)


def _densities(blocks: Blocks, names: Sequence[str], earlier: date, cut: date) -> Floats:
    """Log densities of what came after an earlier cut and was known by this one, shape ``(rows, structures)``."""
    tables = [blocks.densities(name, earlier) for name in names]
    last = blocks.week_number(cut)
    known = tables[0].select(known=pl.col("series").is_in(WEEKLY) & (pl.col("week") <= last))["known"].to_numpy()
    return np.stack([table["log_density"].to_numpy()[known] for table in tables], axis=1)


def _mix_everything(blocks: Blocks, names: Sequence[str], cut: date, earlier: Sequence[date]) -> list[Weights]:
    past = _mean_scores(blocks, names, cut, earlier)
    members = [_members(blocks, name, cut) for name in names]
    mixed: dict[str, Floats] = {}
    found: list[Weights] = []
    for target in members[0]:
        taught = [scores for (_, told), scores in past.items() if told == target]
        weights = weights_by_score(taught, len(names))
        mixed[target] = mean_quantiles(np.stack([member[target] for member in members]), weights)
        found.append(_weights(EVERYTHING, cut, target, names, weights))
    blocks.keep(EVERYTHING, cut, mixed)
    return found


def _mean_scores(
    blocks: Blocks, names: Sequence[str], cut: date, earlier: Sequence[date]
) -> dict[tuple[date, str], list[float]]:
    """Mean interval score of each member by earlier cut and target, on what was known by this cut."""
    known = observations_of(blocks.view(cut))
    found: dict[tuple[date, str], list[float]] = {}
    for day in earlier:
        tables = {name: read_table(blocks.file(name, day)) for name in names}
        told = set(known.join(tables[names[0]], on=["target", "target_end_date"], how="semi")["target"])
        if told:
            kept = {name: table.filter(pl.col("target").is_in(told)) for name, table in tables.items()}
            scored = scored_rows(kept, known)
            means = {
                (str(target), str(name)): float(value)
                for target, name, value in scored.group_by("target", "forecaster").agg(pl.col("wis").mean()).iter_rows()
            }
            found.update({(day, target): [means[target, name] for name in names] for target in told})
    return found


def _members(blocks: Blocks, name: str, cut: date) -> dict[str, Floats]:
    return quantiles_of(read_table(blocks.file(name, cut)))


def _weights(mixed: str, cut: date, target: str, names: Sequence[str], weights: Floats) -> Weights:
    by_name = dict(zip(names, (round(float(weight), 6) for weight in weights), strict=True))
    return Weights(mixture=mixed, cut=cut.isoformat(), target=target, weights=by_name)
