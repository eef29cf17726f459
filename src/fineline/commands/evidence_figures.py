"""`fineline evidence list`, `show`, `compare` and `sources`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import Any

from fineline.analysis.comparison import Comparison, Rival, compare
from fineline.case import load_case
from fineline.commands.console import output, table
from fineline.commands.forms import Format
from fineline.commands.printing import emit, records
from fineline.evidence import View, source_rows
from fineline.evidence.entries import Entry, Wanted, chosen, entries_of, entry_of
from fineline.products.cases import known_day
from fineline.report.numbers import quoted_text
from fineline.report.rival_figure import rival_figure, write_figure

AXIS = 24
"""Characters of the axis on which figures are marked in the terminal."""
ABSENT = "–"
WHO = ("claimant", "interest", "source")


def run_list(
    case: str, wanted: Wanted, as_of: date | None, form: Format, out: Path | None, ledger: Path | None = None
) -> None:
    """Print the entries wanted, or write them.

    Raises:
        FinelineError: a fault of the request, the case or the disk.
    """
    entries = chosen(entries_of(_view(case, as_of, ledger)), wanted)
    if form is not Format.TABLE or out is not None:
        emit(records(entries), form, out)
        return
    columns = ("id", "topic", "quantity", "figure", "unit", "as of", "published", "vintage", *WHO)
    rows = [
        (
            e.id,
            e.topic,
            e.quantity,
            figure(e),
            e.unit,
            e.as_of,
            e.published,
            e.vintage,
            e.claimant,
            e.interest,
            e.source,
        )
        for e in entries
    ]
    output().print(table(f"{len(entries)} figures", columns, rows, numbers=("figure",)))


def run_show(case: str, identifier: str, as_of: date | None, ledger: Path | None = None) -> None:
    """Print one entry with everything needed to weigh it, its source and its licence.

    Raises:
        FinelineError: a fault of the request or the case.
    """
    loaded = load_case(case).with_ledger(ledger)
    view = loaded.evidence().view(known_day(loaded, as_of))
    entry = entry_of(entries_of(view), identifier)
    rows = [(name.replace("_", " "), str(value) or ABSENT) for name, value in asdict(entry).items()]
    source = next((row for row in source_rows(loaded.folder) if row.id == entry.source), None)
    if source is not None:
        told = (("name", source.name), ("publisher", source.publisher), ("address", source.url))
        rows += [(f"source: {name}", value or ABSENT) for name, value in told]
        rows += [("source: licence", source.licence), ("source: known biases", source.known_biases)]
    if entry.series:
        rows.append(("use in a fit", _use(view, entry)))
    output().print(table(entry.id, ("what", "said"), rows))


def run_compare(
    case: str, asked: str, as_of: date | None, form: Format, out: Path | None, ledger: Path | None = None
) -> None:
    """Print rival figures on a time axis with ratio and gains, write them, or draw them.

    Raises:
        FinelineError: a fault of the request, the case or the disk.
    """
    view = _view(case, as_of, ledger)
    found = compare(entries_of(view), asked)
    if form is not Format.TABLE:
        emit([_plain(rival) for rival in found.rivals], form, out)
        return
    show_comparison(found)
    if out is not None:
        write_figure(rival_figure(found, view.as_of), out)
        output().print(f"wrote {out}", soft_wrap=True)


def run_sources(case: str, form: Format, out: Path | None) -> None:
    """Print the sources of a case with their licences, or write them.

    Raises:
        FinelineError: a fault of the case or the disk.
    """
    rows = source_rows(load_case(case).folder)
    if form is not Format.TABLE or out is not None:
        emit(records(rows), form, out)
        return
    columns = ("id", "name", "publisher", "licence", "measures", "known biases", "coverage")
    said = [(r.id, r.name, r.publisher, r.licence, r.measures, r.known_biases, r.coverage) for r in rows]
    output().print(table(f"{len(rows)} sources", columns, said))


def show_comparison(found: Comparison) -> None:
    """Print one table for each unit, the figures by the day they speak of, each marked on a common axis."""
    console = output()
    console.print(f"{found.asked} matched {found.matched}: {', '.join(found.quantities)}", soft_wrap=True)
    for unit in found.units:
        rivals = [rival for rival in found.rivals if rival.entry.unit == unit]
        top = max(_ends(rival)[1] for rival in rivals)
        columns = ("as of", "quantity", "figure", f"0 to {quoted_text(top)}", "ratio", "claimant", "interest", "gains")
        rows = [_row(rival, top) for rival in rivals]
        console.print(table(f"{unit}: {len(rows)} figures", columns, rows, numbers=("figure", "ratio")))
    console.print(
        "Ratio: over the lowest figure for the same quantity at most 31 days apart. Gains: what such a figure does for "
        "the claimant, as the case declares it."
    )
    if found.wording:
        console.print(f"not compared, for they state no positive number: {', '.join(e.id for e in found.wording)}")


def figure(entry: Entry) -> str:
    """The figure of an entry with its range, as stated."""
    if not entry.low and not entry.high:
        return _said(entry.value)
    ends = f"{_said(entry.low) or 'open'} to {_said(entry.high) or 'open'}"
    return f"{_said(entry.value)} ({ends})" if entry.value else ends


def axis(low: float, value: float, high: float, top: float) -> str:
    """A figure as a mark on an axis from zero to the largest figure, its range as a line."""
    at, start, end = (min(round(part / top * (AXIS - 1)), AXIS - 1) for part in (value, low, high))
    return "".join("●" if i == at else "─" if start <= i <= end else "·" for i in range(AXIS))


def _row(rival: Rival, top: float) -> Sequence[object]:
    entry, (low, high) = rival.entry, _ends(rival)
    ratio = f"{rival.ratio:.1f}" if rival.lowest.id != entry.id else "lowest"
    copy = f" (copies {entry.derived_from})" if entry.derived_from else ""
    drawn = axis(low, rival.value, high, top)
    gains = shorten(entry.gains, 60, placeholder="…")
    return (entry.as_of, entry.quantity, figure(entry), drawn, ratio, entry.claimant + copy, entry.interest, gains)


def _ends(rival: Rival) -> tuple[float, float]:
    low, high = rival.entry.low, rival.entry.high
    return float(low) if low else rival.value, float(high) if high else rival.value


def _plain(rival: Rival) -> dict[str, Any]:
    return {**asdict(rival.entry), "number": rival.value, "lowest": rival.lowest.id, "ratio": rival.ratio}


def _said(text: str) -> str:
    try:
        return quoted_text(float(text))
    except ValueError:  # a date or a word, or nothing
        return text


def _use(view: View, entry: Entry) -> str:
    """How the series is used, and why this figure of it is not, where the case sets it aside."""
    for aside in view.catalogue.set_aside:
        if (aside.series, aside.claimant, aside.date) == (entry.series, entry.claimant, entry.as_of):
            return f"shown, not used: {aside.reason}"
    if entry.derived_from:
        return f"not used: the claimant passes on {entry.derived_from}"
    spec = view.catalogue.series[entry.series]
    return f"{spec.use}: {', '.join(spec.observations)}" if spec.observations else spec.use


def _view(case: str, as_of: date | None, ledger: Path | None) -> View:
    loaded = load_case(case).with_ledger(ledger)
    return loaded.evidence().view(known_day(loaded, as_of))
