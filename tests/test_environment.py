"""What a run ran on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from fineline import environment


def test_a_checkout_is_locked_by_its_lock_file() -> None:
    found = environment.lock()
    lock_file = Path(__file__).parents[1] / "uv.lock"
    assert found.of == "uv.lock"
    assert found.sha256 == hashlib.sha256(lock_file.read_bytes()).hexdigest()


def test_elsewhere_the_installed_distributions_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    found = environment.lock()
    assert found.of == "installed distributions"
    assert len(found.sha256) == 64
    assert found == environment.lock()


def test_versions_name_what_shapes_the_numbers() -> None:
    assert set(environment.versions()) == {"python", "jax", "numpyro"}
    assert environment.model_version()
