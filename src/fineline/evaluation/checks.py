"""The rules of a hub table, each checked for every row, with the line of the first row that breaks it.

Line numbers are those of a CSV file with its header on line 1.
"""

from __future__ import annotations

import polars as pl

from fineline.errors import FinelineError, NegativeCountError, NotASundayError
from fineline.evaluation.layout import COLUMNS, LEVELS, SCHEMA, TARGETS, end_of

SUNDAY = 7
"""Sunday as polars counts the days of a week (ISO 8601)."""


class HubTableError(FinelineError):
    """A forecast table that breaks a rule of the hub format."""

    fault = "the forecast table breaks the hub format"


def check_table(table: pl.DataFrame, where: str) -> pl.DataFrame:
    """Check a hub table and give it the types of the format.

    Args:
        table: the table as read; cells may still be text.
        where: the file, for the message.

    Returns:
        The same rows in the same order, typed.

    Raises:
        HubTableError: columns, types, names, levels, horizons, repeated rows or crossing quantiles.
        NotASundayError: a date that is not a Sunday.
        NegativeCountError: a value below zero for a target that counts people.
    """
    typed = _typed(table, where)
    _check_names(typed, where)
    _check_sundays(typed, where)
    _check_horizons(typed, where)
    _check_values(typed, where)
    _check_levels(typed, where)
    _check_monotone(typed, where)
    return typed


def _typed(table: pl.DataFrame, where: str) -> pl.DataFrame:
    if tuple(table.columns) != COLUMNS or table.height == 0:
        found = f"{', '.join(table.columns)} over {table.height} rows"
        raise _fault(f"at least one row and exactly the columns {', '.join(COLUMNS)}", found, where)
    typed = table.with_columns(_cast(name, table.schema[name], kind) for name, kind in SCHEMA.items())
    for name, kind in SCHEMA.items():
        unread = typed[name].is_null()
        if unread.any():
            line = _line(unread)
            raise _fault(f"{kind} in column {name}", repr(table[name][line - 2]), f"{where}, line {line}")
    return typed


def _cast(name: str, found: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    # Text that does not parse becomes null here and is refused with its line.
    if found == pl.String() and wanted == pl.Date():
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False)
    return pl.col(name).cast(wanted, strict=False)


def _check_names(table: pl.DataFrame, where: str) -> None:
    _refuse(table, pl.col("output_type") != "quantile", "output_type", 'output_type "quantile"', where)
    _refuse(table, ~pl.col("target").is_in(list(TARGETS)), "target", f"target among {', '.join(TARGETS)}", where)


def _check_sundays(table: pl.DataFrame, where: str) -> None:
    weekly = pl.col("target").is_in([name for name, target in TARGETS.items() if target.step == "week"])
    for name, concerned in (("reference_date", pl.lit(value=True)), ("target_end_date", weekly)):
        wrong = table.select(wrong=concerned & (pl.col(name).dt.weekday() != SUNDAY))["wrong"]
        if wrong.any():
            line = _line(wrong)
            raise NotASundayError(
                expected=f"a Sunday in column {name}",
                found=f"{table[name][line - 2]:%A %Y-%m-%d}",
                where=f"{where}, line {line}",
                remedy="name weeks by the Sunday that ends them",
            )


def _check_horizons(table: pl.DataFrame, where: str) -> None:
    _refuse(table, pl.col("horizon") < 1, "horizon", "a horizon of at least 1 week or month", where)
    keys = table.select("target", "reference_date", "horizon").unique()
    ends = [end_of(TARGETS[target].step, reference, horizon) for target, reference, horizon in keys.iter_rows()]
    placed = table.join(
        keys.with_columns(due=pl.Series(ends, dtype=pl.Date())), on=keys.columns, how="left", maintain_order="left"
    )
    rule = "target_end_date equal to reference_date plus horizon weeks, or the end of the month so many months after it"
    wrong = placed.select(wrong=pl.col("due") != pl.col("target_end_date"))["wrong"]
    if wrong.any():
        line = _line(wrong)
        due, found = placed["due"][line - 2], placed["target_end_date"][line - 2]
        raise _fault(f"{rule}: {due}", str(found), f"{where}, line {line}")


def _check_values(table: pl.DataFrame, where: str) -> None:
    _refuse(table, ~pl.col("value").is_finite(), "value", "a finite value", where)
    counts = [name for name, target in TARGETS.items() if target.counts]
    negative = table.select(wrong=pl.col("target").is_in(counts) & (pl.col("value") < 0))["wrong"]
    if negative.any():
        line = _line(negative)
        raise NegativeCountError(
            expected=f"no value below zero for {table['target'][line - 2]}",
            found=str(table["value"][line - 2]),
            where=f"{where}, line {line}",
            remedy="forecast counts on the log scale",
        )


def _check_levels(table: pl.DataFrame, where: str) -> None:
    key = ("reference_date", "target", "horizon")
    groups = table.group_by(*key, maintain_order=True).agg(pl.col("output_type_id").sort().alias("levels"))
    for *group, levels in groups.iter_rows():
        if tuple(levels) != LEVELS:
            missing, surplus = sorted(set(LEVELS) - set(levels)), sorted(set(levels) - set(LEVELS))
            repeated = sorted({level for level in levels if levels.count(level) > 1})
            found = f"for {', '.join(map(str, group))}: missing {missing}, unknown {surplus}, repeated {repeated}"
            raise _fault(f"the {len(LEVELS)} levels once each", found, where)


def _check_monotone(table: pl.DataFrame, where: str) -> None:
    key = ["reference_date", "target", "horizon"]
    ordered = table.with_row_index("row").sort(*key, "output_type_id")
    falls = ordered.with_columns(fall=pl.col("value").diff().over(key) < 0).filter(
        pl.col("fall").fill_null(value=False)
    )
    if falls.height:
        first = falls.row(0, named=True)
        found = f"{first['value']} at level {first['output_type_id']}, below the level before it"
        raise _fault("quantiles that do not fall as the level rises", found, f"{where}, line {first['row'] + 2}")


def _refuse(table: pl.DataFrame, broken: pl.Expr, column: str, expected: str, where: str) -> None:
    wrong = table.select(wrong=broken)["wrong"]
    if wrong.any():
        line = _line(wrong)
        raise _fault(expected, str(table[column][line - 2]), f"{where}, line {line}")


def _line(wrong: pl.Series) -> int:
    position = wrong.arg_true()[0]
    return int(position) + 2


def _fault(expected: str, found: str, where: str) -> HubTableError:
    return HubTableError(expected=expected, found=found, where=where, remedy="mend the row or write the forecast again")
