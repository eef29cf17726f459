"""What levers do to the weekly inputs of many trajectories at once.

The same arithmetic as `fineline.scenario.changes`, written for arrays: a lever at a value is its changes, one after
the other, each in the weeks in which it holds; at its default it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline.case.lever_file import LeverSpec
from fineline.case.levers import LEVERS
from fineline.case.scenarios import AFTER_DATA
from fineline.errors import SettingError
from fineline.scenario.changes import ACKNOWLEDGED, DISCLOSED, PUBLIC, Span, held_weeks, moved

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """One change of one lever.

    Attributes:
        input: the input changed.
        operation: as in the file of levers.
        held: weeks in which it holds, shape ``(weeks,)``.
        spread: weeks over which people are spread.
    """

    input: str
    operation: str
    held: npt.NDArray[np.bool_]
    spread: int


@dataclass(frozen=True)
class Pulled:
    """Levers ready for arrays.

    Attributes:
        names: of the levers, in the order in which they are applied.
        defaults: value of each at which it changes nothing, shape ``(levers,)``.
        steps: changes of each lever.
    """

    names: tuple[str, ...]
    defaults: Floats
    steps: tuple[tuple[Step, ...], ...]

    @property
    def held(self) -> tuple[tuple[npt.NDArray[np.bool_], ...], ...]:
        """Weeks in which each change of each lever holds, shape ``(weeks,)`` each."""
        return tuple(tuple(step.held for step in steps) for steps in self.steps)

    def apply(self, inputs: Mapping[str, Array], held: Sequence[Sequence[Array]], values: Array) -> dict[str, Array]:
        """Inputs with the levers pulled: of one week, or of many where ``inputs`` and ``held`` have an axis for them.

        Args:
            inputs: inputs, shape ``()`` for one week or ``(weeks, 1)``.
            held: as the attribute, of the same shapes.
            values: value of each lever, shape ``(levers, trajectories)``.
        """
        made = dict(inputs)
        for lever, steps in enumerate(self.steps):
            pulled = values[lever] != self.defaults[lever].astype(values.dtype)
            for step, holds in zip(steps, held[lever], strict=True):
                if step.input in made:
                    other = _instead(step, made[step.input], values[lever])
                    made[step.input] = jnp.where(holds & pulled, other, made[step.input])
        return made


def _instead(step: Step, before: Array, value: Array) -> Array:
    match step.operation:
        case "set":
            return value
        case "times":
            return before * value
        case "spread":
            return before + value / step.spread
        case _:
            return before + value


def pulled(levers: Mapping[str, LeverSpec], span: Span, first: int) -> Pulled:
    """Levers as changes of the weeks of a set of runs; what begins after the data begins no earlier than the runs.

    Args:
        levers: the levers, in the order in which they are applied.
        span: all weeks of the setting.
        first: place of the first week run.

    Raises:
        SettingError: a change outside the weeks of the setting, or one of a stage of disclosure, which others follow.
    """
    steps: list[tuple[Step, ...]] = []
    for name, lever in levers.items():
        made: list[Step] = []
        for template in lever.changes:
            if template.input in {PUBLIC, ACKNOWLEDGED, DISCLOSED}:
                raise SettingError(
                    expected="a lever on an input that no other follows",
                    found=f"{template.input}, a stage of disclosure",
                    where=f"lever {name}",
                    remedy="compare scenarios of the case instead: fineline scenarios",
                )
            change = template.at(lever.high if lever.high != lever.default else lever.low, lever.reason)
            if template.start == AFTER_DATA and first > span.history:  # people spread over weeks not run would be lost
                (change,) = moved((change,), span.weeks[first].astype(date), name)
            held = held_weeks(span, change)
            made.append(Step(template.input, template.operation, held[first:], template.weeks or int(held.sum())))
        steps.append(tuple(made))
    return Pulled(tuple(levers), np.array([lever.default for lever in levers.values()]), tuple(steps))


def rounded(levers: Sequence[LeverSpec], values: Floats) -> Floats:
    """Values of levers as they can be had: a state holds or does not. Shape ``(trajectories, levers)``."""
    states = [all(LEVERS[change.input].kind == "state" for change in lever.changes) for lever in levers]
    return np.where(states, np.round(values), values)
