"""What `fineline evidence` does with drafts; the modules behind are imported when the command is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline.commands.ledger import DEFAULT, LedgerFolder


def register(app: typer.Typer) -> None:
    """Put the commands of this file under an app."""
    app.command("review")(review)


def review(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="A draft that `fineline read` wrote.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="File of claims to add to; by default beside DRAFT, as .claims.csv."
        ),
    ] = None,
    ledger: LedgerFolder = DEFAULT,
    yes: Annotated[bool, typer.Option("--yes", help="Import what was accepted without asking.")] = False,
) -> None:
    """Decide on draft claims: accept, edit or reject each. Nothing becomes a claim otherwise.

    A row whose column `decision` says accept, edit (its cells were changed by hand) or reject is decided by it. In a
    terminal the others are asked about one by one; elsewhere they stay open. Reads the draft. Writes the decisions back
    to it, and adds what was accepted to the file of claims, in the columns of the claims table. Then shows what of that
    file the ledger does not hold yet, asks, and imports it, all or nothing. Rejected and open rows are never imported.
    """
    from fineline.reading.extra import require_libraries  # noqa: PLC0415

    require_libraries()
    from fineline.commands import evidence_review as command  # noqa: PLC0415

    command.run(draft, out, ledger=ledger, yes=yes)
