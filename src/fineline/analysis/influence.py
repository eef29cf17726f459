"""Which input an outcome hangs on: PAWN indices with intervals, each beside its own level of chance.

PAWN (Pianosi and Wagener 2015, doi:10.1016/j.envsoft.2015.01.004; 2018, doi:10.1016/j.envsoft.2018.07.019) compares
the distribution of an outcome with that in slices of an input. It asks nothing of how the inputs are distributed
together. Sobol indices split the variance among independent inputs, and draws of a posterior are not independent: a
share of variance would be given to one parameter or another by the order in which they are looked at.

Futures of one draw share all its parameters, so they are no independent witnesses of any of them: resamples take or
leave them together. The level of chance of an input is what the same index reaches once the input has lost its outcome
and nothing else. Draws change places with all their futures: a parameter stays one value for each draw, and so does the
part of a lever that a Sobol sequence ties to the draw (with 32 x 51 draws in turn, the first five binary digits of its
first dimension). Where futures are paired by a factorial design, a lever changes places among futures that are alike in
all else, which keeps the design as it is.

An input is beyond chance when its index exceeds all of 20 permutations for each input, less one: that one of many
inputs which do nothing does so by luck has a chance of one in twenty. Inputs that were chosen because they go with the
outcome count with all that they were chosen from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fineline.errors import SettingError

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Slices = NDArray[np.int16]
"""Number of the slice of each future: of 16 bits, which the sort by slices goes through at once."""

SLICES = 10
RESAMPLES = 60
FEWEST = 200
ODDS = 20
SEED = 20240217


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """Influence of one input on one outcome.

    Attributes:
        input: its name.
        index: median over slices of the Kolmogorov-Smirnov distance, between 0 and 1.
        low: lower end of the 90 % bootstrap interval.
        high: upper end.
        chance: the most that chance gave the input when it had lost its outcome.
        beyond_chance: whether the index exceeds that.
    """

    input: str
    index: float
    low: float
    high: float
    chance: float
    beyond_chance: bool


def share_between(groups: Places, outcome: Floats) -> float:
    """Share of the variance of an outcome that lies between groups of as many futures each, from 0 to 1."""
    means = [float(outcome[groups == group].mean()) for group in np.unique(groups)]
    return float(np.var(means) / np.var(outcome)) if np.ptp(outcome) > 0.0 else 0.0


def influences(
    inputs: Mapping[str, Floats],
    outcome: Floats,
    draws: Places | None = None,
    futures: Places | None = None,
    *,
    among: int = 0,
) -> tuple[Influence, ...]:
    """Influence of every input that moves, the strongest first.

    Args:
        inputs: values of each input, shape (futures,).
        outcome: shape (futures,).
        draws: number of the draw of each future, shape (futures,); each its own when None.
        futures: number of the draw and shocks that combinations of inputs share, shape (futures,); None where they
            share none.
        among: how many inputs these were chosen from; they themselves when fewer.

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
    order = np.argsort(outcome, kind="stable")
    told = np.asarray(outcome, dtype=np.float64)[order]
    table = [_slices(values[order]) for values in moving.values()]
    place = np.arange(len(told)) if draws is None else np.unique(draws, return_inverse=True)[1][order]
    found = np.array([_index(slices, *_shares(told)) for slices in table])
    again = np.array([_resampled(table, told, rows) for rows in _resamples(random, place)])
    # the bootstrap repeats futures, which widens slices: its spread is taken, and put about the estimate
    spread = again - again.mean(axis=0)
    low, high = (np.clip(found + np.quantile(spread, level, axis=0), 0.0, 1.0) for level in (0.05, 0.95))
    times = ODDS * max(among, len(table)) - 1
    chance = _chance(random, table, told, place, None if futures is None else futures[order], times)
    columns = (column.tolist() for column in (found, low, high, chance))
    rows = [
        Influence(input=name, index=index, low=lower, high=upper, chance=most, beyond_chance=index > most)
        for name, index, lower, upper, most in zip(moving, *columns, strict=True)
    ]
    return tuple(sorted(rows, key=lambda one: -one.index))


