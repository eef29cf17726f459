"""A folder of its own for every test, a case in it, and stand-ins for what takes long."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fineline.case import Case, load_case
from fineline.case.load import EMBEDDED
from fineline.cli import app

from .fakes import Sampler, Simulator, load_posterior, posterior_for

Fineline = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, so that runs go to `runs` in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINELINE_RUNS", raising=False)
    return tmp_path


@pytest.fixture
def case(home: Path) -> Case:
    """The embedded case, copied to `./war`, with a posterior of its own."""
    shutil.copytree(EMBEDDED / "ukraine", home / "war", ignore=shutil.ignore_patterns("posterior*.nc"))
    made = load_case(home / "war")
    posterior_for(made).save(home / "war" / "posterior.nc")
    return made


@pytest.fixture
def sampler(monkeypatch: pytest.MonkeyPatch) -> Sampler:
    """The stand-in for NUTS."""
    made = Sampler()
    monkeypatch.setattr("fineline.products.fitting.sample", made)
    _use_plain_posteriors(monkeypatch)
    return made


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The stand-in for the scenarios."""
    made = Simulator()
    monkeypatch.setattr("fineline.products.forecasting.simulate_ahead", made.forecast)
    monkeypatch.setattr("fineline.products.pairing.simulate_pair", made.counterfactual)
    _use_plain_posteriors(monkeypatch)
    return made


def _use_plain_posteriors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fineline.products.posteriors.load_posterior", load_posterior)
    monkeypatch.setattr("fineline.products.remaking.load_posterior", load_posterior)


@pytest.fixture
def fineline() -> Fineline:
    """The command line, called in this process."""
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])
