"""BPTK-Py: the week in its modelling language, run by its engine in Python and by the one in Rust."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from benchmarks.peers.apart import Some, apart
from benchmarks.peers.code import COMMON
from benchmarks.peers.problem import Floats, Peer, Problem
from benchmarks.peers.pysd_peer import outcome_names
from benchmarks.peers.texts import Equations, of_time, without_erf

WORKERS = 2
WORDS = {
    **COMMON,
    **{op: f"sd.{op}({{}})" for op in ("exp", "sqrt", "abs", "sin", "cos")},
    "sub": "({} + (-1.0) * {})",  # its engine in Python reads a - (b + c) as a - b + c
    "neg": "(-1.0 * {})",
    "log": "sd.ln({})",
    "log1p": "sd.ln(1.0 + {})",
    "max": "sd.max({}, {})",
    "min": "sd.min({}, {})",
    "pow": "({} ** {})",
    "ne": "({} != {})",
    "logistic": "(1.0 / (1.0 + sd.exp(-1.0 * {})))",
    "and": "sd.And({}, {})",
    "select": "sd.If({}, {}, {})",
    "number": "sd.If({}, 1.0, 0.0)",
}


def model_of(problem: Problem) -> Any:  # noqa: ANN401 - of a library without types
    """The model; constants have no values yet."""
    library: Any = importlib.import_module("BPTK_Py")
    sd: Any = library.sd_functions
    equations = Equations(without_erf(problem.program))
    program, text = equations.program, partial(equations.text, words=WORDS)
    model = library.Model(starttime=0.0, stoptime=float(problem.weeks), dt=1.0, name="week")
    known: dict[str, Any] = {"sd": sd}
    for name in problem.set_by_run:
        known[name] = model.constant(name)
        known[name].equation = 1.0
    own = [place for place in range(len(program.kept)) if equations.outcome(place) is None]
    for name in [*(f"s{place}" for place in range(len(program.stocks))), *(f"k{place}" for place in own)]:
        known[name] = model.stock(name)
        known[name].initial_value = known[f"i{name[1:]}"] if name[0] == "s" else 0.0
    written = {
        equations.name(node): of_time(problem.weekly[equations.place(node)], WORDS, "sd.time()")
        for node in equations.given("weekly")
    }
    for name, equation in {**written, **{equations.name(node): text(node) for node in equations.named}}.items():
        known[name] = model.converter(name)
        known[name].equation = eval(equation, known)  # noqa: S307 - text that was written here
    after = {f"s{place}": node for place, node in enumerate(program.stocks)}
    after |= {f"k{place}": program.kept[place] for place in own}
    for name, node in after.items():
        known[name].equation = eval(f"{text(node, top=False)} + (-1.0) * {name}", known)  # noqa: S307 - as above
    return model


def in_python(problem: Problem) -> Some:
    """The engine in Python, which is the default."""
    model, wanted = model_of(problem), outcome_names(problem)

    def one(number: int) -> Floats:
        for name, value in zip(problem.set_by_run, problem.run_values(number), strict=True):
            model.constant(name).equation = value
        model.reset_cache()
        return np.array([model.evaluate_equation(name, float(problem.weeks)) for name in wanted])

    def some(numbers: Sequence[int]) -> Floats:
        return np.stack([one(number) for number in numbers], axis=1)

    return some


def in_rust(problem: Problem) -> Some:
    """The engine in Rust, loaded once and given constants for each run."""
    engine: Any = importlib.import_module("BPTK_Py._rust_engine").RustSdEngine()
    model, wanted = engine.load_model(model_of(problem).to_json()), outcome_names(problem)
    end = f"{problem.weeks}.0"

    def one(number: int) -> Floats:
        for name, value in zip(problem.set_by_run, problem.run_values(number), strict=True):
            model.set_constant(name, value)
        made = model.simulate(wanted)
        return np.array([made[name][end] for name in wanted])

    def some(numbers: Sequence[int]) -> Floats:
        return np.stack([one(number) for number in numbers], axis=1)

    return some


def _peer(name: str, what: str, make: Callable[[Problem], Some], size: int) -> Peer:
    build = partial(apart, make, workers=WORKERS)
    return Peer(
        name=name,
        what=what,
        build=build,
        tolerance=1e-5,
        needs=("BPTK_Py",),
        shocks=False,
        apart=True,
        threads=WORKERS,
        size=size,
    )


PEERS = (
    _peer("BPTK-Py, Python", "its default engine, two processes", in_python, 40),
    _peer("BPTK-Py, Rust", "its engine in Rust, two processes", in_rust, 1_000),
)
