"""What the report needs of a paired counterfactual, and what each lever is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.report.schema import Side

SOLDIERS, SHELLS, BOTH = "contributor-troops", "contributor-munitions", "contributor"

LEVERS: dict[str, tuple[str, Side]] = {
    SOLDIERS: ("soldiers", "soldiers"),
    SHELLS: ("shells", "shells"),
    BOTH: ("soldiers and shells", "both"),
}
"""What each lever takes away, in the reader's words, and how it is drawn."""


class SettingDiff(Protocol):
    """One setting that differs between two arms."""

    @property
    def name(self) -> str:
        """Name of the setting."""
        ...

    @property
    def baseline(self) -> object:
        """Its value in the baseline."""
        ...

    @property
    def arm(self) -> object:
        """Its value in the arm."""
        ...


class Pair(Protocol):
    """Baseline and arm with the same draws and shocks, what differs between them, and the parameters of both."""

    @property
    def baseline(self) -> xr.Dataset:
        """History as it was."""
        ...

    @property
    def arm(self) -> xr.Dataset:
        """The same history without the lever."""
        ...

    @property
    def settings(self) -> Sequence[SettingDiff]:
        """What was set differently."""
        ...

    @property
    def parameters(self) -> Mapping[str, NDArray[np.float64]]:
        """Parameters of both arms by name, shape (draw,) or (draw, k)."""
        ...


class ScenarioPair(Pair, Protocol):
    """The baseline of a briefing beside a scenario that the reader chose."""

    @property
    def notes(self) -> Sequence[str]:
        """What the scenario does not do."""
        ...

    @property
    def inputs(self) -> Mapping[str, NDArray[np.float64]]:
        """Weekly inputs of the arm that differ, shape (week,)."""
        ...

    @property
    def first_week(self) -> np.datetime64 | None:
        """The first week in which one of them differs; None when none does."""
        ...
