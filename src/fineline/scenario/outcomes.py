"""What is kept of a future: a few numbers of each trajectory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import jax
import jax.numpy as jnp
from jax import Array

from fineline.model.simulate import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of a trajectory.

    Attributes:
        title: what it is.
        unit: its unit.
        reads: quantities of the trajectory that it reads.
        of: the number, shape ``(trajectories,)``, from the trajectory, shape ``(weeks, trajectories)`` by quantity,
            and the stocks at its start.
    """

    title: str
    unit: str
    reads: tuple[str, ...]
    of: Callable[[Path, Mapping[str, Array]], Array]


def _total(name: str, title: str, unit: str = "persons") -> Outcome:
    return Outcome(title, unit, (name,), lambda path, _: jnp.sum(path[name], axis=0))


def _last(name: str, title: str, unit: str = "persons") -> Outcome:
    return Outcome(title, unit, (name,), lambda path, _: path[name][-1])


OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "ground_gained": Outcome(
            "ground the principal gains",
            "km2",
            ("area_gained",),
            lambda path, start: path["area_gained"][-1] - start["area_gained"],
        ),
        "principal_killed": _total("principal_killed", "the principal's own soldiers killed"),
        "contributor_killed": _total("contributor_killed", "foreign soldiers killed"),
        "casualties": _total("total_casualties", "casualties of the principal's side"),
        "opponent_casualties": _total("opponent_casualties", "casualties of the opponent"),
        "principal_troops": _last("principal_troops", "the principal's strength at the end"),
        "opponent_troops": _last("opponent_troops", "the opponent's strength at the end"),
        "war_support": Outcome(
            "support for the war at the end",
            "share",
            ("war_support",),
            lambda path, _: jax.nn.sigmoid(path["war_support"][-1]),
        ),
        "aid_allocated": _total("aid_allocated", "military aid allocated to the opponent", "EUR_bn"),
        "perceived_success": _last("perceived_success", "chance of success that the public sees at the end", "1"),
    }
)
"""Every outcome by name; one that the structure does not give is left out."""
