"""`--ledger DIR`: where imported evidence lies, on every command that reads or writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT = Path("ledger")
"""Where imported evidence goes, and is looked for, unless another folder is named."""

LedgerFolder = Annotated[
    Path,
    typer.Option("--ledger", metavar="DIR", envvar="FINELINE_LEDGER", help="Folder of imported evidence."),
]
LedgerRead = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Read the evidence imported to this folder as well; a posterior must have been fitted with the same.",
    ),
]
