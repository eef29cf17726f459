"""Many trajectories at once.

Draws run in chunks of one size, the last one padded, on a few threads: a chunk is compiled once for a structure and a
number of weeks, and no draw's numbers depend on how many others are asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline._runtime import configure
from fineline.model.simulate import simulate
from fineline.model.structure import Structure
from fineline.scenario.shocks import BLOCK

Floats = npt.NDArray[np.float64]
Arrays = Mapping[str, Array]
Compiled = Callable[[Arrays, Arrays, Arrays, Arrays], dict[str, Array]]

MOST_THREADS = 4


@dataclass(frozen=True)
class Chunk:
    """A run of draws that are computed together.

    Attributes:
        number: which chunk.
        kept: the draws it gives.
        read: the draws it reads, shape ``(BLOCK,)``: those given, and the last one again up to the full size.
    """

    number: int
    kept: slice
    read: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Number of draws given."""
        return self.kept.stop - self.kept.start


def chunks(draws: int) -> Iterator[Chunk]:
    """The chunks of a number of draws, in order."""
    for number, first in enumerate(range(0, draws, BLOCK)):
        read = np.minimum(np.arange(first, first + BLOCK), draws - 1)
        yield Chunk(number, slice(first, min(first + BLOCK, draws)), read)


class Ensemble:
    """The trajectories of many draws under one structure."""

    def __init__(
        self, structure: Structure, constants: Mapping[str, float], variables: tuple[str, ...] | None = None
    ) -> None:
        """Choose what to run; nothing is compiled before the first run.

        Args:
            structure: the assembled model.
            constants: constants of the case by name.
            variables: quantities to give; every flow and stock when None.
        """
        configure()
        self.structure = structure
        self.constants = {name: jnp.asarray(value) for name, value in constants.items()}
        self.variables = variables or (*structure.flows, *structure.stocks)
        self._compiled = _compile(
            tuple(sorted(structure.mechanisms.items())), structure.inputs, structure.constants, self.variables
        )

    def run(
        self, parameters: Mapping[str, Floats], inputs: Mapping[str, Floats], shocks: Mapping[str, Floats]
    ) -> dict[str, Floats]:
        """Run every draw.

        Args:
            parameters: parameters of the structure by name, shape ``(draws,)``; others are left aside.
            inputs: weekly inputs by name, shape ``(weeks,)``.
            shocks: standard normal shocks by process, shape ``(draws, weeks)``.

        Returns:
            Every variable by name, shape ``(draws, weeks)``.

        Raises:
            KeyError: a parameter or a shock of the structure is missing.
        """
        own = {name: np.asarray(parameters[name], dtype=np.float64) for name in self.structure.parameters}
        driven = {name: np.asarray(shocks[name], dtype=np.float64) for name in self.structure.shocks}
        weekly = {name: jnp.asarray(inputs[name]) for name in self.structure.inputs}
        draws, weeks = driven[self.structure.shocks[0]].shape
        # weeks first, as the scan gives them: no transposition of every array
        out = {name: np.empty((weeks, draws)) for name in self.variables}

        def one(chunk: Chunk) -> None:
            given = self._compiled(
                {name: jnp.asarray(values[chunk.read]) for name, values in own.items()},
                self.constants,
                weekly,
                {name: jnp.asarray(values[chunk.read]) for name, values in driven.items()},
            )
            for name, values in given.items():
                out[name][:, chunk.kept] = np.asarray(values)[:, : len(chunk)]

        with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as pool:
            list(pool.map(one, chunks(draws)))
        return {name: values.T for name, values in out.items()}


@lru_cache(maxsize=16)
def _compile(
    mechanisms: tuple[tuple[str, str], ...],
    inputs: tuple[str, ...],
    constants: tuple[str, ...],
    variables: tuple[str, ...],
) -> Compiled:
    structure = Structure(dict(mechanisms), inputs, constants)

    def one(parameters: Arrays, fixed: Arrays, weekly: Arrays, shocks: Arrays) -> dict[str, Array]:
        path = simulate(structure, {**parameters, **fixed}, weekly, shocks)
        return {name: path[name] for name in variables}

    many: Any = jax.vmap(one, in_axes=(0, None, None, 0), out_axes=1)
    return jax.jit(many)
