"""Programs written out as code: of NumPy, of numbers in Python, of C."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from benchmarks.peers.program import CONSTANT, LEAVES, TRAJECTORY, WEEK, Program

LETTERS = {"parameter": "p", "lever": "l", "weekly": "w", "stock": "s", "kept": "k", "shock": "z"}
INFIX = {"add": "({} + {})", "sub": "({} - {})", "mul": "({} * {})", "div": "({} / {})", "neg": "(-{})"}
TESTS = {"lt": "({} < {})", "gt": "({} > {})", "ne": "({} != {})"}
COMMON = {**INFIX, **TESTS, "square": "({0} * {0})"}

NUMPY = {
    **COMMON,
    **{op: f"np.{op}({{}})" for op in ("exp", "log", "log1p", "sqrt", "abs", "sin", "cos")},
    **{op: f"special.{op}({{}})" for op in ("erf", "erfc")},
    "max": "np.maximum({}, {})",
    "min": "np.minimum({}, {})",
    "pow": "({} ** {})",
    "logistic": "(1.0 / (1.0 + np.exp(-{})))",
    "and": "np.logical_and({}, {})",
    "select": "np.where({}, {}, {})",
    "number": "np.where({}, 1.0, 0.0)",
}
PYTHON = {
    **COMMON,
    **{op: f"math.{op}({{}})" for op in ("exp", "log", "log1p", "sqrt", "sin", "cos", "erf", "erfc")},
    "abs": "abs({})",
    "max": "({0} if {0} > {1} else {1})",
    "min": "({0} if {0} < {1} else {1})",
    "pow": "({} ** {})",
    "logistic": "(1.0 / (1.0 + math.exp(-{})))",
    "and": "({} and {})",
    "select": "({1} if {0} else {2})",
    "number": "(1.0 if {} else 0.0)",
}
C = {
    **COMMON,
    **{op: f"{op}f({{}})" for op in ("exp", "log", "log1p", "sqrt", "sin", "cos", "erf", "erfc")},
    "abs": "fabsf({})",
    "max": "({0} > {1} ? {0} : {1})",
    "min": "({0} < {1} ? {0} : {1})",
    "pow": "expf({1} * logf({0}))",
    "logistic": "(1.0f / (1.0f + expf(-{})))",
    "and": "(({} != 0) & ({} != 0))",
    "select": "({} ? {} : {})",
    "number": "({} ? 1.0f : 0.0f)",
}
TRUTH_IN_C = {"lt", "gt", "ne", "and"}


@dataclass(frozen=True)
class Layout:
    """What of a program is computed once a trajectory, once a week, and in every week of every trajectory."""

    program: Program

    @cached_property
    def levels(self) -> list[int]:
        """As `Program.level`."""
        return self.program.level()

    @cached_property
    def step(self) -> list[int]:
        """Operations of every week of every trajectory, in order."""
        needed = self.program.needed(self.program.outputs)
        return [node for node in needed if self._made(node) and self.levels[node] not in {0, TRAJECTORY, WEEK}]

    @cached_property
    def fixed(self) -> list[int]:
        """Values that a week reads and that differ by trajectory alone."""
        return self._read(TRAJECTORY)

    @cached_property
    def weekly(self) -> list[int]:
        """Values that a week reads and that differ by week alone."""
        return self._read(WEEK)

    def before(self, ends: Iterable[int]) -> list[int]:
        """Operations that lead to some values."""
        return [node for node in self.program.needed(ends) if self._made(node)]

    def name(self, node: int) -> str:
        """The name of a value in code; constants stand as they are."""
        held = self.program.nodes[node]
        if held.op == CONSTANT:
            return repr(held.value) if held.value >= 0.0 else f"({held.value!r})"
        return f"{LETTERS[held.op]}{held.value:.0f}" if held.op in LETTERS else f"v{node}"

    def names(self, nodes: Iterable[int]) -> str:
        """Names with commas; one alone too."""
        return "".join(f"{self.name(node)}, " for node in nodes)

    def given(self, kind: str) -> list[int]:
        """Nodes of what is given of a kind."""
        return [n for n in self.program.needed(self.program.outputs) if self.program.nodes[n].op == kind]

    def place(self, node: int) -> int:
        """Place of what is given among its kind."""
        return int(self.program.nodes[node].value)

    def expression(self, node: int, words: Mapping[str, str]) -> str:
        """The operation of a node in the words of a language."""
        held = self.program.nodes[node]
        return words[held.op].format(*(self.name(arg) for arg in held.args))

    def lines(self, nodes: Iterable[int], words: Mapping[str, str]) -> list[str]:
        """One assignment for each node."""
        return [f"{self.name(node)} = {self.expression(node, words)}" for node in nodes]

    def all_of(self, kind: str) -> str:
        """Names of all that is given of a kind, in order, whether it is read or not."""
        return "".join(f"{LETTERS[kind]}{place}, " for place in range(len(self.program.names[kind])))

    def _made(self, node: int) -> bool:
        op = self.program.nodes[node].op
        return op != CONSTANT and op not in LEAVES

    def _read(self, level: int) -> list[int]:
        args = {arg for node in self.step for arg in self.program.nodes[node].args} | set(self.program.outputs)
        return sorted(node for node in args if self.levels[node] == level)


def indented(lines: Iterable[str], by: int) -> str:
    """Lines moved in."""
    return "\n".join(" " * by + line for line in lines)
