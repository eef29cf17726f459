"""Opinion in the principal's public, from the surveys of one pollster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from table_builders.claims import Claims, from_claim
from table_builders.rows import Row, SourceRow, number, only, plain, read_source

SERIES = (
    ("levada_support_armed_forces", "war_support_opinion"),
    ("levada_continue_military_action", "continue_military_action_opinion"),
    ("levada_start_peace_talks", "start_peace_talks_opinion"),
)
SOURCE = "S12"
UNIT = "percent"
FIRST_DAY = date(2022, 1, 1)
# Waves of which the source file holds no figure, but an attributed claim does. A claim gives a share.
CLAIMED = (
    ("RUP-037", "war_support_opinion"),
    ("RUP-009", "continue_military_action_opinion"),
    ("RUP-010", "continue_military_action_opinion"),
    ("RUP-012", "continue_military_action_opinion"),
    ("RUP-016", "start_peace_talks_opinion"),
)
# Where the source file has no day of publication but an attributed claim from the same page does.
PUBLISHED_WITH_CLAIM = {("levada_support_armed_forces", "2025-03-31"): "RUP-036"}
# A figure worked out from a later release was not known before it.
DERIVED_FROM = {"derived from the stated change to December 2025": "2025-12-22"}


def opinion_rows(folder: Path, claims: Claims) -> Iterator[Row]:
    """Every share that the pollster reported since 2022, per cent."""
    rows = read_source(folder / "monthly_opinion.csv")
    for source_series, series in SERIES:
        for row in only(rows, source_series, FIRST_DAY):
            yield plain(_when_known(row, claims), series, UNIT)
    for claim, series in CLAIMED:
        made = from_claim(claims, claim, series, UNIT, SOURCE)
        yield replace(made, value=number(100.0 * float(made.value)))


def _when_known(row: SourceRow, claims: Claims) -> SourceRow:
    claim = PUBLISHED_WITH_CLAIM.get((row["series"], row["date"]))
    known = claims[claim]["published"] if claim else DERIVED_FROM.get(row["note"], row["published"])
    return {**row, "published": known}
