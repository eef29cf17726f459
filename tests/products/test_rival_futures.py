"""Runs of rival structures asked together: what lies between structures is told from what lies between draws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from fineline.analysis.influence import Influence
from fineline.cli import app
from fineline.errors import SettingError
from fineline.products.futures import between_structures, read_futures, read_rivals, sensitivity

from .test_futures import spread

SIZE, DRAWS = 600, 40


def rival(folder: Path, form: str, posterior: str, shift: float, *, seed: int, **changed: object) -> Path:
    """The spread run, whose ground is the luck of the draw, what shells do, and what the structure does."""
    spread(folder)
    place = folder / "manifest.json"
    held = json.loads(place.read_text())
    held |= {"mechanisms": {"attrition": form, "learning": "none"}, "posterior": posterior, "run": form, **changed}
    place.write_text(json.dumps(held))
    random = np.random.default_rng(seed)
    table = pl.read_parquet(folder / "futures-000000.parquet")
    luck = random.normal(0.0, 100.0, DRAWS)[table["draw"].to_numpy()]
    noise = np.random.default_rng(seed + 1).normal(0.0, 30.0, SIZE)
    ground = luck + noise + 200.0 * table["shells"].to_numpy() + shift
    table.with_columns(pl.Series("ground_gained", ground)).write_parquet(folder / "futures-000000.parquet")
    return folder


def asked(*folders: Path) -> dict[str, Influence]:
    return {one.input: one for one in sensitivity(read_rivals(folders), "ground_gained")}


def test_a_structure_of_its_own_posterior_that_matters_is_seen_beside_levers(tmp_path: Path) -> None:
    runs = [rival(tmp_path / f"{n}", f"f{n}", f"p{n}", 200.0 * n, seed=10 * n) for n in range(3)]
    found = asked(*runs)
    assert found["structure"].beyond_chance
    assert found["shells"].beyond_chance
    assert not found["contingent"].beyond_chance
    futures = read_rivals(runs)
    assert futures.structures == ("attrition=f0", "attrition=f1", "attrition=f2")
    means = [float(read_futures(run).column("ground_gained").mean()) for run in runs]
    within = np.mean([np.var(read_futures(run).column("ground_gained")) for run in runs])
    share = np.var(means) / (np.var(means) + within)
    assert between_structures(futures, "ground_gained") == pytest.approx(share, rel=1e-3)
    assert 0.4 < share < 0.9


def test_structures_that_differ_by_the_luck_of_their_draws_alone_cannot_be_told_from_chance(tmp_path: Path) -> None:
    """Futures taken for witnesses of their own would make forty draws of each seem to differ."""
    found = asked(*(rival(tmp_path / f"{n}", f"f{n}", f"p{n}", 0.0, seed=10 * n) for n in range(3)))
    assert not found["structure"].beyond_chance
    assert found["structure"].chance > 0.1
    assert found["shells"].beyond_chance


def test_where_structures_share_a_posterior_their_futures_are_paired(tmp_path: Path) -> None:
    """A fifth of the luck of a draw, and seen; nothing at all, and not."""
    first, second, third = (rival(tmp_path / f"{n}", f"f{n}", "p", 20.0 * (n == 1), seed=7) for n in range(3))
    assert asked(first, second)["structure"].beyond_chance
    idle = asked(first, third)["structure"]
    assert not idle.beyond_chance
    assert idle.index == idle.chance == 0.0
    assert asked(first, third)["shells"].beyond_chance


@pytest.mark.parametrize(
    ("form", "changed", "said"),
    [("f0", {}, "different structures"), ("f1", {"request": {"design": "lhs"}}, "one request")],
)
def test_what_are_no_rivals_are_refused(tmp_path: Path, form: str, changed: dict[str, object], said: str) -> None:
    first = rival(tmp_path / "a", "f0", "p", 0.0, seed=1)
    with pytest.raises(SettingError, match=said):
        read_rivals([first, rival(tmp_path / "b", form, "q", 0.0, seed=1, **changed)])


def test_the_command_takes_a_folder_for_each_structure(tmp_path: Path) -> None:
    runs = [rival(tmp_path / f"{n}", f"f{n}", f"p{n}", 200.0 * n, seed=10 * n) for n in range(2)]
    told = CliRunner().invoke(app, ["sensitivity", *map(str, runs), "--out", str(tmp_path)])
    assert told.exit_code == 0, told.output
    page = (tmp_path / "sensitivity.html").read_text(encoding="utf-8")
    for said in ("attrition=f1", "of its variance lies between structures", "shells is high."):
        assert said in told.output
        assert said in page
    told = CliRunner().invoke(app, ["sensitivity", *map(str, runs), "--posterior", "p.nc"])
    assert told.exit_code == 2
    assert "one run beside --posterior" in told.stderr
