"""`--ledger DIR`: where imported evidence lies, on every command that reads or writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline.errors import SettingError

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
        help="Read the evidence imported to this folder as well; a posterior must have been fitted with the same.",
    ),
]


def there(folder: Path | None) -> Path | None:
    """The folder of a ledger that is to be read; raises `SettingError` where it is named and there is none."""
    if folder is not None and not folder.is_dir():
        raise SettingError(
            expected="a folder of imported evidence",
            found=f"no folder {folder}",
            where="--ledger",
            remedy=f"correct the name, or import to it: fineline evidence import KIND FILE --ledger {folder}",
        )
    return folder
