"""Attributed claims: reading them, and making rows of the long table from them."""

from __future__ import annotations

from pathlib import Path

from table_builders.rows import Row, SourceRow, day, read_source

CLAIM_COLUMNS = (
    "id",
    "topic",
    "quantity",
    "value",
    "low",
    "high",
    "unit",
    "as_of",
    "published",
    "claimant",
    "interest",
    "basis",
    "url",
    "note",
)
Claims = dict[str, SourceRow]


def read_claims(folder: Path) -> Claims:
    """All claims of the source folder by identifier."""
    return {row["id"]: row for row in read_source(folder / "claims.csv")}


def from_claim(claims: Claims, claim: str, series: str, unit: str, source: str) -> Row:
    """A row of the long table that says what one claim says."""
    row = claims[claim]
    return Row(
        series=series,
        date=day(row["as_of"]),
        value=row["value"],
        low=row["low"],
        high=row["high"],
        unit=unit,
        source=source,
        claimant=row["claimant"],
        published=day(row["published"]),
        url=row["url"],
        note=row["note"],
        claim=claim,
    )
