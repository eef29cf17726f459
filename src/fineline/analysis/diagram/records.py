"""The causal diagram as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Sign = Literal[-1, 0, 1]
Kind = Literal["stock", "flow", "input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramNode:
    """A quantity of the diagram.

    Attributes:
        name: in the model.
        label: a few words, in roles.
        group: key of the part it belongs to.
        kind: a stock, a flow, or an input of the case, which nothing in the model moves.
        unit: of the quantity.
        swing: its standard deviation over the weeks of the record, median over draws, in its unit; 0 for a quantity
            that never moved.
    """

    name: str
    label: str
    group: str
    kind: Kind
    unit: str
    swing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramLink:
    """What one quantity does to another directly, at the current state.

    Attributes:
        cause: name of the quantity that is moved.
        effect: name of the quantity that answers.
        sign: of the response in most draws; 0 when it is nil in most.
        agreement: share of draws with that sign.
        strength: size of the response to a swing of the cause, in swings of the effect, median over draws; None when
            one of the two never moved in the record.
        low: 5 % quantile of the strength over draws; None likewise.
        high: 95 % quantile of the strength over draws; None likewise.
        response: change of the effect per unit of the cause, median over draws, in the units of the two.
        through: hidden quantities on the way.
        formula: equation of the effect.
    """

    cause: str
    effect: str
    sign: Sign
    agreement: float
    strength: float | None
    low: float | None
    high: float | None
    response: float
    through: tuple[str, ...]
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPath:
    """One chain of a loop.

    Attributes:
        nodes: names in order; the last leads back to the first.
        missing: pairs that this structure does not link.
        sign: product of the signs of its links in most draws, of those there are when some are missing; +1 carries a
            push on, -1 answers it.
        agreement: share of draws with that sign.
        gain: product of the responses around the chain, median of its size over draws: what comes back of a push when
            every link is given the weeks of the diagram; None where a link is missing.
    """

    nodes: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    sign: Sign
    agreement: float
    gain: float | None

    @property
    def closed(self) -> bool:
        """Whether this structure has every link of the chain."""
        return not self.missing

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Pairs of cause and effect along the chain, missing ones among them."""
        return legs(self.nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramLoop:
    """A named loop.

    Attributes:
        key: short name.
        title: its name.
        says: what it means, in roles.
        paths: its chains.
    """

    key: str
    title: str
    says: str
    paths: tuple[LoopPath, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The causal diagram of one structure at one state.

    Attributes:
        at: Sunday of the state, the last week with data.
        weeks: how long a cause is held.
        draws: how many posterior draws.
        groups: title of each part, by key.
        labels: label of every declared quantity, in roles, those that this structure does not have among them.
        nodes: quantities shown.
        links: what they do to one another.
        loops: named loops.
        absent: declared quantities that this structure does not have.
    """

    at: date
    weeks: int
    draws: int
    groups: dict[str, str]
    labels: dict[str, str]
    nodes: tuple[DiagramNode, ...]
    links: tuple[DiagramLink, ...]
    loops: tuple[DiagramLoop, ...]
    absent: tuple[str, ...]


def legs(nodes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Pairs of cause and effect along a chain that closes on its first node."""
    return tuple(zip(nodes, (*nodes[1:], nodes[0]), strict=True))
