"""Levers of a case are checked at the door, and are nothing but changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fineline.case import load_case
from fineline.case.lever_file import read_levers
from fineline.errors import FinelineError, SettingError

SOUND = """\
shells:
  title: shells
  group: munitions
  unit: "1"
  default: 1
  low: 0
  high: 3
  positions: {none: 0, twice: 2}
  evidence: [MUN-034]
  reason: assumed
  changes:
    - {input: contributor_shell_deliveries, operation: times, from: after data}
"""
CLAIMS = ("MUN-034",)


def written(folder: Path, text: str) -> Path:
    (folder / "levers.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    assert list(read_levers(written(tmp_path, SOUND), CLAIMS)) == ["shells"]


def test_a_case_without_the_file_has_none(tmp_path: Path) -> None:
    assert read_levers(tmp_path, CLAIMS) == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: shells", "title: shells\n  colour: red", "colour"),
        ("high: 3", "high: -1", "must lie between"),
        ("twice: 2", "twice: 4", "twice must lie between"),
        ("default: 1", "default: 7", "default must lie between"),
        ("MUN-034]", "MUN-999]", "MUN-999"),
        ("contributor_shell_deliveries", "shells_of_gold", "shells_of_gold"),
        ("operation: times", "operation: shift", "operation"),
        (
            "input: contributor_shell_deliveries, operation: times",
            "input: contingent_public, operation: times",
            "either holds",
        ),
        ("contributor_shell_deliveries, operation: times", "contingent_disclosed, operation: set", "follows from"),
        ("from: after data", "from: 2025-01-01", "2025-01-01"),
        ("group: munitions", "group: magic", "group"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(FinelineError, match=said) as fault:
        read_levers(written(tmp_path, SOUND.replace(old, new)), CLAIMS)
    assert "levers.yaml" in str(fault.value)


def test_a_value_outside_the_range_is_refused(tmp_path: Path) -> None:
    lever = read_levers(written(tmp_path, SOUND), CLAIMS)["shells"]
    lever.require("shells", 3.0)
    with pytest.raises(SettingError, match="0 to 3"):
        lever.require("shells", 3.5)


def test_the_default_changes_nothing_and_any_other_value_is_a_change(tmp_path: Path) -> None:
    lever = read_levers(written(tmp_path, SOUND), CLAIMS)["shells"]
    assert lever.at(1.0) == ()
    (change,) = lever.at(2.0)
    assert (change.input, change.operation) == ("contributor_shell_deliveries", "times")


def test_the_levers_of_the_case_rest_on_its_claims_and_leave_the_fit_alone() -> None:
    case = load_case("ukraine")
    claims = case.evidence().view(date(2026, 8, 31)).claims
    found = read_levers(case.folder, claims)
    assert len(found) >= 8
    assert {lever.group for lever in found.values()} >= {"foreign troops", "manpower", "aid", "arrangement"}
    assert all(lever.evidence or "assumed" in lever.reason or "record" in lever.reason for lever in found.values())
