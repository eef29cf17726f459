"""Claims: CSV with the columns of the case's table of claims, or a draft of `fineline read` after its review."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from fineline.errors import DuplicateRowError, ReviewError, TableError
from fineline.evidence.door import CLAIM_COLUMNS, check_claim_rows
from fineline.evidence.importers.kind import Dating, Imported, Kind
from fineline.evidence.importers.reading import Cells, head_of, header_of, records

STATUS = "status"
TAKEN, REJECTED = ("accepted", "edited"), "rejected"
"""What a person can have decided on a row of a draft; anything else is undecided."""
UNNAMED = "unmatched"
"""What a draft says for a quantity that a person has to name."""


def read_claims(path: Path) -> pl.DataFrame:
    """The claims of a file; of a draft, those that were accepted.

    Args:
        path: a CSV file with the columns of the table of claims, and in a draft with those of a review.

    Raises:
        ReviewError: a row of a draft is not decided.
        TableError: a cell that is needed is empty, or a date does not parse.
        DuplicateRowError: an identifier that occurs twice.
    """
    rows = list(records(path))
    if rows and STATUS in rows[0][1]:
        rows = _reviewed(path, rows)
    check_claim_rows(rows)
    cells = [{name: row[name] or None for name in CLAIM_COLUMNS} for _, row in rows]
    text = pl.DataFrame(cells, schema=dict.fromkeys(CLAIM_COLUMNS, pl.String))
    return text.with_columns(pl.col("as_of", "published").str.to_date("%Y-%m-%d"))


def together(tables: Iterable[pl.DataFrame], where: str) -> pl.DataFrame:
    """The claims of several files, each once.

    Raises:
        DuplicateRowError: two of them hold other content under one identifier.
    """
    claims = pl.concat(tables).unique(maintain_order=True)
    twice = claims.filter(claims["id"].is_duplicated())
    if len(twice):
        raise DuplicateRowError(
            expected="one claim for each identifier",
            found=f"{twice['id'][0]} twice, with other content",
            where=where,
            remedy="import one of the files",
        )
    return claims


def is_claims(head: str) -> bool:
    """Whether a text begins with the header of a table of claims, or of a draft."""
    header = header_of(head)
    plain = tuple(CLAIM_COLUMNS)
    return header == plain or (header[: len(plain)] == plain and STATUS in header)


def _reviewed(path: Path, rows: Iterable[tuple[str, Cells]]) -> list[tuple[str, Cells]]:
    """The rows of a draft that were accepted, as they stand or edited."""
    held = list(rows)
    undecided = [where for where, row in held if row[STATUS] not in {*TAKEN, REJECTED}]
    if undecided:
        raise ReviewError(
            expected="a draft in which a person has decided on every row",
            found=f"{len(undecided)} of {len(held)} rows undecided, the first at {undecided[0]}",
            where=str(path),
            remedy=f"accept, edit or reject each: fineline evidence review {path}",
        )
    taken = [(where, row) for where, row in held if row[STATUS] in TAKEN]
    for where, row in taken:
        if row["quantity"] == UNNAMED:
            raise TableError(
                expected="a quantity",
                found=UNNAMED,
                where=where,
                remedy="name what the figure counts, or reject the row",
            )
    return taken


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    tables: list[pl.DataFrame] = []
    for path in paths:
        if not is_claims(head_of(path)):
            raise TableError(
                expected=f"the columns {', '.join(CLAIM_COLUMNS)}",
                found="others",
                where=str(path),
                remedy="keep the header of the table of claims",
            )
        tables.append(read_claims(path))
        advance()
    return Imported([], together(tables, ", ".join(map(str, paths))))


KIND = Kind("claims", "a table of claims or a reviewed draft", None, Dating.OWN, is_claims, _read)
