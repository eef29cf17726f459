"""What a quantity of the model rests on, read from the equations: no list of dependencies is kept."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from fineline.model.structure import INITIAL_PREFIX, NEXT, STEP, Structure


def upstream(structure: Structure, quantities: Iterable[str]) -> dict[str, int]:
    """Everything that quantities rest on, with the least number of equations between.

    Parameters, inputs, constants and starting values are among it; shocks and the length of the step are not.

    Args:
        structure: the assembled model.
        quantities: names of quantities that equations give; each rests on itself, at distance 0.

    Returns:
        Distance by name, the nearest first.
    """
    found: dict[str, int] = {}
    front = list(quantities)
    distance = 0
    while front:
        found.update(dict.fromkeys(front, distance))
        read = {name for quantity in front for name in _read(structure, quantity)}
        front = sorted(read - found.keys())
        distance += 1
    return found


def _read(structure: Structure, quantity: str) -> set[str]:
    """What the equations of a quantity read: that of the week, that of its next value, that of its start."""
    functions = {**structure.weekly, **structure.initial}
    makers = (quantity, NEXT + quantity, INITIAL_PREFIX + quantity)
    read = {name for maker in makers if maker in functions for name in inspect.signature(functions[maker]).parameters}
    started = {INITIAL_PREFIX + quantity} if quantity in structure.stocks else set[str]()
    return (read | started) - {STEP, *structure.shocks}
