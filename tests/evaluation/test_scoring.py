"""Forecasts are scored on the same rows or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fineline.errors import FinelineError, StorageError
from fineline.evaluation.checks import HubTableError
from fineline.evaluation.hub import write_csv
from fineline.evaluation.layout import LEVELS
from fineline.evaluation.scoring.joined import ComparisonError, scored_rows
from fineline.evaluation.scoring.observations import ObservationsError, read_observations
from fineline.evaluation.scoring.rules import interval_score
from fineline.evaluation.scoring.summary import skills
from fineline.products.scoring import read_forecasts, score_files, write_scoring

from .hub_tables import hub_table, outcomes

CAME = {1: 10.0, 2: 25.0, 3: 60.0, 5: 20.0}


def test_rows_with_an_outcome_are_scored_and_the_others_left_out() -> None:
    found = scored_rows({"one": hub_table()}, outcomes(CAME))
    assert found["horizon"].to_list() == [1, 2, 3, 5]
    quantiles = np.tile(20.0 + 40.0 * (np.array(LEVELS) - 0.5), (4, 1))
    by_hand = interval_score(np.array(LEVELS), quantiles, np.array(list(CAME.values())))
    assert found["wis"].to_numpy() == pytest.approx(by_hand.total)
    assert found["within_90"].to_list() == [True, True, False, True]


@pytest.mark.parametrize(
    ("other", "says"),
    [(hub_table(horizons=5), "from one and not from two"), (hub_table(target="war_support"), "not from")],
)
def test_unequal_target_sets_are_refused(other: pl.DataFrame, says: str) -> None:
    with pytest.raises(ComparisonError, match=says):
        scored_rows({"one": hub_table(), "two": other}, outcomes(CAME))


def test_a_target_without_any_outcome_is_refused() -> None:
    with pytest.raises(ComparisonError, match="none for area_change_isw"):
        scored_rows({"one": hub_table()}, outcomes(CAME, target="war_support"))


def test_no_forecast_is_refused() -> None:
    with pytest.raises(ComparisonError, match="at least one"):
        scored_rows({}, outcomes(CAME))


def test_skill_is_measured_against_the_best_baseline() -> None:
    tables = {"ours": hub_table(centre=22.0), "good": hub_table(centre=30.0), "bad": hub_table(centre=200.0)}
    scored = scored_rows(tables, outcomes(CAME))
    found = {(row.forecaster, row.band): row for row in skills(scored, ("good", "bad"))}
    assert {row.against for row in found.values()} == {"good"}
    ours, good = found["ours", "all"], found["good", "all"]
    assert ours.ratio == pytest.approx(ours.wis / good.wis)
    assert good.ratio == 1.0
    assert found["ours", "1-4 weeks"].rows == 3
    assert found["ours", "5-13 weeks"].rows == 1
    assert ours.coverage_90 == 0.75


def test_an_unknown_baseline_is_refused() -> None:
    with pytest.raises(ComparisonError, match="a baseline among one"):
        skills(scored_rows({"one": hub_table()}, outcomes(CAME)), ("nobody",))


def test_another_teams_file_is_scored_and_written(tmp_path: Path) -> None:
    write_csv(hub_table(), tmp_path / "in", "them")
    write_csv(hub_table(centre=40.0), tmp_path / "in" / "deeper", "naive")
    outcomes(CAME).write_csv(tmp_path / "came.csv")
    made = score_files(tmp_path / "in", tmp_path / "came.csv", "naive")
    assert {row.forecaster for row in made.skill} == {"them", "naive"}
    assert made.without_outcome == 2
    files = write_scoring(made, tmp_path / "out")
    assert [path.name for path in files] == ["scores.csv", "skill.csv", "skill.json"]
    assert pl.read_csv(files[0]).height == 8


def test_the_same_rows_in_two_files_of_one_forecaster_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_csv(hub_table(), tmp_path / folder, "them")
    with pytest.raises(HubTableError, match="in several files of them"):
        read_forecasts(tmp_path)


def test_a_folder_without_forecasts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ComparisonError, match="hub files"):
        read_forecasts(tmp_path)


def _broken(rows: list[str]) -> str:
    return "\n".join(["target,target_end_date,value", "area_change_isw,2024-07-07,10", *rows]) + "\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("target,value\narea_change_isw,1\n", "no target_end_date"),
        (_broken(["area_change_isw,July,3"]), "line 3"),
        (_broken(["area_change_isw,2024-07-14,many"]), "'many'"),
        (_broken(["area_change_isw,2024-07-14,NaN"]), "line 3"),
        (_broken(["area_change_isw,2024-07-07,11"]), "several for area_change_isw 2024-07-07"),
        ("", "a table with a header"),
    ],
    ids=["column", "date", "value", "not finite", "repeated", "empty"],
)
def test_broken_observations_are_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "came.csv"
    path.write_text(text)
    with pytest.raises(ObservationsError) as fault:
        read_observations(path)
    assert says in str(fault.value)


def test_observations_that_are_not_there_are_a_fault_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        read_observations(tmp_path / "nothing.csv")


ROW = "2024-06-30,area_change_isw,{horizon},{end},quantile,{level},{value}"


def _hub_text(drop: int = -1, change: tuple[int, str] | None = None, again: int = -1) -> str:
    rows = [ROW.format(horizon=1, end="2024-07-07", level=level, value=10 * level) for level in LEVELS]
    if change is not None:
        rows[change[0]] = change[1]
    rows += rows[again : again + 1] if again >= 0 else []
    kept = [row for place, row in enumerate(rows) if place != drop]
    return "\n".join(["reference_date,target,horizon,target_end_date,output_type,output_type_id,value", *kept]) + "\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (_hub_text(drop=2), "missing [0.05]"),
        (_hub_text(again=2), "repeated [0.05]"),
        (_hub_text(change=(2, ROW.format(horizon=1, end="2024-07-07", level=0.05, value=9))), "below the level before"),
        (_hub_text(change=(2, ROW.format(horizon=2, end="2024-07-07", level=0.05, value=0.5))), "2024-07-14"),
        (_hub_text(change=(2, ROW.format(horizon=1, end="2024-07-07", level=0.05, value="inf"))), "a finite value"),
    ],
    ids=["missing quantile", "duplicated row", "crossing quantiles", "horizon against date", "not finite"],
)
def test_broken_forecasts_are_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "2024-06-30-them.csv").write_text(text)
    outcomes(CAME).write_csv(tmp_path / "came.csv")
    with pytest.raises(FinelineError) as fault:
        score_files(tmp_path / "2024-06-30-them.csv", tmp_path / "came.csv")
    assert says in str(fault.value)
