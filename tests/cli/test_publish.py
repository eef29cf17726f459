"""`fineline publish`: an entry with its pins, published once, and a record that stays."""

from __future__ import annotations

import json
from pathlib import Path

from fineline.case import Case

from .conftest import Fineline
from .fakes import Simulator


def test_an_entry_holds_the_hub_file_and_every_pin(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    done = fineline("publish", "./war", "--horizon", 4)
    assert done.exit_code == 0, done.output
    (folder,) = home.glob("published/0001-*")
    entry = json.loads((folder / "entry.json").read_text())
    assert entry["hash"] in done.output
    assert entry["case"] == "ukraine"
    for pin in ("posterior_id", "case_digest", "model_version", "lock_sha256", "seed", "structure", "as_of"):
        assert pin in entry["pins"]
    assert entry["pins"]["case_digest"] == case.digest()
    assert [path.suffix for path in folder.iterdir() if path.name != "entry.json"] == [".csv"]
    assert "Track record" in done.output
    assert entry["run"] in fineline("reproduce", entry["run"]).output


def test_a_forecast_is_published_once_and_the_list_changes_nothing(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    assert fineline("publish", "./war", "--registry", "kept").exit_code == 0
    before = {path: path.read_bytes() for path in (home / "kept").rglob("*") if path.is_file()}
    again = fineline("publish", "./war", "--registry", "kept")
    assert again.exit_code == 2
    assert fineline("publish", "./war", "--registry", "kept", "--list").exit_code == 0
    assert {path: path.read_bytes() for path in (home / "kept").rglob("*") if path.is_file()} == before
