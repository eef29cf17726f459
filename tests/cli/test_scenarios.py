"""`scenarios` sets every scenario of the case side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

from fineline.case import Change

from .conftest import Case, Fineline
from .fakes import ARRIVAL, WEEKS, Pair, Setting, stamped, trajectories

pytestmark = pytest.mark.usefixtures("simulator")

COMPARED = {"ground", "own_deaths", "own_strength", "support", "aid", "perceived_success"}


@dataclass(frozen=True)
class Prepared:
    """What all scenarios share."""

    asked: dict[str, object]

    def run(self, wanted: tuple[str, ...]) -> xr.Dataset:
        return stamped(trajectories(1, 1.0), self.asked)[list(wanted)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the simulation was asked; the placebo changes nothing, any other scenario takes the contributor away."""
    seen: list[dict[str, object]] = []

    def prepare(_case: object, _posterior: object, **settings: object) -> Prepared:
        seen.append(settings)
        return Prepared(settings)

    def run_pair(
        setting: Prepared, changes: Sequence[Change], *, baseline: xr.Dataset, wanted: tuple[str, ...]
    ) -> Pair:
        diffs = tuple(Setting(change.input, "as recorded", change.operation) for change in changes)
        if getattr(changes[0], "until", None):
            return Pair(baseline, baseline, diffs, notes=("nothing changes",))
        bought = {"substitute_recruits": np.where(WEEKS == ARRIVAL, 500.0, 0.0)}
        arm = stamped(trajectories(1, 0.0), setting.asked)[list(wanted)]
        inputs = bought if changes[-1].input == "substitute_recruits" else {}
        return Pair(
            baseline, arm, diffs, inputs=inputs, first_week=ARRIVAL, parameters={"pay_elasticity": np.full(30, 0.5)}
        )

    monkeypatch.setattr("fineline.products.scenarios.prepare", prepare)
    monkeypatch.setattr("fineline.products.scenarios.run_pair", run_pair)
    return seen


def test_every_scenario_is_printed_and_written(
    home: Path, case: Case, asked: list[dict[str, object]], fineline: Fineline
) -> None:
    done = fineline("scenarios", "./war", "--horizon", "26", "--out", "side-by-side")
    assert done.exit_code == 0, done.output
    assert asked == [{"horizon": 26, "draws": None, "seed": 0, "assumptions": {}, "force": False}]
    assert all(name in done.stdout.replace("\n", "") for name in ("kept-hidden", "shells-stop", "placebo-date"))
    for said in ("0, untouched", "placebo-date: nothing changes", "bonus-instead: To buy these 500 men", "km²"):
        assert said in done.stdout
    table = pl.read_csv(home / "side-by-side" / "scenarios.csv")
    assert set(table["scenario"]) == set(case.scenarios)
    assert table.height == len(COMPARED) * len(case.scenarios)
    assert set(table["outcome"]) == COMPARED
    placebo = table.filter(scenario="placebo-date")
    assert not placebo["reached"].any()
    assert placebo["median"].to_list() == [0.0] * len(COMPARED)


def test_the_data_hold_the_same_and_more(
    home: Path, case: Case, asked: list[dict[str, object]], fineline: Fineline
) -> None:
    fineline("scenarios", "./war", "--out", "side-by-side")
    held = json.loads((home / "side-by-side" / "scenarios.json").read_text())
    assert [one["scenario"] for one in held] == list(case.scenarios)
    bonus = next(one for one in held if one["scenario"] == "bonus-instead")
    assert bonus["question"] == case.scenarios["bonus-instead"].question
    assert bonus["implied_bonus"]["persons"] == 500
    assert {row["outcome"] for row in bonus["differences"]} == COMPARED
    table = pl.read_csv(home / "side-by-side" / "scenarios.csv").filter(scenario="bonus-instead", outcome="ground")
    assert next(row for row in bonus["differences"] if row["outcome"] == "ground")["median"] == table["median"][0]


def test_assumptions_stand_on_every_line_and_the_run_comes_out_again(
    home: Path, case: Case, asked: list[dict[str, object]], fineline: Fineline
) -> None:
    done = fineline("scenarios", "./war", "--assume", "claim_belief_shift=0.2", "--out", "side-by-side")
    said = "claim_belief_shift is assumed to be 0.2 in every draw"
    assert said in done.stdout
    assert set(pl.read_csv(home / "side-by-side" / "scenarios.csv")["assumptions"]) == {said}
    (record,) = (home / "runs").glob("*/run.json")
    assert fineline("reproduce", record.parent.name).exit_code == 0


def test_a_horizon_of_no_week_is_refused(case: Case, fineline: Fineline) -> None:
    assert fineline("scenarios", "./war", "--horizon", "0").exit_code == 2
