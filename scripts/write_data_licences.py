"""Write DATA_LICENCES.md from the sources table of every case: `python scripts/write_data_licences.py`."""

from __future__ import annotations

import csv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "DATA_LICENCES.md"
CASES = ROOT / "src" / "fineline" / "cases"

PREAMBLE = """\
# Terms of the data

The code and text of Fineline are under the [Apache License 2.0](LICENSE). **The figures in the tables of a case are
not**: each keeps the terms of its source. The tables hold aggregated or single figures, each with its source,
claimant, date of publication and address, and only those that the case uses; all attributed claims that were
collected are held, each a single figure with the address of its page. Where a publisher states no licence, single
figures are quoted with attribution; whoever wants to reuse the source beyond that should ask its publisher.

This page is written from each case's `tables/sources.csv` by `scripts/write_data_licences.py`.
"""


def page() -> str:
    """The whole text of DATA_LICENCES.md, one table for each case, in the order of the case's own table."""
    parts = [PREAMBLE]
    for table in sorted(CASES.glob("*/tables/sources.csv")):
        with table.open(encoding="utf-8", newline="") as rows:
            lines = [_line(row) for row in csv.DictReader(rows)]
        header = "| key | source | publisher | terms | address |\n|---|---|---|---|---|\n"
        parts.append(f"## {table.parents[1].name.capitalize()}\n\n{header}" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(row: dict[str, str]) -> str:
    address = f"<{row['url']}>" if row["url"] else "see each row"
    cells = [row["id"], row["name"], row["publisher"], row["licence"] or "not stated", address]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
