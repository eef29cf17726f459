"""Baselines with a law of war but no posterior: Lanchester with a constant exchange, and the materiel model.

Both are fitted to the claimed losses by least squares on logarithms, with a first-order autoregression of what is left
over, whose errors are drawn from its own. Ground is taken to have a constant price in losses, the median of the
past year, with left-overs treated alike.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PATHS = 4000
SHRINK = 0.02
"""How strongly the least squares hold a parameter at its starting value: weight of one standard unit squared."""


@dataclass(frozen=True, slots=True)
class Law:
    """A closed law: parameters on the log scale to expected losses a week.

    Attributes:
        start: starting value of each parameter, also the value it is held at where the record says nothing.
        spread: standard unit of each.
        losses: parameters and number of weeks to losses a week, shape ``(weeks,)``.
    """

    start: tuple[float, ...]
    spread: tuple[float, ...]
    losses: Callable[[Floats, int], Floats]


def lanchester(parameters: Floats, weeks: int) -> Floats:
    """Losses under Lanchester's square law with a constant exchange ratio and steady replacements.

    ``C = k U``, ``U' = U - C/x + m``: the opponent's force ``U``, 1 at the start, inflicts losses and shrinks by them
    divided by the exchange ratio ``x`` of the two sides' losses; replacements ``m`` are steady. With ``h = k/x`` the
    solution is ``U_t = m/h + (1 - m/h) (1 - h)^t``.
    """
    first, rate, replaced = np.exp(parameters)
    rest = replaced
    return first * (rest + (1.0 - rest) * np.exp(-rate * np.arange(weeks)))


def materiel(parameters: Floats, weeks: int) -> Floats:
    """Losses under our reading of Turchin's Attrition Warfare Model: ``C = d u M``.

    ``M' = M + P - u M``, ``P' = P + r P (1 - P/Pmax)``: what the opponent fires is a share ``u`` of its materiel ``M``;
    production and imports together, ``P``, grow towards a ceiling. Measured against its use in the first week.
    """
    first, use, growth, ceiling = np.exp(parameters)
    stock, made = 1.0, use
    found = np.empty(weeks)
    for week in range(weeks):
        found[week] = first * stock
        stock += made - use * stock
        made += growth * made * (1.0 - made / (use * ceiling))
    return found


LANCHESTER = Law(start=(8.5, -4.0, 0.0), spread=(1.0, 1.0, 0.7), losses=lanchester)
MATERIEL = Law(start=(8.5, -3.0, -4.0, 0.5), spread=(1.0, 1.0, 1.0, 0.7), losses=materiel)
"""Starting values: the stock turns over in some twenty weeks, production grows by two per cent a week to 1.6 times."""


def fitted_course(law: Law, history: Floats, steps: int) -> Floats:
    """Expected log losses over the history and the steps after it, by penalised least squares.

    Args:
        law: the law.
        history: log losses a week, shape ``(weeks,)``.
        steps: weeks after the last.

    Returns:
        Shape ``(weeks + steps,)``.
    """
    start, spread = np.array(law.start), np.array(law.spread)
    start[0] = history[:8].mean()

    def missed(parameters: Floats) -> Floats:
        held = np.sqrt(SHRINK) * (parameters - start) / spread
        return np.concatenate([np.log(np.maximum(law.losses(parameters, len(history)), 1e-9)) - history, held])

    found = least_squares(missed, start, loss="linear")
    return np.log(np.maximum(law.losses(found.x, len(history) + steps), 1e-9))


def left_over(residuals: Floats, steps: int, name: str) -> Floats:
    """Paths of a first-order autoregression of residuals, its errors drawn from its own; ``(paths, steps)``."""
    before, after = residuals[:-1], residuals[1:]
    kept = float(np.clip(before @ after / (before @ before), 0.0, 0.99))
    errors = after - kept * before
    pool = np.concatenate([errors, -errors])
    stream = np.random.default_rng(zlib.crc32(name.encode()))
    state = np.full(PATHS, residuals[-1])
    paths = np.empty((PATHS, steps))
    for step in range(steps):
        state = kept * state + stream.choice(pool, PATHS)
        paths[:, step] = state
    return paths


def losses_by_law(law: Law, name: str, history: Floats, steps: Ints, levels: Floats) -> Floats:
    """Quantiles of log losses, shape ``(steps, levels)``."""
    most = int(steps.max())
    course = fitted_course(law, history, most)
    paths = course[len(history) :] + left_over(history - course[: len(history)], most, name)
    return np.quantile(paths[:, steps - 1], levels, axis=0).T


def ground_by_law(law: Law, name: str, losses: Floats, ground: Floats, steps: Ints, levels: Floats) -> Floats:
    """Quantiles of ground gained a week at a constant price in losses, km2, shape ``(steps, levels)``.

    Args:
        law: the law of losses.
        name: of the stream of errors.
        losses: log losses a week up to the last week known, shape ``(weeks,)``.
        ground: km2 a week, the last weeks of the same; may be shorter.
        steps: weeks after the last.
        levels: of the quantiles.
    """
    most = int(steps.max())
    course = np.exp(fitted_course(law, losses, most))
    spent = course[: len(losses)][-len(ground) :]
    price = np.median((ground / spent)[-52:])
    ahead = price * course[len(losses) :]
    paths = ahead + left_over(ground - price * spent, most, f"{name} ground")
    return np.quantile(paths[:, steps - 1], levels, axis=0).T
