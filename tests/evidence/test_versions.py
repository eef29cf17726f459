"""The file of versions gives, on any day, what ranking all rows known by then gives."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fineline.evidence.versions import FIGURE, latest_known, write_versions

START = date(2024, 1, 7)
ROW = st.tuples(
    st.sampled_from(["losses", "area"]),
    st.sampled_from(["one", "two"]),
    st.integers(0, 2),
    st.none() | st.integers(0, 40),
    st.integers(0, 60),
)


def _frame(rows: list[tuple[str, str, int, int | None, int]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "series": series,
                "date": START + timedelta(weeks=week),
                "period_start": None,
                "claimant": claimant,
                "value": float(at),
                "published": START + timedelta(days=published),
                "vintage": None if vintage is None else START + timedelta(days=vintage),
            }
            for at, (series, claimant, week, vintage, published) in enumerate(rows)
        ],
        schema_overrides={"period_start": pl.Date, "vintage": pl.Date},
    )


def _ranked(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    known = rows.filter(pl.col("published") <= as_of)
    ranked = known.sort("vintage", "published", descending=True, nulls_last=True)
    return ranked.unique(FIGURE, keep="first", maintain_order=True)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROW, min_size=1, max_size=25, unique_by=lambda row: row[:4]),
    days=st.integers(-1, 70),
)
def test_a_filter_gives_what_ranking_gives(
    rows: list[tuple[str, str, int, int | None, int]], days: int, tmp_path: Path
) -> None:
    database, made = duckdb.connect(":memory:"), _frame(rows)
    database.register("made", made.to_arrow())
    file = write_versions(database, "SELECT * FROM made", tmp_path / "rows.parquet")
    as_of = START + timedelta(days=days)
    found = latest_known(database, file, as_of)
    assert sorted(found["value"]) == sorted(_ranked(made, as_of)["value"])
    losses = latest_known(database, file, as_of, ("losses",))
    assert sorted(losses["value"]) == sorted(found.filter(pl.col("series") == "losses")["value"])
