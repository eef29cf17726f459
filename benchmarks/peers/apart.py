"""Processes, each with a model of its own, for tools that run one trajectory at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence

import numpy as np
from benchmarks.peers.problem import Floats, Problem, Run

Some = Callable[[Sequence[int]], Floats]
"""Runs the trajectories of some numbers: outcomes, shape ``(outcomes, trajectories)``."""
_ours: dict[str, Some] = {}


def _begin(make: Callable[[Problem], Some], problem: Problem) -> None:
    _ours["some"] = make(problem)


def _share(numbers: Sequence[int]) -> Floats:
    return _ours["some"](numbers)


def apart(make: Callable[[Problem], Some], problem: Problem, *, workers: int) -> Run:
    """What runs trajectories in processes that are started and have built their models before any is run."""
    pool = multiprocessing.get_context("fork").Pool(workers, _begin, (make, problem))

    def run(count: int) -> Floats:
        shares = [range(one * count // workers, (one + 1) * count // workers) for one in range(workers)]
        return np.concatenate(pool.map(_share, shares, chunksize=1), axis=1)

    return run