def _slices(values: Floats) -> Slices:
    """Slices of as many futures each; of an input with few values, one for each value."""
    distinct = np.unique(values)
    inner = np.linspace(0.0, 1.0, SLICES + 1)[1:-1]
    edges = distinct[1:] if len(distinct) <= SLICES else np.quantile(values, inner)
    return np.searchsorted(edges, values, side="right").astype(np.int16)


def _shares(told: Floats) -> tuple[Floats, Floats]:
    """Share of all futures below the outcome of each, and up to it; outcomes ascend."""
    return np.searchsorted(told, told, "left") / len(told), np.searchsorted(told, told, "right") / len(told)


def _index(slices: Slices, below: Floats, up_to: Floats) -> float:
    """Median over slices of the largest distance of their distribution from that of all; futures by outcome."""
    order = np.argsort(slices, kind="stable")
    counts = np.bincount(slices)
    counts = counts[counts > 0]
    starts = np.cumsum(counts) - counts
    size = np.repeat(counts, counts)
    rank = np.arange(len(slices)) - np.repeat(starts, counts)
    distance = np.maximum((rank + 1) / size - up_to[order], below[order] - rank / size)
    return float(np.median(np.maximum.reduceat(distance, starts)))


def _resampled(table: list[Slices], told: Floats, rows: Places) -> list[float]:
    rows = np.sort(rows)
    shares = _shares(told[rows])
    return [_index(slices[rows], *shares) for slices in table]


def _resamples(random: np.random.Generator, place: Places) -> Iterator[Places]:
    """Futures of as many draws as there are, taken with replacement, all futures of a draw together."""
    together = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    for _ in range(RESAMPLES):
        pick = random.integers(0, len(together), len(together))
        yield np.concatenate([together[one] for one in pick])


def _chance(
    random: np.random.Generator, table: list[Slices], told: Floats, place: Places, futures: Places | None, times: int
) -> Floats:
    """The largest index of each input over permutations."""
    shares = _shares(told)
    alike = [None if futures is None else _alike(table, at, place, futures) for at in range(len(table))]
    most = np.zeros(len(table))
    for _ in range(times):
        moved = _exchanged(random, place)
        for at, (slices, cells) in enumerate(zip(table, alike, strict=True)):
            rows = moved if cells is None else _within(random, cells)
            most[at] = max(most[at], _index(slices[rows], *shares))
    return most


def _alike(table: list[Slices], at: int, place: Places, futures: Places) -> Places | None:
    """Futures that are alike in all but one input, by number.

    None for an input that every draw has one value of, or that differs between no two futures which are alike.
    """
    pairs = len(np.unique(np.column_stack([place, table[at]]), axis=0))
    if pairs == len(np.unique(place)):
        return None
    others = np.column_stack([futures, *table[:at], *table[at + 1 :]])
    cells = np.unique(others, axis=0, return_inverse=True)[1].reshape(-1)
    return None if cells.max() == len(cells) - 1 else cells


def _within(random: np.random.Generator, cells: Places) -> Places:
    """Futures that have changed places with others of their cell."""
    rows = np.empty_like(cells)
    rows[np.argsort(cells, kind="stable")] = np.lexsort((random.random(len(cells)), cells))
    return rows


def _exchanged(random: np.random.Generator, place: Places) -> Places:
    """Draws that have changed places with all their futures, those in another order; of fewer, some serve twice."""
    sizes = np.bincount(place)
    starts = np.cumsum(sizes) - sizes
    held = np.lexsort((random.random(len(place)), place))
    by_draw = np.argsort(place, kind="stable")
    draw = place[by_draw]
    partner = random.permutation(len(sizes))[draw]
    rank = np.arange(len(place)) - starts[draw]
    rows = np.empty_like(place)
    rows[by_draw] = held[starts[partner] + rank % sizes[partner]]
    return rows
