"""The product's standard normal numbers once more, in NumPy: `fineline.scenario.normals`, without the library."""

from __future__ import annotations

import numpy as np
from benchmarks.peers.problem import Floats
from numpy.typing import NDArray

MULTIPLIER, INCREMENT = 1664525, 1013904223
CENTRE = (
    *(2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087),
    *(-0.00125372503, -0.00417768164, 0.246640727, 1.50140941),
)
TAIL = (
    *(-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773),
    *(-0.0076224613, 0.00943887047, 1.00167406, 2.83297682),
)


def words(place: NDArray[np.uint32], first: np.uint32, second: np.uint32) -> NDArray[np.uint32]:
    """A word for each counter of three words."""
    given = (place, np.full_like(place, first), np.full_like(place, second))
    x, y, z = (word * np.uint32(MULTIPLIER) + np.uint32(INCREMENT) for word in given)
    x = x + y * z
    y = y + z * x
    z = z + x * y
    x, y, z = (word ^ (word >> np.uint32(16)) for word in (x, y, z))
    return x + y * z


def normals(
    place: NDArray[np.uint32], first: np.uint32, second: np.uint32, dtype: type[np.floating] = np.float64
) -> Floats:
    """Standard normal numbers at some places of an address."""
    share = ((words(place, first, second) >> np.uint32(9)).astype(dtype) + dtype(0.5)) * dtype(2.0**-23)
    w = -np.log(dtype(4.0) * share * (dtype(1.0) - share))
    tail = np.polyval(np.asarray(TAIL, dtype), np.sqrt(w) - dtype(3.0))
    scale = np.where(w < 5.0, np.polyval(np.asarray(CENTRE, dtype), w - dtype(2.5)), tail)
    return dtype(2.0**0.5) * (dtype(2.0) * share - dtype(1.0)) * scale
