"""`score` and `backtest` at the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fineline.commands.backtest import next_line
from fineline.evaluation.hub import table_of, write_csv
from fineline.evaluation.layout import LEVELS
from fineline.products.requests import BacktestRequest

from .conftest import Fineline

REFERENCE = date(2024, 6, 30)


def forecasts(folder: Path) -> None:
    for name, centre in (("them", 20.0), ("naive", 60.0)):
        row = centre + 40.0 * (np.array(LEVELS) - 0.5)
        write_csv(table_of({"area_change_isw": np.tile(row, (2, 1))}, REFERENCE), folder, name)
    ends = ["2024-07-07", "2024-07-14"]
    came = {"target": ["area_change_isw"] * 2, "target_end_date": ends, "value": [22.0, 31.0]}
    pl.DataFrame(came).write_csv(folder.parent / "came.csv")


def test_scores_are_printed_and_written(fineline: Fineline, home: Path) -> None:
    forecasts(home / "in")
    result = fineline("score", "in", "came.csv", "--baseline", "naive", "--out", "out")
    assert result.exit_code == 0, result.output
    assert "naive *" in result.stdout
    skill = json.loads((home / "out/skill.json").read_text())
    assert {row["forecaster"] for row in skill} == {"them", "naive"}
    assert all(row["ratio"] < 1.0 for row in skill if row["forecaster"] == "them")


def test_a_fault_names_what_is_wrong(fineline: Fineline, home: Path) -> None:
    forecasts(home / "in")
    result = fineline("score", "in", "came.csv", "--baseline", "nobody")
    assert result.exit_code != 0
    assert "a baseline among naive, them" in result.stderr


def test_the_line_that_goes_on_is_the_same_command() -> None:
    line = next_line("ukraine", BacktestRequest(quick=True), 2, Path("out"))
    assert line.startswith("fineline backtest ukraine --cuts 2024-06-30,2024-12-31,2025-06-30 --horizon 26")
    assert line.endswith("--jobs 2 --quick --seed 1 --out out")


@pytest.mark.parametrize(("option", "value"), [("--horizon", "2"), ("--cuts", "soon"), ("--jobs", "0")])
def test_what_cannot_be_asked_is_refused(fineline: Fineline, home: Path, option: str, value: str) -> None:
    assert fineline("backtest", "ukraine", option, value).exit_code != 0
