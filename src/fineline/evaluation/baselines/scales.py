"""The scale on which a baseline works, so that no quantile leaves the range of its series."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]

AID_FLOOR = 0.05
"""EUR bn a month: less cannot be told from none, as in the observation model of aid."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A rising transformation and its inverse, element by element."""

    forward: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]


def _floored_log(values: Floats) -> Floats:
    return np.log(values + AID_FLOOR)


def _floored_exp(values: Floats) -> Floats:
    return np.maximum(np.exp(values) - AID_FLOOR, 0.0)


def _per_cent_logit(values: Floats) -> Floats:
    return np.asarray(logit(values / 100.0))


def _per_cent(values: Floats) -> Floats:
    return 100.0 * np.asarray(expit(values))


def _same(values: Floats) -> Floats:
    return values


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "log": Scale(np.log, np.exp),
        "floored log": Scale(_floored_log, _floored_exp),
        "logit": Scale(_per_cent_logit, _per_cent),
        "plain": Scale(_same, _same),
    }
)
"""Scales by name."""
