"""PySD: the week as a Vensim model, translated and run by PySD, one trajectory after another."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers.apart import Some, apart
from benchmarks.peers.code import COMMON
from benchmarks.peers.problem import Floats, Peer, Problem
from benchmarks.peers.texts import Equations, of_time, without_erf

VENSIM = {
    **COMMON,
    **{op: f"{op.upper()}({{}})" for op in ("exp", "sqrt", "abs", "sin", "cos")},
    "log": "LN({})",
    "log1p": "LN(1 + {})",
    "max": "MAX({}, {})",
    "min": "MIN({}, {})",
    "pow": "({} ^ {})",
    "ne": "({} <> {})",
    "logistic": "(1 / (1 + EXP(-{})))",
    "and": "({} :AND: {})",
    "select": "IF THEN ELSE({}, {}, {})",
    "number": "IF THEN ELSE({}, 1, 0)",
}
FRAME = {"INITIAL TIME": "0", "TIME STEP": "1", "SAVEPER": "TIME STEP"}


def model_text(problem: Problem) -> str:
    """The model in Vensim's words: stocks change by what the week adds to them."""
    equations = Equations(without_erf(problem.program))
    program, text = equations.program, partial(equations.text, words=VENSIM)
    made = {**FRAME, "FINAL TIME": str(problem.weeks)}
    made |= dict.fromkeys(problem.set_by_run, "0")
    made |= {equations.name(node): text(node) for node in equations.named}
    for letter, nodes, begin in (("s", program.stocks, "i{}"), ("k", program.kept, "0")):
        for place, node in enumerate(nodes):
            if letter == "s" or equations.outcome(place) is None:
                after = text(node, top=False)
                made[f"{letter}{place}"] = f"INTEG({after} - {letter}{place}, {begin.format(place)})"
    made |= {
        equations.name(node): of_time(problem.weekly[equations.place(node)], VENSIM, "Time")
        for node in equations.given("weekly")
    }
    return "{UTF-8}\n" + "".join(f"{name} = {equation} ~ ~ |\n" for name, equation in made.items())


def outcome_names(problem: Problem) -> list[str]:
    """The stock that holds each outcome at the end."""
    equations = Equations(without_erf(problem.program))
    return [equations.outcome(place) or f"k{place}" for place in range(len(problem.program.kept))]


def make(problem: Problem) -> Some:
    """A model of this process."""
    pysd: Any = importlib.import_module("pysd")
    file = Path(tempfile.mkdtemp(prefix="peers-")) / "model.mdl"
    file.write_text(model_text(problem), encoding="utf-8")
    model, wanted = pysd.read_vensim(str(file)), outcome_names(problem)

    def one(number: int) -> Floats:
        given = dict(zip(problem.set_by_run, problem.run_values(number), strict=True))
        made = model.run(params=given, return_columns=wanted, return_timestamps=[problem.weeks])
        return made[wanted].to_numpy()[-1]

    def some(numbers: Sequence[int]) -> Floats:
        return np.stack([one(number) for number in numbers], axis=1)

    return some


def _peer(name: str, what: str, workers: int) -> Peer:
    return Peer(
        name=name,
        what=what,
        build=partial(apart, make, workers=workers),
        tolerance=1e-5,
        needs=("pysd",),
        shocks=False,
        apart=True,
        threads=workers,
        size=120 * workers,
    )


PEERS = (
    _peer("PySD", "a Vensim model, as it comes: one process", 1),
    _peer("PySD, twice", "a Vensim model, two processes", 2),
)
