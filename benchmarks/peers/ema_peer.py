"""EMA Workbench over one function: the week in plain Python, or compiled by numba; its own two processes."""

from __future__ import annotations

import importlib
import logging
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from benchmarks.peers.code import PYTHON, Layout, indented
from benchmarks.peers.numpy_peer import by_week
from benchmarks.peers.problem import Floats, Peer, Problem, Run

WORKERS = 2
SOURCE = """
def simulate(given, weekly):
    {given} = given
{fixed}
    {kept} = {nought}
    for week in weekly:
{by_week}
{lines}
        {after} = {given_after}
    return {kept}
"""
_ours: dict[str, Callable[..., Any]] = {}


def source(layout: Layout, given: list[str]) -> str:
    """One trajectory as a function of what is given."""
    program = layout.program
    stocks = ", ".join(f"s{place}" for place in range(len(program.stocks)))
    kept = ", ".join(f"k{place}" for place in range(len(program.kept)))
    return SOURCE.format(
        given=", ".join(f"s{name[1:]}" if name[0] == "i" else name for name in given),
        fixed=indented(layout.lines(layout.before(layout.fixed), PYTHON), 4),
        kept=kept,
        nought=", ".join("0.0" for _ in program.kept),
        by_week=indented((f"{layout.name(n)} = week[{place}]" for place, n in enumerate(layout.weekly)), 8),
        lines=indented(layout.lines(layout.step, PYTHON), 8),
        after=f"{stocks}, {kept}",
        given_after=layout.names(program.outputs),
    )


def function_of(problem: Problem, *, compiled: bool) -> Callable[..., dict[str, float]]:
    """The model as EMA Workbench wants it: numbers by name in, outcomes by name out."""
    layout, names = Layout(problem.program), problem.set_by_run
    made: dict[str, Any] = {"math": math}
    exec(source(layout, names), made)  # noqa: S102 - code that was written here
    simulate, weekly = made["simulate"], by_week(layout, problem.weekly)
    weeks: Any = weekly if compiled else [tuple(row) for row in weekly.tolist()]
    if compiled:
        numba: Any = importlib.import_module("numba")
        simulate = numba.njit(fastmath=True)(simulate)
    outcomes = problem.program.names["kept"]

    def run(**given: float) -> dict[str, float]:
        return dict(zip(outcomes, simulate(tuple([given[name] for name in names]), weeks), strict=True))

    run(**_given(problem, 0))
    return run


def _given(problem: Problem, number: int) -> dict[str, float]:
    return dict(zip(problem.set_by_run, problem.run_values(number), strict=True))


def _called(**given: float) -> dict[str, float]:
    return _ours["run"](**given)


def build(problem: Problem, *, compiled: bool) -> Run:
    """What runs trajectories as experiments; the function is known before the processes are started."""
    ema: Any = importlib.import_module("ema_workbench")
    points: Any = importlib.import_module("ema_workbench.em_framework.points")
    ema.ema_logging.log_to_stderr(logging.ERROR)
    _ours["run"] = function_of(problem, compiled=compiled)
    outcomes = problem.program.names["kept"]
    model = ema.Model("week", function=_called)
    model.uncertainties = [ema.RealParameter(name, -1e12, 1e12) for name in problem.set_by_run]
    model.outcomes = [ema.ScalarOutcome(name) for name in outcomes]

    def run(count: int) -> Floats:
        scenarios = [points.Scenario(str(number), **_given(problem, number)) for number in range(count)]
        with ema.MultiprocessingEvaluator([model], n_processes=WORKERS) as evaluator:
            _, made = ema.perform_experiments([model], scenarios, evaluator=evaluator)
        return np.stack([made[name] for name in outcomes])

    return run


def _peer(name: str, what: str, *, compiled: bool) -> Peer:
    return Peer(
        name=name,
        what=what,
        build=partial(build, compiled=compiled),
        tolerance=1e-9,
        needs=("ema_workbench", *(("numba",) if compiled else ())),
        shocks=False,
        apart=True,
        threads=WORKERS,
        size=4_000,
    )


PEERS = (
    _peer("EMA Workbench", "a function in plain Python, two processes", compiled=False),
    _peer("EMA Workbench, numba", "a function compiled by numba, two processes", compiled=True),
)
