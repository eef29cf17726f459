"""What the report needs of a saved posterior."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Pins(Protocol):
    """Everything that fixes a run."""

    @property
    def case(self) -> str:
        """Name of the case."""
        ...

    @property
    def model_version(self) -> str:
        """Version of the package that made the fit."""
        ...


class Posterior(Protocol):
    """Draws, diagnostics and pins of a fit."""

    @property
    def id(self) -> str:
        """Short hash of the pins."""
        ...

    @property
    def pins(self) -> Pins:
        """What fixes the run."""
        ...

    @property
    def draws(self) -> Mapping[str, NDArray[np.float64]]:
        """Draws by parameter, shape (chain, draw, ...)."""
        ...

    @property
    def diagnostics(self) -> Mapping[str, Mapping[str, float]]:
        """R-hat and effective sample sizes by scalar parameter."""
        ...

    @property
    def contraction(self) -> Mapping[str, float]:
        """Contraction by scalar parameter."""
        ...
