"""What can be asked under `fineline evidence` of imported evidence; the modules behind are imported when asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure
from fineline.commands.ledger import DEFAULT, LedgerFolder


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"expected a day such as 2024-12-31, found {text}") from error


def register(app: typer.Typer) -> None:
    """Put the commands of this file under an app."""
    app.command("import")(import_files)
    app.command("export")(export_package)


def import_files(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="general-staff, deepstate, isw-area, meduza, kiel, ucdp, acled, table (the long table), claims "
            "(or a reviewed draft), or package.",
        ),
    ],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files as their publisher has them.")],
    vintage: Annotated[
        date | None,
        typer.Option(
            metavar="DATE", parser=_day, help="Day the files were published: for tables that are revised, corrections."
        ),
    ] = None,
    ledger: LedgerFolder = DEFAULT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be added.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Import evidence in its publisher's own format: show what it adds, changes and refuses; then all or nothing.

    Reads the files and the ledger. Writes one new folder to the ledger, with the rows added and a log with the checksum
    of every file. Nothing in the ledger is overwritten: a correction is a vintage beside the old one. The same import
    again changes nothing.
    """
    configure()
    from fineline.commands import evidence_import as command  # noqa: PLC0415

    command.run(kind, tuple(files), vintage=vintage, folder=ledger, dry_run=dry_run, yes=yes)


def export_package(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; it must be new or empty.")],
    as_of: Annotated[
        date, typer.Option("--as-of", metavar="DATE", parser=_day, help="Only what was published by this day.")
    ],
    case: Annotated[
        str, typer.Option("--case", metavar="CASE", help="The case whose own tables go in as well.")
    ] = "ukraine",
    ledger: LedgerFolder = DEFAULT,
) -> None:
    """Export the evidence of a case and of the ledger as a Frictionless data package.

    Writes series.csv, claims.csv and sources.csv with every row, vintage and claim published by the day, and
    datapackage.json with types, sources, licences and checksums. `fineline evidence import package` reads it back.
    """
    configure()
    from fineline.commands import evidence_export as command  # noqa: PLC0415

    command.run(folder, as_of=as_of, case=case, ledger=ledger)
