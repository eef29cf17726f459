"""Import and export from the command line."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from fineline.cli import app
from fineline.evidence.figures import KEY
from fineline.evidence.ledger_folder import Ledger


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINELINE_LEDGER", raising=False)
    return tmp_path


def evidence(*words: str) -> Result:
    return CliRunner().invoke(app, ["evidence", *words])


def losses(folder: Path, second: int = 1_122_810) -> str:
    path = folder / "losses.json"
    totals = (("2025-10-05", 1_115_250), ("2025-10-12", second))
    path.write_text(json.dumps([{"date": day, "personnel": total} for day, total in totals]), encoding="utf-8")
    return str(path)


def test_a_dry_run_shows_and_writes_nothing(here: Path) -> None:
    result = evidence("import", "general-staff", losses(here), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "principal_losses_claimed" in result.stdout
    assert not (here / "ledger").exists()


def test_without_a_terminal_it_wants_yes(here: Path) -> None:
    result = evidence("import", "general-staff", losses(here))
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert not (here / "ledger").exists()


def test_yes_writes_and_again_changes_nothing(here: Path) -> None:
    first = evidence("import", "general-staff", losses(here), "--yes")
    again = evidence("import", "general-staff", losses(here), "--yes")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "already" in again.stdout
    assert len(Ledger(here / "ledger").imports()) == 1


def test_a_contradiction_is_shown_and_refused(here: Path) -> None:
    evidence("import", "general-staff", losses(here), "--yes")
    result = evidence("import", "general-staff", losses(here, second=1_122_900), "--yes")
    assert result.exit_code == 2
    assert "--vintage" in result.stderr
    assert len(Ledger(here / "ledger").imports()) == 1


def test_the_environment_names_the_ledger(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINELINE_LEDGER", str(here / "elsewhere"))
    assert evidence("import", "general-staff", losses(here), "--yes").exit_code == 0
    assert len(Ledger(here / "elsewhere").imports()) == 1


def exported(here: Path) -> Path:
    evidence("import", "general-staff", losses(here), "--yes")
    result = evidence("export", "package", "--as-of", "2025-11-30")
    assert result.exit_code == 0, result.output
    return here / "package"


def test_a_package_is_read_back_identically(here: Path) -> None:
    package = exported(here)
    read = evidence("import", "package", str(package / "datapackage.json"), "--ledger", "second", "--yes")
    assert read.exit_code == 0, read.output
    back = evidence("export", "back", "--as-of", "2025-11-30", "--ledger", "second")
    assert back.exit_code == 0, back.output
    for file in package.iterdir():
        assert (here / "back" / file.name).read_bytes() == file.read_bytes(), file.name
    ledger = Ledger(here / "second")
    with (package / "series.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(ledger.series()) == len(rows)
    assert not ledger.series().select(pl.struct(KEY).is_duplicated().any()).item()


def test_a_package_says_types_sources_licences_and_checksums(here: Path) -> None:
    package = exported(here)
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["profile"] == "tabular-data-package"
    for resource in described["resources"]:
        content = (package / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.decode("utf-8").splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
    licensed = {entry["name"].removeprefix("source-") for entry in described["licenses"]}
    with (package / "series.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["source"] for row in rows} <= licensed
    assert max(row["published"] for row in rows) <= "2025-11-30"


def test_a_changed_package_is_refused(here: Path) -> None:
    package = exported(here)
    series = package / "series.csv"
    series.write_text(series.read_text(encoding="utf-8").replace("0", "1", 1), encoding="utf-8")
    result = evidence("import", "package", str(package / "datapackage.json"), "--ledger", "second", "--yes")
    assert result.exit_code == 2
    assert "checksum" in result.stderr


def test_an_export_replaces_nothing(here: Path) -> None:
    exported(here)
    result = evidence("export", "package", "--as-of", "2025-11-30")
    assert result.exit_code == 2
    assert "new or empty" in result.stderr
