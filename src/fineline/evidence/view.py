"""The evidence as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from fineline.errors import UnknownSeriesError
from fineline.evidence.catalogue import Catalogue
from fineline.evidence.claims import Claim

Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.str_]
Flags = npt.NDArray[np.bool_]


_SCALARS = frozenset({"name", "unit"})


@dataclass(frozen=True, slots=True, eq=False)
class SeriesData:
    """Rows of one series, as columns of equal length, sorted by date, claimant, period and vintage.

    Attributes:
        name: the series.
        unit: unit of `value`, `low` and `high`.
        date: the day, or the last day of the period, a figure speaks of; ``datetime64[D]``.
        period_start: first day of that period; NaT where the figure speaks of one day or of the series' own step.
        value: the figure.
        low: lower end as stated; NaN if none. Equal to `value` where the claimant says "at least".
        high: upper end as stated; NaN if none. Equal to `value` where the claimant says "at most".
        published: the day it became public.
        vintage: the day of the table it stands in; NaT for figures that are never revised.
        claimant: who says it.
        family: claimants whose errors go together.
        derived_from: the series a claimant merely passes on; empty where it speaks for itself.
        source: key into the table of sources.
        claim: identifier of the claim a row repeats; empty if none.
    """

    name: str
    unit: str
    date: Days
    period_start: Days
    value: Floats
    low: Floats
    high: Floats
    published: Days
    vintage: Days
    claimant: Texts
    family: Texts
    derived_from: Texts
    source: Texts
    claim: Texts

    def __len__(self) -> int:
        return len(self.date)

    def where(self, keep: Flags) -> SeriesData:
        """The rows for which `keep` is true; shape (rows,)."""
        columns = {field.name: getattr(self, field.name)[keep] for field in fields(self) if field.name not in _SCALARS}
        return SeriesData(self.name, self.unit, **columns)

    def with_family(self, family: Texts) -> SeriesData:
        """The same figures, their errors going together in other families; shape (rows,)."""
        return replace(self, family=family)


@dataclass(frozen=True, slots=True, eq=False)
class KnownRows:
    """All rows of one series that were public, with what the choice among them needs.

    Attributes:
        data: the rows.
        latest: whether a row is of the latest vintage known for its series, date, period and claimant.
        set_aside: whether the case sets the row aside.
    """

    data: SeriesData
    latest: Flags
    set_aside: Flags


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What was public at the end of one day, and nothing else.

    Attributes:
        as_of: that day.
        catalogue: what the case declares about its evidence.
        rows: rows known, by series; a series without any is absent.
        claims: claims public by then, by identifier, in the order of their identifiers.
    """

    as_of: date
    catalogue: Catalogue
    rows: Mapping[str, KnownRows]
    claims: Mapping[str, Claim]

    @property
    def names(self) -> tuple[str, ...]:
        """The series of which at least one row was public, in the order the case declares them."""
        return tuple(name for name in self.catalogue.series if name in self.rows)

    def latest(self, series: str) -> SeriesData:
        """The latest vintage known of every figure of a series, without those set aside.

        Args:
            series: a series the case declares.

        Returns:
            One row for each date, period and claimant; no rows at all if nothing was public yet.

        Raises:
            UnknownSeriesError: the case declares no such series.
        """
        known = self._known(series)
        return known.data.where(known.latest & ~known.set_aside)

    def vintages(self, series: str) -> SeriesData:
        """Every vintage known of every figure of a series, without those set aside.

        Raises:
            UnknownSeriesError: the case declares no such series.
        """
        known = self._known(series)
        return known.data.where(~known.set_aside)

    def set_aside(self, series: str) -> SeriesData:
        """The figures of a series that the case shows but no fit reads; the case gives the reason of each.

        Raises:
            UnknownSeriesError: the case declares no such series.
        """
        known = self._known(series)
        return known.data.where(known.set_aside)

    def keeping(self, keep: Callable[[SeriesData], Flags]) -> View:
        """The same evidence less the rows that a rule leaves out of each series."""
        rows: dict[str, KnownRows] = {}
        for name, known in self.rows.items():
            kept = keep(known.data)
            rows[name] = KnownRows(known.data.where(kept), known.latest[kept], known.set_aside[kept])
        return replace(self, rows=rows)

    def last_observed(self) -> dict[str, date]:
        """The last date each series speaks of, leaving out figures set aside."""
        latest = {name: self.latest(name).date for name in self.names}
        return {name: days[-1].astype(date) for name, days in latest.items() if len(days)}

    def _known(self, series: str) -> KnownRows:
        if series not in self.catalogue.series:
            raise UnknownSeriesError(
                expected=f"one of {', '.join(self.catalogue.series)}",
                found=series,
                where="series",
                remedy="correct the name, or declare the series in the case",
            )
        return self.rows.get(series) or _no_rows(series, self.catalogue.series[series].unit)


def _no_rows(name: str, unit: str) -> KnownRows:
    days, floats, texts = np.empty(0, "datetime64[D]"), np.empty(0), np.empty(0, np.str_)
    data = SeriesData(
        name=name,
        unit=unit,
        date=days,
        period_start=days,
        value=floats,
        low=floats,
        high=floats,
        published=days,
        vintage=days,
        claimant=texts,
        family=texts,
        derived_from=texts,
        source=texts,
        claim=texts,
    )
    return KnownRows(data=data, latest=np.empty(0, np.bool_), set_aside=np.empty(0, np.bool_))
