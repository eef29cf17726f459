"""Two processes, each with a model of its own, for tools that run one trajectory at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.peers.problem import Floats, Problem, Run

WORKERS = 2
Some = Callable[[Sequence[int]], Floats]
"""Runs the trajectories of some numbers: outcomes, shape ``(outcomes, trajectories)``."""
_ours: dict[str, Some] = {}


def _begin(make: Callable[[Problem], Some], problem: Problem) -> None:
    _ours["some"] = make(problem)


def _share(numbers: Sequence[int]) -> Floats:
    return _ours["some"](numbers)


def apart(make: Callable[[Problem], Some], problem: Problem) -> Run:
    """What runs trajectories in two processes, which are started and have built their models before any is run."""
    pool = multiprocessing.get_context("fork").Pool(WORKERS, _begin, (make, problem))

    def run(count: int) -> Floats:
        shares = [range(one * count // WORKERS, (one + 1) * count // WORKERS) for one in range(WORKERS)]
        return np.concatenate(pool.map(_share, shares, chunksize=1), axis=1)

    return run
