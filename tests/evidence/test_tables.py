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


@pytest.fixture
def claims(script: ModuleType) -> dict[str, dict[str, str]]:
    """Four made-up claims: one of a whole topic, two of another topic, and one that a row repeats."""
    columns = importlib.import_module("table_builders.claims").CLAIM_COLUMNS
    topics = {"NAR-001": "narrative", "TRP-001": "dprk_troops", "TRP-002": "dprk_troops", "TER-001": "territory"}
    return {name: {**dict.fromkeys(columns, ""), "id": name, "topic": topic} for name, topic in topics.items()}


def test_every_claim_is_held_on_every_topic_in_order(
    script: ModuleType, claims: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    catalogue = importlib.import_module("table_builders.catalogue")
    (tmp_path / "case.yaml").write_text("claims: [TRP-002]", encoding="utf-8")
    row = script.Row(
        series="s",
        date=date(2024, 5, 1),
        value="1",
        unit="km2",
        source="S07",
        claimant="c",
        published=None,
        claim="TER-001",
    )
    held = [cells[0] for cells in catalogue.embedded_claims(tmp_path, claims, [row])]
    assert held == sorted(claims)


def test_a_citation_of_no_claim_is_refused(
    script: ModuleType, claims: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    catalogue = importlib.import_module("table_builders.catalogue")
    (tmp_path / "case.yaml").write_text("claims: [TRP-009]", encoding="utf-8")
    with pytest.raises(SystemExit, match="TRP-009"):
        list(catalogue.embedded_claims(tmp_path, claims, []))


def test_aid_of_a_group_of_donors_is_their_sum_by_month(script: ModuleType, tmp_path: Path) -> None:
    weekly = importlib.import_module("table_builders.weekly")
    header = "date,series,value,low,high,unit,source,claimant,published,url,note"
    groups = {"all": ("1.5", "0.6"), "us": ("0.0", "0.1"), "europe": ("1.4", "0.3"), "other": ("0.1", "0.2")}
    lines = [
        f"{day},aid_military_allocated_{group},{value},,,EUR bn per month,S10,Kiel Institute,2026-08-04,,"
        for group, values in groups.items()
        for day, value in zip(("2023-01-31", "2023-02-28"), values, strict=True)
    ]
    (tmp_path / "monthly_aid.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
    made = {(row.series, str(row.date)): row for row in weekly.aid(tmp_path, {"S10": 75})}
    assert len(made) == 6
    both = made["other_backers_aid_allocated", "2023-01-31"]
    assert (both.value, str(both.period_start), str(both.published)) == ("1.5", "2023-01-01", "2023-04-16")
    assert made["lead_backer_aid_allocated", "2023-01-31"].value == "0"
    assert made["aid_military_allocated", "2023-02-28"].value == "0.6"
    assert both.note.startswith("Europe plus other donors")


def test_a_claimed_share_is_written_in_per_cent(script: ModuleType, tmp_path: Path) -> None:
    opinion = importlib.import_module("table_builders.opinion")
    (tmp_path / "monthly_opinion.csv").write_text(
        "date,series,value,low,high,unit,source,claimant,published,url,note\n"
        "2025-03-31,levada_support_armed_forces,79,,,percent,S12,Levada Center,,https://page.example/,\n"
        "2021-12-31,levada_support_armed_forces,50,,,percent,S12,Levada Center,,https://page.example/,\n",
        encoding="utf-8",
    )
    share = {"value": "0.78", "low": "", "high": "", "as_of": "2025-08-28", "published": "2025-09-05"}
    stated = {**share, "claimant": "Levada Center", "url": "", "note": ""}
    claims = {claim: stated for claim, _ in opinion.CLAIMED} | {"RUP-036": {"published": "2025-04-10"}}
    rows = list(opinion.opinion_rows(tmp_path, claims))
    assert [row.value for row in rows] == ["79", *["78"] * len(opinion.CLAIMED)]
    assert rows[0].published == date(2025, 4, 10)
    assert {row.unit for row in rows} == {"percent"}
