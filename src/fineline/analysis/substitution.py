"""Men bought instead of foreign soldiers: the rise of the signing bonus that it would have taken.

Recruits answer the bonus with a constant elasticity: a bonus ``1 + r`` times as high brings ``(1 + r)^eps`` times as
many. The extra men therefore take ``r = exp(ln(1 + extra/recruits) / eps) - 1``. Where the elasticity is small the rise
grows beyond any sum that could be paid; it is then out of reach, and said to be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.intervals import Estimate, Probability, estimate, probability
from fineline.analysis.scenarios import Arms
from fineline.analysis.trajectories import Window, total, week_days
from fineline.words import probability_number

SUBSTITUTES, ELASTICITY = "substitute_recruits", "pay_elasticity"

OUT_OF_REACH = 9.0
"""A rise by this factor, to ten times the bonus, counts as out of reach: the record holds none above some fivefold."""
LARGEST = 1e6
"""Rises are cut here, so that an elasticity of zero gives a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpliedBonus:
    """What it would take to buy the men.

    Attributes:
        window: from the first to the last week in which they join.
        extra: how many join in the window, persons.
        rise: rise of the bonus, held over the whole window, that brings them; 1 = doubled. Bounds are cut at a million.
        rise_at_once: the same, held in the weeks alone in which they join, week for week.
        out_of_reach: chance that no bonus below ten times the present one, held over the window, brings them.
        sentence: all of it in words.
    """

    window: Window
    extra: float
    rise: Estimate
    rise_at_once: Estimate
    out_of_reach: Probability
    sentence: str


def bonus_rise(extra: float, recruits: NDArray[np.float64], elasticity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rise of the bonus that brings more men: ``exp(ln(1 + extra/recruits)/eps) - 1``, cut at a million.

    Args:
        extra: men wanted on top, persons.
        recruits: men who sign at the present bonus in the same weeks, persons, shape (draw,).
        elasticity: of recruits to the bonus, at least zero, shape (draw,).

    Returns:
        The rise as a share of the present bonus, shape (draw,).
    """
    wanted, most = np.log1p(extra / recruits), np.log1p(LARGEST)
    return np.expm1(np.minimum(wanted / np.maximum(elasticity, wanted / most), most))


def implied_bonus(pair: Arms, elasticity: NDArray[np.float64]) -> ImpliedBonus | None:
    """What the men bought in a scenario would have cost in bonus; None when it buys none.

    Args:
        pair: both arms; the arm's recruits hold the men bought.
        elasticity: of recruits to the bonus, shape (draw,).

    Raises ``TrajectoryError`` when the arm holds no recruits.
    """
    weekly = pair.inputs.get(SUBSTITUTES)
    if weekly is None or not weekly.any():
        return None
    used: list[int] = np.flatnonzero(weekly).tolist()
    days = week_days(pair.arm)
    window = Window(name="bought", label="weeks in which men are bought", first=days[used[0]], last=days[used[-1]])
    extra = float(weekly.sum())
    own = total(pair.arm, "recruits", window) - extra
    at_once = np.asarray(pair.arm["recruits"].transpose("draw", "week").values)[:, used].sum(axis=1) - extra
    rise = bonus_rise(extra, own, elasticity)
    beyond = probability(rise > OUT_OF_REACH)
    found = estimate(rise, "1")
    return ImpliedBonus(
        window=window,
        extra=extra,
        rise=found,
        rise_at_once=estimate(bonus_rise(extra, at_once, elasticity), "1"),
        out_of_reach=beyond,
        sentence=_sentence(extra, window, found, beyond),
    )


def _sentence(extra: float, window: Window, rise: Estimate, beyond: Probability) -> str:
    span = f"from {window.first} to {window.last}"
    low, high = rise.low90, rise.high90
    upto = "more than tenfold" if high > OUT_OF_REACH else f"{100 * high:.0f} %"
    bought = (
        f"To buy these {extra:,.0f} men {span} the signing bonus would have had to stand {100 * rise.median:,.0f} % "
        f"higher all that time (90 % interval {100 * low:.0f} % to {upto}), by the pay elasticity alone."
    )
    if rise.median > OUT_OF_REACH:
        bought = f"The pay elasticity is too small for these {extra:,.0f} men to be bought {span}."
    chance = (
        f"In {probability_number(beyond.value)} of draws the elasticity is too small: no bonus below ten times the "
    )
    return f"{bought} {chance}present one would bring them."
