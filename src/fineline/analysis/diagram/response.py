"""What a quantity does to another directly: its response to a cause that is held away from where it is.

The equations are taken as straight lines at the current state. A cause is moved by one unit and held there for some
weeks; the effect and the hidden quantities between the two follow; every other quantity of the diagram stays where it
is. A flow answers at once, a stock adds up what reaches it and forgets at its own rate: holding the cause for the same
weeks makes the two comparable.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.diagram.outline import Edge, Outline
from fineline.model.structure import NEXT

Floats = NDArray[np.float64]
Slopes = Mapping[Edge, Floats]


def responses(slopes: Slopes, found: Outline, weeks: int) -> dict[Edge, Floats]:
    """Response of every effect to each of its causes.

    Args:
        slopes: derivative of each equation by each quantity it reads, keyed (quantity, equation), shape (draws,).
        found: nodes and links.
        weeks: how long a cause is held, at least 1.

    Returns:
        Change of the effect in the last of these weeks (of a stock: at its end), per unit of the cause, by link,
        shape (draws,).
    """
    order = _order(slopes)
    made: dict[Edge, Floats] = {}
    for effect in found.nodes:
        links = [edge for edge in found.edges if edge[1] == effect]
        if links:
            made.update(zip(links, _held(slopes, order, links, found, weeks), strict=True))
    return made


def _held(slopes: Slopes, order: tuple[str, ...], links: list[Edge], found: Outline, weeks: int) -> list[Floats]:
    """Response of one effect to each of its causes in turn, shape (draws,) each."""
    effect = links[0][1]
    free = {effect, *(name for edge in links for name in found.through[edge])}
    reads: dict[str, list[tuple[str, Floats]]] = {name: [] for name in order if name.removeprefix(NEXT) in free}
    for (cause, equation), slope in slopes.items():
        if equation in reads:
            reads[equation].append((cause, slope))
    stocks = [name.removeprefix(NEXT) for name in reads if name.startswith(NEXT)]
    values = {**_moved(links, next(iter(slopes.values())).shape), **dict.fromkeys(stocks, np.zeros(()))}
    for _ in range(weeks):
        for equation, read in reads.items():
            # what is neither moved nor followed stays where it is
            values[equation] = sum((slope * values[cause] for cause, slope in read if cause in values), np.zeros(()))
        values.update({stock: values[NEXT + stock] for stock in stocks})
    return list(values[effect])


def _moved(links: list[Edge], draws: tuple[int, ...]) -> dict[str, Floats]:
    """Each cause one unit up in a row of its own, shape (links, draws); of a stock also its next value."""
    moved: dict[str, Floats] = {}
    for row, (cause, _) in enumerate(links):
        unit = np.zeros((len(links), *draws))
        unit[row] = 1.0
        moved[cause] = moved[NEXT + cause] = unit
    return moved


def _order(slopes: Slopes) -> tuple[str, ...]:
    """Equations in the order in which a week evaluates them."""
    equations = {equation for _, equation in slopes}
    needs: dict[str, set[str]] = {equation: set() for equation in equations}
    for cause, equation in slopes:
        if cause in equations:
            needs[equation].add(cause)
    return tuple(TopologicalSorter(needs).static_order())
