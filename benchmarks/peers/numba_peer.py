"""A parallel numba kernel: one trajectory after another in each thread, in scalars, shocks included."""

from __future__ import annotations

import importlib
import math
from functools import partial
from typing import Any

import numpy as np
from benchmarks.peers.code import PYTHON, Layout, indented
from benchmarks.peers.normals import CENTRE, INCREMENT, MULTIPLIER, TAIL
from benchmarks.peers.numpy_peer import by_week
from benchmarks.peers.problem import GOLDEN, Floats, Peer, Problem, Run

SOURCE = """
@numba.njit(fastmath=True, inline="always")
def normal(place, first, second):
    x = np.uint32(place * {multiplier} + {increment})
    y = np.uint32(first * {multiplier} + {increment})
    z = np.uint32(second * {multiplier} + {increment})
    x = np.uint32(x + y * z)
    y = np.uint32(y + z * x)
    z = np.uint32(z + x * y)
    x, y, z = np.uint32(x ^ (x >> 16)), np.uint32(y ^ (y >> 16)), np.uint32(z ^ (z >> 16))
    word = np.uint32(x + y * z)
    share = (real(word >> 9) + real(0.5)) * real(2.0**-23)
    w = -math.log(real(4.0) * share * (real(1.0) - share))
    if w < real(5.0):
        w -= real(2.5)
        scale = {centre}
    else:
        w = math.sqrt(w) - real(3.0)
        scale = {tail}
    return real(2.0**0.5) * (real(2.0) * share - real(1.0)) * scale

@numba.njit(parallel=True, fastmath=True)
def simulate(count, block, weeks, start, parameters, levers, weekly, addresses, out):
    draws = start.shape[0]
    further = round(draws * {golden}) | 1
    for j in numba.prange(count):
        d = (j + j // draws % draws * further) % draws
{given}
{fixed}
        for t in range(weeks):
{by_week}
{lines}
            {after} = {given_after}
{kept}
"""
WORKERS = 2


def source(layout: Layout, real: str) -> str:
    """The kernel as text; ``real`` names the precision, in which every constant stands."""
    program, name = layout.program, layout.name
    words = dict(PYTHON)
    if real == "float32":
        layout = _Single(program)
        words |= {"logistic": "(one / (one + math.exp(-{})))", "number": "(one if {} else nought)"}
        name = layout.name
    given = [
        *(f"{name(node)} = parameters[d, {layout.place(node)}]" for node in layout.given("parameter")),
        *(f"{name(node)} = levers[j, {layout.place(node)}]" for node in layout.given("lever")),
        *(f"s{place} = start[d, {place}]" for place in range(len(program.stocks))),
        *(f"k{place} = nought" for place in range(len(program.kept))),
    ]
    block = "np.uint32(j % block)"
    each_week = [
        *(f"{name(node)} = weekly[t, {place}]" for place, node in enumerate(layout.weekly)),
        *(
            f"z{p} = normal({block}, addresses[j // block, t, {p}, 0], addresses[j // block, t, {p}, 1])"
            for p in map(layout.place, layout.given("shock"))
        ),
    ]
    return SOURCE.format(
        multiplier=f"np.uint32({MULTIPLIER})",
        increment=f"np.uint32({INCREMENT})",
        golden=repr(GOLDEN),
        centre=_polynomial(CENTRE),
        tail=_polynomial(TAIL),
        given=indented(given, 8),
        fixed=indented(layout.lines(layout.before(layout.fixed), words), 8),
        by_week=indented(each_week, 12),
        lines=indented(layout.lines(layout.step, words), 12),
        after=", ".join([*(f"s{p}" for p in range(len(program.stocks))), *(f"k{p}" for p in range(len(program.kept)))]),
        given_after=layout.names(program.outputs),
        kept=indented((f"out[{place}, j] = k{place}" for place in range(len(program.kept))), 8),
    )


class _Single(Layout):
    """A layout whose constants are of single precision: a number as it stands would widen all it meets."""

    def name(self, node: int) -> str:
        """As `Layout.name`."""
        named = super().name(node)
        return named if self.program.nodes[node].op != "constant" else f"real({named})"


def _polynomial(coefficients: tuple[float, ...]) -> str:
    made = f"real({coefficients[0]!r})"
    for coefficient in coefficients[1:]:
        made = f"({made} * w + real({coefficient!r}))"
    return made


def build(problem: Problem, real: str) -> Run:
    """What runs trajectories; compiled at the first call."""
    numba: Any = importlib.import_module("numba")
    numba.set_num_threads(WORKERS)
    layout, dtype = Layout(problem.program), np.dtype(real)
    made: dict[str, Any] = {"np": np, "numba": numba, "math": math, "real": dtype.type}
    made |= {"one": dtype.type(1.0), "nought": dtype.type(0.0)}
    exec(source(layout, real), made)  # noqa: S102 - code that was written here
    numbers = [
        np.ascontiguousarray(part.T.astype(dtype)) for part in (problem.start, problem.parameters, problem.levers)
    ]
    weekly = np.ascontiguousarray(by_week(layout, problem.weekly).astype(dtype))

    def run(count: int) -> Floats:
        out = np.empty((len(problem.program.kept), count), dtype)
        made["simulate"](count, problem.block, problem.weeks, *numbers, weekly, problem.addresses, out)
        return out

    return run


_WHAT = "prange over trajectories, fastmath"
PEERS = (
    Peer(
        name="numba, double",
        what=_WHAT,
        build=partial(build, real="float64"),
        tolerance=1e-9,
        needs=("numba",),
        threads=WORKERS,
        repeats=5,
    ),
    Peer(
        name="numba, single",
        what=_WHAT,
        build=partial(build, real="float32"),
        tolerance=1e-4,
        needs=("numba",),
        threads=WORKERS,
        repeats=5,
    ),
)
