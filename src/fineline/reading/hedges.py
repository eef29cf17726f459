"""Hedges: words that bound a figure, and words that keep a sentence from being asserted outright."""

from __future__ import annotations

import re
from typing import Literal

Bound = Literal["", "at least", "at most", "about", "range"]

_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("at least", r"at\s+least|more\s+than|over|above|upwards\s+of|a\s+minimum\s+of|no\s+fewer\s+than|no\s+less\s+than"),
    (
        "at most",
        r"up\s+to|as\s+many\s+as|as\s+much\s+as|at\s+most|no\s+more\s+than|fewer\s+than|less\s+than|under|below",
    ),
    ("about", r"about|around|some|roughly|nearly|almost|approximately|an\s+estimated|close\s+to|circa"),
)
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"(?:^|\W)(?:{words})\s+(?:[$€£]\s*)?$", re.IGNORECASE)) for bound, words in _BEFORE
)
_HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|apparently|probably|possibly|perhaps|likely|unconfirmed|unverified|may|might|"
    r"could|believed|believes|thought\s+to|said\s+to|appears?\s+to|seems?\s+to|suggests?|estimated?|estimates|claimed|"
    r"claims|if|would|not|no|never|denied|denies|cannot|doubt)\b",
    re.IGNORECASE,
)


def bound_before(text: str) -> Bound:
    """How the words right before a number bound it.

    Args:
        text: the sentence up to the number.
    """
    for bound, words in _BOUNDS:
        if words.search(text):
            return bound
    return ""


def hedges(sentence: str) -> tuple[str, ...]:
    """The hedging and denying words of a sentence, each once, in its order and in lower case."""
    return tuple(dict.fromkeys(" ".join(hit.group().lower().split()) for hit in _HEDGES.finditer(sentence)))
