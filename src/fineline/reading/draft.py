"""Draft claims: what was found in an article, one row for each figure, for a person to decide on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from fineline.case import Case
from fineline.errors import TableError
from fineline.evidence.claims import Claim
from fineline.evidence.door import CLAIM_COLUMNS
from fineline.files import write_text
from fineline.reading.article import Article
from fineline.reading.figures import Figure
from fineline.reading.finding import Finding
from fineline.reading.lexicon import QuantityRule

Status = Literal["draft", "accepted", "edited", "rejected"]
EXTRA_COLUMNS = ("sentence", "propositions", "mechanisms", "hedge", "confidence", "status", "decision")
COLUMNS = (*CLAIM_COLUMNS, *EXTRA_COLUMNS)
STATEMENT = "statement"
"""Quantity of a row without a figure: that somebody says so."""
UNMATCHED = "unmatched"
"""Quantity of a figure that measures nothing the case's claims know; a person names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a draft.

    Attributes:
        cells: text by column, every column of `COLUMNS`.
    """

    cells: Mapping[str, str]

    @property
    def status(self) -> Status:
        """How far the row has come."""
        return cast(Status, self.cells["status"])

    def claim(self) -> dict[str, str]:
        """The columns of the claims table alone."""
        return {name: self.cells[name] for name in CLAIM_COLUMNS}

    def with_cells(self, changed: Mapping[str, str]) -> Row:
        """The row with some cells changed."""
        return Row({**self.cells, **changed})


def draft_rows(article: Article, findings: Iterable[Finding], case: Case, claims: Iterable[Claim]) -> tuple[Row, ...]:
    """The rows of a draft, in the order of the article.

    Args:
        article: where they come from.
        findings: what was found.
        case: declares claimants and their interest.
        claims: the claims of the case, for the interest of claimants that the case declares nowhere else.
    """
    interests: dict[str, str] = {claim.claimant: claim.interest for claim in claims}
    interests |= {name: claimant.interest for name, claimant in case.catalogue.claimants.items()}
    rows: list[Row] = []
    for finding in findings:
        for figure, rule in finding.figures or ((None, None),):
            name = f"READ-{article.id}-{len(rows) + 1:03d}"
            rows.append(Row(_cells(name, article, finding, figure, rule, interests)))
    return tuple(rows)


def _cells(
    name: str,
    article: Article,
    finding: Finding,
    figure: Figure | None,
    rule: QuantityRule | None,
    interests: Mapping[str, str],
) -> dict[str, str]:
    claimant = figure.who if figure else finding.who
    bound = figure.hedge if figure else ""
    dated = figure.date if figure else None
    return {
        "id": name,
        "topic": rule.topic if rule else "",
        "quantity": (rule.names[0] if rule else UNMATCHED) if figure else STATEMENT,
        "value": _number(figure.value) if figure else "",
        "low": _number(figure.low) if figure else "",
        "high": _number(figure.high) if figure else "",
        "unit": figure.unit if figure else "flag",
        "as_of": dated.last_day.isoformat() if dated else "",
        "published": article.published.isoformat() if article.published else "",
        "claimant": claimant,
        "interest": interests.get(claimant, "unknown") if claimant else "",
        "basis": "estimated" if {"estimated", "estimates", "estimate"} & set(finding.hedges) else "asserted",
        "url": article.url,
        "note": "",
        "sentence": finding.sentence,
        "propositions": " ".join(finding.match.propositions),
        "mechanisms": " ".join(finding.match.mechanisms),
        "hedge": "; ".join(word for word in (bound, *finding.hedges) if word),
        "confidence": finding.match.confidence,
        "status": "draft",
        "decision": "",
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def write_draft(path: Path, rows: Iterable[Row]) -> Path:
    """Write a draft as CSV. Returns its path; raises `StorageError`."""
    return write_text(path, table_text(COLUMNS, (row.cells for row in rows)))


def table_text(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV with a header, line ends as line feeds."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read_draft(path: Path) -> tuple[Row, ...]:
    """Read a draft that a person may have edited.

    Raises:
        TableError: no such file, not text in UTF-8, other columns, a row of another length, or an unknown status.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _refused(
            "a draft", "no such file", str(path), "make one: fineline read ARTICLE --out draft.csv"
        ) from None
    except UnicodeDecodeError:
        raise _refused("text in UTF-8", "other bytes", str(path), "save the table as CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if tuple(header) != COLUMNS:
        raise _refused(", ".join(COLUMNS), ", ".join(header) or "an empty file", f"{path}, line 1", "keep all columns")
    return tuple(_row(cells, f"{path}, line {reader.line_num}") for cells in reader if cells)


def _row(cells: list[str], where: str) -> Row:
    if len(cells) != len(COLUMNS):
        raise _refused(f"{len(COLUMNS)} cells", str(len(cells)), where, "put texts with commas in quotation marks")
    row = Row(dict(zip(COLUMNS, cells, strict=True)))
    if row.status not in get_args(Status):
        raise _refused(", ".join(get_args(Status)), row.status or "nothing", f"{where}, status", "leave it as written")
    return row


def _refused(expected: str, found: str, where: str, remedy: str) -> TableError:
    return TableError(expected=expected, found=found, where=where, remedy=remedy)
