"""Drafts and their review: the round trip, and that nothing passes undecided."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fineline.case import Case
from fineline.errors import TableError
from fineline.evidence.door import CLAIM_COLUMNS, check_claims
from fineline.products.reading import read, write_drafts
from fineline.reading.draft import Row, read_draft, write_draft
from fineline.reading.review import Decision, review, write_claims

TEXT = (
    "The National Intelligence Service said that at least 3,000 North Korean soldiers were in Russia on "
    "23 October 2024. "
    "Moscow denied the deployment of the North Koreans.\n\nAbout 40 percent of the North Koreans have been lost."
)


@pytest.fixture
def draft(tmp_path: Path, ukraine: Case) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return write_drafts(read(ukraine, tmp_path / "a.txt"), tmp_path / "draft.csv")


def _decide(path: Path, index: int, **cells: str) -> None:
    rows = list(read_draft(path))
    rows[index] = rows[index].with_cells(cells)
    write_draft(path, rows)


def test_a_draft_holds_what_the_article_says(draft: Path) -> None:
    first = read_draft(draft)[0].cells
    wanted = {
        "value": "3000", "low": "3000", "high": "", "unit": "persons", "as_of": "2024-10-23", "status": "draft",
        "claimant": "South Korea NIS", "interest": "ally of party", "propositions": "P1", "hedge": "at least",
    }  # fmt: skip
    assert {name: first[name] for name in wanted} == wanted


def test_nothing_passes_without_a_decision(draft: Path) -> None:
    found = review(read_draft(draft))
    assert (found.taken, found.open) == ((), 3)


def test_an_accepted_row_becomes_a_claim_and_is_not_asked_about_again(draft: Path, tmp_path: Path) -> None:
    _decide(draft, 0, decision="accept", published="2024-10-25")
    _decide(draft, 1, decision="reject")
    found = review(read_draft(draft))
    target = write_claims(tmp_path / "claims.csv", found.taken)
    write_draft(draft, found.rows)
    check_claims(target)
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(CLAIM_COLUMNS)
    assert [(row["claimant"], row["value"]) for row in rows] == [("South Korea NIS", "3000")]
    assert [row.status for row in read_draft(draft)] == ["accepted", "rejected", "draft"]
    assert review(read_draft(draft)).taken == ()


def test_claims_of_an_earlier_review_are_kept(draft: Path, tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    _decide(draft, 0, decision="accept", published="2024-10-25")
    found = review(read_draft(draft))
    write_claims(target, found.taken)
    write_draft(draft, found.rows)
    later = {"claimant": "Western officials", "interest": "ally of party", "as_of": "2025-01-31"}
    _decide(draft, 2, decision="edit", published="2025-02-01", quantity="casualty_share", **later)
    write_claims(target, review(read_draft(draft)).taken)
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


def test_a_person_who_is_asked_can_edit(draft: Path) -> None:
    def ask(row: Row) -> tuple[Decision, dict[str, str]] | None:
        return ("edit", {"published": "2024-10-25", "note": "checked"}) if row.cells["value"] == "3000" else None

    found = review(read_draft(draft), ask)
    assert [(row.status, row.cells["note"]) for row in found.taken] == [("edited", "checked")]


def test_an_incomplete_row_is_refused_and_named(draft: Path) -> None:
    _decide(draft, 0, decision="accept")
    with pytest.raises(TableError, match="published"):
        review(read_draft(draft))


def test_an_unknown_decision_is_refused(draft: Path) -> None:
    _decide(draft, 0, decision="yes")
    with pytest.raises(TableError, match="accept, edit, reject"):
        review(read_draft(draft))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\ufeffid\n"])
def test_a_file_that_is_no_draft_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "draft.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError):
        read_draft(path)


def test_a_missing_draft_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="fineline read"):
        read_draft(tmp_path / "draft.csv")
