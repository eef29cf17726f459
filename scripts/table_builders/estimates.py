"""Point estimates of casualties and deaths by third parties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from table_builders.claims import Claims, from_claim
from table_builders.rows import Row, only, plain, read_source, with_note

SERIES = (
    ("ru_casualties_estimate_cum", "principal_casualties_estimated_cum"),
    ("ru_deaths_estimate_cum", "principal_deaths_estimated_cum"),
    ("ua_casualties_estimate_cum", "opponent_casualties_estimated_cum"),
    ("ua_deaths_estimate_cum", "opponent_deaths_estimated_cum"),
    ("ru_casualties_uk_mod_cum", "principal_casualties_uk_mod_cum"),
)
# Claims that the collection does not hold.
CLAIMED = (
    ("RUM-011", "principal_casualties_estimated_cum", "S11"),
    ("RUM-012", "principal_casualties_estimated_cum", "S11"),
    ("RUM-015", "principal_casualties_estimated_cum", "S11"),
    ("UAM-009", "opponent_casualties_estimated_cum", "S11"),
)


def estimate_rows(folder: Path, claims: Claims) -> Iterator[Row]:
    """Every running total since February 2022 estimated by somebody, both sides."""
    rows = read_source(folder / "casualty_estimates.csv")
    for source_series, series in SERIES:
        for row in only(rows, source_series):
            yield plain(row, series, "persons")
    statements = read_source(folder / "strength_mobilisation.csv")
    for row in only(statements, "ua_killed_official_cum"):
        made = plain(row, "opponent_deaths_estimated_cum", "persons")
        yield with_note(made, "own dead by official account; missing left out")
    for claim, series, source in CLAIMED:
        yield from_claim(claims, claim, series, "persons", source)
