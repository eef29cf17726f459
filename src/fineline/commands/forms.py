"""The forms in which rows are printed or written."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How rows are printed or written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
