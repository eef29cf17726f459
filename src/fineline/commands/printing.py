"""Rows as a table on the terminal, or as CSV, JSON or Parquet, to standard output or into a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from fineline.commands.console import messages, output
from fineline.commands.forms import Format
from fineline.errors import SettingError
from fineline.files import atomic_path, write_text


def records(rows: Sequence[object]) -> list[dict[str, Any]]:
    """Dataclass instances as plain dictionaries, in the order of their fields.

    Raises:
        TypeError: a row is no dataclass instance.
    """
    return [_record(row) for row in rows]


def _record(row: object) -> dict[str, Any]:
    if not is_dataclass(row) or isinstance(row, type):
        raise TypeError(f"{row!r} is no record")
    return asdict(row)


def emit(rows: Sequence[dict[str, Any]], form: Format, out: Path | None) -> None:
    """Print or write rows in a form other than a table.

    Args:
        rows: the rows, all with the same keys.
        form: CSV, JSON or Parquet.
        out: the file; standard output when None.

    Raises:
        SettingError: a table is to go to a file, or Parquet to the terminal.
        StorageError: the disk refused.
    """
    if form is Format.TABLE or (form is Format.PARQUET and out is None):
        raise SettingError(
            expected="--format csv, json or parquet with --out FILE; csv and json may go to the terminal as well",
            found=f"--format {form} {'without' if out is None else 'with'} --out",
            where="--format",
            remedy="give another format or a file",
        )
    if form is Format.PARQUET and out is not None:
        with atomic_path(out) as part:
            pl.DataFrame(list(rows), infer_schema_length=None).write_parquet(part)
    elif out is not None:
        write_text(out, text_of(rows, form))
    else:
        output().out(text_of(rows, form), end="", highlight=False)
    if out is not None:
        messages().print(f"wrote {out}, {len(rows)} rows", soft_wrap=True)


def text_of(rows: Sequence[dict[str, Any]], form: Format) -> str:
    """The rows as CSV or as a JSON array; dates as 2024-12-31."""
    if form is Format.JSON:
        return json.dumps(list(rows), indent=1, ensure_ascii=False, default=str) + "\n"
    text = StringIO()
    empty = [{name: None if cell == "" else cell for name, cell in row.items()} for row in rows]
    pl.DataFrame(empty, infer_schema_length=None).write_csv(text)
    return text.getvalue()
