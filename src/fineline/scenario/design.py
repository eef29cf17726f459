"""Which futures to run: values of levers and assumptions by design, addressed by block so that none depends on another.

A design is a rule from the number of a block to the values of its experiments. Asking for more experiments adds blocks
and leaves the others as they were; a block can be made anywhere, at any time, without those before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from fineline.errors import SettingError

Floats = npt.NDArray[np.float64]
Kind = Literal["sobol", "lhs", "factorial"]

BLOCK = 1024
"""Experiments in a block: enough to fill the arithmetic units, few enough to stay in the cache."""
STRETCH = 32
"""Blocks of a Sobol sequence that are made at once."""
MOST_LATIN = 2_000_000
"""Experiments of a Latin hypercube: its columns are shuffled as a whole, so they must fit the memory."""


class Design(Protocol):
    """Values of experiments by block."""

    @property
    def size(self) -> int:
        """Number of experiments."""
        ...

    def values(self, block: int) -> Floats:
        """Values of the factors in a block, shape ``(BLOCK, factors)``; beyond the last experiment they repeat."""
        ...

    def futures(self, block: int) -> int:
        """Number of the block of futures (draws and shocks) that a block of experiments runs in."""
        ...


@lru_cache(maxsize=8)
def _sobol(factors: int, seed: int, stretch: int) -> Floats:
    """A stretch of blocks of the sequence: finding the place in it takes longer the further on it is."""
    from scipy.stats import qmc  # noqa: PLC0415 - half a second, which a page that samples no design need not wait for

    sequence = qmc.Sobol(factors, scramble=True, rng=np.random.default_rng(seed))
    if stretch:
        sequence.fast_forward(stretch * STRETCH * BLOCK)
    return sequence.random(STRETCH * BLOCK)


@dataclass(frozen=True)
class Sobol:
    """A scrambled Sobol sequence over ranges (Owen); experiments of one number share draw and shocks with no other."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    size: int
    seed: int

    def values(self, block: int) -> Floats:
        """As `Design`."""
        stretch, place = divmod(block, STRETCH)
        unit = _sobol(len(self.low), self.seed, stretch)[place * BLOCK : (place + 1) * BLOCK]
        return _between(self.low, self.high, unit)

    def futures(self, block: int) -> int:
        """As `Design`."""
        return block


@dataclass(frozen=True)
class Latin:
    """A Latin hypercube over ranges."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    size: int
    seed: int

    @cached_property
    def _points(self) -> Floats:
        from scipy.stats import qmc  # noqa: PLC0415 - as above

        return qmc.LatinHypercube(len(self.low), rng=np.random.default_rng(self.seed)).random(self.size)

    def values(self, block: int) -> Floats:
        """As `Design`."""
        places = np.minimum(np.arange(block * BLOCK, (block + 1) * BLOCK), self.size - 1)
        return _between(self.low, self.high, self._points[places])

    def futures(self, block: int) -> int:
        """As `Design`."""
        return block


@dataclass(frozen=True)
class Factorial:
    """Every combination of positions, each in the same futures: combinations are paired, draw by draw."""

    positions: tuple[tuple[float, ...], ...]
    each: int

    @cached_property
    def combinations(self) -> Floats:
        """All of them, the last factor fastest, shape ``(combinations, factors)``."""
        return np.array(list(product(*self.positions)), dtype=np.float64)

    @property
    def blocks_each(self) -> int:
        """Blocks of one combination; the last may be filled up."""
        return -(-self.each // BLOCK)

    @property
    def size(self) -> int:
        """As `Design`: filled blocks, since a block holds one combination."""
        return len(self.combinations) * self.blocks_each * BLOCK

    def values(self, block: int) -> Floats:
        """As `Design`."""
        return np.repeat(self.combinations[None, block // self.blocks_each], BLOCK, axis=0)

    def futures(self, block: int) -> int:
        """As `Design`."""
        return block % self.blocks_each


def _between(low: Sequence[float], high: Sequence[float], unit: Floats) -> Floats:
    return np.asarray(low) + unit * (np.asarray(high) - np.asarray(low))


def design_of(kind: Kind, ranges: Mapping[str, tuple[float, ...]], size: int, seed: int) -> Design:
    """A design over factors.

    Args:
        kind: Sobol sequence, Latin hypercube, or every combination of positions.
        ranges: low and high of each factor, or its positions where the design is factorial.
        size: experiments in all; where it is factorial, futures for each combination.
        seed: of the design.

    Raises:
        SettingError: no factor, no experiment, a range that is none, or too many for a Latin hypercube.
    """
    if not ranges or size < 1:
        raise _refused("at least one lever or assumption and one experiment", f"{len(ranges)} and {size}", "design")
    if kind == "factorial":
        return Factorial(tuple(ranges.values()), size)
    for name, values in ranges.items():
        if len(values) != 2 or not values[0] < values[1]:
            raise _refused("a low and a higher value", " ".join(f"{value:g}" for value in values), name)
    low, high = zip(*ranges.values(), strict=True)
    if kind == "lhs" and size > MOST_LATIN:
        raise _refused(f"at most {MOST_LATIN:,} experiments of a Latin hypercube", f"{size:,}", "n")
    return (Sobol if kind == "sobol" else Latin)(low, high, size, seed)


def _refused(expected: str, found: str, where: str) -> SettingError:
    return SettingError(expected=expected, found=found, where=where, remedy="correct it, or take the design sobol")
