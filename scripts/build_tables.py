"""Build the tables of the Ukraine case from a folder of compiled sources.

    python scripts/build_tables.py SOURCE_DIR [--case-dir DIR]

Keeps only the figures the case uses, each with its source, claimant and day of publication, and writes `series.csv`,
`claims.csv`, `sources.csv` and `precedent.csv` into the case's `tables` folder. The same sources always give the same
bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

sys.path.insert(0, str(Path(__file__).resolve().parent))

from table_builders.catalogue import SOURCE_COLUMNS, claimant_name, embedded_claims, used_sources
from table_builders.claims import CLAIM_COLUMNS, Claims, read_claims
from table_builders.contributor import TROOPS_SOURCE, contributor_rows, promoted_claims
from table_builders.estimates import estimate_rows
from table_builders.manpower import manpower_rows
from table_builders.opinion import opinion_rows
from table_builders.precedent import write_precedent
from table_builders.rows import COLUMNS, Row, cells, dated, sort_key, write_table
from table_builders.weekly import weekly_rows

CASE_DIR = Path(__file__).resolve().parents[1] / "src" / "fineline" / "cases" / "ukraine"


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and build the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source_dir", type=Path, metavar="SOURCE_DIR", help="folder with the compiled source files")
    parser.add_argument("--case-dir", type=Path, default=CASE_DIR, help="case to read and to write into")
    parser.add_argument("--tables-dir", type=Path, help="folder to write to; the case's own tables by default")
    chosen = parser.parse_args(arguments)
    build(chosen.source_dir, chosen.case_dir, chosen.tables_dir or chosen.case_dir / "tables")


def build(source_dir: Path, case_dir: Path, tables_dir: Path) -> None:
    """Write the four tables.

    Args:
        source_dir: folder with the compiled source files.
        case_dir: the case whose lags, citations and sources are read.
        tables_dir: where the tables go; made if missing.
    """
    lags = source_lags(case_dir)
    claims = read_claims(source_dir) | promoted_claims(source_dir, lags[TROOPS_SOURCE])
    rows = all_rows(source_dir, claims, lags)
    tables_dir.mkdir(parents=True, exist_ok=True)
    write_table(tables_dir / "series.csv", COLUMNS, (cells(row) for row in rows))
    write_table(tables_dir / "claims.csv", CLAIM_COLUMNS, embedded_claims(case_dir, claims, rows))
    write_table(tables_dir / "sources.csv", SOURCE_COLUMNS, used_sources(source_dir, case_dir, rows))
    write_precedent(source_dir, tables_dir)


def source_lags(case_dir: Path) -> Mapping[str, int]:
    """Days from a figure's date to its publication, by source, as the case declares them."""
    declared = YAML(typ="safe").load((case_dir / "evidence.yaml").read_text(encoding="utf-8"))
    return {source: entry["lag_days"] for source, entry in declared["sources"].items()}


def all_rows(source_dir: Path, claims: Claims, lags: Mapping[str, int]) -> list[Row]:
    """Every row of the long table, dated, named and sorted."""
    rows = [
        *weekly_rows(source_dir, lags),
        *manpower_rows(source_dir, claims),
        *estimate_rows(source_dir, claims),
        *contributor_rows(claims),
        *opinion_rows(source_dir, claims),
    ]
    named = (replace(row, claimant=claimant_name(row.claimant)) for row in rows)
    return sorted((dated(row, lags) for row in named), key=sort_key)


if __name__ == "__main__":
    main()
