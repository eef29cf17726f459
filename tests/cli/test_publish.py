"""`fineline publish`: an entry with its pins, published once, and a record that stays."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fineline.case import Case
from fineline.evaluation.hub import quantile_table, write_csv
from fineline.evaluation.registry import add_entry

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


def test_what_nobody_has_observed_yet_is_not_scored(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline
) -> None:
    assert fineline("publish", "./war", "--horizon", 4).exit_code == 0
    result = fineline("score", "--published", "./war")
    assert result.exit_code == 2
    assert "no outcome of any" in result.stderr


def test_a_published_forecast_is_scored_on_what_came(home: Path, case: Case, fineline: Fineline) -> None:
    origin, day = date(2024, 12, 29), date(2025, 1, 7)
    draws = 10_000.0 + np.linspace(-500.0, 500.0, 1001)[:, None] + np.zeros((1, 6))
    (file, *_) = write_csv(quantile_table({"principal_losses_claimed": draws}, origin), home / "made")
    files = {file.name: file}
    add_entry(home / "kept", files, published=day, case="ukraine", reference_date=origin, pins={}, run="aaa")
    result = fineline("score", "--published", "./war", "--registry", "kept", "--out", "scores")
    assert result.exit_code == 0, result.output
    assert "entry 1" in result.stdout
    rows = pl.read_csv(home / "scores/scores.csv")
    assert rows["horizon"].to_list() == [1, 2, 3, 4, 5, 6]
    assert (rows["wis"] > 0).all()


@pytest.mark.parametrize("given", [("in", "--published", "ukraine"), ("in", "came.csv", "--registry", "kept"), ("in",)])
def test_scores_of_two_kinds_are_not_mixed(fineline: Fineline, home: Path, given: tuple[str, ...]) -> None:
    assert fineline("score", *given).exit_code == 2


@pytest.mark.parametrize("other", [("--horizon", 13), ("--posterior", "p.nc"), ("--list",)])
def test_what_a_back_test_has_fixed_cannot_be_set_beside_its_headline(
    home: Path, fineline: Fineline, other: tuple[object, ...]
) -> None:
    done = fineline("publish", "./war", "--headline", "0123456789ab", *other)
    assert done.exit_code != 0
    assert "the back-test has fixed them" in done.output
    assert not list(home.glob("published/*"))
