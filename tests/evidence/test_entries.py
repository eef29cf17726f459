"""Claims and rows in one list: what each carries, what is listed once, and what a filter keeps."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from fineline.case import load_case
from fineline.errors import SettingError
from fineline.evidence import View, open_store
from fineline.evidence.catalogue import GAINS_FILE, KindOfClaimant
from fineline.evidence.entries import SERIES_TOPIC, UNDECLARED, Wanted, chosen, entries_of, entry_of


@pytest.fixture(scope="module")
def view() -> View:
    case = load_case("ukraine")
    return open_store(case.folder, case.catalogue).view(case.calendar.knowledge)


def test_every_collected_claim_is_embedded(view: View) -> None:
    assert len(view.claims) >= 552
    assert len({claim.topic for claim in view.claims.values()}) == 14


def test_identifiers_are_unique_and_a_repeated_claim_is_listed_once(view: View) -> None:
    entries = entries_of(view)
    assert len({entry.id for entry in entries}) == len(entries)
    told = entry_of(entries, "CAS-023")
    assert (told.series, told.source, told.interest) == ("contributor_killed_cum", "S25", "ally of party")
    same = [entry for entry in entries if entry.series == told.series and entry.as_of == told.as_of]
    assert same == [told]


def test_a_row_of_a_series_carries_source_and_gains(view: View) -> None:
    rows = [entry for entry in entries_of(view) if entry.topic == SERIES_TOPIC]
    assert all(entry.source and entry.gains and entry.interest for entry in rows)
    copies = {entry.claimant for entry in rows if entry.derived_from}
    assert "UK Ministry of Defence" in copies


def test_filters_keep_what_is_asked(view: View) -> None:
    wanted = Wanted(topic="dprk_casualties", quantity="killed", claimant="nis", since=date(2025, 1, 1))
    found = chosen(entries_of(view), wanted)
    assert {entry.id for entry in found} == {"CAS-023", "CAS-026", "CAS-030"}
    assert chosen(entries_of(view), Wanted(interest="party", until=date(2022, 1, 1)))


def test_an_unknown_topic_or_identifier_is_told(view: View) -> None:
    with pytest.raises(SettingError, match="dprk_casualties"):
        chosen(entries_of(view), Wanted(topic="weather"))
    with pytest.raises(SettingError, match="evidence list"):
        entry_of(entries_of(view), "CAS-999")


def test_what_a_claimant_gains_is_told_for_it_or_for_its_kind(view: View) -> None:
    said = {entry.claimant: entry.gains for entry in entries_of(view)}
    assert said["US DoD"] == view.catalogue.claimants["US DoD"].gains
    assert "by kind: authorities and forces of the opponent" in said["Ukrainian officials"]
    assert "by kind: press, research and polling" in said["Agentstvo (Russian independent media)"]
    assert sum(gains == UNDECLARED for gains in said.values()) <= 3


def test_no_fit_reads_what_kinds_of_claimant_gain(tmp_path: Path) -> None:
    case = load_case("ukraine")
    shutil.copytree(case.folder, tmp_path / "war", ignore=shutil.ignore_patterns("posterior*.nc"))
    (tmp_path / "war" / GAINS_FILE).unlink()
    assert load_case(tmp_path / "war").fitted_digest() == case.fitted_digest()


def test_a_kind_of_claimant_is_told_in_one_way() -> None:
    with pytest.raises(ValueError, match="not by both"):
        KindOfClaimant(kind="both", begins=("US",), interest="party", gains="something")
    assert not KindOfClaimant(kind="one", begins=("US",), gains="something").holds("USSR", "party")
