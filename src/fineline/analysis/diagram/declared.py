"""What the diagram shows and which loops it names: declared in `diagram.yaml` beside this file."""

from __future__ import annotations

import inspect
from pathlib import Path

from pydantic import Field

from fineline.errors import FinelineError
from fineline.evidence.declared import Declared, read_declared
from fineline.model.structure import MECHANISMS, NEXT

DECLARATION = Path(__file__).with_name("diagram.yaml")


class DiagramError(FinelineError):
    """A diagram that names what no structure has, or that cannot be measured."""

    fault = "the causal diagram does not hold together"


class Node(Declared):
    """A quantity that is shown.

    Attributes:
        label: a few words, in roles.
        group: the part of the diagram it belongs to.
    """

    label: str = Field(min_length=1)
    group: str


class Loop(Declared):
    """A chain of causes that closes on itself, or would.

    Attributes:
        title: its name.
        says: what it means, one sentence in roles.
        paths: chains of nodes, each closing on its own first node.
    """

    title: str = Field(min_length=1)
    says: str = Field(min_length=1)
    paths: tuple[tuple[str, ...], ...] = Field(min_length=1)


class Declaration(Declared):
    """The nodes and the loops.

    Attributes:
        weeks: how long a cause is held to measure a link.
        groups: title of each part of the diagram, by key.
        nodes: quantities shown, by name.
        loops: named loops, by key.
    """

    weeks: int = Field(ge=1)
    groups: dict[str, str]
    nodes: dict[str, Node]
    loops: dict[str, Loop]


def declaration(path: Path = DECLARATION) -> Declaration:
    """Read what the diagram shows.

    Raises:
        CaseError: the file is faulty; the message names the line.
        DiagramError: it names a quantity that no form of any mechanism has, or a node or a group that it does not
            declare.
    """
    read = read_declared(Declaration, path)
    _refuse(set(read.nodes) - _known(), "a quantity of some mechanism", path)
    _refuse({node.group for node in read.nodes.values()} - set(read.groups), "a group that is declared", path)
    named = {name for loop in read.loops.values() for chain in loop.paths for name in chain}
    _refuse(named - set(read.nodes), "a node that is declared", path)
    return read


def _known() -> set[str]:
    equations = [equation for forms in MECHANISMS.values() for form in forms.values() for equation in form]
    read = {name for equation in equations for name in inspect.signature(equation).parameters}
    return read | {equation.__name__.removeprefix(NEXT) for equation in equations}


def _refuse(strangers: set[str], expected: str, path: Path) -> None:
    if strangers:
        raise DiagramError(
            expected=expected,
            found=", ".join(sorted(strangers)),
            where=str(path),
            remedy="correct the name, or take it out",
        )
