"""Words of probability: the bands of ICD 203, and one word for every number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.errors import SettingError
from fineline.words import SCALE, Confidence, probability_number, probability_text, probability_words

probabilities = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "almost no chance"),
        (0.03, "almost no chance"),
        (0.05, "very unlikely"),
        (0.10, "very unlikely"),
        (0.30, "unlikely"),
        (0.50, "roughly even chance"),
        (0.55, "likely"),
        (0.67, "likely"),
        (0.90, "very likely"),
        (0.97, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_words(probability: float, words: str) -> None:
    assert probability_words(probability) == words


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.67, "likely (67 %)"),
        (0.004, "almost no chance (<1 %)"),
        (0.01, "almost no chance (1 %)"),
        (0.999, "almost certain (>99 %)"),
        (0.99, "almost certain (99 %)"),
    ],
)
def test_text(probability: float, text: str) -> None:
    assert probability_text(probability) == text


@given(probabilities, probabilities)
def test_a_greater_probability_never_gets_a_lesser_word(one: float, other: float) -> None:
    rank = {words: position for position, (_, words) in enumerate(SCALE)}
    low, high = sorted((one, other))
    assert rank[probability_words(low)] <= rank[probability_words(high)]


@given(probabilities)
def test_certainty_is_never_shown(probability: float) -> None:
    assert probability_number(probability) not in {"0 %", "100 %"}


@pytest.mark.parametrize("number", [-0.1, 1.1, 67.0, float("nan")])
def test_what_is_no_probability_is_refused(number: float) -> None:
    with pytest.raises(SettingError, match="between 0 and 1"):
        probability_text(number)


def test_confidence_is_said_apart_from_probability() -> None:
    text = str(Confidence(level="low", reason="one party is the only source"))
    assert text == "low confidence, because one party is the only source"
