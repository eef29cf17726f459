"""Programs as equations for tools of system dynamics: what is read once stands where it is read, the rest has a name.

These tools have no error function; its complement is written out (Numerical Recipes, 6.2), to 1.2e-7 of its size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from benchmarks.peers.code import Layout
from benchmarks.peers.problem import Floats
from benchmarks.peers.program import CONSTANT, LEAVES, TRUTHS, Program

TAIL = (
    *(0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807),
    *(-0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223),
)


def without_erf(program: Program) -> Program:
    """The same week with the error function written out."""
    made, places = Program(program.names), dict[int, int]()
    for number in program.needed(program.outputs):
        node = program.nodes[number]
        args = [places[arg] for arg in node.args]
        if node.op == CONSTANT:
            places[number] = made.constant(node.value)
        elif node.op in LEAVES:
            places[number] = made.leaf(node.op, int(node.value))
        elif node.op in {"erf", "erfc"}:
            complement = _complement(made, args[0])
            one = made.constant(1.0)
            places[number] = complement if node.op == "erfc" else made.apply("sub", one, complement)
        else:
            places[number] = made.apply(node.op, *args)
    made.stocks = [places[number] for number in program.stocks]
    made.kept = [places[number] for number in program.kept]
    return made


def _complement(program: Program, at: int) -> int:
    do, number = program.apply, program.constant
    size = do("abs", at)
    t = do("div", number(1.0), do("add", number(1.0), do("mul", number(0.5), size)))
    value = number(TAIL[0])
    for coefficient in TAIL[1:]:
        value = do("add", do("mul", value, t), number(coefficient))
    tail = do("mul", t, do("exp", do("sub", value, do("square", at))))
    return do("select", do("lt", at, number(0.0)), do("sub", number(2.0), tail), tail)


def of_time(series: Floats, words: Mapping[str, str], time: str) -> str:
    """A weekly series as straight lines in time, one after another: far quicker for these tools than a table."""
    begins, steps = [0], np.diff(series)
    for week in range(1, len(series)):
        begun = begins[-1]
        if week - begun > 1 and not np.isclose(steps[week - 1], steps[begun], rtol=0.0, atol=1e-9):
            begins.append(week)
    lines = [
        _line(series, begin, end, words, time) for begin, end in zip(begins, [*begins[1:], len(series)], strict=True)
    ]
    made = lines[-1]
    for begin, line in zip(reversed(begins[1:]), reversed(lines[:-1]), strict=True):
        made = words["select"].format(words["lt"].format(time, f"{begin - 0.5}"), line, made)
    return made


def _line(series: Floats, begin: int, end: int, words: Mapping[str, str], time: str) -> str:
    slope = float(series[end - 1] - series[begin]) / max(end - 1 - begin, 1)
    at = float(series[begin]) - slope * begin
    return words["add"].format(repr(at), words["mul"].format(repr(slope), time)) if slope else repr(at)


@dataclass(frozen=True)
class Equations(Layout):
    """A program as named equations."""

    @cached_property
    def reads(self) -> Counter[int]:
        """How often each node is read."""
        needed = self.program.needed(self.program.outputs)
        found = Counter(arg for node in needed for arg in self.program.nodes[node].args)
        for node in needed:
            if self.program.nodes[node].op == "square":
                found[self.program.nodes[node].args[0]] += 1
        found.update(self.program.outputs)
        return found

    @cached_property
    def named(self) -> list[int]:
        """Nodes that have an equation of their own: those read more than once, truths aside."""
        needed = self.program.needed(self.program.outputs)
        return [n for n in needed if self._made(n) and self.reads[n] > 1 and self.program.nodes[n].op not in TRUTHS]

    def text(self, node: int, words: Mapping[str, str], *, top: bool = True) -> str:
        """The equation of a node, with what has no name of its own written out."""
        held = self.program.nodes[node]
        if held.op == CONSTANT or held.op in LEAVES or (not top and node in set(self.named)):
            return self.name(node)
        args = [self.text(arg, words, top=False) for arg in held.args]
        if held.op == "and":
            args = [self._truth(arg, text) for arg, text in zip(held.args, args, strict=True)]
        if held.op == "select":
            args[0] = self._truth(held.args[0], args[0])
        return words[held.op].format(*args)

    def _truth(self, node: int, text: str) -> str:
        return text if self.program.nodes[node].op in TRUTHS else f"({text} > 0.5)"

    def outcome(self, place: int) -> str | None:
        """The stock that is an outcome's last value, or None where it must be carried on its own."""
        node = self.program.kept[place]
        return f"s{self.program.stocks.index(node)}" if node in self.program.stocks else None
