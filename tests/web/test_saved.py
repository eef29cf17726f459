"""A scenario saved on the page is the same on the command line: its numbers, its record, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from fineline.cli import app

STATE: dict[str, Any] = {
    "version": 1,
    "scenarios": ["sender-leaves"],
    "levers": [
        {"lever": "shells", "value": 0.25, "from": None},
        {"lever": "shells", "value": 2, "from": "2026-07-05"},
        {"lever": "mobilisation", "value": 100_000, "from": "2026-03-01"},
    ],
    "assumptions": {"aid_belief_response": -0.3},
    "horizon": 52,
    "draws": 60,
    "seed": 3,
}


@pytest.fixture(name="saved")
def saved_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINELINE_RUNS", raising=False)
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(STATE, indent=1), encoding="utf-8")
    return path


def test_the_command_line_gives_the_numbers_of_the_page(client: TestClient, saved: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["counterfactual", "ukraine", "--state", str(saved), "--out", "pair"])
    assert done.exit_code == 0, done.output
    table = pl.read_csv(tmp_path / "pair" / "effects.csv")
    last = table.filter(pl.col("window") == table["window"][-1])
    found = client.post("/api/cases/ukraine/run", json={"state": STATE}).json()
    assert found["settings"]
    for one in found["outcomes"]:
        (row,) = last.filter(effect=one["key"]).iter_rows(named=True)
        assert (row["median"], row["low90"], row["high90"]) == pytest.approx(
            (one["median"], one["low"], one["high"]), rel=1e-9, abs=1e-12
        )
    (record,) = (tmp_path / "runs").glob("*/run.json")
    again = CliRunner().invoke(app, ["reproduce", json.loads(record.read_text())["id"]])
    assert again.output.rstrip().endswith("identical"), again.output


@pytest.mark.parametrize("option", [("--scenario", "shells-stop"), ("--lever", "shells=0"), ("--horizon", "4")])
def test_options_beside_a_saved_scenario_are_refused(option: tuple[str, str], saved: Path) -> None:
    done = CliRunner().invoke(app, ["counterfactual", "ukraine", "--state", str(saved), *option])
    assert done.exit_code != 0
    assert option[0] in done.output


@pytest.mark.parametrize("command", ["counterfactual", "brief"])
@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ([{"lever": "shels", "value": 1}], "shels"),
        ([{"lever": "shells", "value": 99}], "99"),
        ([{"lever": "shells", "value": 0, "from": "2026-07-06"}], "2026-07-06"),
    ],
    ids=["no such lever", "out of range", "no Sunday"],
)
def test_a_wrong_lever_is_refused_by_name(command: str, levers: list[dict[str, Any]], said: str, saved: Path) -> None:
    saved.write_text(json.dumps({**STATE, "levers": levers}), encoding="utf-8")
    done = CliRunner().invoke(app, [command, "ukraine", "--state", str(saved), "--out", "made"])
    assert done.exit_code != 0
    assert said in done.output


def test_a_lever_is_pulled_by_name_as_well(saved: Path, tmp_path: Path) -> None:
    arguments = ["--lever", "shells=none", "--horizon", "4", "--out", "pair"]
    done = CliRunner().invoke(app, ["counterfactual", "ukraine", *arguments])
    assert done.exit_code == 0, done.output
    assert "contributor_shell_deliveries" in (tmp_path / "pair" / "settings.csv").read_text()
    refused = CliRunner().invoke(app, ["counterfactual", "ukraine", "--without", "contributor", *arguments])
    assert refused.exit_code != 0
    assert "levers" in refused.output
