"""Rival claims side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.rivals import rival_claims, stated_number

from .synthetic import claim


def test_the_pair_furthest_apart_is_shown_with_its_factor() -> None:
    (found,) = rival_claims([claim("1100", "A"), claim("3000", "B"), claim("1000", "C", day=8)])
    assert (found.lower.claimant, found.higher.claimant) == ("C", "B")
    assert found.factor == 3


def test_one_claimant_does_not_rival_itself() -> None:
    assert rival_claims([claim("1", "A"), claim("2", "A")]) == ()


def test_claims_about_different_months_are_no_rivals() -> None:
    assert rival_claims([claim("1", "A", month=1), claim("2", "B", month=6)]) == ()


def test_different_units_are_never_compared() -> None:
    assert rival_claims([claim("1", "A", unit="persons"), claim("2", "B", unit="fraction")]) == ()


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("", "persons"),
        ("2024-10-18", "date"),
        ("1", "flag"),
        ("4", "ordinal 1-5"),
        ("0", "persons"),
        ("many", "persons"),
    ],
)
def test_wording_is_not_measurement(value: str, unit: str) -> None:
    assert stated_number(claim(value, "A", unit=unit)) is None


@given(st.lists(st.tuples(st.floats(0.1, 1e6), st.sampled_from("ABC"), st.integers(1, 12)), max_size=12))
def test_a_factor_is_never_below_one(stated: list[tuple[float, str, int]]) -> None:
    found = rival_claims([claim(str(value), who, month=month) for value, who, month in stated])
    assert all(item.factor >= 1 for item in found)
    assert [item.factor for item in found] == sorted((item.factor for item in found), reverse=True)
