"""Hedges: words that bound a figure, and words that keep a sentence from being asserted outright."""

from __future__ import annotations

import re
from typing import Literal

Bound = Literal["", "at least", "at most", "about", "range"]

_AT_LEAST = (
    r"at\s+least|(?<!no )(?<!not )(?:more|greater)\s+than|over|above|beyond|upwards?\s+of|a\s+minimum\s+of|"
    r"(?:no|not)\s+(?:fewer|less)\s+than|in\s+excess\s+of|(?<!not )exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topped"
)
_AT_MOST = (
    r"up\s+to|as\s+many\s+as|as\s+much\s+as|at\s+most|(?:no|not)\s+more\s+than|fewer\s+than|less\s+than|under|below|"
    r"not\s+exceed(?:ing|ed)?|a\s+maximum\s+of|short\s+of"
)
_ABOUT = (
    r"about|around|some|roughly|nearly|almost|approximately|an\s+estimated|close\s+to|circa|nearing|approaching|"
    r"in\s+the\s+region\s+of|on\s+the\s+order\s+of|the\s+best\s+part\s+of|an\s+average\s+of"
)
_BEFORE: tuple[tuple[Bound, str], ...] = (("at least", _AT_LEAST), ("at most", _AT_MOST), ("about", _ABOUT))
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"(?:^|\W)(?:{words})\s+(?:[$€£]\s*)?$", re.IGNORECASE)) for bound, words in _BEFORE
)
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "at least",
        re.compile(r"(?:\+|\s+or\s+more\b|\s+and\s+more\b|\s*,?\s+at\s+(?:least|a\s+minimum)\b)", re.IGNORECASE),
    ),
    ("at most", re.compile(r"(?:\s+or\s+(?:fewer|less)\b|\s*,?\s+at\s+(?:most|the\s+most)\b)", re.IGNORECASE)),
    ("about", re.compile(r"(?:-odd\b|\s+or\s+so\b)", re.IGNORECASE)),
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


def bound_after(text: str) -> Bound:
    """How the words right after a number bound it.

    Args:
        text: the sentence from the end of the number.
    """
    for bound, words in _AFTER:
        if words.match(text):
            return bound
    return ""


def hedges(sentence: str) -> tuple[str, ...]:
    """The hedging and denying words of a sentence, each once, in its order and in lower case."""
    return tuple(dict.fromkeys(" ".join(hit.group().lower().split()) for hit in _HEDGES.finditer(sentence)))
