"""The quantity that a rival equation gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

EquationT = TypeVar("EquationT", bound=Callable[..., object])


def gives(quantity: str) -> Callable[[EquationT], EquationT]:
    """Let a rival equation give ``quantity``, whatever it is called in its file.

    An equation is known by its name. Rivals of one quantity stand side by side in one file, where two functions cannot
    share a name; this renames the function for the structure that assembles it.
    """

    def renamed(equation: EquationT) -> EquationT:
        equation.__name__ = quantity
        return equation

    return renamed
