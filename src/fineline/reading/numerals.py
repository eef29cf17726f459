"""Numbers in words as digits: cardinals, shares ("two fifths", "one in six"), and parts ("half a million")."""

from __future__ import annotations

import re
from collections.abc import Callable

from text_to_num import alpha2digit

_CARDINALS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "hundred": 100,
}  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20,
}  # fmt: skip
_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100)
"""Of how many one speaks in "six in ten"; other numbers after "in" count something else."""
_COUNT = rf"(?:{'|'.join(sorted(_CARDINALS, key=len, reverse=True))}|\d{{1,2}})"
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_SCALE = r"(?P<scale>hundred|thousand|million|billion|trillion)\b"
_TIME = r"(?:year|month|week|day|hour|decade|century|minute|mile|kilomet)"

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _cardinal(word: str) -> int:
    return int(word) if word.isdigit() else _CARDINALS[word.lower()]


def _percent(count: int, whole: int) -> str:
    return f"{round(100 * count / whole)} %"


def _part_of_scale(hit: re.Match[str]) -> str:
    return f"{_cardinal(hit['n'] or 'one') / _PARTS[hit['part'].lower().removesuffix('s')]:g} {hit['scale']}"


def _one_and_part(hit: re.Match[str]) -> str:
    return f"{_cardinal(hit['n']) + 1 / _PARTS[hit['part'].lower()]:g} {hit['scale']}"


def _share(hit: re.Match[str]) -> str:
    return f"{_percent(_cardinal(hit['n'] or 'one'), _PARTS[hit['part'].lower().removesuffix('s')])} "


def _ratio(hit: re.Match[str]) -> str:
    count, whole = _cardinal(hit["n"]), _cardinal(hit["whole"])
    return f"{_percent(count, whole)} of" if count < whole and whole in _WHOLES else hit.group()


def _rule(pattern: str, written: Callable[[re.Match[str]], str]) -> _Rule:
    return re.compile(pattern, re.IGNORECASE), written


_RULES: tuple[_Rule, ...] = (
    # half a million, a quarter of a million, three quarters of a million
    _rule(
        rf"\b(?:(?P<n>{_COUNT})[\s-]+)?(?P<part>half|third|quarter|thirds|quarters)\s+(?:of\s+)?an?\s+{_SCALE}",
        _part_of_scale,
    ),
    # one and a half million
    _rule(rf"\b(?P<n>{_COUNT})\s+and\s+a\s+(?P<part>half|third|quarter)\s+{_SCALE}", _one_and_part),
    # two fifths; of one part only as "a fifth of", since "a fifth regiment" is an ordinal
    _rule(rf"\b(?P<n>(?!an?\b|one\b|1\b){_COUNT})[\s-]+(?P<part>(?:{_PART})s)\b", _share),
    _rule(rf"\b(?:an?|one)[\s-]+(?P<n>)(?P<part>{_PART})(?=\s+of\b(?!\s*xdate))", _share),
    _rule(r"\b(?P<n>)(?P<part>half)\s+(?=(?:of|the|its|their|his|these|those|all)\b(?!\s+(?:way|xdate)))", _share),
    _rule(r"\bevery\s+(?:second|other)\s+(?=[a-z])(?!" + _TIME + ")", lambda _: "50 % of "),
    # six in ten, one in every three, four out of five
    _rule(
        rf"\b(?P<n>{_COUNT})\s+(?:in|out\s+of|of)\s+(?:every\s+|each\s+)?(?P<whole>{_COUNT})\b(?!\s+{_TIME}|\s*[,.]?\d)"
        r"(?!\s+(?:of\s+the\s+)?(?:brigades|regiments|regions|countries|states|oblasts))",
        _ratio,
    ),
    # a hundred, a dozen, a couple of thousand
    _rule(r"\b(?:a\s+)?(?:couple|pair)\s+of\s+(?=hundred\b|thousand\b|million\b)", lambda _: "about two "),
    _rule(r"\ban?\s+(?=(?:hundred|thousand|million|billion|trillion)\b)", lambda _: "one "),
    _rule(rf"\b(?P<n>{_COUNT})\s+dozen\b", lambda hit: f"{12 * _cardinal(hit['n'])}"),
    _rule(r"\bone\s+(?=per\s?cent\b)", lambda _: "1 "),
)  # fmt: skip


def in_digits(text: str) -> str:
    """A text with its number words as digits and its shares as per cent, rounded to whole ones; single spaces.

    Args:
        text: one sentence.
    """
    text = " ".join(text.split())
    for pattern, written in _RULES:
        text = pattern.sub(written, text)
    return " ".join(alpha2digit(text, "en").split())
