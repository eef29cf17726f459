"""Runs with levers held at chosen positions, all with the same draws and the same shocks.

Extremes are tried one lever at a time, and then together: in the rows of a Hadamard matrix and of its mirror image,
where every choice of extremes of any three levers occurs (an orthogonal array of strength 3; Hedayat, Sloane and
Stufken 1999, Theorem 7.5). With fifteen levers that takes 32 runs instead of 32,768.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.linalg import hadamard

from fineline.case.behaviour import Extremes
from fineline.case.scenarios import Day, Set
from fineline.scenario.changes import ACKNOWLEDGED, PUBLIC, apply_changes
from fineline.scenario.setting import Setting

Floats = npt.NDArray[np.float64]
Positions = Mapping[str, float]
Runs = Mapping[str, Floats]
REASON = "held there by a check"


class Puller:
    """Runs by the positions of levers; each choice of positions is run once."""

    def __init__(self, setting: Setting, start: Day, wanted: tuple[str, ...]) -> None:
        """Choose what to run; nothing runs yet.

        Args:
            setting: draws, inputs and shocks.
            start: the first week in which levers are held.
            wanted: quantities to give.

        Raises:
            SettingError: the start names no week of the runs.
        """
        day = setting.span.day(start)
        setting.span.require(day, "from")
        self._setting, self._wanted, self._day = setting, wanted, day
        self._first = int(np.searchsorted(setting.weeks, np.datetime64(day, "D")))
        self._made: dict[tuple[tuple[str, float], ...], Runs] = {}

    @property
    def weeks(self) -> npt.NDArray[np.datetime64]:
        """Sundays in which levers are held."""
        return self._setting.weeks[self._first :]

    def run(self, positions: Positions) -> Runs:
        """What every quantity then does, shape ``(draws, weeks)`` over `weeks`.

        Raises:
            SettingError: a position that the lever cannot have.
        """
        key = tuple(sorted(positions.items()))
        if key not in self._made:
            self._made[key] = MappingProxyType(self._simulated(positions))
        return self._made[key]

    def _simulated(self, positions: Positions) -> dict[str, Floats]:
        changes = [
            Set.model_validate({"input": name, "operation": "set", "value": value, "from": self._day, "reason": REASON})
            for name, value in _consistent(positions).items()
        ]
        arm = apply_changes(self._setting.case, self._setting.span, self._setting.inputs, changes)
        made = self._setting.run(arm.inputs, wanted=self._wanted)
        return {name: np.asarray(made[name].values)[:, self._first :] for name in self._wanted}


def extreme_positions(levers: Mapping[str, Extremes]) -> Iterator[Positions]:
    """Positions to try: none pulled, every lever alone at either end, then combinations of the ends of all."""
    yield {}
    for name, extremes in levers.items():
        yield {name: extremes.low}
        yield {name: extremes.high}
    if len(levers) > 1:
        yield from _together(levers)


def _together(levers: Mapping[str, Extremes]) -> Iterator[Positions]:
    size = 1 << len(levers).bit_length()  # the first column is constant, so one more than there are levers
    plan = hadamard(size)[:, 1 : len(levers) + 1]
    for row in np.concatenate([plan, -plan]):
        yield {
            name: extremes.high if high > 0 else extremes.low
            for (name, extremes), high in zip(levers.items(), row, strict=True)
        }


def _consistent(positions: Positions) -> Positions:
    """The positions, without hiding what is acknowledged: who acknowledges a contingent makes it public."""
    if positions.get(ACKNOWLEDGED, 0.0) > positions.get(PUBLIC, 1.0):
        return {name: value for name, value in positions.items() if name != PUBLIC}
    return positions
