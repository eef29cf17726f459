"""Review: nothing of a draft becomes a claim before a person has decided on it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from fineline.errors import TableError
from fineline.evidence.door import CLAIM_COLUMNS, CLAIM_REQUIRED, check_claims
from fineline.files import atomic_path, write_text
from fineline.reading.draft import UNMATCHED, Row, Status, table_text

Decision = Literal["accept", "edit", "reject"]
DONE: Mapping[Decision, Status] = {"accept": "accepted", "edit": "edited", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review came to.

    Attributes:
        rows: all rows, with their new status.
        taken: the rows that became claims in this review.
        rejected: how many were rejected.
        open: how many are still undecided.
    """

    rows: tuple[Row, ...]
    taken: tuple[Row, ...]
    rejected: int
    open: int


Ask = Callable[[Row], tuple[Decision, Mapping[str, str]] | None]
"""Asks a person about a row: a decision with the cells changed, or None to leave it open."""


def review(rows: Iterable[Row], ask: Ask | None = None) -> Reviewed:
    """Decide on the rows of a draft.

    A row with a `decision` is decided by it: "accept" takes it as it stands, "edit" says that its cells were changed by
    hand, "reject" drops it. Any other draft row is asked about, or stays open where nobody can be asked.

    Args:
        rows: the draft.
        ask: asks a person; None where there is none.

    Raises:
        TableError: a decision that is none, or an accepted row that lacks what a claim needs.
    """
    after: list[Row] = []
    taken: list[Row] = []
    for row in rows:
        answered = _answer(row, ask) if row.status == "draft" else None
        if answered is None:
            after.append(row)
            continue
        decision, changed = answered
        decided = row.with_cells({**changed, "decision": decision, "status": DONE[decision]})
        if decision != "reject":
            check_complete(decided)
            taken.append(decided)
        after.append(decided)
    found = [row.status for row in after]
    return Reviewed(tuple(after), tuple(taken), found.count("rejected"), found.count("draft"))


def _answer(row: Row, ask: Ask | None) -> tuple[Decision, Mapping[str, str]] | None:
    text = row.cells["decision"].strip().lower()
    if not text:
        return ask(row) if ask else None
    if text not in get_args(Decision):
        raise _refused(f"{', '.join(get_args(Decision))} or nothing", text, row, "write one of these")
    return cast(Decision, text), {}


def check_complete(row: Row) -> None:
    """Refuse a row that lacks what every claim needs. Raises `TableError` naming the columns."""
    missing = [name for name in CLAIM_REQUIRED if not row.cells[name].strip()]
    if row.cells["quantity"] == UNMATCHED:
        missing.append("quantity")
    if missing:
        raise _refused("what every claim needs", f"nothing for {', '.join(missing)}", row, "fill it in, or reject it")


def write_claims(path: Path, rows: Iterable[Row]) -> Path:
    """Add accepted rows to a file of claims, in the columns of the claims table; the file is made if need be.

    Args:
        path: the file; its rows are kept.
        rows: accepted rows.

    Raises:
        TableError: a row or the file does not hold what a table of claims must; nothing is written then.
        StorageError: the disk refused.
    """
    claims = [*_kept(path), *(row.claim() for row in rows)]
    text = table_text(CLAIM_COLUMNS, claims)
    with atomic_path(path.with_name(f"{path.stem}.checked{path.suffix}")) as trial:
        trial.write_text(text, encoding="utf-8")
        check_claims(trial)
    path.with_name(f"{path.stem}.checked{path.suffix}").unlink()
    return write_text(path, text)


def _kept(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    check_claims(path)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(io.StringIO(stream.read(), newline="")))


def _refused(expected: str, found: str, row: Row, remedy: str) -> TableError:
    return TableError(expected=expected, found=found, where=f"draft row {row.cells['id']}", remedy=remedy)
