"""What can be asked under `fineline evidence` of the figures; what is behind a command is imported when it is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure
from fineline.commands.forms import Format
from fineline.commands.ledger import DEFAULT, LedgerFolder, LedgerRead


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"expected a day such as 2024-12-31, found {text}") from error


CaseOption = Annotated[str, typer.Option("--case", metavar="CASE", help="An embedded case, or the folder of another.")]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar="DATE", parser=_day, help="Only what was published by the end of this day."),
]
Form = Annotated[Format, typer.Option("--format", help="How the figures are printed or written.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="File to write; the terminal by default.")]
PosteriorFile = Annotated[
    Path | None,
    typer.Option("--posterior", metavar="FILE", help="Posterior to read; by default the one shipped with the case."),
]
Since = Annotated[
    date | None, typer.Option("--since", metavar="DATE", parser=_day, help="First day a figure may speak of.")
]
Until = Annotated[
    date | None, typer.Option("--until", metavar="DATE", parser=_day, help="Last day a figure may speak of.")
]


def register(app: typer.Typer) -> None:
    """Put the commands of this file under an app."""
    app.command("list")(list_entries)
    app.command("show")(show_entry)
    app.command("compare")(compare_entries)
    app.command("sources")(list_sources)
    app.command("worth")(worth)


def list_entries(
    topic: Annotated[str, typer.Option(help="Topic, such as dprk_casualties.")] = "",
    quantity: Annotated[str, typer.Option(help="Text that the quantity holds.")] = "",
    claimant: Annotated[str, typer.Option(help="Text that the claimant's name holds.")] = "",
    interest: Annotated[str, typer.Option(help="party, ally of party, independent or unknown.")] = "",
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    form: Form = Format.TABLE,
    out: Out = None,
    case: CaseOption = "ukraine",
    ledger: LedgerFolder = DEFAULT,
) -> None:
    """List claims and rows of series: who says what, about when, published when, in whose interest.

    A row that repeats a claim is listed once, as the claim. Reads the tables of the case, and the ledger.
    """
    from fineline.commands import evidence_figures  # noqa: PLC0415
    from fineline.evidence.entries import Wanted  # noqa: PLC0415

    wanted = Wanted(
        topic=topic, quantity=quantity, claimant=claimant, interest=_interest(interest), since=since, until=until
    )
    evidence_figures.run_list(case, wanted, as_of, form, out, ledger)


def show_entry(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Identifier of a claim or a row.")],
    as_of: AsOf = None,
    case: CaseOption = "ukraine",
    ledger: LedgerFolder = DEFAULT,
) -> None:
    """Show one figure with its claimant, interest, basis, address, source, licence, and whether a fit reads it."""
    from fineline.commands import evidence_figures  # noqa: PLC0415

    evidence_figures.run_show(case, identifier, as_of, ledger)


def compare_entries(
    quantity: Annotated[
        str,
        typer.Argument(metavar="QUANTITY", help="A topic, a quantity, the beginning of one, or words: dprk_killed."),
    ],
    as_of: AsOf = None,
    form: Form = Format.TABLE,
    out: Out = None,
    case: CaseOption = "ukraine",
    ledger: LedgerFolder = DEFAULT,
) -> None:
    """Put rival figures side by side on an axis, with their ratio and what each claimant gains.

    With --out FILE.html or FILE.svg the figures are drawn as a chart as well; with --format csv, json or parquet they
    are written as data.
    """
    from fineline.commands import evidence_figures  # noqa: PLC0415

    evidence_figures.run_compare(case, quantity, as_of, form, out, ledger)


def list_sources(form: Form = Format.TABLE, out: Out = None, case: CaseOption = "ukraine") -> None:
    """List the sources of a case: publisher, licence, what each measures and how it may mislead."""
    from fineline.commands import evidence_figures  # noqa: PLC0415

    evidence_figures.run_sources(case, form, out)


def worth(
    case: Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")],
    posterior: PosteriorFile = None,
    form: Form = Format.TABLE,
    out: Out = None,
    ledger: LedgerRead = None,
) -> None:
    """Say which figures nobody has would shrink which answer most.

    For each candidate observation, with the error it would have, and each headline answer: the share of the answer's
    variance that the observation is expected to remove, with a 90 % interval. Reads a posterior and simulates.
    """
    configure()
    from fineline.commands import evidence_worth  # noqa: PLC0415

    evidence_worth.run(case, posterior, form, out, ledger)


def _interest(text: str) -> str:
    known = ("", "party", "ally of party", "independent", "unknown")
    if text not in known:
        raise typer.BadParameter(f"expected one of {', '.join(known[1:])}, found {text}", param_hint="--interest")
    return text
