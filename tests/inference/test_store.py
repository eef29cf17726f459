"""A saved posterior is whole, of this case, or refused."""

from __future__ import annotations

import errno
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from fineline.environment import lock, model_version, versions
from fineline.errors import PinMismatchError, PosteriorNotFoundError, StorageError, TruncatedFileError
from fineline.inference.store import Pins, Posterior, load_posterior

from .conftest import case

WEEKS = 4


def made(**changed: object) -> Posterior:
    pins = {
        "case": case().name,
        "case_digest": case().fitted_digest(),
        "as_of": "2024-12-31",
        "first_week": "2023-01-01",
        "last_week": "2023-01-22",
        "model_version": model_version(),
        "mechanisms": dict(case().mechanisms),
        "seed": 1,
        "chains": 2,
        "draws": 50,
        "warmup": 25,
        "lock_sha256": lock().sha256,
        "versions": versions(),
        **changed,
    }
    generator = np.random.default_rng(2)
    shapes = {"rate": (2, 50), "bias": (2, 50, 2), "tempo_shock": (2, 50, WEEKS)}
    draws = {name: generator.normal(size=shape).astype(np.float32).astype(np.float64) for name, shape in shapes.items()}
    return Posterior(
        draws=draws,
        elements={"bias": ("bbc", "us")},
        diagnostics={"rate": {"rhat": 1.0, "ess_bulk": 90.0}},
        contraction={"rate": 0.4},
        divergences=3,
        transitions=500,
        e_bfmi=(0.9, 1.1),
        pins=Pins(**pins),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made().save(tmp_path / "posterior.nc")


def test_a_posterior_comes_back_as_it_was_saved(path: Path) -> None:
    loaded, kept = load_posterior(path, case()), made()
    assert {name: values.tolist() for name, values in loaded.draws.items()} == {
        name: values.tolist() for name, values in kept.draws.items()
    }
    assert replace(loaded, draws={}) == replace(kept, draws={})
    assert loaded.weeks.tolist() == kept.weeks.tolist()
    assert len(loaded.weeks) == WEEKS
    assert loaded.flat()["bias"].shape == (100, 2)
    np.testing.assert_array_equal(loaded.flat()["rate"][50:], loaded.draws["rate"][1])


def test_a_war_without_a_whole_quarter_is_saved_too(tmp_path: Path) -> None:
    """A parameter with one element a quarter has none then."""
    young = replace(
        made(), draws={**made().draws, "walk": np.empty((2, 50, 0))}, elements={**made().elements, "walk": ()}
    )
    loaded = load_posterior(young.save(tmp_path / "young.nc"), case())
    assert loaded.draws["walk"].shape == (2, 50, 0)
    assert loaded.flat()["walk"].shape == (100, 0)


def test_the_file_is_a_group_that_others_read(path: Path) -> None:
    with xr.open_dataset(path, group="posterior", engine="h5netcdf") as found:
        assert found["tempo_shock"].dims == ("chain", "draw", "week")
        assert found["bias"].dims == ("chain", "draw", "bias_element")
        assert found["week"].to_numpy().astype("datetime64[D]").tolist() == made().weeks.tolist()


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999])
def test_a_file_cut_short_is_refused(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(TruncatedFileError, match=path.name):
        load_posterior(path)


def test_a_file_damaged_inside_its_draws_is_refused(path: Path) -> None:
    """Zeros over the middle third: compressed numbers that no longer unpack."""
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = bytes(third)
    path.write_bytes(content)
    with pytest.raises(TruncatedFileError):
        load_posterior(path)


@pytest.mark.parametrize("content", [b"not a posterior", b"\x89HDF\r\n\x1a\n" + bytes(2000)])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.nc"
    other.write_bytes(content)
    with pytest.raises(TruncatedFileError):
        load_posterior(other)


def test_a_file_without_the_group_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.nc"
    xr.Dataset({"x": ("y", [1.0])}).to_netcdf(other, engine="h5netcdf")
    with pytest.raises(TruncatedFileError):
        load_posterior(other)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PosteriorNotFoundError, match="fineline fit"):
        load_posterior(tmp_path / "none.nc")


@pytest.mark.parametrize(
    ("pin", "value"),
    [
        ("case", "another"),
        ("case_digest", "0" * 64),
        ("mechanisms", {"tempo": "another"}),
        ("model_version", "0.0.0"),
    ],
)
def test_a_posterior_of_another_case_or_model_is_refused(tmp_path: Path, pin: str, value: object) -> None:
    path = made(**{pin: value}).save(tmp_path / "posterior.nc")
    assert load_posterior(path).pins == made(**{pin: value}).pins
    with pytest.raises(PinMismatchError, match=pin):
        load_posterior(path, case())


FILLING = """
import resource, sys
from pathlib import Path
from fineline.errors import StorageError
from fineline.inference.store import load_posterior

path = Path(sys.argv[1])
posterior = load_posterior(path)
for size in (0, 700, 5000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        posterior.save(path)
    except StorageError:
        sys.stderr.write(f"{size} refused; ")
"""
"""Saves to a disk that refuses what lies beyond so many bytes of a file, as a full one does."""


def test_a_disk_that_fills_while_saving_leaves_the_older_file(path: Path) -> None:
    """In a process of its own: a library that loses its file in mid-write may take the process with it."""
    before = path.read_bytes()
    assert len(before) > 5000
    done = subprocess.run([sys.executable, "-c", FILLING, str(path)], capture_output=True, text=True, check=False)
    assert done.stderr == "0 refused; 700 refused; 5000 refused; "
    assert done.returncode == 0
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_disk_full_at_the_last_moment_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("fineline.files.os.fsync", full)
    with pytest.raises(StorageError, match="free space"):
        made().save(tmp_path / "posterior.nc")
    assert list(tmp_path.iterdir()) == []
