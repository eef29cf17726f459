"""The contributor's soldiers, their losses, and its shells, by claimant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from table_builders.claims import Claims, from_claim
from table_builders.rows import Row, SourceRow, day, read_source

TROOPS_SOURCE = "S25"
SHELLS_SOURCE = "C01"

# Counts of those inside Kursk oblast while the rest was still on the way (TRP-025 to TRP-027) say nothing about the
# whole contingent and stay out; from 20 November 2024 on, all of it was there.
FROM_CLAIMS = {
    "contributor_troops_present": (
        "TRP-033",
        "TRP-034",
        "TRP-035",
        "TRP-036",
        "TRP-028",
        "TRP-029",
        "TRP-037",
        "TRP-030",
        "TRP-031",
        "TRP-023",
        "TRP-024",
        "RUM-064",
    ),
    "contributor_troops_sent_cum": ("TRP-046", "TRP-048", "TRP-049", "TRP-050", "TRP-051", "TRP-052"),
    "contributor_killed_cum": (
        "CAS-020",
        "CAS-022",
        "CAS-023",
        "CAS-024",
        "CAS-025",
        "CAS-026",
        "CAS-027",
        "CAS-029",
        "CAS-030",
    ),
    "contributor_wounded_cum": ("CAS-033", "CAS-034", "CAS-035", "CAS-036"),
    "contributor_casualties_cum": (
        "CAS-004",
        "CAS-005",
        "CAS-006",
        "CAS-007",
        "CAS-008",
        "CAS-009",
        "CAS-010",
        "CAS-011",
    ),
}
SHELLS = ("MUN-033", "MUN-034", "MUN-035", "MUN-036", "MUN-037", "MUN-038", "MUN-039")
# Figures the claims file does not hold, taken from the table of troops: the number continues the identifiers.
PROMOTED = (
    ("NKR-001", "nk_troops_in_russia", "2024-11-04"),
    ("NKR-002", "nk_troops_in_russia", "2024-12-19"),
    ("NKR-003", "nk_troops_rotated_home", "2025-12-31"),
)


def promoted_claims(folder: Path, lag_days: int) -> Claims:
    """Rows of the table of troops that no claim repeats, as claims of their own; undated ones after the lag."""
    rows = {(row["series"], row["date"]): row for row in read_source(folder / "north_korea.csv")}
    return {claim: _as_claim(claim, rows[series, date], lag_days) for claim, series, date in PROMOTED}


def _as_claim(claim: str, row: SourceRow, lag_days: int) -> SourceRow:
    published = row["published"] or str(day(row["date"]) + timedelta(days=lag_days))
    return {
        "id": claim,
        "topic": "dprk_troops",
        "quantity": row["series"].removeprefix("nk_"),
        "value": row["value"],
        "low": row["low"],
        "high": row["high"],
        "unit": row["unit"],
        "as_of": row["date"],
        "published": published,
        "claimant": row["claimant"],
        "interest": "ally of party",
        "basis": "estimated",
        "url": row["url"],
        "note": row["note"],
    }


def contributor_rows(claims: Claims) -> Iterator[Row]:
    """Every rival figure on the contributor, including those the case sets aside."""
    for series, ids in FROM_CLAIMS.items():
        for claim in ids:
            yield from_claim(claims, claim, series, "persons", TROOPS_SOURCE)
    for claim in ("NKR-001", "NKR-002"):
        yield from_claim(claims, claim, "contributor_troops_present", "persons", TROOPS_SOURCE)
    for claim in SHELLS:
        yield from_claim(claims, claim, "contributor_shells_delivered_cum", "rounds", SHELLS_SOURCE)
