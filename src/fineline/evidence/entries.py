"""Claims and the rows of series in one list for readers, each with everything needed to weigh it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from fineline.errors import SettingError
from fineline.evidence.claims import Claim
from fineline.evidence.view import SeriesData, View

CLAIMS_SOURCE = "C01"
"""Source of a claim that no row of a series repeats: its own page."""
SERIES_TOPIC = "series"
"""Topic of a figure that stands in a series and is no claim of its own."""
UNDECLARED = "not declared in the case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One figure with everything needed to weigh it.

    Attributes:
        id: of the claim, or ``series@date`` for a row of a series, with claimant and period where needed.
        topic: subject group; ``series`` for a row that repeats no claim.
        quantity: what the figure counts; the name of the series for its rows.
        value: the figure as stated, text.
        low: lower end of the stated range, or empty.
        high: upper end of the stated range, or empty.
        unit: unit of the figure.
        as_of: the day, or the last day of the period, it speaks of.
        published: the day it became public.
        vintage: the day of the table it stands in, for a table that is revised; of a claim, the day it became public.
        claimant: who says it.
        interest: party, ally of party, independent or unknown.
        gains: what a high or low figure does for the claimant, or for its kind, or that the case does not say.
        basis: counted, estimated, asserted or leaked; empty for a row of a series.
        source: key into the table of sources.
        series: the series that holds the figure, or empty.
        derived_from: the series a claimant merely passes on, or empty.
        url: the page of a claim; for the rows of a series see the source.
        note: remarks.
    """

    id: str
    topic: str
    quantity: str
    value: str
    low: str
    high: str
    unit: str
    as_of: date
    published: date
    vintage: str
    claimant: str
    interest: str
    gains: str
    basis: str
    source: str
    series: str
    derived_from: str
    url: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are wanted; an empty text or None asks nothing.

    Attributes:
        topic: its exact name.
        quantity: what it counts must hold this text.
        claimant: the name must hold this text, however it is capitalised.
        interest: party, ally of party, independent or unknown.
        since: the first day spoken of.
        until: the last day spoken of.
    """

    topic: str = ""
    quantity: str = ""
    claimant: str = ""
    interest: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, entry: Entry) -> bool:
        """Whether an entry is wanted."""
        return (
            self.topic in {"", entry.topic}
            and self.interest in {"", entry.interest}
            and self.quantity in entry.quantity
            and self.claimant.casefold() in entry.claimant.casefold()
            and (self.since is None or entry.as_of >= self.since)
            and (self.until is None or entry.as_of <= self.until)
        )


def entries_of(view: View) -> tuple[Entry, ...]:
    """Everything that was public on the day of the view: claims by identifier, then the rows of series by date.

    A row that repeats a claim is not listed twice: the claim then names the series and its source.
    """
    series = {name: (view.latest(name), view.set_aside(name)) for name in view.names}
    repeated = {claim: at for parts in series.values() for data in parts for claim, at in _claims_in(data).items()}
    claims = [_of_claim(view, claim, repeated.get(claim.id)) for claim in view.claims.values()]
    rows = [entry for parts in series.values() for data in parts for entry in _of_rows(view, data)]
    return (*claims, *rows)


def chosen(entries: Iterable[Entry], wanted: Wanted) -> tuple[Entry, ...]:
    """The entries that are wanted, in their order.

    Raises:
        SettingError: there is no such topic.
    """
    held = tuple(entries)
    topics = sorted({entry.topic for entry in held})
    if wanted.topic and wanted.topic not in topics:
        raise SettingError(
            expected=f"one of {', '.join(topics)}",
            found=wanted.topic,
            where="--topic",
            remedy="name a topic there is, or leave the option out",
        )
    return tuple(entry for entry in held if wanted.holds(entry))


def entry_of(entries: Iterable[Entry], identifier: str) -> Entry:
    """The entry with an identifier.

    Raises:
        SettingError: no entry has it.
    """
    for entry in entries:
        if entry.id == identifier:
            return entry
    raise SettingError(
        expected="the identifier of a claim, such as CAS-023, or of a row, such as area_change_isw@2024-12-29",
        found=identifier,
        where="ID",
        remedy="`fineline evidence list` prints the identifiers; with --as-of, what came later is not known",
    )


def gains_of(view: View, claimant: str, interest: str) -> str:
    """What a figure does for a claimant, as the case declares it: for the claimant, for its kind, or not at all."""
    declared = view.catalogue.claimants.get(claimant)
    if declared:
        return declared.gains
    kind = next((kind for kind in view.catalogue.kinds if kind.holds(claimant, interest)), None)
    return f"{kind.gains} (by kind: {kind.kind})" if kind else UNDECLARED


def _claims_in(data: SeriesData) -> dict[str, tuple[str, str, str]]:
    """Series, source and what is copied, by the claim a row repeats."""
    return {
        str(data.claim[at]): (data.name, str(data.source[at]), str(data.derived_from[at]))
        for at in range(len(data))
        if data.claim[at]
    }


def _of_claim(view: View, claim: Claim, at: tuple[str, str, str] | None) -> Entry:
    series, source, derived_from = at or ("", CLAIMS_SOURCE, "")
    return Entry(
        id=claim.id,
        topic=claim.topic,
        quantity=claim.quantity,
        value=claim.value,
        low=claim.low,
        high=claim.high,
        unit=claim.unit,
        as_of=claim.as_of,
        published=claim.published,
        vintage=claim.published.isoformat(),
        claimant=claim.claimant,
        interest=claim.interest,
        gains=gains_of(view, claim.claimant, claim.interest),
        basis=claim.basis,
        source=source,
        series=series,
        derived_from=derived_from,
        url=claim.url,
        note=claim.note,
    )


def _of_rows(view: View, data: SeriesData) -> list[Entry]:
    held = [at for at in range(len(data)) if str(data.claim[at]) not in view.claims]
    days, counts = np.unique(data.date, return_counts=True)
    alone = {day for day, count in zip(days, counts, strict=True) if count == 1}
    return [_of_row(view, data, at, alone=data.date[at] in alone) for at in held]


def _of_row(view: View, data: SeriesData, at: int, *, alone: bool) -> Entry:
    claimant = str(data.claimant[at])
    parts = [str(data.date[at])] if alone else [str(data.date[at]), *_apart(data, at)]
    return Entry(
        id=f"{data.name}@{'/'.join(parts)}",
        topic=SERIES_TOPIC,
        quantity=data.name,
        value=_text(data.value[at]),
        low=_text(data.low[at]),
        high=_text(data.high[at]),
        unit=data.unit,
        as_of=data.date[at].astype(date),
        published=data.published[at].astype(date),
        vintage="" if np.isnat(data.vintage[at]) else str(data.vintage[at]),
        claimant=claimant,
        interest=view.catalogue.claimants[claimant].interest,
        gains=view.catalogue.claimants[claimant].gains,
        basis="",
        source=str(data.source[at]),
        series=data.name,
        derived_from=str(data.derived_from[at]),
        url="",
        note="",
    )


def _apart(data: SeriesData, at: int) -> list[str]:
    """What tells rows of one day apart: claimant and first day of the period."""
    start = data.period_start[at]
    return [str(data.claimant[at]), *([] if np.isnat(start) else [f"from {start}"])]


def _text(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.12g}"
