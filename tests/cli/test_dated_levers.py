"""`--lever NAME=VALUE@SUNDAY`: each lever from a week of its own, as a saved scenario has it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fineline.case import load_case
from fineline.commands.levers import levers_at
from fineline.errors import FinelineError, NotASundayError, SettingError
from fineline.products.requests import State

from .conftest import Fineline

CASE = load_case("ukraine")
JULY, OCTOBER = date(2026, 7, 5), date(2026, 10, 4)


def test_every_lever_has_a_week_of_its_own_and_one_may_have_several() -> None:
    found = levers_at(CASE, ("shells=none", "tempo=-0.2@2026-07-05", "shells = 2 @ 2026-07-05", "shells=3@2026-10-04"))
    assert [(at.lever, at.value, at.start) for at in found] == [
        ("shells", 0.0, None),
        ("tempo", -0.2, JULY),
        ("shells", 2.0, JULY),
        ("shells", 3.0, OCTOBER),
    ]


def test_a_position_is_dated_by_its_name() -> None:
    (found,) = levers_at(CASE, ("contingent=as in autumn 2024@2026-07-05",))
    assert (found.value, found.start) == (11_000.0, JULY)


def test_it_is_what_a_saved_scenario_says() -> None:
    saved = State.model_validate({"levers": [{"lever": "shells", "value": 0, "from": "2026-07-05"}]})
    assert levers_at(CASE, ("shells=none@2026-07-05",)) == saved.levers


def test_the_same_said_twice_is_said_once() -> None:
    assert len(levers_at(CASE, ("shells=0@2026-07-05", "shells=none@2026-07-05"))) == 1


@pytest.mark.parametrize(
    ("texts", "fault", "said"),
    [
        (("shells=0@2026-07-06",), NotASundayError, "write 2026-07-12"),
        (("shells=0@July",), SettingError, "NAME=VALUE@SUNDAY"),
        (("shells=0@",), SettingError, "NAME=VALUE@SUNDAY"),
        (("shells=0@2026-07-05@2026-07-12",), SettingError, "NAME=VALUE@SUNDAY"),
        (("shells@2026-07-05",), SettingError, "shells@2026-07-05"),
        (("shells=@2026-07-05",), SettingError, "NAME=VALUE with a number"),
        (("shells=nan",), SettingError, "NAME=VALUE with a number"),
        (("shells=inf",), SettingError, "NAME=VALUE with a number"),
        (("magic=0@2026-07-05",), SettingError, "magic"),
        (("shells=0@2026-07-05", "shells=1@2026-07-05"), SettingError, "one value of shells from one week"),
        (("shells=0", "shells=1"), SettingError, "one value of shells from one week"),
    ],
)
def test_what_names_no_value_or_no_week_is_refused(
    texts: tuple[str, ...], fault: type[FinelineError], said: str
) -> None:
    with pytest.raises(fault) as refused:
        levers_at(CASE, texts)
    assert said in str(refused.value)


@pytest.mark.integration
def test_the_week_heads_what_is_printed_and_written(home: Path, fineline: Fineline) -> None:
    pulled = ("--lever", "shells=0@2026-01-18", "--lever", "mobilisation=100000")
    done = fineline("counterfactual", "ukraine", *pulled, "--horizon", "5", "--out", "pair")
    assert done.exit_code == 0, done.output
    said = dict(pl.read_csv(home / "pair" / "settings.csv").select("name", "arm").iter_rows())
    assert said["contributor_shell_deliveries"].endswith("from 2026-01-18 on")
    assert "from 2026-01-04" in said["principal_mobilisation"]


@pytest.mark.parametrize("command", ["counterfactual", "brief"])
def test_a_day_that_is_no_sunday_ends_the_command(home: Path, fineline: Fineline, command: str) -> None:
    done = fineline(command, "ukraine", "--lever", "shells=0@2026-07-06", "--out", "made")
    assert done.exit_code == 2
    assert "2026-07-06, a Monday" in done.stderr
    assert not (home / "made").exists()
