"""A data package that `fineline evidence export` wrote, read back: its description names the files and checksums."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import polars as pl

from fineline.errors import TableError
from fineline.evidence.door import check_claims
from fineline.evidence.figures import Figure
from fineline.evidence.importers.claims import read_claims, together
from fineline.evidence.importers.kind import Dating, Imported, Kind
from fineline.evidence.importers.reading import head_of, json_of
from fineline.evidence.importers.table import is_table, read_table
from fineline.evidence.package import CLAIMS_FILE, SERIES_FILE
from fineline.files import sha256_of


def _recognises(head: str) -> bool:
    return head.lstrip().startswith("{") and '"resources"' in head


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    figures: list[Figure] = []
    claims: list[pl.DataFrame] = []
    for path in paths:
        _check_resources(path)
        series = path.with_name(SERIES_FILE)
        if not is_table(head_of(series)):
            raise _fault(series, "the header of the long table", head_of(series).partition("\n")[0][:80])
        figures += read_table(series)
        check_claims(path.with_name(CLAIMS_FILE))
        claims.append(read_claims(path.with_name(CLAIMS_FILE)))
        advance()
    return Imported(figures, together(claims, ", ".join(map(str, paths))))


def _check_resources(path: Path) -> None:
    """Refuse a package whose files are not those that its description describes."""
    content = json_of(path)
    listed = cast(dict[str, object], content).get("resources") if isinstance(content, dict) else None
    entries = cast(list[object], listed) if isinstance(listed, list) else []
    resources = [cast(dict[str, object], entry) for entry in entries if isinstance(entry, dict)]
    hashes = {str(entry.get("path")): entry.get("hash") for entry in resources}
    for name in (SERIES_FILE, CLAIMS_FILE):
        if name not in hashes:
            raise _fault(path, f"a resource {name}", ascii(sorted(hashes))[:80])
        try:
            found = f"sha256:{sha256_of(path.with_name(name))}"
        except OSError as fault:
            raise _fault(path.with_name(name), "a file of the package", fault.strerror or str(fault)) from fault
        if found != hashes[name]:
            raise _fault(path.with_name(name), f"the checksum {ascii(hashes[name])[:80]}", found)


def _fault(path: Path, expected: str, found: str) -> TableError:
    return TableError(expected=expected, found=found, where=str(path), remedy="export the package again")


KIND = Kind("package", "a data package of Fineline", None, Dating.OWN, _recognises, _read)
