"""What the processes of a fit say to the one that started them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from fineline.case import model_inputs
from fineline.errors import StorageError
from fineline.inference import worker
from fineline.inference.chains import FitSettings
from fineline.inference.fit import fit
from fineline.inference.target import fitted_weeks

from .conftest import EARLY, case, view_of

FULL = StorageError(expected="room", found="No space left on device", where="block-0000.npz", remedy="free space")


def test_a_full_disk_in_a_worker_is_its_own_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise FULL

    monkeypatch.setattr("fineline.inference.chains.sample_group", full)
    monkeypatch.setattr(worker, "pin", lambda group: None)
    (tmp_path / "target.pkl").write_bytes(pickle.dumps((None, None)))
    assert worker.main(tmp_path, 0) == worker.DISK_FULL
    assert "No space left on device" in capsys.readouterr().err


def fit_with(interpreter: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit whose workers are the lines of a shell script."""
    stand_in = folder.parent / "python"
    stand_in.write_text(f"#!/bin/sh\n{interpreter}\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    view = view_of(EARLY)
    inputs = model_inputs(case(), view, fitted_weeks(case(), EARLY))
    fit(case(), view, inputs, FitSettings(chains=6, draws=5, warmup=50), folder=folder)


def test_a_full_disk_in_a_worker_ends_the_fit_as_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"echo No space left on device >&2; exit {worker.DISK_FULL}"
    with pytest.raises(StorageError, match="No space left on device") as raised:
        fit_with(lines, tmp_path / "fit", monkeypatch)
    assert "--resume" in str(raised.value)


def test_one_worker_that_fails_ends_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second group waits for a minute in vain; the fit does not."""
    lines = 'if [ "$4" = 0 ]; then echo what went wrong >&2; exit 3; fi; exec sleep 60'
    with pytest.raises(RuntimeError, match="code 3: what went wrong"):
        fit_with(lines, tmp_path / "fit", monkeypatch)


def test_workers_compile_for_one_thread_and_double_precision() -> None:
    found = worker.environment()
    assert found["JAX_ENABLE_X64"] == "true"
    assert found["NPROC"] == found["OMP_NUM_THREADS"] == "1"


PINNED = """
import os, sys
from fineline.inference.worker import pin
os.sched_setaffinity(0, CORES)
pin(0)
print(*os.sched_getaffinity(0), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be chosen here")
def test_samplers_of_different_fits_take_different_cores(tmp_path: Path) -> None:
    """Two fits at a time, each with one group: on one core they would take twice as long."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    assert set(pinned(3, tmp_path, cores)) == {str(core) for core in cores}


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be chosen here")
def test_a_sampler_that_cannot_say_which_core_it_has_samples_all_the_same(tmp_path: Path) -> None:
    cores = sorted(os.sched_getaffinity(0))[:2]
    for core in cores:  # folders where the files would be
        (tmp_path / f"fineline-{os.getuid()}-core-{core}.lock").mkdir()
    assert pinned(2, tmp_path, cores) == [str(cores[0])] * 2


def pinned(count: int, folder: Path, cores: list[int]) -> list[str]:
    """Cores that so many samplers of different fits take, each the first group of its fit."""
    own = {**os.environ, "TMPDIR": str(folder)}  # whoever samples beside this test does not count
    command = [sys.executable, "-c", PINNED.replace("CORES", str(set(cores)))]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=own)
        for _ in range(count)
    ]
    try:
        return [one.stdout.readline().strip() for one in started if one.stdout is not None]
    finally:
        for one in started:
            one.kill()
            one.communicate()
