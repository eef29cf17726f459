"""`fineline evidence export`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import output
from fineline.evidence import source_rows
from fineline.evidence.importers import KINDS, Origin
from fineline.evidence.package import write_package

LICENCE_NOT_STATED = "not stated"


def run(folder: Path, *, as_of: date, case: str, ledger: Path) -> None:
    """Write everything that was public on a day, of a case and of a ledger, as a data package.

    Args:
        folder: the folder to make.
        as_of: the day.
        case: the case.
        ledger: the folder of imported evidence.

    Raises:
        FinelineError: a fault of the request, the case, the ledger or the disk; nothing is left half written.
    """
    loaded = load_case(case)
    series, claims = loaded.with_ledger(ledger).evidence().everything(as_of)
    known = {kind.origin.id: kind.origin for kind in KINDS.values() if kind.origin is not None}
    for row in source_rows(loaded.folder):
        known[row.id] = Origin(row.id, row.name, row.publisher, row.url, row.licence)
    used = sorted(set(series["source"].to_list()))
    sources = [known.get(name, Origin(name, name, "", "", LICENCE_NOT_STATED)) for name in used]
    write_package(folder, as_of=as_of, series=series, claims=claims, sources=sources)
    output().print(f"wrote {folder}: {len(series)} rows, {len(claims)} claims, {len(sources)} sources", soft_wrap=True)
