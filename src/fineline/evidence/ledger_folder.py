"""The ledger: a user's own folder of imported evidence, beside the tables of a case.

Every import is one folder, named by its number and format, that is never changed again::

    ledger/
      000001-meduza/
        series.parquet   the rows it added, in the columns of a case's long table
        claims.parquet   the claims it added, where the format holds any
        log.json         what was imported, when, with which checksums

The folder is written beside its place and renamed when it is complete, which a file system does at once or not at all.
The ledger is the union of its imports; since no two may disagree on a key, their order does not matter.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from fineline.errors import LedgerError
from fineline.evidence.figures import CLAIMS_SCHEMA, KEY, SERIES_SCHEMA
from fineline.files import PART, sha256_of, storage_error, write_bytes, write_json

SERIES_PARQUET = "series.parquet"
CLAIMS_PARQUET = "claims.parquet"
LOG = "log.json"

_IMPORT = re.compile(r"(\d{6})-[a-z-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One import.

    Attributes:
        name: its folder.
        kind: the format.
        imported: when, as ISO time in UTC.
        vintage: the vintage given; empty if none.
        rows: rows added to the long table.
        claims: claims added.
        files: SHA-256 of every file imported, by its name.
        tables: SHA-256 of every table written, by its name.
    """

    name: str
    kind: str
    imported: str
    vintage: str
    rows: int
    claims: int
    files: Mapping[str, str]
    tables: Mapping[str, str]


class Ledger:
    """A folder of imports; a folder that does not exist yet is an empty ledger.

    Attributes:
        folder: where it is.
    """

    def __init__(self, folder: Path) -> None:
        """Name a ledger; nothing is read before it is asked for.

        Args:
            folder: where it is, or will be.
        """
        self.folder = folder

    def imports(self) -> tuple[Path, ...]:
        """The folders of the imports, in their order; unfinished ones are none."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path for path in self.folder.iterdir() if _IMPORT.fullmatch(path.name)))

    def log(self) -> tuple[LogRow, ...]:
        """What was imported, in its order.

        Raises:
            LedgerError: the log of an import is missing or damaged.
        """
        return tuple(_log_row(path) for path in self.imports())

    def series(self) -> pl.DataFrame:
        """All rows of the long table, with the columns of `SERIES_SCHEMA`.

        Raises:
            LedgerError: a table is missing or damaged, or two imports disagree on a key.
        """
        rows = self._table(SERIES_PARQUET, SERIES_SCHEMA).unique(maintain_order=True)
        return self._unique(rows, KEY)

    def claims(self) -> pl.DataFrame:
        """All claims, with the columns of the table of claims.

        Raises:
            LedgerError: a table is missing or damaged, or two imports disagree on an identifier.
        """
        rows = self._table(CLAIMS_PARQUET, CLAIMS_SCHEMA).unique(maintain_order=True)
        return self._unique(rows, ("id",))

    def checksum(self, series: Collection[str], *, claims: bool) -> str:
        """A checksum (SHA-256, hexadecimal) over the rows of some series; empty where there are none.

        Args:
            series: their names.
            claims: whether claims count as well.

        Returns:
            The same for the same rows, in whatever order and by whatever imports they came.

        Raises:
            LedgerError: the ledger is damaged.
        """
        rows = self.series().filter(pl.col("series").is_in(list(series))).sort(KEY)
        said = self.claims().sort("id") if claims else pl.DataFrame()
        if not len(rows) and not len(said):
            return ""
        return hashlib.sha256(f"{rows.write_csv()}\n{said.write_csv()}".encode()).hexdigest()

    def add(self, kind: str, series: pl.DataFrame, claims: pl.DataFrame, about: Mapping[str, object]) -> Path:
        """Write an import, whole or not at all.

        Args:
            kind: the format.
            series: the rows to add; the caller has made sure that none is there already.
            claims: the claims to add, likewise.
            about: what the log says besides the rows: `imported`, `vintage` and `files`, as in `LogRow`.

        Returns:
            The folder of the import.

        Raises:
            StorageError: the disk refused, or another import took the same number; the ledger is as it was.
        """
        target = self.folder / f"{self._next_number():06d}-{kind}"
        part = self.folder / f"{PART}{secrets.token_hex(4)}-{target.name}"
        try:
            tables = {name: _parquet(table) for name, table in _tables(series, claims).items()}
            digests = {name: sha256_of(write_bytes(part / name, content)) for name, content in tables.items()}
            write_json(
                part / LOG, {**about, "kind": kind, "tables": digests, "rows": len(series), "claims": len(claims)}
            )
            _rename(part, target)
        finally:
            _remove(part)
        return target

    def _next_number(self) -> int:
        names = [path.name for path in self.imports()]
        return int(names[-1].partition("-")[0]) + 1 if names else 1

    def _table(self, name: str, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
        rows = [row for row in self.log() if name in row.tables]
        parts = [_read_parquet(self.folder / row.name / name, row.tables[name], schema) for row in rows]
        return pl.concat([pl.DataFrame(schema=dict(schema)), *parts])

    def _unique(self, rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
        twice = rows.filter(pl.struct(key).is_duplicated())
        if len(twice):
            raise LedgerError(
                expected="one row for each " + ", ".join(key),
                found=", ".join(str(cell) for cell in twice.select(key).row(0)),
                where=str(self.folder),
                remedy="two imports were made at once and disagree: remove the folder of one of them",
            )
        return rows


def _tables(series: pl.DataFrame, claims: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {SERIES_PARQUET: series, **({CLAIMS_PARQUET: claims} if len(claims) else {})}


def _parquet(table: pl.DataFrame) -> bytes:
    # By way of memory, so that a full disk is a refusal of the system and not an error of the library's own.
    stream = io.BytesIO()
    table.write_parquet(stream, statistics=True)
    return stream.getvalue()


def _rename(part: Path, target: Path) -> None:
    try:
        part.rename(target)
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise storage_error(error, target) from error


def _remove(part: Path) -> None:
    """Take away an unfinished import; there is none when all went well."""
    if part.is_dir():
        for file in part.iterdir():
            file.unlink()
        part.rmdir()


def _read_parquet(path: Path, digest: str, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    try:
        found = sha256_of(path)
    except OSError as error:
        raise _damaged(path, "a table of the ledger", error.strerror or str(error)) from error
    if found != digest:
        raise _damaged(path, f"the checksum {digest} of the log", found)
    return pl.read_parquet(path).select(pl.col(name).cast(kind) for name, kind in schema.items())


def _log_row(folder: Path) -> LogRow:
    path = folder / LOG
    try:
        content = cast(dict[str, object], json.loads(path.read_text(encoding="utf-8")))
        return LogRow(
            name=folder.name,
            kind=str(content["kind"]),
            imported=str(content["imported"]),
            vintage=str(content["vintage"]),
            rows=cast(int, content["rows"]),
            claims=cast(int, content["claims"]),
            files=cast(dict[str, str], content["files"]),
            tables=cast(dict[str, str], content["tables"]),
        )
    except OSError as error:
        raise _damaged(path, "the log of an import", error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "the log of an import, as it was written", f"{type(error).__name__}: {error}") from error


def _damaged(path: Path, expected: str, found: str) -> LedgerError:
    return LedgerError(
        expected=expected, found=found, where=str(path), remedy="remove the folder of that import and import it again"
    )
