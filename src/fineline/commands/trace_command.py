"""`fineline trace` on the command line; what is behind it is imported when it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure
from fineline.commands.ledger import LedgerRead


def register(app: typer.Typer) -> None:
    """Put the command under an app."""
    app.command("trace")(trace)


def trace(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Identifier, such as outlook/area_change/26-weeks.")],
    briefing: Annotated[Path, typer.Option(metavar="FILE", help="The briefing.json that holds the number.")] = Path(
        "out/briefing.json"
    ),
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="The case it was written of.")] = "ukraine",
    ledger: LedgerRead = None,
) -> None:
    """Trace a number of the briefing to its sources.

    Prints the sentence, the function and variables it was computed from, the parameters it leans on with their status,
    and the series, claims, publishers and licences that the fit read for it. Reads a briefing and the case.
    """
    configure()
    from fineline.commands import trace as command  # noqa: PLC0415

    command.run(number, briefing, case, ledger)
