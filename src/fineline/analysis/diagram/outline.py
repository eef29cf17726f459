"""Which nodes and links the diagram of a structure has, before anything is measured.

Only the declared quantities are shown. A hidden quantity is folded into what reads it: two shown quantities are linked
when a chain of equations leads from one to the other through hidden quantities alone, so that no path is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fineline.model.structure import NEXT, Structure

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """Nodes and links of a diagram.

    Attributes:
        nodes: quantities shown, in the order declared.
        edges: pairs of cause and effect, by effect in the order of the nodes.
        through: hidden quantities that lie between the two ends of each link, in alphabetical order.
    """

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    through: dict[Edge, tuple[str, ...]]


def readings(structure: Structure) -> dict[str, set[str]]:
    """What each quantity depends on, itself excepted; a stock stands for its own next value.

    Parameters, constants and shocks are left out: nothing in the model moves them.
    """
    moving = {*structure.flows, *structure.stocks}
    depends: dict[str, set[str]] = {quantity: set() for quantity in moving}
    for cause, effect in structure.links:
        source = cause.removeprefix(NEXT)
        if source in {*moving, *structure.inputs} - {effect}:
            depends[effect].add(source)
    return depends


def outline(structure: Structure, declared: Iterable[str]) -> Outline:
    """The diagram of a structure without its numbers.

    Args:
        structure: the assembled model.
        declared: quantities to show; those that the structure does not have are left out.
    """
    depends = readings(structure)
    present = {*depends, *(cause for causes in depends.values() for cause in causes)}
    nodes = tuple(name for name in declared if name in present)
    shown = frozenset(nodes)
    through = {
        (cause, effect): between
        for effect in nodes
        for cause, between in sorted(_folded(depends, shown, effect).items(), key=lambda item: nodes.index(item[0]))
    }
    return Outline(nodes=nodes, edges=tuple(through), through=through)


def _folded(depends: dict[str, set[str]], shown: frozenset[str], effect: str) -> dict[str, tuple[str, ...]]:
    """Shown causes of an effect, each with the hidden quantities on its way."""
    behind = _reach(depends, shown, effect)
    found: dict[str, tuple[str, ...]] = {}
    ahead_of = _reversed(depends)
    causes = {cause for name in {effect, *behind} for cause in depends.get(name, set())} & shown
    for cause in causes - {effect}:
        ahead = _reach(ahead_of, shown, cause)
        found[cause] = tuple(sorted(behind & ahead))
    return found


def _reach(steps: dict[str, set[str]], shown: frozenset[str], start: str) -> set[str]:
    """Hidden quantities reached from a start without passing a shown one."""
    reached: set[str] = set()
    open_ends = [start]
    while open_ends:
        new = steps.get(open_ends.pop(), set()) - shown - reached
        reached |= new
        open_ends.extend(new)
    return reached


def _reversed(depends: dict[str, set[str]]) -> dict[str, set[str]]:
    readers: dict[str, set[str]] = {}
    for effect, causes in depends.items():
        for cause in causes:
            readers.setdefault(cause, set()).add(effect)
    return readers
