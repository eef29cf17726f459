"""Asking a run of futures, on runs written by hand: planted answers are given back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from fineline.analysis.policies import Criterion
from fineline.cli import app
from fineline.errors import SettingError
from fineline.products.futures import FuturesError, compared, conditions, read_futures, sensitivity

SIZE = 600


def run_of(folder: Path, design: str, table: pl.DataFrame) -> Path:
    """A finished run whose outcomes are what the test says."""
    levers = {
        name: {"title": name, "unit": "1", "default": 0.0, "asked": [0.0, 1.0]} for name in ("shells", "contingent")
    }
    outcome = {"ground_gained": {"title": "ground", "unit": "km2"}}
    manifest = {"run": "abc", "case": "ukraine", "request": {"design": design}, "chunks": 1}
    manifest |= {"levers": levers, "assumptions": {}, "outcomes": outcome}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "result.json").write_text("{}", encoding="utf-8")
    table.write_parquet(folder / "futures-000000.parquet")
    return folder


def spread(folder: Path) -> Path:
    random = np.random.default_rng(3)
    shells, contingent = random.random((2, SIZE)).astype(np.float32)
    ground = 1000.0 * (shells > 0.6) + 10.0 * random.random(SIZE)
    columns = {"experiment": np.arange(SIZE), "future": np.arange(SIZE), "draw": np.arange(SIZE) % 40}
    columns |= {"shells": shells, "contingent": contingent, "ground_gained": ground.astype(np.float32)}
    return run_of(folder, "sobol", pl.DataFrame(columns))


def paired(folder: Path) -> Path:
    random = np.random.default_rng(4)
    luck = random.normal(0.0, 100.0, 50)
    parts = [
        {"shells": s, "contingent": c, "future": i, "draw": i, "ground_gained": luck[i] + 30.0 * s + 5.0 * c}
        for s in (0.0, 1.0)
        for c in (0.0, 1.0)
        for i in range(50)
    ]
    return run_of(folder, "factorial", pl.DataFrame(parts).with_row_index("experiment"))


def test_the_lever_that_does_it_comes_first(tmp_path: Path) -> None:
    found = sensitivity(read_futures(spread(tmp_path)), "ground_gained")
    assert found[0].input == "shells"
    assert found[0].beyond_chance
    assert not {one.input: one for one in found}["contingent"].beyond_chance


def test_the_condition_is_given_back(tmp_path: Path) -> None:
    found = conditions(read_futures(spread(tmp_path)), "ground_gained > 500")
    (restriction,) = found.box.restrictions
    assert restriction.input == "shells"
    assert restriction.low == pytest.approx(0.6, abs=0.05)
    assert [one.lever for one in found.flips] == ["shells"]


def test_policies_are_compared_in_the_same_futures(tmp_path: Path) -> None:
    found = compared(read_futures(paired(tmp_path)), [Criterion(outcome="ground_gained", better="more")])
    assert found.standings[0].policy == "shells 1, contingent 1"
    assert found.standings[0].regret == pytest.approx(0.0, abs=1e-9)
    assert found.standings[-1].regret == pytest.approx(35.0)
    assert {one.lever: round(one.per_unit, 6) for one in found.worths} == {"shells": 30.0, "contingent": 5.0}


def test_policies_that_are_not_paired_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="factorial"):
        compared(read_futures(spread(tmp_path)), [Criterion(outcome="ground_gained", better="more")])


def test_an_outcome_that_was_not_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="ground_gained"):
        sensitivity(read_futures(spread(tmp_path)), "glory")
    with pytest.raises(SettingError, match="ground_gained"):
        compared(read_futures(paired(tmp_path / "p")), [Criterion(outcome="glory", better="more")])


def test_as_xarray_every_column_knows_its_unit(tmp_path: Path) -> None:
    dataset = read_futures(spread(tmp_path)).to_xarray()
    assert dataset.sizes["experiment"] == SIZE
    assert dataset["ground_gained"].attrs["units"] == "km2"


@pytest.mark.parametrize(("missing", "said"), [("manifest.json", "fineline explore"), ("result.json", "--resume")])
def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path, missing: str, said: str) -> None:
    folder = spread(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(FuturesError, match=said):
        read_futures(folder)


def test_the_commands_print_and_write(tmp_path: Path) -> None:
    runs = CliRunner()
    told = runs.invoke(
        app, ["discover", str(spread(tmp_path / "s")), "--when", "ground_gained > 500", "--out", str(tmp_path)]
    )
    assert told.exit_code == 0, told.output
    assert "shells is at least 0.6" in told.output.replace("\n", " ").replace("│", " ")
    assert '<th scope="row">box (PRIM)</th>' in (tmp_path / "conditions.html").read_text(encoding="utf-8")
    told = runs.invoke(
        app, ["compare", str(paired(tmp_path / "p")), "--criterion", "more:ground_gained:0", "--out", str(tmp_path)]
    )
    assert told.exit_code == 0, told.output
    assert pl.read_csv(tmp_path / "policies.csv")["policy"][0] == "shells 1, contingent 1"


def test_a_criterion_that_is_none_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["compare", str(paired(tmp_path)), "--criterion", "best:ground_gained"])
    assert told.exit_code == 2
