"""The numbers that every peer runs on, and the frame that every peer fills in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers.program import Program, read_program
from numpy.typing import NDArray

GOLDEN = (5**0.5 - 1) / 2

Floats = NDArray[np.floating]
Run = Callable[[int], Floats]
"""Runs that many trajectories, the first of the problem: what is carried of each outcome, shape ``(outcomes, n)``."""


@dataclass(frozen=True)
class Problem:
    """A program and the numbers it runs on.

    Attributes:
        program: one week.
        block: trajectories that share the address of a shock.
        weeks: how many.
        start: stocks at the start, shape ``(stocks, draws)``.
        parameters: shape ``(parameters, draws)``.
        levers: shape ``(levers, trajectories)``.
        weekly: series by week, shape ``(series, weeks)``.
        addresses: two words for each block, week and process, shape ``(blocks, weeks, processes, 2)``.
    """

    program: Program
    block: int
    weeks: int
    start: Floats
    parameters: Floats
    levers: Floats
    weekly: Floats
    addresses: NDArray[np.uint32]

    def still(self) -> Problem:
        """The same without shocks."""
        shocks = {("shock", place): 0.0 for place in range(len(self.program.names["shock"]))}
        return replace(self, program=self.program.rewritten(shocks))

    @cached_property
    def _read(self) -> dict[str, list[int]]:
        """Places of parameters and levers that the program reads, by kind."""
        nodes = [self.program.nodes[node] for node in self.program.needed(self.program.outputs)]
        return {kind: sorted(int(n.value) for n in nodes if n.op == kind) for kind in ("parameter", "lever")}

    @cached_property
    def set_by_run(self) -> list[str]:
        """Names of what differs by trajectory: starting stocks ``i0`` and on, parameters ``p0``, levers ``l0``."""
        starts = [f"i{place}" for place in range(len(self.start))]
        return starts + [f"{kind[0]}{place}" for kind, places in self._read.items() for place in places]

    def run_values(self, number: int) -> list[float]:
        """What one trajectory sets, in the order of `set_by_run`."""
        draw, read = in_turn(number, self.start.shape[1]), self._read
        given = (self.start[:, draw], self.parameters[read["parameter"], draw], self.levers[read["lever"], number])
        return np.concatenate(given).tolist()

    def draws(self, count: int, first: int = 0) -> NDArray[np.int64]:
        """The draw of each of ``count`` trajectories."""
        return in_turn(np.arange(first, first + count), self.start.shape[1])


def in_turn(number: NDArray[np.int64] | int, draws: int) -> Any:  # noqa: ANN401 - the same again
    """The draw of each trajectory by its number: the product's rule, by which every round begins further on."""
    return (number + number // draws % draws * (round(draws * GOLDEN) | 1)) % draws


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One way of running the model.

    Attributes:
        name: of the peer.
        what: it runs, in words.
        needs: packages to be installed.
        build: makes what runs, from a problem.
        shocks: whether shocks are drawn.
        tolerance: greatest deviation from the same in double precision.
        threads: threads or processes at work.
        size: trajectories that are timed; as many as asked for when None.
        repeats: how often.
        apart: whether other processes do the work, so that the time of this one says nothing.
    """

    name: str
    what: str
    build: Callable[[Problem], Run]
    tolerance: float
    needs: tuple[str, ...] = ()
    shocks: bool = True
    threads: int = 1
    size: int | None = None
    repeats: int = 3
    apart: bool = False


@dataclass(frozen=True)
class Taken:
    """What some repeats took.

    Attributes:
        rates: trajectories a second, once for each repeat.
        core_rates: trajectories a second of processor time of this process: what a busy machine changes least.
    """

    rates: list[float]
    core_rates: list[float]


def peak_mb() -> float:
    """Most memory that this process has held; `getrusage` would count that of the process which started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def timed(work: Callable[[], object], size: int, repeats: int) -> Taken:
    """Run some work again and again."""
    taken = Taken([], [])
    for _ in range(repeats):
        began, used = time.perf_counter(), time.process_time()
        work()
        taken.rates.append(size / (time.perf_counter() - began))
        taken.core_rates.append(size / max(time.process_time() - used, 1e-9))
    return taken


def read_problem(folder: Path) -> Problem:
    """Read what `benchmarks.peers.tracing.export` saved."""
    with np.load(folder / "numbers.npz") as held:
        numbers = {name: held[name] for name in held.files}
    block, weeks = int(numbers.pop("block")), int(numbers.pop("weeks"))
    return Problem(read_program(folder / "program.json"), block, weeks, **numbers)


def deviation(made: Floats, expected: Floats) -> Floats:
    """Greatest deviation of each outcome, as a share of the 90th percentile of its size; shape ``(outcomes,)``."""
    scale = np.quantile(np.abs(expected), 0.9, axis=1)
    worst = np.abs(np.asarray(made, np.float64) - expected).max(axis=1)
    return worst / np.where(scale > 0.0, scale, 1.0)
