"""Imported evidence is seen by the commands: reviewed claims by readers, imported rows by fits."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fineline.case import Case, load_case
from fineline.products.reading import read, write_drafts
from fineline.reading.draft import read_draft, write_draft

from .conftest import Fineline
from .fakes import Sampler, Simulator

TEXT = (
    "The National Intelligence Service said that at least 3,000 North Korean soldiers were in Russia on "
    "23 October 2024. Moscow denied the deployment of the North Koreans."
)
LOSSES = '[{"date": "2025-10-05", "personnel": 1115250}, {"date": "2025-10-12", "personnel": 1122999}]'
COLUMNS = ("id", "published", "vintage", "value")


@pytest.fixture
def draft(home: Path) -> Path:
    (home / "a.txt").write_text(TEXT, encoding="utf-8")
    return write_drafts(read(load_case("ukraine"), home / "a.txt", date(2024, 10, 25)), home / "draft.csv")


def decide(path: Path, *decisions: str, **cells: str) -> None:
    rows = read_draft(path)
    decided = zip(rows, decisions, strict=True)
    write_draft(path, [row.with_cells({"decision": said, **(cells if said else {})}) for row, said in decided])


def listed(fineline: Fineline, *words: str) -> list[Mapping[str, str]]:
    result = fineline("evidence", "list", "--format", "csv", *words)
    assert result.exit_code == 0, result.output
    return [row for row in csv.DictReader(result.stdout.splitlines()) if row["id"].startswith("READ-")]


def test_what_a_person_accepts_is_listed_with_its_vintage(fineline: Fineline, draft: Path) -> None:
    decide(draft, "accept", "reject")
    assert fineline("evidence", "review", str(draft), "--yes").exit_code == 0
    [row] = listed(fineline)
    assert [row[name] for name in COLUMNS[1:]] == ["2024-10-25", "2024-10-25", "3000"]
    assert listed(fineline, "--as-of", "2024-10-24") == []
    assert fineline("evidence", "show", row["id"]).exit_code == 0


def test_the_same_review_and_import_again_change_nothing(fineline: Fineline, draft: Path, home: Path) -> None:
    decide(draft, "accept", "reject")
    fineline("evidence", "review", str(draft), "--yes")
    before = sorted(path.name for path in (home / "ledger").iterdir())
    for words in (("review", str(draft)), ("import", "claims", str(draft)), ("import", "claims", "draft.claims.csv")):
        result = fineline("evidence", *words, "--yes")
        assert (result.exit_code, "already" in result.stdout) == (0, True)
    assert sorted(path.name for path in (home / "ledger").iterdir()) == before


def test_a_row_that_nobody_reviewed_is_refused(fineline: Fineline, draft: Path, home: Path) -> None:
    decide(draft, "accept", "")
    fineline("evidence", "review", str(draft))
    result = fineline("evidence", "import", "claims", str(draft), "--yes")
    assert result.exit_code == 2
    assert "1 of 2 rows undecided" in result.stderr
    assert "fineline evidence review" in result.stderr
    assert not (home / "ledger").exists()


def test_without_a_terminal_review_says_how_to_import(fineline: Fineline, draft: Path, home: Path) -> None:
    decide(draft, "accept", "reject")
    result = fineline("evidence", "review", str(draft))
    assert "fineline evidence import claims" in result.stdout
    assert not (home / "ledger").exists()


def test_a_claim_edited_after_its_import_is_refused(fineline: Fineline, draft: Path) -> None:
    decide(draft, "accept", "reject")
    fineline("evidence", "review", str(draft), "--yes")
    text = Path("draft.claims.csv").read_text(encoding="utf-8")
    Path("draft.claims.csv").write_text(text.replace(",3000,", ",4000,", 1), encoding="utf-8")
    result = fineline("evidence", "import", "claims", "draft.claims.csv", "--yes")
    assert result.exit_code == 2
    assert [row["value"] for row in listed(fineline)] == ["3000"]


# ------------------------------------------------------------------------------------------------------ fits and others


@pytest.fixture
def ledger(fineline: Fineline, home: Path) -> Path:
    """A ledger with one further week claimed by the General Staff, in a vintage of its own."""
    (home / "losses.json").write_text(LOSSES, encoding="utf-8")
    words = ("evidence", "import", "general-staff", "losses.json", "--vintage", "2025-11-01", "--yes")
    assert fineline(*words).exit_code == 0
    return home / "ledger"


def test_imported_rows_change_what_a_fit_is_pinned_to(case: Case, ledger: Path, home: Path) -> None:
    assert case.with_ledger(home / "none").fitted_digest() == case.fitted_digest()
    assert case.with_ledger(ledger).fitted_digest() != case.fitted_digest()


def test_imported_claims_change_no_fit(fineline: Fineline, case: Case, draft: Path, home: Path) -> None:
    decide(draft, "accept", "reject")
    fineline("evidence", "review", str(draft), "--yes")
    read_with = case.with_ledger(home / "ledger")
    assert read_with.fitted_digest() == case.fitted_digest()
    assert read_with.digest() != case.digest()


def test_the_digest_is_of_the_rows_and_not_of_the_imports(fineline: Fineline, case: Case, home: Path) -> None:
    one = '[{"date": "2025-10-05", "personnel": 1115250}]'
    for folder, parts in (("a", (LOSSES,)), ("b", (one, LOSSES))):
        for text in parts:
            (home / "part.json").write_text(text, encoding="utf-8")
            words = ("general-staff", "part.json", "--vintage", "2025-11-01", "--ledger", folder, "--yes")
            assert fineline("evidence", "import", *words).exit_code == 0
    assert case.with_ledger(home / "a").fitted_digest() == case.with_ledger(home / "b").fitted_digest()


def test_a_posterior_fitted_without_the_ledger_is_refused(
    fineline: Fineline, case: Case, ledger: Path, simulator: Simulator
) -> None:
    plain = fineline("forecast", "./war")
    result = fineline("forecast", "./war", "--ledger", str(ledger))
    assert (plain.exit_code, result.exit_code) == (0, 2)
    assert f"imported to {ledger}" in " ".join(result.stderr.split())
    assert f"--ledger {ledger}" in " ".join(result.stderr.split())


def test_a_ledger_that_is_not_there_is_refused(fineline: Fineline, home: Path) -> None:
    result = fineline("forecast", "ukraine", "--ledger", "leger")
    assert result.exit_code == 2
    assert "no folder leger" in result.stderr


def test_a_fit_reads_the_ledger_and_serves_with_it_alone(
    fineline: Fineline, case: Case, ledger: Path, sampler: Sampler, simulator: Simulator, home: Path
) -> None:
    result = fineline("fit", "./war", "--ledger", str(ledger), "--out", "mine.nc")
    assert result.exit_code == 0, result.output
    with_it = fineline("forecast", "./war", "--posterior", "mine.nc", "--ledger", str(ledger))
    without = fineline("forecast", "./war", "--posterior", "mine.nc")
    assert (with_it.exit_code, without.exit_code) == (0, 2), with_it.output
    assert "ledger" in without.stderr


def test_a_view_of_the_case_holds_the_imported_week(case: Case, ledger: Path) -> None:
    name, day = "principal_losses_claimed", case.calendar.knowledge
    own, both = case.evidence().view(day), case.with_ledger(ledger).evidence().view(day)
    assert float(own.latest(name).value.sum()) != float(both.latest(name).value.sum())
