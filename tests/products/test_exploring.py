"""Futures by design: the same whoever computes them, in whatever order, however often stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import polars as pl
import pytest

import fineline
from fineline.case import Case, load_case
from fineline.errors import ResumeError, SettingError
from fineline.inference.target import constants_of
from fineline.products import chunks
from fineline.products.executors import Threads, executor_of
from fineline.products.exploring import Exploration, make_exploration, outside_of
from fineline.products.futures import read_futures
from fineline.products.posteriors import Chosen, choose
from fineline.products.requests import ExploreRequest
from fineline.scenario.changes import apply_changes
from fineline.scenario.design import BLOCK
from fineline.scenario.ensemble import Ensemble
from fineline.scenario.exploration import Space, batch_runner, block_runner
from fineline.scenario.normals import addresses, block_normals
from fineline.scenario.outcomes import OUTCOMES

pytestmark = pytest.mark.integration

REQUEST = ExploreRequest(
    size=4 * BLOCK + 100,
    levers={"contingent": (0.0, 100_000.0), "shells": (0.0, 3.0), "sanctions": (1.0, 4.0)},
    assumptions={"aid_delivery_lag": (15.0, 50.0)},
    horizon=8,
)


@pytest.fixture(scope="module", name="case")
def ukraine() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="module", name="chosen")
def shipped(case: Case) -> Chosen:
    return choose(case)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BLOCKS_A_CHUNK", 1)
    monkeypatch.setattr("fineline.products.exploring.BLOCKS_A_CHUNK", 1)


class Backwards:
    """Gives the last chunk first, and stops after some."""

    cores_a_chunk = 1

    def __init__(self, stop_after: int | None = None) -> None:
        self.stop_after = stop_after
        self.given: list[int] = []

    def run(self, compute: Callable[[int], Any], numbers: Iterable[int]) -> Iterator[Any]:
        for done, number in enumerate(sorted(numbers, reverse=True)):
            if done == self.stop_after:
                raise KeyboardInterrupt
            self.given.append(number)
            yield compute(number)


def explored(case: Case, chosen: Chosen, folder: Path, **how: Any) -> Exploration:
    return make_exploration(case, REQUEST, chosen, out=folder, **how).result


@pytest.fixture(scope="module", name="made")
def once(case: Case, chosen: Chosen, tmp_path_factory: pytest.TempPathFactory) -> Exploration:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "BLOCKS_A_CHUNK", 1)
        patch.setattr("fineline.products.exploring.BLOCKS_A_CHUNK", 1)
        return explored(case, chosen, tmp_path_factory.mktemp("once") / "futures")


def test_every_future_asked_for_is_there_once(made: Exploration) -> None:
    table = pl.read_parquet(made.folder / "futures-*.parquet")
    assert made.rows == len(table) == REQUEST.size
    assert table["experiment"].to_list() == list(range(REQUEST.size))
    assert table["contingent"].is_between(0, 100_000).all()
    assert table["aid_delivery_lag"].is_between(15, 50).all()
    assert all(table[name].is_finite().all() for name in table.columns)


def test_a_lever_that_reaches_no_outcome_is_named(made: Exploration) -> None:
    assert made.idle == ("sanctions",)
    assert json.loads((made.folder / "result.json").read_text())["levers that reach no outcome"] == ["sanctions"]


def test_single_futures_are_kept_by_week_and_end_where_their_outcomes_say(made: Exploration) -> None:
    dataset = read_futures(made.folder).to_xarray()
    assert dataset["path"].values.tolist() == [0, 128, 256, 384, 512, 640, 768, 896]
    ended = dataset["path_principal_troops"].isel(week=-1).values
    np.testing.assert_array_equal(ended, dataset["principal_troops"].sel(experiment=dataset["path"]).values)
    assert dataset["path_area_gained"].attrs["units"] == "km2"
    for file in ("futures-000000.parquet", "futures-000001.parquet", "paths-000000.parquet"):
        inside = pl.read_parquet_metadata(made.folder / file)
        assert {name: inside[name] for name in dataset.attrs} == dataset.attrs


def test_the_manifest_says_what_differs_and_what_columns_mean(made: Exploration) -> None:
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert manifest["levers"]["shells"]["default"] == 1.0
    assert manifest["outcomes"]["ground_gained"]["unit"] == "km2"


def test_the_manifest_is_stamped_with_what_history_has_not_seen(made: Exploration) -> None:
    contingent, sanctions, shells = json.loads((made.folder / "manifest.json").read_text())["outside"]
    seen = "OUTSIDE THE RECORD: history has seen"
    assert contingent == f"contingent is asked to be 0 to 100,000 persons, {seen} 0 to 15,000"
    assert shells == f"shells is asked to be 0 to 3, {seen} 0 to 2.4"
    assert sanctions == f"sanctions is asked to be 1 to 4, {seen} nothing like it"


def test_what_history_has_seen_and_what_lies_in_its_range_is_not_stamped(case: Case, chosen: Chosen) -> None:
    inside = REQUEST.model_copy(update={"levers": {"contingent": (0.0, 15_000.0), "sanctions": (1.0, 1.0)}})
    assert outside_of(case, chunks.levers_of_case(case), inside, chosen) == ()


def test_a_forced_assumption_is_stamped(case: Case, chosen: Chosen) -> None:
    far = {"levers": {}, "assumptions": {"aid_delivery_lag": (15.0, 5000.0)}}
    with pytest.raises(SettingError, match="force it"):
        outside_of(case, chunks.levers_of_case(case), REQUEST.model_copy(update=far), chosen)
    (said,) = outside_of(case, chunks.levers_of_case(case), REQUEST.model_copy(update={**far, "force": True}), chosen)
    assert said.startswith("aid_delivery_lag is assumed to be 15 to 5,000 week, FORCED: outside the central 99 %")


def test_a_file_that_was_cut_off_is_made_again(case: Case, chosen: Chosen, made: Exploration, tmp_path: Path) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "futures")
    file = folder / "futures-000001.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    assert explored(case, chosen, folder, resume=True).sha256 == made.sha256


def test_stopped_and_taken_up_again_in_another_order_it_is_the_same(
    case: Case, chosen: Chosen, made: Exploration, tmp_path: Path
) -> None:
    folder = tmp_path / "futures"
    for stop_after in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            explored(case, chosen, folder, resume=True, executor=Backwards(stop_after))
    assert not (folder / "result.json").exists()
    assert explored(case, chosen, folder, resume=True, executor=Backwards()).sha256 == made.sha256


def test_it_is_the_same_on_one_thread(case: Case, chosen: Chosen, made: Exploration, tmp_path: Path) -> None:
    assert explored(case, chosen, tmp_path / "futures", executor=Threads(1)).sha256 == made.sha256


def test_from_python_an_executor_is_given(
    case: Case, chosen: Chosen, made: Exploration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINELINE_RUNS", str(tmp_path / "runs"))
    asked: dict[str, Any] = REQUEST.model_dump(include={"levers", "assumptions", "size", "horizon"})
    given = Backwards()
    dataset = fineline.explore(case, **asked, posterior=chosen.file, executor=given, out=tmp_path / "futures")
    assert given.given == [4, 3, 2, 1, 0]
    assert dataset.sizes["experiment"] == REQUEST.size
    assert "OUTSIDE THE RECORD" in dataset.attrs["outside"]
    assert (tmp_path / "futures" / "result.json").read_bytes() == (made.folder / "result.json").read_bytes()


def test_the_order_in_which_levers_are_named_is_no_part_of_a_request() -> None:
    """A saved run keeps its arguments by name, so that the same identifier would stand for other futures."""
    turned = ExploreRequest.model_validate({**REQUEST.model_dump(), "levers": dict(reversed(REQUEST.levers.items()))})
    assert turned.model_dump_json() == REQUEST.model_dump_json()


def test_a_folder_that_holds_futures_is_not_taken_without_a_word(
    case: Case, chosen: Chosen, made: Exploration, tmp_path: Path
) -> None:
    with pytest.raises(ResumeError, match="--resume"):
        explored(case, chosen, made.folder)
    other = REQUEST.model_copy(update={"seed": 5})
    with pytest.raises(ResumeError, match="another folder"):
        make_exploration(case, other, chosen, out=made.folder, resume=True)


@pytest.fixture(scope="module", name="runner")
def pulled_and_run(chosen: Chosen) -> chunks.Runner:
    request = REQUEST.model_copy(update={"assumptions": {}})
    return chunks.runner_of(chunks.Job("ukraine", "", (), str(chosen.file), request.model_dump_json()))


def test_in_single_precision_it_is_what_the_ensemble_gives_in_double(case: Case, runner: chunks.Runner) -> None:
    """One block, levers pulled, against the machinery of forecasts on the very same shocks."""
    space = runner.space
    values = np.repeat([[30_000.0, 1.0, 2.0]], BLOCK, axis=0)
    outcomes, _ = block_runner(space)(0, values)
    index = chunks.draws_of(space, 0)
    changes = [
        change for lever, value in zip(runner.levers, values[0], strict=False) for change in lever.at(float(value))
    ]
    setting = space.setting
    inputs = apply_changes(case, setting.span, setting.inputs, changes).inputs
    parameters = {name: drawn[index] for name, drawn in setting.parameters.items()}
    again = future_shocks(space)
    shocks = {
        name: np.concatenate([drawn[index][:, : space.first], again[name].T], axis=1) if name in again else drawn[index]
        for name, drawn in setting.shocks.items()
    }
    ensemble = Ensemble(setting.structure, constants_of(case), tuple({one.reads for one in OUTCOMES.values()}))
    history = ensemble.run(parameters, inputs, shocks)
    for name, found in outcomes.items():
        one = OUTCOMES[name]
        weekly = np.asarray(history[one.reads], dtype=np.float64)
        ahead = weekly[:, space.first :].sum(axis=1) if one.total else weekly[:, -1]
        wanted = np.asarray(one.shown(jnp.asarray(ahead), jnp.asarray(weekly[:, space.first - 1])))
        scale = np.quantile(np.abs(wanted), 0.9)
        np.testing.assert_allclose(found, wanted, rtol=2e-3, atol=1e-4 * scale, err_msg=name)


def test_many_blocks_at_once_are_the_same_blocks(runner: chunks.Runner) -> None:
    """As on an accelerator."""
    values = np.stack([runner.design.values(block) for block in (0, 3)])
    made = batch_runner(runner.space)((0, 3), values)
    for place, futures in enumerate((0, 3)):
        outcomes, _ = runner.block(futures, values[place])
        for name, found in outcomes.items():
            np.testing.assert_allclose(made[place][0][name], found, rtol=1e-5, atol=1e-3, err_msg=name)


def future_shocks(space: Space) -> dict[str, np.ndarray]:
    """The shocks of the first block of futures, drawn as the block draws them, shape ``(weeks, BLOCK)``."""
    weeks = jnp.asarray(space.setting.week_numbers[space.first :], jnp.uint32)
    words = addresses(jnp.asarray(space.keys), weeks, jnp.uint32(0))
    return {
        name: np.asarray([block_normals(words[week, place], BLOCK) for week in range(len(weeks))], dtype=np.float64)
        for place, name in enumerate(space.structure.shocks)
    }


def test_a_factorial_pairs_its_combinations_by_future(case: Case, chosen: Chosen, tmp_path: Path) -> None:
    request = ExploreRequest(design="factorial", size=300, levers={"shells": (0.0, 1.0)}, horizon=6)
    made = make_exploration(case, request, chosen, out=tmp_path / "f").result
    table = pl.read_parquet(made.folder / "futures-*.parquet")
    assert len(table) == 600
    without, as_of_late = (table.filter(pl.col("shells") == value) for value in (0.0, 1.0))
    assert without["future"].to_list() == as_of_late["future"].to_list()
    assert without["draw"].to_list() == as_of_late["draw"].to_list()
    assert (without["casualties"] != as_of_late["casualties"]).any()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"levers": {"magic": (0.0, 1.0)}}, "magic"),
        ({"levers": {"shells": (0.0, 9.0)}}, "0 to 3"),
        ({"outcomes": ("glory",)}, "glory"),
        ({"assumptions": {"probate_delay": (40.0, 60.0)}}, "probate_delay"),
        ({"levers": {}, "assumptions": {}}, "at least one lever"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    case: Case, chosen: Chosen, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingError, match=said):
        make_exploration(case, REQUEST.model_copy(update=changed), chosen, out=tmp_path / "f")
    assert not (tmp_path / "f").exists()


def test_a_scheduler_needs_dask() -> None:
    with pytest.raises(SettingError, match="--executor dask"):
        executor_of("threads", scheduler="tcp://nowhere:1")
    with pytest.raises(SettingError, match="both"):
        executor_of("dask", scheduler="tcp://nowhere:1", workers=2)


@pytest.mark.study
def test_killed_at_ten_random_moments_it_ends_the_same(tmp_path: Path) -> None:
    """Kill -9 of the command, which then goes on with --resume, until it is through."""
    import os
    import random
    import subprocess
    import sys

    asked = ["explore", "ukraine", "--n", "300000", "--lever", "contingent", "--lever", "shells", "--horizon", "52"]
    command = [sys.executable, "-c", "from fineline.cli import app; app()", *asked, "--resume", "--out"]
    place = {**os.environ, "FINELINE_RUNS": str(tmp_path / "runs")}
    subprocess.run([*command, str(tmp_path / "once")], check=True, env=place, capture_output=True)
    whole = json.loads((tmp_path / "once" / "result.json").read_text())["sha256"]
    moments = random.Random(20240607)
    for _ in range(10):
        run = subprocess.Popen([*command, str(tmp_path / "often")], env=place, stdout=subprocess.DEVNULL)
        try:
            run.wait(timeout=moments.uniform(4.0, 25.0))
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
    subprocess.run([*command, str(tmp_path / "often")], check=True, env=place, capture_output=True)
    assert json.loads((tmp_path / "often" / "result.json").read_text())["sha256"] == whole
