"""`fineline trace`: from a number of the briefing to its sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import output, table
from fineline.commands.ledger import there
from fineline.evidence import View
from fineline.products.tracing import CLOSEST, Reading, Trace, read_briefing, trace


def run(identifier: str, briefing: Path, case: str, ledger: Path | None = None) -> None:
    """Print the chain from a number to the claims and sources behind it.

    Args:
        identifier: of the number.
        briefing: the `briefing.json` that holds it.
        case: name or folder of the case it was written of.
        ledger: folder of the imported evidence it was written with.

    Raises:
        FinelineError: a fault of the request or the case.
    """
    content = read_briefing(briefing)
    loaded = load_case(case).with_ledger(there(ledger))
    view = loaded.evidence().view(date.fromisoformat(content["header"]["as_of"]))
    show(trace(content, loaded, view, identifier), view)


def show(found: Trace, view: View) -> None:
    """Print sentence, computation, parameters, series, claims and sources, in that order."""
    console, head = output(), found.header
    console.print(found.number.said, style="bold", soft_wrap=True)
    variables = ", ".join(found.computed.variables) or "what the record of claims says; no variable of the model"
    console.print(f"computed by: {found.computed.function}, from {variables}", soft_wrap=True)
    console.print(
        f"on: {head['draws']} draws of posterior {head['posterior_id']}, as of {head['as_of']}; data end "
        f"{head['data_end']}, forecasts start after {head['forecast_origin']}",
        soft_wrap=True,
    )
    rows = [(one.name, one.distance, one.contraction, one.status) for one in found.parameters[:CLOSEST]]
    left = max(len(found.parameters) - CLOSEST, 0)
    title = f"Parameters it leans on, the nearest first{f'; {left} more, further away' if left else ''}"
    columns = ("parameter", "equations between", "contraction", "status")
    console.print(table(title, columns, rows, numbers=columns[1:3]))
    title = "Series that the fit read for it, the nearest first"
    columns = ("series", "measures", "read by", "speaks of", "figures", "from", "to", "sources")
    console.print(table(title, columns, [_series_row(one) for one in found.readings], numbers=("figures",)))
    _show_claims(found, view)
    _show_sources(found)


def _show_claims(found: Trace, view: View) -> None:
    named = list(dict.fromkeys(claim for one in found.readings for claim in one.claims))
    held = [view.claims[name] for name in named if name in view.claims]
    rows = [(claim.id, claim.claimant, claim.value, claim.unit, claim.published, claim.url) for claim in held[:CLOSEST]]
    left = len(held) - len(rows)
    more = f"; {left} more: {', '.join(claim.id for claim in held[CLOSEST:])}" if left else ""
    columns = ("claim", "claimant", "figure", "unit", "published", "page")
    output().print(table(f"Claims among those figures{more}", columns, rows, numbers=("figure",)))


def _show_sources(found: Trace) -> None:
    sources = {source.id: source for one in found.readings for source in one.sources}
    rows = [(source.id, source.publisher, source.licence, source.url) for source in sources.values()]
    output().print(table("Sources", ("key", "publisher", "licence", "address"), rows))


def _series_row(one: Reading) -> tuple[object, ...]:
    sources = ", ".join(source.id for source in one.sources)
    speaks = ", ".join(one.quantities[:3])
    return (one.series, one.title, one.observation, speaks, one.rows, one.first, one.last, sources)
