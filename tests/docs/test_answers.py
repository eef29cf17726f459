"""What pages show of an answer is what the shipped fit gives now, digit by digit."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import fineline
from fineline.analysis.intervals import Estimate
from fineline.case import Case
from fineline.cli import app
from fineline.commands.forecast import intervals
from fineline.evidence import open_store
from fineline.inference.store import load_posterior
from fineline.products.pairing import window_effects
from fineline.report.sections.identification import identification_section, statuses
from fineline.report.sections.judgements import trust
from fineline.scenario import Pair
from fineline.words import probability_text

from .pages import DOCS, ROOT, Example, commands, examples

TUTORIAL = DOCS / "tutorial.md"
README = ROOT / "README.md"


def _answered(page: Path) -> Iterator[tuple[Example, Example]]:
    """Each block that is run and followed by one of what it prints."""
    shown = examples(page)
    for asked, answer in pairwise(shown):
        if asked.language in {"console", "python"} and answer.language == "text" and not answer.file:
            yield asked, answer


def _printed(asked: Example, names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    """What a block prints, its last command where it has several."""
    if asked.language == "python":
        exec(compile(asked.text, f"page, line {asked.line}", "exec"), names)
        return capsys.readouterr().out
    ((command, _),) = commands(asked)
    done = CliRunner().invoke(app, shlex.split(command, comments=True)[1:])
    assert done.exit_code == 0, done.output
    return done.stdout


def _first_not_in_order(shown: str, printed: str) -> str | None:
    """The first line of what is shown that is not printed after the line before it; None where all are."""
    rest = " ".join(printed.split())
    for line in shown.splitlines():
        _, found, rest = rest.partition(" ".join(line.split()))
        if not found:
            return line
    return None


def test_a_line_that_is_stale_or_stands_elsewhere_is_found() -> None:
    printed = "whole record\n ground  60\nlast year\n ground  50\n"
    assert _first_not_in_order("last year\nground 50\n", printed) is None
    assert _first_not_in_order("last year\nground 60\n", printed) == "ground 60"


@pytest.mark.integration
def test_the_tutorial_shows_what_its_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINELINE_RUNS", raising=False)
    names: dict[str, Any] = {"__name__": "page"}
    shown = list(_answered(TUTORIAL))
    assert len(shown) == 4
    for asked, answer in shown:
        printed = _printed(asked, names, capsys)
        assert _first_not_in_order(answer.text, printed) is None, printed


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """The answer as both pages write it: medians with 90 % intervals, the chance, and the confidence in it."""
    case = fineline.load_case("ukraine")
    pair = fineline.counterfactual(case, without="contributor-troops")
    since = next(found for found in window_effects(pair) if found.window.name == "since_arrival")
    avoided = since.of("own_deaths_avoided").summary
    weeks = since.of("weeks_losses_exceed_intake").summary.estimate
    ground, ground_within = _numbers(since.of("ground").summary.estimate)
    lost, lost_within = _numbers(since.of("contributor_casualties").summary.estimate)
    spared, spared_within = _numbers(avoided.estimate)
    assert weeks.low90 <= weeks.median <= weeks.high90 <= 0
    return {
        "ground": f"added {ground} km² of ground (90 per cent interval {ground_within})",
        "lost": f"{lost} casualties of their own ({lost_within})",
        "spared": f"spared Russia's own soldiers {spared} deaths ({spared_within})",
        "weeks": f"{abs(weeks.median):.0f} week fewer in which its losses exceed its intake "
        f"({abs(weeks.high90):.0f} to {abs(weeks.low90):.0f} fewer)",
        "chance": probability_text(avoided.positive.value),
        **_confidence(case, pair),
    }


def _numbers(found: Estimate) -> tuple[str, str]:
    median, _, within = intervals(found)
    return median, within


def _confidence(case: Case, pair: Pair) -> dict[str, str]:
    posterior = load_posterior(case.folder / "posterior.nc", case)
    view = open_store(case.folder).view(case.calendar.knowledge)
    known = statuses(identification_section(case, posterior, view, pair.parameters, ()))
    return {judgement: trust(judgement, known).level for judgement in ("soldiers-ground", "deaths-avoided")}


@pytest.mark.integration
@pytest.mark.parametrize("page", [README, TUTORIAL], ids=lambda page: page.name)
def test_the_answer_in_words_is_that_of_the_shipped_fit(page: Path, said: dict[str, str]) -> None:
    text = " ".join(page.read_text(encoding="utf-8").split())
    for key in ("ground", "lost", "spared", "weeks", "chance"):
        assert said[key] in text


@pytest.mark.integration
def test_the_confidence_told_is_that_of_the_briefing(said: dict[str, str]) -> None:
    readme, tutorial = (" ".join(page.read_text(encoding="utf-8").split()) for page in (README, TUTORIAL))
    ground, deaths = said["soldiers-ground"], said["deaths-avoided"]
    assert f"confidence in it is {deaths}," in readme
    assert f"{ground.capitalize()} for the ground and {deaths} for the deaths." in tutorial


def test_pages_name_the_week_with_which_the_shipped_fit_ends() -> None:
    case = fineline.load_case("ukraine")
    last = date.fromisoformat(load_posterior(case.folder / "posterior.nc", case).pins.last_week)
    for page in (README, DOCS / "limits.md"):
        assert f"the week to {last.day} {last:%B %Y}" in " ".join(page.read_text(encoding="utf-8").split())
