"""Evidence as a Frictionless data package: CSV files with a description that says types, sources and licences."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from fineline.errors import SettingError
from fineline.evidence.door import CLAIM_COLUMNS, CLAIM_REQUIRED, SERIES_COLUMNS, SERIES_REQUIRED
from fineline.evidence.figures import cell
from fineline.evidence.importers.kind import Origin
from fineline.files import PART, storage_error, write_bytes, write_json

DESCRIPTION = "datapackage.json"
SERIES_FILE = "series.csv"
CLAIMS_FILE = "claims.csv"
SOURCES_FILE = "sources.csv"
SOURCE_COLUMNS = ("id", "name", "publisher", "url", "licence")
_TYPES: Mapping[str, str] = {"VARCHAR": "string", "DATE": "date", "DOUBLE": "number"}


def write_package(
    folder: Path, *, as_of: date, series: pl.DataFrame, claims: pl.DataFrame, sources: Sequence[Origin]
) -> Path:
    """Write what was public on a day as a data package, whole or not at all.

    Args:
        folder: the folder to make; it must not exist yet, or be empty.
        as_of: the day.
        series: rows of the long table.
        claims: rows of the table of claims.
        sources: the sources the rows name.

    Returns:
        The folder.

    Raises:
        SettingError: there is something in the folder already.
        StorageError: the disk refused; nothing is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingError(
            expected="a folder that is new or empty",
            found="something is there",
            where=str(folder),
            remedy="name another folder, or empty this one",
        )
    tables = {
        SERIES_FILE: _csv(SERIES_COLUMNS, series.select(list(SERIES_COLUMNS)).iter_rows()),
        CLAIMS_FILE: _csv(CLAIM_COLUMNS, claims.select(list(CLAIM_COLUMNS)).iter_rows()),
        SOURCES_FILE: _csv(SOURCE_COLUMNS, (_origin_cells(source) for source in sources)),
    }
    part = folder.with_name(f"{PART}{secrets.token_hex(4)}-{folder.name}")
    for name, content in tables.items():
        write_bytes(part / name, content)
    write_json(part / DESCRIPTION, _description(as_of, tables, sources))
    try:
        part.replace(folder)
    except OSError as error:
        raise storage_error(error, folder) from error
    return folder


def _origin_cells(origin: Origin) -> tuple[str, ...]:
    return (origin.id, origin.name, origin.publisher, origin.url, origin.licence)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8")


def _description(as_of: date, tables: Mapping[str, bytes], sources: Sequence[Origin]) -> dict[str, object]:
    schemas = {
        SERIES_FILE: _schema(SERIES_COLUMNS, SERIES_REQUIRED),
        CLAIMS_FILE: _schema(CLAIM_COLUMNS, CLAIM_REQUIRED),
        SOURCES_FILE: _schema(dict.fromkeys(SOURCE_COLUMNS, "VARCHAR"), ("id", "licence")),
    }
    return {
        "profile": "tabular-data-package",
        "name": f"fineline-evidence-{as_of.isoformat()}",
        "title": f"Evidence public on {as_of.isoformat()}",
        "description": "Who says what, about when, published when. Every row names its source; the licence of each "
        f"source is in {SOURCES_FILE}.",
        "sources": [{"title": f"{source.id}: {source.name}", **_address(source)} for source in sources],
        "licenses": [
            {"name": f"source-{source.id}", "title": f"{source.id}: {source.licence}", **_address(source)}
            for source in sources
        ],
        "resources": [
            {
                "name": Path(name).stem,
                "path": name,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": schemas[name],
            }
            for name, content in tables.items()
        ],
    }


def _address(source: Origin) -> dict[str, str]:
    return {"path": source.url} if source.url else {}


def _schema(columns: Mapping[str, str], required: Sequence[str]) -> dict[str, object]:
    return {
        "fields": [
            {
                "name": name,
                "type": _TYPES[kind],
                **({"constraints": {"required": True}} if name in required else {}),
            }
            for name, kind in columns.items()
        ],
        "missingValues": [""],
    }
