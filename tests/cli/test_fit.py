"""`fit` saves a posterior and says whether its draws can be trusted."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from fineline.errors import StorageError

from .conftest import Case, Fineline
from .fakes import Sampler

pytestmark = pytest.mark.usefixtures("case")


def only_run(home: Path) -> Path:
    (record,) = (home / "runs").glob("*/run.json")
    return record


def test_a_fit_leaves_posterior_record_and_diagnostics(home: Path, sampler: Sampler, fineline: Fineline) -> None:
    done = fineline("fit", "./war", "--draws", "50", "--warmup", "20", "--chains", "2", "--seed", "7")
    assert done.exit_code == 0, done.output
    record = only_run(home)
    assert (record.parent / "posterior.nc").is_file()
    run = json.loads(record.read_text())
    assert run["id"] == record.parent.name
    assert run["pins"]["arguments"] == {
        "as_of": "2026-08-31",
        "chains": 2,
        "draws": 50,
        "seed": 7,
        "warmup": 20,
    }
    assert set(run["outputs"]) == {"posterior.nc"}
    for said in (
        "bulk ESS",
        "tail ESS",
        "R-hat",
        "E-BFMI",
        "contraction",
        "estimated",
        "assumed",
        "wall time",
        run["id"],
    ):
        assert said in done.stdout
    assert "DOES NOT HOLD" not in done.stdout
    assert "divergences under 0.1%: holds (0 of 10000 transitions)" in done.stdout


def test_bars_that_are_missed_are_said_plainly(sampler: Sampler, fineline: Fineline) -> None:
    sampler.divergences, sampler.rhat = 10, 1.03
    done = fineline("fit", "./war")
    assert done.exit_code == 0
    assert "R-hat at most 1.01: DOES NOT HOLD (largest 1.0300, tempo_persistence)" in done.stdout
    assert "divergences under 0.1%: DOES NOT HOLD (10 of 10000 transitions)" in done.stdout
    assert "bulk ESS at least 400: holds" in done.stdout


def test_the_file_goes_where_it_was_asked_for(home: Path, sampler: Sampler, fineline: Fineline) -> None:
    assert fineline("fit", "./war", "--out", "mine/fit.nc").exit_code == 0
    assert (home / "mine" / "fit.nc").is_file()
    assert json.loads(only_run(home).read_text())["written_to"] == str(home / "mine")


def test_the_folder_of_runs_can_be_chosen(
    home: Path, sampler: Sampler, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINELINE_RUNS", str(home / "elsewhere"))
    assert fineline("fit", "./war").exit_code == 0
    assert len(list((home / "elsewhere").glob("*/run.json"))) == 1
    assert not (home / "runs").exists()


def test_ctrl_c_says_how_to_go_on_and_going_on_ends_the_same(home: Path, sampler: Sampler, fineline: Fineline) -> None:
    settings = ("fit", "./war", "--as-of", "2024-12-31", "--seed", "5")
    assert fineline(*settings, "--out", "whole.nc").exit_code == 0
    whole = (home / "whole.nc").read_bytes()
    assert list((home / "runs").glob("*/blocks")) == []

    sampler.stop = KeyboardInterrupt()
    stopped = fineline(*settings, "--out", "parts.nc")
    assert stopped.exit_code == 130
    assert "Traceback" not in stopped.stderr
    line = stopped.stderr.splitlines()[-1]
    assert line.startswith("stopped; go on with: fineline fit ./war --as-of 2024-12-31")
    assert not (home / "parts.nc").exists()

    sampler.stop = None
    refused = fineline(*settings, "--out", "parts.nc")
    assert refused.exit_code == 2
    assert "--resume" in refused.stderr

    resumed = fineline(*line.split("go on with: fineline ")[1].split())
    assert resumed.exit_code == 0, resumed.output
    assert sampler.resumed[-1]
    assert (home / "parts.nc").read_bytes() == whole


def test_only_what_was_begun_can_be_resumed(home: Path, sampler: Sampler, fineline: Fineline) -> None:
    sampler.stop = KeyboardInterrupt()
    assert fineline("fit", "./war", "--seed", "5").exit_code == 130
    refused = fineline("fit", "./war", "--seed", "6", "--resume")
    assert refused.exit_code == 2
    assert "the settings it was started with" in refused.stderr


def test_ctrl_c_before_the_first_block_offers_to_begin_again(
    fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fineline.products.fitting.sample", stop)
    stopped = fineline("fit", "./war")
    assert stopped.exit_code == 130
    assert "--resume" not in stopped.stderr


def test_a_full_disk_in_mid_fit_leaves_nothing_half_written(
    home: Path, sampler: Sampler, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("fineline.files.os.fsync", full)
    done = fineline("fit", "./war", "--out", "mine.nc")
    assert done.exit_code == 2
    assert StorageError.fault in done.stderr
    assert "No space left on device" in done.stderr
    assert "free space" in done.stderr
    assert not (home / "mine.nc").exists()
    assert [path for path in (home / "runs").rglob("*") if path.is_file()] == []


def test_a_fit_before_any_observation_is_refused(home: Path, sampler: Sampler, fineline: Fineline) -> None:
    done = fineline("fit", "./war", "--as-of", "2001-01-01")
    assert done.exit_code == 2
    assert not (home / "runs").exists()


@pytest.mark.parametrize("wrong", [("--chains", "0"), ("--draws", "-1"), ("--seed", "x")])
def test_numbers_out_of_range_are_refused(wrong: tuple[str, str], fineline: Fineline) -> None:
    assert fineline("fit", "./war", *wrong).exit_code == 2


def test_the_same_pins_have_the_same_identifier(home: Path, sampler: Sampler, fineline: Fineline, case: Case) -> None:
    fineline("fit", "./war")
    first = only_run(home).read_bytes()
    fineline("fit", "./war")
    assert only_run(home).read_bytes() == first
    fineline("fit", "./war", "--seed", "2")
    assert len(list((home / "runs").glob("*/run.json"))) == 2


def test_a_measure_that_does_not_exist_does_not_hold(sampler: Sampler, fineline: Fineline) -> None:
    sampler.rhat = float("nan")
    assert "R-hat at most 1.01: DOES NOT HOLD (largest nan, tempo_persistence)" in fineline("fit", "./war").stdout
