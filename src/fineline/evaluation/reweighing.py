"""What the answers would be under another reading of the record, from the draws of one fit.

Every draw is weighed by how much more or less likely the other reading makes it. Where the weights rest on a few
draws the record's reading matters too much for that, and only a new fit can say; the shape of the tail tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.value_of_information import Answer
from fineline.evidence.view import SeriesData
from fineline.inference.diagnostics import TRUSTED_TO, smoothed_weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What becomes of one answer.

    Attributes:
        answer: its key.
        moved: change of its mean, in standard deviations of the answer now.
        spread: its standard deviation as a multiple of that now.
    """

    answer: str
    moved: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reweighed:
    """One other reading of the record.

    Attributes:
        name: of the reading.
        rows: rows of the record that it leaves out or reads differently.
        tail: shape of the tail of the weights.
        effective: effective number of draws, ``1 / sum w^2``.
        shifts: what becomes of the answers, the one that moves most first.
        refitted: whether the answers come from a new fit and not from weights.
    """

    name: str
    rows: int
    tail: float
    effective: float
    shifts: tuple[Shift, ...]
    refitted: bool = False

    @property
    def trusted(self) -> bool:
        """Whether the shifts can be read as numbers, and not only as a sign that they would be large."""
        return self.refitted or self.tail <= TRUSTED_TO


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One other reading of the record as it is kept.

    Attributes:
        name: of the reading.
        rows: rows of the record that it leaves out or reads differently.
        tail: shape of the tail of the weights; None where there is none.
        effective: effective number of draws.
        trusted: whether the shifts can be read as numbers.
        refitted: whether they come from a new fit and not from weights.
        shifts: what becomes of the answers, the one that moves most first.
    """

    name: str
    rows: int
    tail: float | None
    effective: float
    trusted: bool
    refitted: bool
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimantsRecord:
    """What the check of claimants found, without the draws.

    Attributes:
        case: name of the case.
        as_of: day whose knowledge the fit reads.
        posterior: identifier of the fit.
        answers: what each answer is about, by key.
        readings: the one that moves an answer most first.
    """

    case: str
    as_of: str
    posterior: str
    answers: dict[str, str]
    readings: tuple[Reading, ...]


def reweighed(name: str, rows: int, log_ratios: Floats, answers: Sequence[Answer]) -> Reweighed:
    """The answers under another reading.

    Args:
        name: of the reading.
        rows: how many rows it changes.
        log_ratios: log likelihood of the other reading less that of the fit, by draw, shape (draws,).
        answers: answers of the same draws.
    """
    weights, tail = smoothed_weights(log_ratios)
    shifts = (_shift(answer, weights) for answer in answers)
    ordered = tuple(sorted(shifts, key=lambda one: -abs(one.moved)))
    return Reweighed(name=name, rows=rows, tail=tail, effective=float(1.0 / (weights**2).sum()), shifts=ordered)


def _shift(answer: Answer, weights: Floats) -> Shift:
    sd = float(answer.values.std())
    if sd == 0.0:
        return Shift(answer=answer.key, moved=0.0, spread=1.0)
    mean = float(weights @ answer.values)
    spread = float(weights @ (answer.values - mean) ** 2) ** 0.5
    return Shift(answer=answer.key, moved=(mean - float(answer.values.mean())) / sd, spread=spread / sd)


def refitted(name: str, rows: int, answers: Sequence[Answer], anew: Mapping[str, Floats]) -> Reweighed:
    """The answers of a new fit beside those of the fit.

    Args:
        name: of the reading.
        rows: how many rows it changes.
        answers: answers of the fit.
        anew: values of the same answers in the draws of the new fit, by key.
    """
    shifts = [
        Shift(
            answer=answer.key,
            moved=float((anew[answer.key].mean() - answer.values.mean()) / answer.values.std()),
            spread=float(anew[answer.key].std() / answer.values.std()),
        )
        for answer in answers
    ]
    ordered = tuple(sorted(shifts, key=lambda one: -abs(one.moved)))
    draws = len(next(iter(anew.values())))
    return Reweighed(name=name, rows=rows, tail=0.0, effective=float(draws), shifts=ordered, refitted=True)


def without(series: SeriesData, claimant: str) -> SeriesData:
    """A series less what one claimant says."""
    return series.where(series.claimant != claimant)


def swapped(series: SeriesData, sides: tuple[str, str]) -> SeriesData:
    """A series in which each side's figures are read with the errors of the other's.

    A series in which only one side speaks has nobody to swap with and stays as it is.

    Args:
        series: the figures.
        sides: the two families of claimants that speak for the parties.
    """
    one, other = sides
    if not {one, other} <= {str(name) for name in series.family}:
        return series
    family = np.where(series.family == one, other, np.where(series.family == other, one, series.family))
    return series.with_family(family)
