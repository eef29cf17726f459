"""Reading files of others: text, CSV and JSON, with the place of every fault."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn, cast

from fineline.errors import NegativeCountError, TableError

Cells = Mapping[str, str]

HEAD = 4096
"""Bytes that are enough to recognise a format by."""

_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,20})?([eE][-+]?\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LARGEST = 1e15


def head_of(path: Path) -> str:
    """The beginning of a file as text; bytes that are no text are shown as such, and a byte-order mark is dropped.

    Raises:
        TableError: the file cannot be opened.
    """
    return _bytes(path, HEAD).decode("utf-8-sig", errors="replace")


def text_of(path: Path) -> str:
    """A whole file as text, without its byte-order mark.

    Raises:
        TableError: the file cannot be opened, or is not UTF-8.
    """
    try:
        return _bytes(path, -1).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise TableError(
            expected="text in UTF-8",
            found=f"bytes that are none ({fault.reason}, byte {fault.start})",
            where=str(path),
            remedy="download the file again, or save it as UTF-8",
        ) from fault


def _bytes(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError as fault:
        raise TableError(
            expected="a file to import",
            found=fault.strerror or str(fault),
            where=str(path),
            remedy="check the name and the permissions of the file",
        ) from fault


def header_of(text: str) -> tuple[str, ...]:
    """The names of the columns of a CSV text; none if its first line is no line of a CSV file."""
    try:
        return tuple(next(csv.reader(io.StringIO(text, newline=""), strict=True), []))
    except csv.Error:
        return ()


def records(path: Path) -> Iterator[tuple[str, Cells]]:
    """The rows of a CSV file, as text by column, each with its place.

    Raises:
        TableError: the file is no CSV, names a column twice, or a row has too few or too many cells.
    """
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        if len(set(header)) != len(header):
            _refuse(f"{path}, line 1", "every column named once", ", ".join(header))
        for cells in reader:
            where = f"{path}, line {reader.line_num}"
            if len(cells) != len(header):
                _refuse(where, f"{len(header)} cells", str(len(cells)))
            yield where, dict(zip(header, cells, strict=True))
    except csv.Error as fault:
        _refuse(f"{path}, line {reader.line_num}", "lines of a CSV file", str(fault))


def json_of(path: Path) -> object:
    """The content of a JSON file.

    Raises:
        TableError: it is no JSON, or holds numbers that JSON does not know.
    """
    text = text_of(path)
    try:
        return cast(object, json.loads(text, parse_constant=_no_number))
    except (ValueError, RecursionError) as fault:
        _refuse(str(path), "valid JSON", str(fault).splitlines()[0][:120])


def number(where: str, row: Cells, column: str) -> float:
    """A number in a cell.

    Raises:
        TableError: the cell holds something else, or a number too large to be a figure.
    """
    text = row[column].strip()
    if not _NUMBER.fullmatch(text) or abs(float(text)) >= _LARGEST:
        _refuse(where, f"{column} as a number", text[:60] or "an empty cell")
    return float(text)


def maybe_number(where: str, row: Cells, column: str) -> float | None:
    """A number in a cell, or None where the cell is empty; raises `TableError` as `number` does."""
    return number(where, row, column) if row[column].strip() else None


def count(where: str, row: Cells, column: str) -> float:
    """A number that is never negative.

    Raises:
        TableError: no number. NegativeCountError: below zero.
    """
    return not_negative(where, column, number(where, row, column))


def not_negative(where: str, name: str, value: float) -> float:
    """The value, if it is not below zero; otherwise raises `NegativeCountError`."""
    if value < 0:
        raise NegativeCountError(
            expected=f"{name} at or above zero",
            found=f"{value:g}",
            where=where,
            remedy="correct the figure, or leave the file out until its publisher has",
        )
    return value


def day(where: str, text: str, name: str) -> date:
    """A day written as 2024-10-13; raises `TableError` when it is not."""
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        _refuse(where, f"{name} as year-month-day", text[:60] or "an empty cell")


def calendar_day(where: str, year: int, month: int, of_month: int) -> date:
    """A day from its parts; raises `TableError` when the calendar has no such day."""
    try:
        return date(year, month, of_month)
    except (ValueError, OverflowError):
        _refuse(where, "a day of the calendar", f"year {year}, month {month}, day {of_month}")


def _refuse(where: str, expected: str, found: str) -> NoReturn:
    raise TableError(
        expected=expected, found=found, where=where, remedy="download the file again, or correct it at that place"
    )


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
