"""How much an answer hangs on a prior or on the record: power-scaling (Kallioinen, Paananen, Bürkner and Vehtari 2024).

A prior, or the likelihood, is raised to a power a little above and below 1 and the draws are weighed accordingly. How
far the distribution of an answer moves per doubling of the power, as the cumulative Jensen-Shannon distance, is its
sensitivity (Statistics and Computing 34, 57). An answer that moves with the prior and not with the record is told by
the prior; one that moves with both may be torn between them.

The weights of a whole record differ from draw to draw, and a few hundred effective draws move an answer by chance: a
sensitivity counts only where it exceeds what the same weights do when they are dealt to the draws at random.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.value_of_information import Answer
from fineline.inference.diagnostics import smoothed_weights

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]
Verdict = Literal["told by the prior", "prior and record disagree", "told by the record", "moved by neither"]

POWER = 1.01
"""The power, and its inverse: near 1, so that the weights stay even."""
SENSITIVE_FROM = 0.05
"""Sensitivity from which the authors call a quantity sensitive."""
DEALS, CHANCE, SEED = 40, 0.95, 20240113
"""How often weights are dealt at random, the quantile of what they then do, and the seed of the dealing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How much one quantity hangs on prior and record.

    Attributes:
        name: of the parameter, or key of the answer.
        prior: sensitivity to the prior of the parameter itself; for an answer, to all priors together.
        record: sensitivity to the likelihood of all rows together.
        prior_chance: what the weights of the prior would do by chance.
        record_chance: what those of the record would do by chance.
        strongest: the single priors that move it most, with the sensitivity to each, the strongest first.
    """

    name: str
    prior: float
    record: float
    prior_chance: float
    record_chance: float
    strongest: tuple[tuple[str, float], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What the two say together."""
        by_prior = self.prior >= max(SENSITIVE_FROM, self.prior_chance)
        by_record = self.record >= max(SENSITIVE_FROM, self.record_chance)
        if by_prior:
            return "prior and record disagree" if by_record else "told by the prior"
        return "told by the record" if by_record else "moved by neither"


def sensitivities_of_parameters(
    values: Mapping[str, Floats], log_priors: Mapping[str, Floats], log_likelihood: Floats
) -> tuple[Sensitivity, ...]:
    """Sensitivity of each parameter to its own prior and to the record, the most told by its prior first.

    Args:
        values: draws of each scalar, shape (draws,).
        log_priors: log prior density of each scalar at its draws, shape (draws,).
        log_likelihood: log likelihood of the record, shape (draws,).
    """
    weighed = _scaled(log_likelihood)
    found = [_sensitivity(name, drawn, _scaled(log_priors[name]), weighed) for name, drawn in values.items()]
    return tuple(sorted(found, key=lambda one: -one.prior))


def sensitivities_of_answers(
    answers: tuple[Answer, ...], log_priors: Mapping[str, Floats], log_likelihood: Floats, *, most: int = 3
) -> tuple[Sensitivity, ...]:
    """Sensitivity of each answer to all priors, to the record, and to the single priors that move it most.

    Args:
        answers: answers of the same draws.
        log_priors: log prior density of each scalar at its draws, shape (draws,).
        log_likelihood: log likelihood of the record, shape (draws,).
        most: how many single priors are named.
    """
    single = {name: _scaled(values) for name, values in log_priors.items()}
    together, record = _scaled(np.sum(list(log_priors.values()), axis=0)), _scaled(log_likelihood)
    found: list[Sensitivity] = []
    for answer in answers:
        by_name = {name: _moved(answer.values, pair) for name, pair in single.items()}
        strongest = sorted(by_name.items(), key=lambda item: -item[1])[:most]
        found.append(_sensitivity(answer.key, answer.values, together, record, tuple(strongest)))
    return tuple(found)


def _sensitivity(
    name: str, values: Floats, prior: Pair, record: Pair, strongest: tuple[tuple[str, float], ...] = ()
) -> Sensitivity:
    return Sensitivity(
        name=name,
        prior=_moved(values, prior),
        record=_moved(values, record),
        prior_chance=_by_chance(values, prior),
        record_chance=_by_chance(values, record),
        strongest=strongest,
    )


def _by_chance(values: Floats, weights: Pair) -> float:
    random = np.random.default_rng(SEED)
    dealt = [_moved(values[random.permutation(len(values))], weights) for _ in range(DEALS)]
    return float(np.quantile(dealt, CHANCE))


def _scaled(log_density: Floats) -> Pair:
    """Weights of the draws where a density is raised to the inverse of the power, and to the power."""
    down, _ = smoothed_weights((1.0 / POWER - 1.0) * log_density)
    up, _ = smoothed_weights((POWER - 1.0) * log_density)
    return down, up


def _moved(values: Floats, weights: Pair) -> float:
    """Distance per doubling of the power, the mean of both directions."""
    return sum(cumulative_distance(values, weight) for weight in weights) / (2.0 * float(np.log2(POWER)))


def cumulative_distance(values: Floats, weights: Floats) -> float:
    """Cumulative Jensen-Shannon distance between draws taken evenly and by weight, from 0 to 1.

    Nguyen and Vreeken 2015, symmetric, normalised by its bound, the larger of the distances of ``x`` and ``-x``.

    Args:
        values: draws, shape (draws,).
        weights: weights that sum to 1, shape (draws,).
    """
    return max(_one_sided(values, weights), _one_sided(-values, weights))


def _one_sided(values: Floats, weights: Floats) -> float:
    order = np.argsort(values, kind="stable")
    width = np.diff(values[order])
    even = np.cumsum(np.full(len(values), 1.0 / len(values)))[:-1]
    weighed = np.cumsum(weights[order])[:-1]
    bound = float(width @ (even + weighed))
    if bound <= 0.0:
        return 0.0
    middle = 0.5 * (even + weighed)
    total = sum(width @ (part * np.log2(np.maximum(part, 1e-300) / middle)) for part in (even, weighed))
    return float(np.sqrt(max(total, 0.0) / bound))
