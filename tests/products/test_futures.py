"""Asking a run of futures, on runs written by hand: planted answers are given back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr
from typer.testing import CliRunner

import fineline
from fineline.analysis.policies import Criterion
from fineline.case import load_case
from fineline.cli import app
from fineline.errors import PinMismatchError, SettingError
from fineline.products.futures import FuturesError, compared, conditions, read_futures, sensitivity
from fineline.products.paths import no_paths

from ..cli.fakes import posterior_for

SIZE = 600


def run_of(folder: Path, design: str, table: pl.DataFrame) -> Path:
    """A finished run whose outcomes are what the test says."""
    levers = {
        name: {"title": name, "unit": "1", "default": 0.0, "asked": [0.0, 1.0]} for name in ("shells", "contingent")
    }
    outcome = {"ground_gained": {"title": "ground", "unit": "km2"}}
    asked: dict[str, object] = {"design": design, "levers": dict.fromkeys(levers, (0.0, 1.0)), "assumptions": {}}
    asked |= {"horizon": 13, "start": None}
    manifest: dict[str, object] = {"run": "abc", "case": "ukraine", "place": "ukraine", "mechanisms": {}}
    manifest |= {"posterior": "another", "as_of": "2026-08-31", "request": asked, "chunks": 1}
    manifest |= {"outside": ["shells is high"]}
    manifest |= {"levers": levers, "assumptions": {}, "outcomes": outcome}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "result.json").write_text("{}", encoding="utf-8")
    table.write_parquet(folder / "futures-000000.parquet")
    no_paths().write_parquet(folder / "paths-000000.parquet", metadata={"units": "{}"})
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


def test_a_lever_is_beyond_chance_though_the_luck_its_futures_share_is_three_times_as_large(
    tmp_path: Path,
) -> None:
    first, _ = sensitivity(read_futures(paired(tmp_path)), "ground_gained")
    assert first.input == "shells"
    assert first.beyond_chance


def test_the_condition_is_given_back(tmp_path: Path) -> None:
    found = conditions(read_futures(spread(tmp_path)), "ground_gained > 500")
    (restriction,) = found.box.restrictions
    assert restriction.input == "shells"
    assert restriction.low == pytest.approx(0.6, abs=0.05)
    by_lever = {one.lever: one for one in found.flips}
    assert by_lever["shells"].value == pytest.approx(0.6, abs=0.05)
    assert by_lever["contingent"].value is None  # said, not left out


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


def test_of_a_long_factorial_run_every_combination_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows lie combination by combination: the first of them hold the first combination alone."""
    monkeypatch.setattr("fineline.products.futures.MOST", 80)
    sample = read_futures(paired(tmp_path)).sample
    seen = sample.group_by("shells", "contingent").agg(pl.len(), pl.col("future").max()).rows()
    assert sorted(seen) == [(0.0, 0.0, 20, 19), (0.0, 1.0, 20, 19), (1.0, 0.0, 20, 19), (1.0, 1.0, 20, 19)]


def test_an_input_is_no_outcome(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="ground_gained"):
        conditions(read_futures(spread(tmp_path)), "shells > 0.5")
    with pytest.raises(SettingError, match="ground_gained"):
        sensitivity(read_futures(spread(tmp_path)), "draw")


def test_from_python_answers_are_datasets(tmp_path: Path) -> None:
    made = fineline.discover(spread(tmp_path / "s"), "ground_gained > 500")
    assert float(made["low"].sel(input="shells")) == pytest.approx(0.6, abs=0.05)
    assert np.isnan(made["low"].sel(input="contingent"))
    assert np.isnan(made["turns_at"].sel(input="contingent"))
    assert bool(made["found"])
    assert made.attrs["outside"] == "shells is high"
    made = fineline.compare(paired(tmp_path / "p"), ["more:ground_gained:0", "less:ground_gained"])
    regret = made["regret"].sel(policy="shells 0, contingent 0")
    assert float(regret.sel(criterion="more:ground_gained:0")) == pytest.approx(35.0)
    assert float(regret.sel(criterion="less:ground_gained")) == pytest.approx(0.0, abs=1e-9)
    assert made.attrs["outside"] == "shells is high"
    assert float(made["per_unit"].sel(lever="shells", outcome="ground_gained")) == pytest.approx(30.0)
    assert np.isnan(made["satisfied"].sel(criterion="less:ground_gained")).all()


