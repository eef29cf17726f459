"""Plain NumPy: blocks of trajectories as arrays, week by week, in double or single precision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from benchmarks.peers.code import NUMPY, Layout, indented
from benchmarks.peers.normals import normals
from benchmarks.peers.problem import Floats, Peer, Problem, Run
from scipy import special

SOURCE = """
def fixed(parameters, levers):
    {parameters} = parameters
    {levers} = levers
{fixed_lines}
    return [{fixed}]

def by_week(weekly):
    {weekly_given} = weekly
{weekly_lines}
    return [{weekly}]

def week(fixed, weekly, shocks, stocks, kept):
    {fixed} = fixed
    {weekly} = weekly
    {shocks} = shocks
    {stocks} = stocks
    {kept} = kept
{lines}
    return [{stocks_after}], [{kept_after}]
"""


def functions(layout: Layout) -> dict[str, Callable[..., Any]]:
    """The week and what is computed before it, as functions on arrays."""
    source = SOURCE.format(
        parameters=layout.all_of("parameter"),
        levers=layout.all_of("lever"),
        fixed_lines=indented(layout.lines(layout.before(layout.fixed), NUMPY), 4),
        fixed=layout.names(layout.fixed),
        weekly_given=layout.all_of("weekly"),
        weekly_lines=indented(layout.lines(layout.before(layout.weekly), NUMPY), 4),
        weekly=layout.names(layout.weekly),
        shocks=layout.all_of("shock"),
        stocks=layout.all_of("stock"),
        kept=layout.all_of("kept"),
        lines=indented(layout.lines(layout.step, NUMPY), 4),
        stocks_after=layout.names(layout.program.stocks),
        kept_after=layout.names(layout.program.kept),
    )
    made: dict[str, Any] = {"np": np, "special": special}
    exec(source, made)  # noqa: S102 - code that was written here
    return made


def by_week(layout: Layout, weekly: Floats) -> Floats:
    """Values that a week reads and that differ by week alone, shape ``(weeks, values)``."""
    made = functions(layout)["by_week"](weekly)
    return np.stack([np.broadcast_to(value, weekly.shape[1:]) for value in made], axis=1)


def build(problem: Problem, dtype: type[np.floating] = np.float64) -> Run:
    """What runs trajectories, block by block."""
    layout = Layout(problem.program)
    code, weekly = functions(layout), by_week(layout, problem.weekly).astype(dtype)
    start, parameters = problem.start.astype(dtype), problem.parameters.astype(dtype)
    levers, processes = problem.levers.astype(dtype), len(problem.program.names["shock"])
    drawn = any(node.op == "shock" for node in problem.program.nodes)

    def one_block(block: int, size: int) -> Floats:
        first = block * problem.block
        index = problem.draws(size, first)
        fixed = code["fixed"](parameters[:, index], levers[:, first : first + size])
        stocks, kept = list(start[:, index]), [np.zeros(size, dtype)] * len(problem.program.kept)
        place, shocks = np.arange(size, dtype=np.uint32), [dtype(0.0)] * processes
        for week in range(problem.weeks):
            if drawn:
                shocks = [normals(place, *problem.addresses[block, week, one], dtype) for one in range(processes)]
            stocks, kept = code["week"](fixed, weekly[week], shocks, stocks, kept)
        return np.stack(np.broadcast_arrays(*kept, place)[:-1])

    def run(count: int) -> Floats:
        sizes = [min(problem.block, count - first) for first in range(0, count, problem.block)]
        return np.concatenate([one_block(block, size) for block, size in enumerate(sizes)], axis=1)

    return run


PEERS = (
    Peer(name="NumPy, double", what="arrays of 1,024 trajectories", build=build, tolerance=0.0, size=16_384),
    Peer(
        name="NumPy, single",
        what="arrays of 1,024 trajectories",
        build=partial(build, dtype=np.float32),
        tolerance=1e-4,
        size=32_768,
    ),
)
