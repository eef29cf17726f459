"""A real fit, small: killed, resumed, saved, damaged and loaded.

Two processes fit the same case with the same seed. One is left alone; the other is killed when its first block is on
disk, and everything else is asked of what it left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fineline.case import model_inputs
from fineline.errors import ResumeError
from fineline.inference.chains import FitSettings, block_path, blocks_done
from fineline.inference.fit import Progress, fit
from fineline.inference.sampler import BLOCK
from fineline.inference.store import Posterior, load_posterior
from fineline.inference.target import fitted_weeks

from . import fit_alone
from .conftest import case, view_of

SETTINGS = FitSettings(chains=fit_alone.CHAINS, draws=fit_alone.DRAWS, warmup=fit_alone.WARMUP, seed=fit_alone.SEED)
PATIENCE = 900.0
"""Seconds allowed for a block to appear, compilation included, on a busy machine."""


def start(folder: Path, core: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, fit_alone.__file__, str(folder), str(core)]
    return subprocess.Popen(command, start_new_session=True)


def resume(folder: Path, settings: FitSettings = SETTINGS, *, go_on: bool = True, progress: object = None) -> Posterior:
    day = fit_alone.DAY
    view = view_of(day)
    inputs = model_inputs(case(), view, fitted_weeks(case(), day))
    return fit(case(), view, inputs, settings, folder=folder, resume=go_on, progress=progress)


def working_on(folder: Path) -> list[int]:
    """Processes whose command line names the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in place.read_bytes():
                found.append(int(place.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Folder of the fit left alone, which may still be running, and of the one killed in mid-fit."""
    whole, killed = (tmp_path_factory.mktemp(name) / "fit" for name in ("whole", "killed"))
    processes = [start(whole, 0), start(killed, 1)]
    try:
        patience = time.monotonic() + PATIENCE
        while not block_path(killed / "group-0", 0).exists():
            assert processes[1].poll() is None, "the fit ended before it could be killed"
            assert time.monotonic() < patience
            time.sleep(0.02)
        os.killpg(processes[1].pid, signal.SIGKILL)
        processes[1].wait()
        yield whole, killed
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def killed(folders: tuple[Path, Path]) -> Path:
    """What the killed fit left behind."""
    return folders[1]


@pytest.fixture(scope="module")
def reports() -> list[Progress]:
    """Everything the resumed fit said of its progress."""
    return []


@pytest.fixture(scope="module")
def resumed(killed: Path, reports: list[Progress]) -> Posterior:
    """The killed fit taken to its end."""
    return resume(killed, progress=reports.append)


@pytest.fixture(scope="module")
def whole(folders: tuple[Path, Path], resumed: Posterior) -> Posterior:
    """The fit that was left alone, from its file."""
    made = folders[0].with_suffix(".nc")
    patience = time.monotonic() + PATIENCE
    while not made.exists():
        assert time.monotonic() < patience
        time.sleep(0.2)
    return load_posterior(made, case())


@pytest.fixture(scope="module")
def saved(resumed: Posterior, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of the resumed fit."""
    return resumed.save(tmp_path_factory.mktemp("saved") / "posterior.nc")


def test_a_killed_fit_leaves_whole_blocks_and_no_process(killed: Path) -> None:
    assert 1 <= blocks_done(killed / "group-0") < SETTINGS.blocks
    assert working_on(killed) == []


def test_an_unfinished_fit_is_not_gone_on_with_unasked(killed: Path) -> None:
    with pytest.raises(ResumeError, match="--resume"):
        resume(killed, go_on=False)


@pytest.mark.parametrize("other", [{"seed": 8}, {"draws": 11}, {"warmup": 75}, {"chains": 6}])
def test_a_fit_of_other_settings_is_not_gone_on_with(killed: Path, other: dict[str, int]) -> None:
    with pytest.raises(ResumeError, match="another folder"):
        resume(killed, replace(SETTINGS, **other))


def test_ctrl_c_leaves_no_process_and_the_blocks(killed: Path) -> None:
    before = blocks_done(killed / "group-0")
    seen: list[int] = []

    def stop(_: Progress) -> None:
        seen.extend(working_on(killed))
        if seen:  # a process that is just starting has no command line yet
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resume(killed, progress=stop)
    assert len(seen) == SETTINGS.groups
    assert working_on(killed) == []
    assert blocks_done(killed / "group-0") == before


def test_killed_and_resumed_a_fit_ends_with_the_same_draws(resumed: Posterior, whole: Posterior) -> None:
    """To the last bit."""
    assert set(resumed.draws) == set(whole.draws)
    for name, values in resumed.draws.items():
        np.testing.assert_array_equal(values, whole.draws[name], err_msg=name)
    assert (resumed.divergences, resumed.transitions, resumed.e_bfmi) == (
        whole.divergences,
        whole.transitions,
        whole.e_bfmi,
    )
    assert resumed.id == whole.id


def test_the_draws_are_of_the_size_asked_for_and_move(resumed: Posterior) -> None:
    weeks = len(fitted_weeks(case(), fit_alone.DAY))
    assert resumed.draws["tempo_persistence"].shape == (SETTINGS.chains, SETTINGS.draws)
    assert resumed.draws["tempo_shock"].shape == (SETTINGS.chains, SETTINGS.draws, weeks)
    assert resumed.transitions == SETTINGS.chains * SETTINGS.sampling_blocks * BLOCK
    assert len(resumed.weeks) == weeks
    for name, values in resumed.draws.items():
        assert np.isfinite(values).all(), name
        assert (values.std(axis=(0, 1)) > 0).all(), name


def test_progress_goes_from_what_was_there_to_the_end(resumed: Posterior, reports: list[Progress]) -> None:
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert done[0] >= SETTINGS.chains * BLOCK
    assert reports[-1].done == reports[-1].total == SETTINGS.blocks * SETTINGS.chains * BLOCK
    assert reports[-1].stage == "sampling"
    assert reports[-1].divergences == resumed.divergences


def test_what_is_loaded_is_what_was_in_memory(resumed: Posterior, saved: Path) -> None:
    loaded = load_posterior(saved, case())
    assert set(loaded.draws) == set(resumed.draws)
    for name, values in resumed.draws.items():
        assert loaded.draws[name].dtype == np.float64
        np.testing.assert_array_equal(loaded.draws[name], values, err_msg=name)
    for field in ("elements", "diagnostics", "contraction", "divergences", "transitions", "e_bfmi", "pins", "id"):
        assert getattr(loaded, field) == getattr(resumed, field), field


def test_arviz_reads_the_file(resumed: Posterior, saved: Path) -> None:
    script = (
        "import sys, warnings; warnings.simplefilter('ignore'); import arviz as az;"
        "p = az.from_netcdf(sys.argv[1])['posterior'];"
        "print(p['tempo_persistence'].dims, p['tempo_persistence'].shape, p['tempo_shock'].dims)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(saved)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"('chain', 'draw') ({SETTINGS.chains}, {SETTINGS.draws}) ('chain', 'draw', 'week')"


def test_saving_again_changes_no_number(resumed: Posterior, saved: Path, tmp_path: Path) -> None:
    again = load_posterior(load_posterior(saved).save(tmp_path / "again.nc"))
    for name, values in resumed.draws.items():
        np.testing.assert_array_equal(again.draws[name], values, err_msg=name)