def test_from_python_influence_is_a_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fineline.products.answers.posterior_of", lambda *_: None)
    made = fineline.sensitivity(spread(tmp_path), "ground_gained")
    assert str(made["input"].values[0]) == "shells"
    assert made.attrs["outside"] == "shells is high"
    assert bool(made["beyond_chance"].sel(input="shells"))
    assert float(made["index"].sel(input="contingent")) <= float(made["chance"].sel(input="contingent"))


def test_draws_of_another_posterior_are_refused(tmp_path: Path) -> None:
    """Its parameters would be read at draws that are not those of the futures."""
    futures = read_futures(spread(tmp_path))
    with pytest.raises(PinMismatchError, match="another"):
        sensitivity(futures, "ground_gained", posterior_for(load_case("ukraine")))


def test_as_xarray_every_column_knows_its_unit(tmp_path: Path) -> None:
    dataset = read_futures(spread(tmp_path)).to_xarray()
    assert dataset.sizes["experiment"] == SIZE
    assert dataset.attrs["outside"] == "shells is high"
    assert dataset["ground_gained"].attrs["units"] == "km2"


def heads(attrs: Mapping[str, object]) -> None:
    """Whether attributes say which run it was, of what, and what differs from the baseline."""
    assert (attrs["run_id"], attrs["posterior_id"]) == ("abc", "another")
    assert (attrs["case"], attrs["as_of"]) == ("ukraine", "2026-08-31")
    assert attrs["outside"] == "shells is high"
    levers = json.loads(str(attrs["levers"]))
    assert levers["shells"] == {"title": "shells", "unit": "1", "default": 0.0, "asked": [0.0, 1.0]}
    assert json.loads(str(attrs["assumptions"])) == json.loads(str(attrs["mechanisms"])) == {}


def test_what_heads_a_dataset_outlives_netcdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fineline.products.answers.posterior_of", lambda *_: None)
    run, policies = spread(tmp_path / "s"), paired(tmp_path / "p")
    made = {
        "futures": read_futures(run).to_xarray(),
        "sensitivity": fineline.sensitivity(run, "ground_gained"),
        "discover": fineline.discover(run, "ground_gained > 500"),
        "compare": fineline.compare(policies, ["more:ground_gained:0"]),
    }
    for name, dataset in made.items():
        heads(dataset.attrs)
        dataset.to_netcdf(tmp_path / f"{name}.nc", engine="h5netcdf")
        with xr.open_dataset(tmp_path / f"{name}.nc", engine="h5netcdf") as held:
            heads(held.attrs)


def test_the_paths_of_a_run_that_are_damaged_are_told(tmp_path: Path) -> None:
    folder = spread(tmp_path)
    (folder / "paths-000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(FuturesError, match="paths-000000"):
        read_futures(folder).to_xarray()


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
    assert "not along contingent" in told.output
    assert '<th scope="row">box (PRIM)</th>' in (tmp_path / "conditions.html").read_text(encoding="utf-8")
    told = runs.invoke(
        app, ["compare", str(paired(tmp_path / "p")), "--criterion", "more:ground_gained:0", "--out", str(tmp_path)]
    )
    assert told.exit_code == 0, told.output
    policies = pl.read_csv(tmp_path / "policies.csv")
    assert policies["policy"][0] == "shells 1, contingent 1"
    heads(policies.row(-1, named=True))
    for name in ("conditions", "policies"):
        page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert "<dt>Posterior</dt><dd>another</dd>" in page
        assert "<dt>Run</dt><dd>abc</dd>" in page


def test_a_criterion_that_is_none_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["compare", str(paired(tmp_path)), "--criterion", "best:ground_gained"])
    assert told.exit_code == 2
