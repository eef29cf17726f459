"""Which input an outcome hangs on: PAWN indices with intervals, beside an input that does nothing.

PAWN (Pianosi and Wagener 2015, doi:10.1016/j.envsoft.2015.01.004; 2018, doi:10.1016/j.envsoft.2018.07.019) compares
the distribution of an outcome with that in slices of an input. It asks nothing of how the inputs are distributed
together. Sobol indices split the variance among independent inputs, and draws of a posterior are not independent: a
share of variance would be given to one parameter or another by the order in which they are looked at.

Futures of one draw share all its parameters, so they are no independent witnesses of any of them: resamples take or
leave them together, and the input that does nothing has one value for each draw. Were each future taken for a witness
of its own, parameters that do nothing would seem to matter by the luck of the draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from SALib.analyze import pawn

from fineline.errors import SettingError

Floats = NDArray[np.float64]

SLICES = 10
RESAMPLES = 60
FEWEST = 200
DUMMY = "(an input that does nothing)"
SEED = 20240217


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """Influence of one input on one outcome.

    Attributes:
        input: its name.
        index: median over slices of the Kolmogorov-Smirnov distance, between 0 and 1.
        low: lower end of the 90 % bootstrap interval.
        high: upper end.
        beyond_chance: whether that interval lies above what an input that does nothing reaches.
    """

    input: str
    index: float
    low: float
    high: float
    beyond_chance: bool


def influences(
    inputs: Mapping[str, Floats], outcome: Floats, draws: NDArray[np.int64] | None = None
) -> tuple[Influence, ...]:
    """Influence of every input, the strongest first, and of one that does nothing.

    Args:
        inputs: values of each input, shape (futures,).
        outcome: shape (futures,).
        draws: number of the draw of each future, shape (futures,); each its own when None.

    Raises:
        SettingError: too few futures, or an outcome that is the same in all.
    """
    if len(outcome) < FEWEST or np.ptp(outcome) == 0.0:
        raise SettingError(
            expected=f"at least {FEWEST} futures in which the outcome differs",
            found=f"{len(outcome)}" if len(outcome) < FEWEST else "the same in all",
            where="sensitivity",
            remedy="explore more futures, or name another outcome",
        )
    random = np.random.default_rng(SEED)
    moving = {name: np.asarray(values, dtype=np.float64) for name, values in inputs.items() if np.ptp(values) > 0.0}
    names = (*moving, DUMMY)
    shared, place = np.unique(np.arange(len(outcome)) if draws is None else draws, return_inverse=True)
    table = np.column_stack([*moving.values(), random.random(len(shared))[place]])
    found = _indices(names, table, outcome)
    again = np.array([_indices(names, table[rows], outcome[rows]) for rows in _resamples(random, place)])
    # the bootstrap repeats futures, which widens slices: its spread is taken, and put about the estimate
    spread = again - again.mean(axis=0)
    low, high = (np.clip(found + np.quantile(spread, level, axis=0), 0.0, 1.0) for level in (0.05, 0.95))
    chance = float(high[-1])
    rows = [
        Influence(
            input=name, index=float(value), low=float(lower), high=float(upper), beyond_chance=bool(lower > chance)
        )
        for name, value, lower, upper in zip(names, found.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    return tuple(sorted(rows, key=lambda one: -one.index))


def _resamples(random: np.random.Generator, place: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Futures of as many draws as there are, taken with replacement, all futures of a draw together."""
    together = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    picks = (random.integers(0, len(together), len(together)) for _ in range(RESAMPLES))
    return [np.concatenate([together[one] for one in pick]) for pick in picks]


def _indices(names: Sequence[str], table: Floats, outcome: Floats) -> Floats:
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return np.asarray(pawn.analyze(problem, table, outcome, S=SLICES, print_to_console=False)["median"])
