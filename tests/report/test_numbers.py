"""How many digits the reader sees."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.report.numbers import DUST, interval_text, number_text, quoted_text, significant, unit_phrase

FINITE = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("median", "low", "high", "unit", "signed", "text"),
    [
        (9234, 8113, 10402, "", False, "9,200 (8,100 to 10,400)"),
        (611840, 598213, 630477, "persons", False, "612,000 (598,000 to 630,000)"),
        (411.3, -22.1, 718.9, "km2", True, "+400 (0 to +700)"),
        (0.312, 0.274, 0.351, "share", False, "31 % (27 to 35 %)"),
        (0.0, 0.0, 0.0, "share", False, "0 %"),
        (50, 50, 50, "weeks", False, "50"),
        (3.2, 1.1, 4.4, "weeks", False, "3 (1 to 4)"),
        (-1.26, -1.31, -1.22, "1", False, "−1.26 (−1.31 to −1.22)"),
        (math.nan, 0.0, 1.0, "", False, "not available"),
    ],
)
def test_intervals_by_hand(median: float, low: float, high: float, unit: str, signed: bool, text: str) -> None:
    assert interval_text(median, low, high, unit=unit, signed=signed) == text


def test_open_intervals_say_so() -> None:
    assert interval_text(52.3, 41.0, None) == "52 (41 upward, no upper limit)"
    assert interval_text(None, 41.0, None) == "41 upward, no middle and no upper limit"
    assert interval_text(None, None, None) == "none exists"


def test_single_numbers() -> None:
    assert number_text(12345) == "12,000"
    assert number_text(0.0123) == "0.012"
    assert number_text(0.5, unit="share") == "50 %"
    assert number_text(math.inf) == "not available"
    assert quoted_text(10900) == "10,900"
    assert quoted_text(-1.5) == "−1.5"
    assert unit_phrase("km2/week") == "km² a week"
    assert unit_phrase("furlong") == "furlong"


@given(st.lists(FINITE, min_size=3, max_size=3).map(sorted))
def test_never_more_than_three_significant_digits(bounds: list[float]) -> None:
    low, median, high = bounds
    for number in re.findall(r"[\d,]+(?:\.\d+)?", interval_text(median, low, high)):
        digits = number.replace(",", "").replace(".", "").lstrip("0").rstrip("0")
        assert len(digits) <= 3


@given(FINITE, st.integers(min_value=1, max_value=6))
def test_rounding_moves_a_number_by_half_a_step_at_most(value: float, digits: int) -> None:
    rounded = significant(value, digits)
    assert abs(rounded - value) <= 0.5000001 * 10.0 ** (1 - digits) * abs(value) + DUST
