"""`evidence list`, `show`, `compare`, `sources` and `trace` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from .conftest import Fineline


def test_list_in_every_form(fineline: Fineline, home: Path) -> None:
    asked = ("evidence", "list", "--topic", "dprk_casualties", "--as-of", "2024-12-31")
    shown = fineline(*asked)
    assert shown.exit_code == 0
    assert "CAS-022" in shown.stdout
    assert "CAS-023" not in shown.stdout
    rows = json.loads(fineline(*asked, "--format", "json").stdout)
    comma = fineline(*asked, "--format", "csv").stdout.splitlines()
    assert len(comma) == len(rows) + 1
    assert fineline(*asked, "--format", "parquet", "--out", "claims.parquet").exit_code == 0
    assert pl.read_parquet(home / "claims.parquet")["id"].to_list() == [row["id"] for row in rows]


def test_parquet_wants_a_file(fineline: Fineline, home: Path) -> None:
    refused = fineline("evidence", "list", "--format", "parquet")
    assert refused.exit_code == 2


@pytest.mark.parametrize(("name", "said"), [("CAS-023", "S25"), ("CAS-020", "shown, not used")])
def test_show_says_source_licence_and_use(fineline: Fineline, name: str, said: str) -> None:
    shown = fineline("evidence", "show", name)
    assert shown.exit_code == 0
    assert "licence" in shown.stdout
    assert said in shown.stdout


def test_compare_puts_rivals_side_by_side(fineline: Fineline, home: Path) -> None:
    shown = fineline("evidence", "compare", "dprk_killed")
    assert shown.exit_code == 0
    for said in ("matched topic and quantity", "South Korea NIS", "19.8", "presses for allied", "●"):
        assert said in shown.stdout
    assert fineline("evidence", "compare", "dprk_killed", "--out", "killed.svg").exit_code == 0
    assert (home / "killed.svg").read_text(encoding="utf-8").startswith("<svg")
    assert fineline("evidence", "compare", "dprk_killed", "--out", "killed.html").exit_code == 0
    assert "<script src=" not in (home / "killed.html").read_text(encoding="utf-8")
    assert fineline("evidence", "compare", "dprk_killed", "--out", "killed.txt").exit_code == 2
    assert fineline("evidence", "compare", "weather").exit_code == 2


def test_sources_are_listed_with_their_terms(fineline: Fineline) -> None:
    rows = json.loads(fineline("evidence", "sources", "--format", "json").stdout)
    assert {row["id"] for row in rows} >= {"S01", "S25", "C01"}
    assert all(row["licence"] for row in rows)


def test_trace_wants_a_briefing(fineline: Fineline, home: Path) -> None:
    refused = fineline("trace", "outlook/area_change/26-weeks")
    assert refused.exit_code == 2
    assert "fineline brief" in refused.stderr
