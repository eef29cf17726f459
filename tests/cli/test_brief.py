"""`brief` gathers the pairs the briefing needs and writes it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fineline.commands.console import show_files
from fineline.files import write_text

from .conftest import Case, Fineline
from .fakes import Simulator


def test_the_briefing_gets_every_pair_and_the_placebo(
    home: Path, case: Case, simulator: Simulator, fineline: Fineline, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    monkeypatch.setattr("fineline.products.briefing.gathered", lambda *_: None)  # no runs to make more of
    monkeypatch.setattr("fineline.products.briefing.hindcast_of", lambda *_, **__: ())
    monkeypatch.setattr("fineline.products.briefing.briefing_content", lambda *parts: given.extend(parts) or "content")
    monkeypatch.setattr(
        "fineline.products.briefing.write_briefing",
        lambda content, folder: (write_text(folder / "briefing.html", content),),
    )
    done = fineline("brief", "./war", "--out", "out")
    assert done.exit_code == 0, done.output
    assert "posterior.nc" in done.stderr
    _, view, _, pairs, placebo, weeks, told, _, seen, choice, checks = given
    assert (told, seen, choice) == (None, (), None)
    assert [topic.id for topic in checks] == ["backtest", "claimants"]
    assert view.as_of == case.calendar.knowledge
    assert set(pairs) == {"contributor-troops", "contributor-munitions", "contributor"}
    assert placebo is not None
    assert weeks == (date(2023, 10, 15), date(2024, 10, 6))
    assert {asked["horizon"] for asked in simulator.asked} == {52}
    assert simulator.asked[-1]["scenarios"] == ("placebo-date",)
    (record,) = (home / "runs").glob("*/run.json")
    run = json.loads(record.read_text())
    assert (run["pins"]["command"], list(run["outputs"])) == ("brief", ["briefing.html"])


def test_a_folder_of_figures_takes_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [Path("out/figures") / f"{number}.svg" for number in range(3)]
    show_files([Path("out/briefing.html"), *figures], "abc", Path("runs/abc/run.json"))
    said = capsys.readouterr().out
    assert "wrote out/briefing.html" in said
    assert "wrote 3 files to out/figures" in said
    assert "1.svg" not in said
