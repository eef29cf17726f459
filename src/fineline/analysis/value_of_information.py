"""What a figure that nobody has would be worth: how much of an answer's variance it is expected to remove.

The answer and the true value of the candidate figure are known in every draw of the same runs. A figure as it would be
published is the true value with a stated error; the expected reduction of the answer's variance by seeing it is the
variance, over figures, of the answer's mean given the figure, ``var(E[answer | figure])``, and the share of the
answer's variance it removes lies between 0 and 1. The mean given the figure is taken from the draws by regression on a
cubic B-spline of the figure's ranks, a nonparametric regression of the paired draws as in Strong, Oakley, Brennan and
Breeze (Medical Decision Making 35, 2015, p. 570), after Strong, Oakley and Brennan (Medical Decision Making 34, 2014,
p. 311). Adjusted for the columns of the spline, the share is nearly unbiased, so that a worthless figure scores about
zero; the interval comes from the bootstrap over draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline
from scipy.stats import rankdata

from fineline.errors import SettingError

Floats = NDArray[np.float64]

KNOTS = 4
"""Inner knots of the spline, at equal steps of rank."""
DEGREE = 3
RESAMPLES = 200
FEWEST_DRAWS = 50
SEED = 20241013
"""Of the errors of the figures and of the bootstrap; fixed, so that the table is the same each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure that nobody has.

    Attributes:
        key: stable identifier.
        label: what would be observed, for the reader.
        truth: its true value in every draw, shape (draws,) for one figure and (figures, draws) for several.
        error: standard deviation of the published figure about the truth, in the same shape or a scalar.
        unit: unit of the figure.
        stated: the error in words.
    """

    key: str
    label: str
    truth: Floats
    error: float | Floats
    unit: str
    stated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the briefing: its value in every draw, shape (draws,)."""

    key: str
    label: str
    values: Floats
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a candidate is expected to do for an answer.

    Attributes:
        candidate: key of the candidate.
        answer: key of the answer.
        removed: expected share of the answer's variance removed, between 0 and 1.
        low: lower end of the 90 % bootstrap interval.
        high: upper end.
        sd_before: standard deviation of the answer now, in its unit.
        sd_after: root of the expected variance once the figure is seen.
        unit: unit of the answer.
    """

    candidate: str
    answer: str
    removed: float
    low: float
    high: float
    sd_before: float
    sd_after: float
    unit: str


def value_of_information(candidates: Sequence[Candidate], answers: Sequence[Answer]) -> tuple[Worth, ...]:
    """What each candidate is worth to each answer, the most worthwhile pair first.

    Args:
        candidates: figures that nobody has, from the same draws as the answers.
        answers: the answers.

    Raises:
        SettingError: too few draws for a regression, or draws that do not pair.
    """
    random = np.random.default_rng(SEED)
    found = [worth(_seen(candidate, random), candidate, answer) for candidate in candidates for answer in answers]
    return tuple(sorted(found, key=lambda one: (-one.removed, one.candidate, one.answer)))


def worth(seen: Floats, candidate: Candidate, answer: Answer) -> Worth:
    """What one figure, as it would be published in each draw, is worth to one answer.

    Args:
        seen: the figure with its error, shape (draws,).
        candidate: the candidate it belongs to.
        answer: the answer.

    Raises:
        SettingError: too few draws, or draws that do not pair.
    """
    draws = answer.values.size
    if draws < FEWEST_DRAWS or seen.shape != answer.values.shape:
        raise SettingError(
            expected=f"at least {FEWEST_DRAWS} draws, the same for figure and answer",
            found=f"{seen.size} draws of {candidate.key}, {draws} of {answer.key}",
            where="value of information",
            remedy="use a posterior with more draws",
        )
    basis = spline_of_ranks(seen)
    random = np.random.default_rng(SEED)
    counts = random.multinomial(draws, np.full(draws, 1.0 / draws), RESAMPLES).astype(np.float64)
    resampled = [share_explained(basis, answer.values, count) for count in counts]
    removed = max(share_explained(basis, answer.values, np.ones(draws)), 0.0)
    low, high = np.clip(np.quantile(resampled, (0.05, 0.95)), 0.0, 1.0)
    before = float(answer.values.std(ddof=1))
    return Worth(
        candidate=candidate.key,
        answer=answer.key,
        removed=removed,
        low=float(min(low, removed)),
        high=float(max(high, removed)),
        sd_before=before,
        sd_after=before * float(np.sqrt(1.0 - removed)),
        unit=answer.unit,
    )


def spline_of_ranks(values: Floats) -> Floats:
    """Cubic B-spline basis of the ranks of values, scaled to 0 to 1; shape (draws, KNOTS + DEGREE + 1)."""
    ranks = (rankdata(values) - 0.5) / values.size
    inner = np.linspace(0, 1, KNOTS + 2)
    knots = np.r_[[0.0] * DEGREE, inner, [1.0] * DEGREE]
    return np.asarray(BSpline.design_matrix(ranks, knots, DEGREE).toarray(), dtype=np.float64)


def share_explained(basis: Floats, values: Floats, counts: Floats) -> float:
    """Share of variance that a regression explains, adjusted for its columns (Ezekiel 1930); below 0 by chance.

    Args:
        basis: columns of the regression, shape (draws, columns); a constant is in their span.
        values: what is explained, shape (draws,).
        counts: how often each draw is counted, shape (draws,): ones, or those of a bootstrap sample.
    """
    total = counts.sum()
    centred = values - (counts @ values) / total
    spread = float(counts @ np.square(centred))
    if spread == 0:
        return 0.0
    weighted = basis * counts[:, None]
    fitted = basis @ (np.linalg.pinv(weighted.T @ basis, hermitian=True) @ (weighted.T @ centred))
    left = float(counts @ np.square(centred - fitted)) / spread
    distinct = np.count_nonzero(counts)
    return 1.0 - left * (distinct - 1) / (distinct - basis.shape[1])


def _seen(candidate: Candidate, random: np.random.Generator) -> Floats:
    """The candidate as it would be published in each draw; several figures together as their best single summary.

    Several figures with their own errors are weighed by precision over the variance between draws, so that a series
    counts for more than one of its figures.
    """
    truth = np.atleast_2d(candidate.truth)
    error = np.broadcast_to(np.asarray(candidate.error, dtype=np.float64), truth.shape)
    noisy = truth + error * random.standard_normal(truth.shape)
    if len(noisy) == 1:
        return noisy[0]
    scale = noisy.std(axis=1, keepdims=True)
    standard = (noisy - noisy.mean(axis=1, keepdims=True)) / np.where(scale > 0, scale, 1.0)
    left, _, _ = np.linalg.svd(standard, full_matrices=False)
    return left[:, 0] @ standard
