"""The back-test as a user runs it: real sampler, real futures, real scores, through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from fineline.cli import app
from fineline.evaluation.hub import read_table
from fineline.evaluation.layout import TARGETS
from fineline.products.backtest import forecasters
from fineline.products.backtest_blocks import FINELINE
from fineline.products.fits import STATUS

CUT = "2024-12-31"
"""The first day by which every target had figures."""


@pytest.mark.integration
def test_one_quick_cut_scores_everybody_on_every_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINELINE_RUNS", raising=False)
    result = CliRunner().invoke(app, ["backtest", "ukraine", "--quick", "--cuts", CUT, "--out", "out"])
    assert result.exit_code == 0, result.output
    everybody = set(forecasters([FINELINE]))
    made = json.loads(Path("out/backtest.json").read_text(encoding="utf-8"))
    overall = [(row["target"], row["forecaster"]) for row in made["skill"] if row["band"] == "all"]
    assert sorted(overall) == sorted((target, name) for target in TARGETS for name in everybody)
    assert {row["forecaster"] for row in made["log_scores"]} == {FINELINE, "structures"}
    (status,) = Path("runs").glob(f"*/{STATUS}")
    blocks = json.loads(status.read_text(encoding="utf-8"))
    assert {(row["structure"], row["state"]) for row in blocks} == {(FINELINE, "done"), ("baselines", "done")}
    assert all(row["seconds"] > 0 for row in blocks)
    scored = pl.read_csv("out/scores.csv")
    assert scored.group_by("target", "forecaster").len().height == len(TARGETS) * len(everybody)
    for name in everybody:
        (file,) = Path("out/forecasts", name).iterdir()
        assert set(read_table(file)["target"]) == set(TARGETS)
    written = ("skill.csv", "log_scores.csv", "observations.csv", "backtest.html")
    assert all(Path("out", name).stat().st_size for name in written)
