"""Figures: numbers, ranges, bounds, units, rates, dates."""

from __future__ import annotations

from datetime import date

import pytest

from fineline.reading.dates import find_dates
from fineline.reading.figures import find_figures
from fineline.reading.hedges import hedges


@pytest.mark.parametrize(
    ("sentence", "value", "low", "high", "unit", "hedge"),
    [
        ("They sent 11,000 soldiers.", 11000, None, None, "persons", ""),
        ("They sent eleven thousand soldiers.", 11000, None, None, "persons", ""),
        ("At least 300 soldiers died.", 300, 300, None, "persons", "at least"),
        ("More than 300 soldiers died.", 300, 300, None, "persons", "at least"),
        ("Up to 4,000 men were lost.", 4000, None, 4000, "persons", "at most"),
        ("Fewer than 700 recruits came.", 700, None, 700, "persons", "at most"),
        ("Roughly 40 percent were lost.", 40, None, None, "percent", "about"),
        ("Nearly half of the force was lost.", 50, None, None, "percent", "about"),
        ("Six in ten Russians agree.", 60, None, None, "percent", ""),
        ("Two thirds of the shells came by rail.", 67, None, None, "percent", ""),
        ("Between 3,000 and 4,000 troops came.", None, 3000, 4000, "persons", "range"),
        ("Some 40,000-45,000 people a month signed.", None, 40000, 45000, "persons per month", "range"),
        ("It earned between 1.7 and 5.5 billion dollars.", None, 1.7e9, 5.5e9, "USD", "range"),
        ("It earned $20 billion.", 20e9, None, None, "USD", ""),
        ("The state pays $2,000 per month.", 2000, None, None, "USD per month", ""),
        ("The aid came to €64.6 billion.", 64.6e9, None, None, "EUR", ""),
        ("A bonus of 1.5 million roubles is paid.", 1.5e6, None, None, "RUB", ""),
        ("It took 588 square kilometres.", 588, None, None, "km2", ""),
        ("It lost 102 soldiers for every square kilometre.", 102, None, None, "persons per km2", ""),
        ("It fires 10,000 shells a day.", 10000, None, None, "rounds per day", ""),
        ("It shipped 6 million artillery rounds.", 6e6, None, None, "rounds", ""),
        ("Two fifths of the shells came by rail.", 40, None, None, "percent", ""),
        ("Fewer than one in five recruits stayed.", 20, None, 20, "percent", "at most"),
        ("Half a million men serve.", 500000, None, None, "persons", ""),
        ("One and a half million shells came.", 1.5e6, None, None, "rounds", ""),
        ("Two dozen paratroopers died.", 24, None, None, "persons", ""),
        ("No more than 300 reservists came.", 300, None, 300, "persons", "at most"),
        ("Losses did not exceed 300 a day.", 300, None, 300, "persons per day", "at most"),
        ("A 3,000-strong contingent came.", 3000, None, None, "persons", ""),
        ("Some 300-odd draftees came.", 300, None, None, "persons", "about"),
        ("Deaths are put at between 600 and as many as 2,000.", None, 600, 2000, "persons", "range"),
        ("Daily casualties averaged 1,523 in November 2024.", 1523, None, None, "persons per day", ""),
        ("It spent USD 20 million.", 20e6, None, None, "USD", ""),
        ("It takes 15 sq km daily.", 15, None, None, "km2 per day", ""),
        ("It shipped 6m artillery rounds.", 6e6, None, None, "rounds", ""),
    ],
)
def test_a_figure_is_read_with_bound_range_and_unit(
    sentence: str, value: float | None, low: float | None, high: float | None, unit: str, hedge: str
) -> None:
    [found] = find_figures(sentence)
    assert (found.value, found.low, found.high, found.unit, found.hedge) == (value, low, high, unit, hedge)


@pytest.mark.parametrize(
    "sentence",
    [
        "It lasted 200 days.",
        "In 2024 the war went on.",
        "They advanced 5 kilometres.",
        "Article 4 applies.",
        "Ten.",
        "At least four sailings with infantry.",
        "Deaths differ by a factor of three.",
        "They fight each other for recruits.",
        "A fifth regiment of soldiers came.",
        "Losses fell in 12 villages.",
    ],
)
def test_a_number_that_counts_nothing_the_claims_know_is_left_out(sentence: str) -> None:
    assert find_figures(sentence) == ()


def test_two_figures_in_one_sentence_stay_apart() -> None:
    first, second = find_figures("More than 300 North Koreans died and 2,700 were wounded.")
    assert (first.value, first.low, first.counts.strip()) == (300, 300, "North Koreans")
    assert (second.value, second.low, second.counts.split()[-1]) == (2700, None, "wounded")


@pytest.mark.parametrize(
    ("text", "said", "last"),
    [
        ("on 18 October 2024", "2024-10-18", date(2024, 10, 18)),
        ("on October 18, 2024", "2024-10-18", date(2024, 10, 18)),
        ("on 2024-10-18", "2024-10-18", date(2024, 10, 18)),
        ("in February 2024", "2024-02", date(2024, 2, 29)),
        ("by mid-January 2025", "2025-01", date(2025, 1, 31)),
        ("in the third quarter of 2024", "2024-09", date(2024, 9, 30)),
        ("in late 2024", "2024", date(2024, 12, 31)),
    ],
)
def test_a_date_is_as_precise_as_the_text(text: str, said: str, last: date) -> None:
    [found] = find_dates(f"They came {text}.")
    assert (found.text, found.last_day) == (said, last)


def test_a_relative_date_needs_the_day_of_publication() -> None:
    assert find_dates("They came last month.") == ()
    [found] = find_dates("They came last month.", date(2025, 3, 10))
    assert found.text == "2025-02"


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    assert find_dates("on 31 June 2024 it rained") == ()


def test_hedges_and_denials_are_kept() -> None:
    assert hedges("It reportedly may send none, and it denied that it could not.") == (
        "reportedly", "may", "denied", "could", "not",
    )  # fmt: skip
