"""One week of the model as a straight list of arithmetic, from which every peer's code is written.

Nothing here knows the product: a program is made by `benchmarks.peers.tracing`, saved, and read where a peer runs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CONSTANT = "constant"
TRAJECTORY, WEEK, STATE = 1, 2, 4
LEAVES = {"parameter": TRAJECTORY, "lever": TRAJECTORY, "weekly": WEEK, "stock": 7, "kept": 7, "shock": 7}
"""What differs by trajectory alone, by week alone, or by both, as bits."""

ARITHMETIC: Mapping[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "max": max,
    "min": min,
    "exp": math.exp,
    "log": math.log,
    "log1p": math.log1p,
    "sqrt": math.sqrt,
    "pow": math.pow,
    "square": lambda a: a * a,
    "abs": abs,
    "logistic": lambda a: 1.0 / (1.0 + math.exp(-a)),
    "erf": math.erf,
    "erfc": math.erfc,
    "sin": math.sin,
    "cos": math.cos,
    "lt": lambda a, b: float(a < b),
    "gt": lambda a, b: float(a > b),
    "ne": lambda a, b: float(a != b),
    "and": lambda a, b: float(bool(a) and bool(b)),
    "select": lambda test, a, b: a if test else b,
    "number": float,
}
"""Every operation there is, on numbers; truth is 1 or 0 here, and ``number`` makes a number of a truth."""
TRUTHS = frozenset({"lt", "gt", "ne", "and"})


@dataclass(frozen=True)
class Node:
    """One value: an operation on earlier values, a constant, or what is given by kind and place."""

    op: str
    args: tuple[int, ...] = ()
    value: float = 0.0


@dataclass
class Program:
    """A week.

    Attributes:
        nodes: values, each after those it reads.
        stocks: node of each stock at the end of the week, in order.
        kept: node of what is carried of each outcome, in order.
        names: of what is given, by kind.
    """

    names: dict[str, list[str]]
    nodes: list[Node] = field(default_factory=list)
    stocks: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    known: dict[Node, int] = field(default_factory=dict, repr=False)

    def constant(self, value: float) -> int:
        """The node of a constant."""
        return self._put(Node(CONSTANT, value=float(value)))

    def leaf(self, kind: str, place: int) -> int:
        """The node of something given."""
        return self._put(Node(kind, value=float(place)))

    def apply(self, op: str, *args: int) -> int:
        """The node of an operation: what is known already is not made twice, constants are folded."""
        values = [self.nodes[arg].value if self.nodes[arg].op == CONSTANT else None for arg in args]
        if None not in values:
            return self.constant(ARITHMETIC[op](*values))
        short = _shorter(op, args, values)
        if short == "nought":
            return self.constant(0.0)
        return self._put(Node(op, args)) if short is None else int(short)

    def _put(self, node: Node) -> int:
        if node not in self.known:
            self.known[node] = len(self.nodes)
            self.nodes.append(node)
        return self.known[node]

    @property
    def outputs(self) -> list[int]:
        """Nodes that a week must give."""
        return [*self.stocks, *self.kept]

    def level(self) -> list[int]:
        """What each node differs by: trajectory, week, state; as bits."""
        levels: list[int] = []
        for node in self.nodes:
            given = LEAVES.get(node.op, 0)
            for arg in node.args:
                given |= levels[arg]
            levels.append(given)
        return levels

    def needed(self, ends: Iterable[int]) -> list[int]:
        """Nodes that some nodes rest on, with these, in order."""
        found, open_ends = set[int](), list(ends)
        while open_ends:
            node = open_ends.pop()
            if node not in found:
                found.add(node)
                open_ends.extend(self.nodes[node].args)
        return sorted(found)

    def rewritten(self, given: Mapping[tuple[str, int], float]) -> Program:
        """The same week with some of what is given set to constants, by kind and place."""
        made, places = Program(self.names), dict[int, int]()
        for number in self.needed(self.outputs):
            node = self.nodes[number]
            address = (node.op, int(node.value))
            if node.op == CONSTANT or address in given:
                places[number] = made.constant(given.get(address, node.value))
            elif node.op in LEAVES:
                places[number] = made.leaf(*address)
            else:
                places[number] = made.apply(node.op, *(places[arg] for arg in node.args))
        made.stocks = [places[number] for number in self.stocks]
        made.kept = [places[number] for number in self.kept]
        return made

    def save(self, file: Path) -> None:
        """Write as JSON."""
        nodes = [[node.op, list(node.args), node.value] for node in self.nodes]
        held = {"names": self.names, "nodes": nodes, "stocks": self.stocks, "kept": self.kept}
        file.write_text(json.dumps(held), encoding="utf-8")


def read_program(file: Path) -> Program:
    """Read what `Program.save` wrote."""
    held = json.loads(file.read_text(encoding="utf-8"))
    nodes = [Node(op, tuple(args), value) for op, args, value in held["nodes"]]
    return Program(held["names"], nodes, held["stocks"], held["kept"])


def _shorter(op: str, args: tuple[int, ...], values: list[float | None]) -> int | str | None:
    """An argument that the whole is equal to, nought, or None: only what is exact for finite numbers."""
    if op == "select" and values[0] is not None:
        return args[1] if values[0] else args[2]
    if op in {"mul", "and"} and 0.0 in values:
        return "nought"
    same = {"add": (0.0, 0.0), "sub": (None, 0.0), "mul": (1.0, 1.0), "div": (None, 1.0), "and": (1.0, 1.0)}
    if op in same:
        for place, neutral in enumerate(same[op]):
            if neutral is not None and values[place] == neutral:
                return args[1 - place]
    return None
