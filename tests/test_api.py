"""The same powers from Python, with the posterior of the case as default."""

from __future__ import annotations

import inspect
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import fineline
from fineline import api
from fineline.case import Case
from fineline.errors import PosteriorNotFoundError, SettingError
from fineline.files import write_text

from .cli.conftest import case, home, sampler, simulator
from .cli.fakes import Sampler, Simulator, posterior_for

__all__ = ["case", "home", "sampler", "simulator"]


def test_the_package_offers_what_the_interface_holds() -> None:
    assert fineline.__all__ == api.__all__
    assert all(getattr(fineline, name) is getattr(api, name) for name in api.__all__)


@pytest.mark.parametrize("name", api.__all__)
def test_everything_offered_is_typed_and_documented(name: str) -> None:
    function = getattr(api, name)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(given.annotation is not inspect.Parameter.empty for given in signature.parameters.values())
    said = inspect.getdoc(function)
    assert said is not None
    assert all(f"{given}:" in said for given in signature.parameters)
    assert "Raises:" in said


def test_a_fit_is_saved_and_gives_its_posterior(home: Path, case: Case, sampler: Sampler) -> None:
    seen: list[int] = []
    posterior = fineline.fit(case, draws=50, seed=4, progress=lambda progress: seen.append(progress.done))
    assert posterior.pins.seed == 4
    assert seen
    assert len(list((home / "runs").glob("*/run.json"))) == 1


def test_a_pair_reads_the_posterior_of_the_case_and_writes_nothing(
    home: Path, case: Case, simulator: Simulator
) -> None:
    pair = fineline.counterfactual(case, without="contributor-troops")
    assert np.all(pair.difference["contributor_troops"].values <= 0)
    assert not (home / "runs").exists()


def test_a_posterior_can_be_handed_over_in_memory(case: Case, simulator: Simulator) -> None:
    ahead = fineline.forecast(case, horizon=4, draws=7, posterior=posterior_for(case))
    assert simulator.asked == [{"horizon": 4, "draws": 7, "seed": 0, "assumptions": {}, "force": False}]
    assert ahead.predictive["area_change_isw"].shape[1] == 4


def test_another_day_needs_a_fit_of_that_day(case: Case, sampler: Sampler, simulator: Simulator) -> None:
    day = date(2024, 12, 31)
    with pytest.raises(PosteriorNotFoundError, match="--as-of 2024-12-31"):
        fineline.forecast(case, as_of=day)
    fineline.fit(case, as_of=day)
    assert fineline.forecast(case, as_of=day).reference_date


def test_a_lever_that_does_not_exist_is_refused(case: Case, simulator: Simulator) -> None:
    with pytest.raises(SettingError, match="contributor-munitions") as fault:
        fineline.counterfactual(case, without="winter")
    assert fault.value.where == "without"


def test_the_briefing_names_its_files(
    home: Path, case: Case, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fineline.products.briefing.gathered", lambda *_: None)
    monkeypatch.setattr("fineline.products.briefing.hindcast_of", lambda *_, **__: ())
    monkeypatch.setattr("fineline.products.briefing.briefing_content", lambda *_: "content")
    monkeypatch.setattr(
        "fineline.products.briefing.write_briefing", lambda content, folder: (write_text(folder / "page", content),)
    )
    assert fineline.brief(case, out=home / "out") == (home / "out" / "page",)
    (record,) = (home / "runs").glob("*/run.json")
    assert fineline.reproduce(record.parent.name).identical
