"""What came, as a long table: one row for each target and period.

target           the name of the target
target_end_date  the last day of the week or month
value            the figure, in the unit of the target
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from fineline.errors import FinelineError, StorageError
from fineline.evaluation.baselines.history import observed
from fineline.evaluation.layout import TARGETS
from fineline.evidence import View

COLUMNS: dict[str, pl.DataType] = {"target": pl.String(), "target_end_date": pl.Date(), "value": pl.Float64()}


class ObservationsError(FinelineError):
    """A table of observations that cannot be scored against."""

    fault = "the observations cannot be read"


def observations_of(view: View) -> pl.DataFrame:
    """Every figure of every target in the newest tables."""
    parts = [(name, *observed(view, name)) for name in TARGETS]
    return pl.concat(
        pl.DataFrame({"target": [name] * len(values), "target_end_date": ends, "value": values}, schema=COLUMNS)
        for name, ends, values in parts
    )


def read_observations(path: Path) -> pl.DataFrame:
    """Read a long table, CSV or Parquet, and check it.

    Further columns are left aside.

    Raises:
        ObservationsError: columns, types or repeated rows; the message names file and line.
        StorageError: the file cannot be opened.
    """
    try:
        raw = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    except OSError as error:
        raise StorageError(
            expected="a readable table of observations",
            found=str(error),
            where=str(path),
            remedy="check the path and its rights",
        ) from error
    except pl.exceptions.PolarsError as error:
        raise _fault("a table with a header", str(error).splitlines()[0], str(path)) from error
    return check_observations(raw, str(path))


def check_observations(raw: pl.DataFrame, where: str) -> pl.DataFrame:
    """Give a table of observations its types and refuse what cannot be scored against.

    Raises:
        ObservationsError: a missing column, a cell of another type, a value that is not finite, a repeated row.
    """
    if missing := [name for name in COLUMNS if name not in raw.columns]:
        raise _fault(f"the columns {', '.join(COLUMNS)}", f"no {', '.join(missing)}", where)
    typed = raw.select(
        pl.col("target").cast(pl.String()),
        pl.col("target_end_date").str.to_date("%Y-%m-%d", strict=False)
        if raw.schema["target_end_date"] == pl.String()
        else pl.col("target_end_date").cast(pl.Date(), strict=False),
        pl.col("value").cast(pl.Float64(), strict=False),
    )
    for name, kind in COLUMNS.items():
        unread = typed[name].is_null() | (~typed[name].is_finite() if name == "value" else False)
        if unread.any():
            row = int(unread.arg_true()[0])
            raise _fault(f"{kind} in column {name}", repr(raw[name][row]), f"{where}, line {row + 2}")
    repeated = typed.select(again=pl.struct("target", "target_end_date").is_duplicated())["again"]
    if repeated.any():
        row = int(repeated.arg_true()[0])
        found = f"several for {typed['target'][row]} {typed['target_end_date'][row]}"
        raise _fault("one row for each target and period", found, f"{where}, line {row + 2}")
    return typed


def _fault(expected: str, found: str, where: str) -> ObservationsError:
    return ObservationsError(expected=expected, found=found, where=where, remedy="mend the table and score again")
