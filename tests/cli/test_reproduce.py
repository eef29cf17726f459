"""`reproduce` makes a run again from its pins and compares every file."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from .conftest import Case, Fineline
from .fakes import Sampler, Simulator, posterior_for


def only_run(home: Path) -> Path:
    (record,) = (home / "runs").glob("*/run.json")
    return record


@pytest.fixture
def pair(home: Path, case: Case, simulator: Simulator, fineline: Fineline) -> str:
    """The identifier of a saved counterfactual."""
    assert fineline("counterfactual", "./war", "--without", "contributor-troops", "--out", "pair").exit_code == 0
    return only_run(home).parent.name


def test_a_pair_comes_out_identical_to_the_last_bit(home: Path, pair: str, fineline: Fineline) -> None:
    time.sleep(1.1)  # a time stamp inside a file would show
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = fineline("reproduce", pair)
    assert done.exit_code == 0, done.output
    assert done.stdout.rstrip().endswith("identical")
    assert "differs" not in done.stdout
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_forecast_and_a_fit_come_out_identical(
    home: Path, case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    fineline("fit", "./war", "--as-of", "2024-12-31", "--out", "mine/fit.nc")
    fit = only_run(home).parent.name
    fineline("forecast", "./war", "--as-of", "2024-12-31", "--out", "ahead")
    (ahead,) = {path.parent.name for path in (home / "runs").glob("*/run.json")} - {fit}
    assert fineline("reproduce", fit).exit_code == 0
    assert fineline("reproduce", ahead).exit_code == 0


def test_what_differs_is_named_with_exit_code_3(
    home: Path, pair: str, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = Simulator()
    monkeypatch.setattr(
        "fineline.products.pairing.simulate_pair",
        lambda case, posterior, **asked: changed.counterfactual(case, posterior, **{**asked, "seed": 9}),
    )
    monkeypatch.setattr("fineline.products.saving.versions", lambda: {"python": "3.0", "jax": "0", "numpyro": "0"})
    done = fineline("reproduce", pair)
    assert done.exit_code == 3
    assert "not identical: 1 of 5 files are the same" in done.stdout  # the settings that differ between the arms
    assert "Changed since the run" in done.stdout
    assert "versions" in done.stdout


def test_a_case_that_has_changed_is_refused(home: Path, pair: str, fineline: Fineline) -> None:
    priors = home / "war" / "priors.yaml"
    priors.write_text(priors.read_text() + "\n# changed\n")
    done = fineline("reproduce", pair)
    assert done.exit_code == 2
    assert "as it was" in done.stderr


def test_a_posterior_that_has_moved_is_looked_for(
    home: Path, case: Case, sampler: Sampler, simulator: Simulator, fineline: Fineline
) -> None:
    fineline("fit", "./war", "--seed", "3", "--out", "mine.nc")
    (fit,) = (path.parent.name for path in (home / "runs").glob("*/run.json"))
    (home / "copy.nc").write_bytes((home / "mine.nc").read_bytes())
    fineline("forecast", "./war", "--posterior", "copy.nc")
    (ahead,) = {path.parent.name for path in (home / "runs").glob("*/run.json")} - {fit}
    (home / "copy.nc").unlink()
    assert fineline("reproduce", ahead).exit_code == 0
    (home / "mine.nc").unlink()
    gone = fineline("reproduce", ahead)
    assert gone.exit_code == 2
    assert "copy.nc" in gone.stderr
    assert "mine.nc" in gone.stderr


def test_a_posterior_names_the_fit_that_made_it(home: Path, case: Case, sampler: Sampler, fineline: Fineline) -> None:
    fineline("fit", "./war", "--seed", "3")
    made = json.loads(only_run(home).read_text())["made"]
    done = fineline("reproduce", made)
    assert done.exit_code == 0
    assert only_run(home).parent.name in done.stdout


def test_the_shipped_posterior_is_reproduced_from_its_own_pins(
    home: Path, case: Case, sampler: Sampler, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fineline.products.remaking.case_names", lambda: (home / "war",))
    done = fineline("reproduce", posterior_for(case).id)
    assert done.exit_code == 0, done.output
    assert "posterior.nc" in done.stdout
    assert not (home / "runs").exists()


def test_an_unknown_run_is_answered_with_those_there_are(pair: str, fineline: Fineline) -> None:
    done = fineline("reproduce", "abc")
    assert done.exit_code == 2
    assert pair in done.stderr


@pytest.mark.parametrize("damage", [lambda text: text[:100], lambda text: text.replace('"seed": 0', '"seed": 4')])
def test_a_damaged_record_is_told(home: Path, pair: str, fineline: Fineline, damage: object) -> None:
    record = only_run(home)
    record.write_text(damage(record.read_text()))
    done = fineline("reproduce", pair)
    assert done.exit_code == 2
    assert "run.json" in done.stderr
    assert "Traceback" not in done.stderr
