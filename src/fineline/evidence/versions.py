"""Many versions of many figures in one Parquet file, read as of any day by a plain filter.

Which version of a figure is the latest known changes only on days on which one of them is published. So the file is
written once with one more column: the day from which a row is superseded, the earliest publication among the rows of
the same figure that rank above it (a later vintage; of equal vintages, a later publication). As of a day, the latest
known rows are those published by then and not yet superseded: no ranking at the time of asking. Rows lie in the order
of that day, so that a reader skips the blocks that can hold none. This is the interval of transaction time of
bitemporal tables (Snodgrass, Developing Time-Oriented Database Applications in SQL, 1999).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import duckdb
import polars as pl

from fineline.files import atomic_path

FIGURE = ("series", "date", "period_start", "claimant")
"""What makes two rows versions of the same figure."""

_WRITE = f"""
    COPY (
        SELECT *, min(published) OVER (
            PARTITION BY {", ".join(FIGURE)}
            ORDER BY vintage DESC NULLS LAST, published DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS superseded
        FROM ($rows) ORDER BY superseded NULLS LAST, series, date, claimant, period_start NULLS FIRST
    ) TO '$target' (FORMAT parquet)
"""  # noqa: S608  column names of our own
_KNOWN = """
    SELECT * EXCLUDE superseded FROM read_parquet($file)
    WHERE published <= $as_of AND (superseded IS NULL OR superseded > $as_of) AND series IN (SELECT unnest($series))
"""
_ALL_KNOWN = _KNOWN.replace("AND series IN (SELECT unnest($series))", "")


def write_versions(database: duckdb.DuckDBPyConnection, rows: str, target: Path) -> Path:
    """Write versioned rows as one Parquet file.

    Args:
        database: a connection that knows the rows.
        rows: a query of our own that gives them, with the columns of a table of series.
        target: the file.

    Returns:
        Its path.

    Raises:
        StorageError: the disk refused.
    """
    with atomic_path(target) as part:
        database.execute(_WRITE.replace("$rows", rows).replace("$target", str(part).replace("'", "''")))
    return target


def latest_known(
    database: duckdb.DuckDBPyConnection, file: Path, as_of: date, series: tuple[str, ...] = ()
) -> pl.DataFrame:
    """The latest version known of every figure at the end of a day.

    Args:
        database: a connection.
        file: written by `write_versions`.
        as_of: the day.
        series: names of the series wanted; all of them when empty.

    Returns:
        One row for each figure, with the columns of a table of series, in no order.
    """
    given: dict[str, object] = {"file": str(file), "as_of": as_of}
    if series:
        given["series"] = list(series)
    found = database.sql(_KNOWN if series else _ALL_KNOWN, params=given).to_arrow_table()
    return cast(pl.DataFrame, pl.from_arrow(found))
