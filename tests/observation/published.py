"""Made-up series and trajectories for the tests of the observation models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline.evidence.view import SeriesData
from fineline.time import weeks

WEEKS = weeks(date(2023, 1, 1), date(2023, 12, 31))
"""Fifty-three weeks, the first of which begins on Monday 26 December 2022."""

N = len(WEEKS)


def series(
    dates: Sequence[str],
    values: Sequence[float],
    *,
    begins: Sequence[str] | None = None,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    vintage: Sequence[str] | None = None,
    family: Sequence[str] | None = None,
    derived_from: Sequence[str] | None = None,
) -> SeriesData:
    """A published series with only the columns that matter filled in."""
    count = len(dates)
    none, nothing, missing = ["NaT"] * count, [""] * count, [np.nan] * count
    return SeriesData(
        name="made_up",
        unit="persons",
        date=days(dates),
        period_start=days(none if begins is None else begins),
        value=np.array(values, dtype=np.float64),
        low=np.array(missing if low is None else low, dtype=np.float64),
        high=np.array(missing if high is None else high, dtype=np.float64),
        published=days(dates),
        vintage=days(none if vintage is None else vintage),
        claimant=np.array(nothing, dtype=np.str_),
        family=np.array(["one"] * count if family is None else family, dtype=np.str_),
        derived_from=np.array(nothing if derived_from is None else derived_from, dtype=np.str_),
        source=np.array(nothing, dtype=np.str_),
        claim=np.array(nothing, dtype=np.str_),
    )


def days(texts: Sequence[str]) -> npt.NDArray[np.datetime64]:
    return np.array(texts, dtype="datetime64[D]")


def sundays(*places: int) -> list[str]:
    """Dates of the weeks at these places, the first being 0."""
    return [str(WEEKS[0] + np.timedelta64(7 * place, "D")) for place in places]


def path(**values: float | npt.ArrayLike) -> dict[str, Array]:
    """A trajectory; a single number holds for every week."""
    return {name: jnp.asarray(np.broadcast_to(np.asarray(value, np.float64), N)) for name, value in values.items()}


def given(**values: float | npt.ArrayLike) -> dict[str, Array]:
    """Parameters by name."""
    return {name: jnp.asarray(value, dtype=jnp.float64) for name, value in values.items()}
