"""What is kept of a future: a few numbers of each trajectory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import jax
import jax.numpy as jnp
from jax import Array


def _as_it_is(value: Array, _: Array | None) -> Array:
    return value


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of a trajectory: a quantity's total over the weeks, its last value, or what is told of one of them.

    Attributes:
        title: what it is.
        unit: its unit.
        reads: the quantity.
        total: whether weeks are added up.
        shown: the number that is told, from that total or last value and, where the quantity is a stock, its value as
            the first week began.
    """

    title: str
    unit: str
    reads: str
    total: bool = False
    shown: Callable[[Array, Array | None], Array] = _as_it_is

    def added(self, before: Array, value: Array) -> Array:
        """What is carried from week to week."""
        return before + value if self.total else value


def _total(name: str, title: str, unit: str = "persons") -> Outcome:
    return Outcome(title, unit, name, total=True)


def _gain(value: Array, start: Array | None) -> Array:
    return value if start is None else value - start


OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "ground_gained": Outcome("ground the principal gains", "km2", "area_gained", shown=_gain),
        "principal_killed": _total("principal_killed", "the principal's own soldiers killed"),
        "contributor_killed": _total("contributor_killed", "foreign soldiers killed"),
        "casualties": _total("total_casualties", "casualties of the principal's side"),
        "opponent_casualties": _total("opponent_casualties", "casualties of the opponent"),
        "principal_troops": Outcome("the principal's strength at the end", "persons", "principal_troops"),
        "opponent_troops": Outcome("the opponent's strength at the end", "persons", "opponent_troops"),
        "war_support": Outcome(
            "support for the war at the end", "share", "war_support", shown=lambda value, _: jax.nn.sigmoid(value)
        ),
        "aid_allocated": _total("aid_allocated", "military aid allocated to the opponent", "EUR_bn"),
        "settlement": Outcome(
            "chance of a settlement over the weeks, were there no other end",
            "1",
            "settlement_hazard",
            total=True,
            shown=lambda total, _: -jnp.expm1(-total),
        ),
        "perceived_success": Outcome("chance of success that the public sees at the end", "1", "perceived_success"),
    }
)
"""Every outcome by name; one that the structure does not give is left out."""
