"""Published figures as the report shows them: each with its claimant, and who the claimant is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from fineline.evidence import SeriesData, View
from fineline.report.quantities import to_date
from fineline.report.schema import Claim, Observation


@dataclass(frozen=True, kw_only=True)
class Newest:
    """The newest published figure of a series, or the mean of its newest weeks.

    Attributes:
        value: in the unit of the series.
        weeks: how many weeks it is the mean of; 1 for a single figure.
        date: the last day it speaks of.
        claimant: who says it.
    """

    value: float
    weeks: int
    date: date
    claimant: str


def newest(view: View, series: str, *, weeks: int = 1, until: date | None = None) -> Newest | None:
    """The newest published figure of a series, or None when nothing was public.

    Args:
        view: what was known.
        series: its name.
        weeks: mean of so many newest rows.
        until: leave out later days.
    """
    data = view.latest(series)
    if until is not None:
        data = data.where(data.date <= np.datetime64(until))
    if len(data) == 0:
        return None
    rows = data.where(data.claimant == data.claimant[-1])
    values = rows.value[-weeks:]
    return Newest(
        value=float(values.mean()), weeks=len(values), date=to_date(rows.date[-1]), claimant=str(rows.claimant[-1])
    )


def observations(
    view: View, series: str, *, since: date | None = None, copies: bool = False
) -> tuple[Observation, ...]:
    """The figures of a series as points over a model series.

    Args:
        view: what was known.
        series: its name.
        since: leave out earlier days.
        copies: whether rows that pass on another claimant's figure are kept.
    """
    data = view.latest(series)
    keep = np.ones(len(data), dtype=bool) if copies else data.derived_from == ""
    if since is not None:
        keep &= data.date >= np.datetime64(since)
    data = data.where(keep)
    return tuple(
        Observation(
            date=to_date(data.date[i]),
            value=float(data.value[i]),
            low=_or_none(data.low[i]),
            high=_or_none(data.high[i]),
            claimant=str(data.claimant[i]),
        )
        for i in range(len(data))
    )


def claims(view: View, series: str) -> tuple[Claim, ...]:
    """Every figure of a series with everything needed to weigh it, those that no fit reads included.

    Args:
        view: what was known.
        series: its name.
    """
    reasons = {(item.series, item.claimant, item.date): item.reason for item in view.catalogue.set_aside}
    used, aside = view.latest(series), view.set_aside(series)
    rows = [_claim(view, used, i, "") for i in range(len(used))]
    rows += [
        _claim(view, aside, i, reasons[series, str(aside.claimant[i]), to_date(aside.date[i])])
        for i in range(len(aside))
    ]
    return tuple(sorted(rows, key=lambda row: (row.date, row.claimant)))


def _claim(view: View, data: SeriesData, i: int, set_aside: str) -> Claim:
    said = view.claims.get(str(data.claim[i]))
    claimant = str(data.claimant[i])
    return Claim(
        id=said.id if said else "",
        date=to_date(data.date[i]),
        published=to_date(data.published[i]),
        claimant=claimant,
        interest=said.interest if said else view.catalogue.claimants[claimant].interest,
        basis=said.basis if said else "",
        counts=view.catalogue.series[data.name].title,
        value=float(data.value[i]),
        low=_or_none(data.low[i]),
        high=_or_none(data.high[i]),
        unit=data.unit,
        source=str(data.source[i]),
        url=said.url if said else "",
        note=said.note if said else "",
        derived_from=_copied(view, str(data.derived_from[i])),
        set_aside=set_aside,
    )


def _copied(view: View, series: str) -> str:
    """What a claimant passes on, in words; empty where the claimant speaks for itself."""
    return view.catalogue.series[series].title if series else ""


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
