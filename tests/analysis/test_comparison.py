"""What a word matches, and how far rival figures lie apart."""

from __future__ import annotations

from datetime import date

import pytest

from fineline.analysis.comparison import compare, match, number_of
from fineline.errors import SettingError
from fineline.evidence.entries import Entry


def _entry(identifier: str, quantity: str, value: str, day: date, unit: str = "persons", low: str = "") -> Entry:
    texts = dict.fromkeys(("vintage", "gains", "basis", "source", "series", "derived_from", "url", "note"), "")
    return Entry(
        id=identifier,
        topic="guest_casualties",
        quantity=quantity,
        value=value,
        low=low,
        high="300" if low else "",
        unit=unit,
        as_of=day,
        published=day,
        claimant=identifier,
        interest="party",
        **texts,
    )


JANUARY, JUNE = date(2025, 1, 10), date(2025, 6, 10)
ENTRIES = (
    _entry("A", "killed", "100", JANUARY),
    _entry("B", "killed", "300", date(2025, 1, 20)),
    _entry("C", "killed", "", date(2025, 1, 21), low="100"),
    _entry("D", "killed", "900", JUNE),
    _entry("E", "killed_reported", "5", JANUARY),
    _entry("F", "seen", "1", JANUARY, unit="flag"),
)


def test_a_ratio_compares_figures_of_about_the_same_time() -> None:
    found = compare(ENTRIES, "killed")
    assert {rival.entry.id: rival.ratio for rival in found.rivals} == {"A": 1.0, "B": 3.0, "C": 2.0, "D": 1.0}
    assert [rival.entry.id for rival in found.rivals] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("asked", "said", "count"),
    [
        ("killed", "the quantity", 4),
        ("kill", "quantities that begin", 5),
        ("guest_casualties", "the topic", 6),
        ("guest_killed", "one after the other", 4),
        ("casualties_reported", "hold the words", 1),
    ],
)
def test_the_narrowest_meaning_counts_and_is_told(asked: str, said: str, count: int) -> None:
    told, found = match(ENTRIES, asked)
    assert said in told
    assert len(found) == count


def test_wording_is_no_number() -> None:
    assert number_of(ENTRIES[5]) is None
    assert compare(ENTRIES, "guest_casualties").wording == (ENTRIES[5],)


def test_no_match_names_the_topics() -> None:
    with pytest.raises(SettingError, match="guest_casualties"):
        compare(ENTRIES, "weather")
