"""The committed tables, and the script that builds them."""

from __future__ import annotations

import importlib
import os
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
CASE_DIR = ROOT / "src" / "fineline" / "cases" / "ukraine"
SOURCES = os.environ.get("FINELINE_SOURCE_DATA")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    for name in [name for name in sys.modules if name.split(".")[0] in {"build_tables", "table_builders"}]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("build_tables")


@pytest.mark.skipif(SOURCES is None, reason="FINELINE_SOURCE_DATA does not name the folder of compiled sources")
@pytest.mark.parametrize("table", ["series.csv", "claims.csv", "sources.csv"])
def test_committed_tables_are_what_the_script_builds(script: ModuleType, table: str, tmp_path: Path) -> None:
    script.build(Path(str(SOURCES)), CASE_DIR, tmp_path)
    assert (tmp_path / table).read_bytes() == (CASE_DIR / "tables" / table).read_bytes()


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://news.example/2024/10/10/us/story.html", date(2024, 10, 10)),
        ("https://institute.example/analysis/2025/02/losses/", date(2025, 2, 28)),
        ("https://institute.example/analysis/2024/12/losses/", date(2024, 12, 31)),
        ("https://x.com/DefenceHQ/status/1933073278408478992/photo/1", date(2025, 6, 12)),
        ("https://news.example/story-20241010", None),
        ("", None),
    ],
)
def test_an_address_gives_its_day(script: ModuleType, address: str, day: date | None) -> None:
    assert script.Row  # the script is loaded, and its builders with it
    rows = importlib.import_module("table_builders.rows")
    assert rows.day_in_address(address) == day


def test_a_day_of_publication_is_never_before_the_date(script: ModuleType) -> None:
    rows = importlib.import_module("table_builders.rows")
    stated = script.Row(
        series="s", date=date(2024, 5, 1), value="1", unit="persons", source="S11", claimant="c", published=None
    )
    by_lag = rows.dated(stated, {"S11": 45})
    assert (by_lag.published, by_lag.note) == (date(2024, 6, 15), "published: not stated, date plus 45 days")
    earlier = rows.replace(stated, url="https://news.example/2024/03/24/story/")
    assert rows.dated(earlier, {"S11": 45}).published == date(2024, 6, 15)
    later = rows.replace(stated, url="https://news.example/2024/05/03/story/")
    assert rows.dated(later, {"S11": 45}).published == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "kept"), [("1.0", "1"), ("0.2319", "0.2319"), ("-0.0", "0"), ("1e3", "1000"), ("", "")]
)
def test_numbers_are_written_in_one_way(script: ModuleType, text: str, kept: str) -> None:
    assert script.Row
    assert importlib.import_module("table_builders.rows").canonical_number(text) == kept
