"""What every observation model shares: rows of a published series placed on the weeks of a trajectory."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline.time import DAYS_PER_WEEK, WEEK, Days

if TYPE_CHECKING:
    from numpyro.distributions import Distribution

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Strings = npt.NDArray[np.str_]


class Published(Protocol):
    """The columns of a published series that an observation model reads (see ``fineline.evidence``)."""

    @property
    def date(self) -> Days:
        """The day, or the last day of the period, a figure speaks of."""
        ...

    @property
    def period_start(self) -> Days:
        """First day of that period; NaT if none."""
        ...

    @property
    def value(self) -> Floats:
        """The figure."""
        ...

    @property
    def low(self) -> Floats:
        """Lower end as stated; NaN if none."""
        ...

    @property
    def high(self) -> Floats:
        """Upper end as stated; NaN if none."""
        ...

    @property
    def vintage(self) -> Days:
        """The day of the table it stands in; NaT if never revised."""
        ...

    @property
    def family(self) -> Strings:
        """Claimants whose errors go together."""
        ...

    @property
    def derived_from(self) -> Strings:
        """The series a claimant passes on; empty if none."""
        ...


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Rows:
    """Rows of one series ready for a likelihood; every array has shape ``(rows,)``.

    Attributes:
        value: the published figure, in the unit of the series.
        position: weeks from the start of the first modelled week to the end of the row's date.
        begin: the same for the start of the row's period; zero where the row has no period.
        spread: log standard deviation implied by a published range; zero where there is none.
        family: index of the claimant's family in the list of families of the series.
        repeats: how many rows share one underlying statement and so its error.
        age: weeks between the date and the vintage; zero for series that are never revised.
        paired_age: age of the same date in the newer vintage, for rows that record a revision; zero otherwise.
        marked: 1 for the rows that the source's model reads in another way (it says which), 0 for all others.
    """

    value: Array
    position: Array
    begin: Array
    spread: Array
    family: Array
    repeats: Array
    age: Array
    paired_age: Array
    marked: Array

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.value.shape[0])


Path = Mapping[str, Array]
Parameters = Mapping[str, Array]
Likelihood = Callable[[Path, Parameters, Rows], "Distribution"]
Preparation = Callable[[Published, Days], Rows]


@dataclass(frozen=True)
class ObservationModel:
    """How one kind of source sees the war.

    Attributes:
        prepare: places a published series on the weeks, leaving out what the model must not count.
        distribution: what the source would publish, given a trajectory and the parameters.
        bias: name of the parameter that holds one bias per claimant family, or ``None``.
        least: the least figure the source can publish; whoever draws from the distribution reads a draw below it as it.
    """

    prepare: Preparation
    distribution: Likelihood
    bias: str | None = None
    least: float = -math.inf


def positions(dates: Days, weeks: Days) -> Floats:
    """Weeks from the start of the first modelled week to the end of each date, shape ``(rows,)``."""
    start = weeks[0] - WEEK
    return (dates - start).astype("timedelta64[D]").astype(np.float64) / DAYS_PER_WEEK


def log_spread(low: Floats, high: Floats) -> Floats:
    """Half the published range on the log scale, zero where no proper range is given."""
    ranged = np.isfinite(low) & np.isfinite(high) & (low > 0) & (high > low)
    out = np.zeros_like(low)
    out[ranged] = 0.5 * np.log(high[ranged] / low[ranged])
    return out


def families(series: Published) -> tuple[str, ...]:
    """Claimant families of a series in alphabetical order."""
    return tuple(sorted({str(name) for name in series.family}))


def make_rows(series: Published, weeks: Days, keep: npt.NDArray[np.bool_], **columns: Floats) -> Rows:
    """Rows of a series on the weeks.

    Args:
        series: the published figures.
        weeks: Sundays of the trajectory.
        keep: which rows the source's model may count; rows outside the weeks are left out besides.
        columns: further columns of ``Rows``, each of the length of the series.

    Returns:
        The rows kept, in the order of the series.
    """
    place = positions(series.date, weeks)
    keep = keep & (place > 0) & (place < len(weeks) + 1)
    index = {name: i for i, name in enumerate(families(series))}
    known: dict[str, npt.NDArray[np.generic]] = {
        "value": series.value,
        "position": np.minimum(place, len(weeks)),
        "begin": np.zeros_like(place),
        "spread": log_spread(series.low, series.high),
        "family": np.array([index[str(name)] for name in series.family], dtype=np.int64),
        "repeats": np.ones_like(place),
        "age": np.zeros_like(place),
        "paired_age": np.zeros_like(place),
        "marked": np.zeros_like(place),
        **columns,
    }
    return Rows(**{field.name: jnp.asarray(known[field.name][keep]) for field in fields(Rows)})


def week_of(rows: Rows) -> Array:
    """Index of the modelled week each row's date lies in, shape ``(rows,)``."""
    return jnp.clip(jnp.ceil(rows.position).astype(int) - 1, 0)


def level_at(level: Array, start: Array, position: Array) -> Array:
    """A stock between week ends, linearly.

    ``level`` has shape ``(weeks,)``, ``start`` is its value before the first.
    """
    full = jnp.concatenate([jnp.reshape(start, (1,)), level])
    lower = jnp.clip(jnp.floor(position).astype(int), 0, level.shape[0] - 1)
    part = position - lower.astype(position.dtype)
    return full[lower] * (1.0 - part) + full[lower + 1] * part


def total_at(flow: Array, before: Array, position: Array) -> Array:
    """Running total of a weekly flow at each position, counting ``before`` what preceded the first week."""
    return level_at(before + jnp.cumsum(flow), before, position)


def period_total(flow: Array, rows: Rows) -> Array:
    """What a weekly flow adds up to over each row's period, from its ``begin`` to its ``position``."""
    before = jnp.zeros(())
    return total_at(flow, before, rows.position) - total_at(flow, before, rows.begin)


@dataclass(frozen=True)
class LocationScale:
    """Location, scale and degrees of freedom of each row where its error is symmetric, shape ``(rows,)``."""

    location: Array
    scale: Array
    tail: Array


def location_and_scale(distribution: Distribution, rows: int) -> LocationScale:
    """Read location, scale and tail from a normal or Student distribution, or from one transformed from it.

    Args:
        distribution: what an observation model returned.
        rows: number of rows.

    Raises:
        AttributeError: if the distribution is of another kind.
    """
    base = getattr(distribution, "base_dist", distribution)
    tail = getattr(base, "df", jnp.inf)
    return LocationScale(*(jnp.broadcast_to(part, (rows,)) for part in (base.loc, base.scale, tail)))  # pyright: ignore[reportAttributeAccessIssue]
