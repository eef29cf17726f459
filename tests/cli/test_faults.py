"""Faults are told with a text and an exit code, and leave nothing half written."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

from fineline.cli import app

from .conftest import Case, Fineline
from .fakes import Simulator

COMMANDS = ("cases", "show", "fit", "forecast", "counterfactual", "brief", "reproduce")


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_help_needs_none_of_the_libraries_that_compute() -> None:
    heavy = ("jax", "numpyro", "xarray", "polars", "duckdb", "altair", "arviz")
    code = f"import sys, fineline.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_is_read_and_written(command: str) -> None:
    said = " ".join(CliRunner().invoke(app, [command, "--help"]).stdout.split())
    assert "Reads" in said
    assert "Writes" in said


def test_no_command_is_answered_with_help_and_the_exit_codes(fineline: Fineline) -> None:
    said = " ".join(fineline().output.split())
    assert all(command in said for command in COMMANDS)
    assert "130 stopped by Ctrl-C" in said


@pytest.mark.parametrize("writer", ["to_netcdf", "fsync"])
def test_a_full_disk_in_mid_write_is_told_and_leaves_no_half_file(
    writer: str,
    home: Path,
    case: Case,
    simulator: Simulator,
    fineline: Fineline,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def half_a_file(_: xr.Dataset, path: Path, **__: object) -> None:
        Path(path).write_bytes(b"half")
        full_disk()

    if writer == "to_netcdf":
        monkeypatch.setattr(xr.Dataset, "to_netcdf", half_a_file)
    else:
        monkeypatch.setattr("fineline.files.os.fsync", full_disk)
    done = fineline("counterfactual", "./war", "--without", "contributor", "--out", "pair")
    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    assert "free space" in done.stderr
    assert list((home / "pair").glob(".*")) == []
    assert not (home / "pair" / "weekly-differences.nc").exists()
    assert not (home / "runs").exists()


def test_ctrl_c_outside_a_fit_leaves_no_record(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fineline.products.forecasting.simulate_ahead", stop)
    done = fineline("forecast", "./war")
    assert done.exit_code == 130
    assert "give the same command again" in done.stderr
    assert not (home / "runs").exists()


def test_the_unexpected_passes_through_with_its_traceback(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fineline.products.forecasting.simulate_ahead", lambda *_, **__: 1 / 0)
    done = fineline("forecast", "./war")
    assert done.exit_code == 1
    assert isinstance(done.exception, ZeroDivisionError)


SLEEPER = """
import os, sys, time
from fineline import cli
from fineline.commands import show
def forever():
    print("ready", flush=True)
    time.sleep(60)
show.list_cases = forever
sys.argv = ["fineline", "cases"]
cli.app()
"""


def test_a_signal_from_the_keyboard_ends_with_130() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert said.startswith("stopped;")
    assert "Traceback" not in said
