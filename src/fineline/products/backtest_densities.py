"""Log scores of a back-test: of the structures and of their mixture, which state densities.

The headline and the baselines are quantiles and have none: a density drawn through 23 quantiles would be zero beyond
the outermost, and its score there infinite. Scored are single observations of every series of one source, by
`fineline.evaluation.held_out`; these are more than the targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from fineline.evaluation.scoring.densities import LogSkill, log_score, log_skills
from fineline.products.backtest_blocks import Blocks
from fineline.products.backtest_mixtures import STRUCTURES, Weights


def density_skills(
    blocks: Blocks, names: Sequence[str], weights: Sequence[Weights], cuts: Sequence[date]
) -> tuple[LogSkill, ...]:
    """Mean log scores over all cuts, by series and forecaster, the best first within each series.

    Args:
        blocks: the densities of structures as of every cut.
        names: structures that could be fitted as of every cut.
        weights: of the mixtures; those of `structures` as of every cut among them.
        cuts: the days.
    """
    mixed = {row.cut: row.weights for row in weights if row.mixture == STRUCTURES}
    series: list[str] = []
    found: dict[str, list[float]] = {name: [] for name in (*names, STRUCTURES)}
    for cut in cuts:
        tables = [blocks.densities(name, cut) for name in names]
        log_density = np.stack([table["log_density"].to_numpy() for table in tables], axis=1)
        by_member = np.array([mixed[cut.isoformat()][name] for name in names])
        series.extend(tables[0]["series"])
        found[STRUCTURES].extend(log_score(log_density, by_member))
        for place, name in enumerate(names):
            found[name].extend(log_score(log_density[:, place : place + 1], np.ones(1)))
    return log_skills(found, series)
