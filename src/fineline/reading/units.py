"""What a number counts: read from the words that follow it, or come right before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONEY = {"$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW"}
_PERSONS = (
    r"soldiers|troops|men|people|personnel|infantrymen|infantry|fighters|casualties|killed|wounded|dead|deaths|died|"
    r"captured|recruits|reinforcements|special\s+forces|north\s+koreans|russians|ukrainians|volunteers|sappers|combatants|"
    r"engineers|servicemen|prisoners|losses|fatalities|perished|persons|contractors|lives|builders|deminers"
)
_UNITS: tuple[tuple[str, str], ...] = (
    ("percent", r"%|per\s?cent\b|percentage\s+points?"),
    ("km2", r"square\s+kilomet(?:re|er)s?|sq\.?\s*km|km2|km²"),
    ("USD", r"(?:US\s+)?dollars?\b"),
    ("EUR", r"euros?\b"),
    ("RUB", r"r(?:o)?ubles?\b"),
    ("KRW", r"won\b"),
    ("rounds", r"(?:shells?|rounds?|munitions)\b"),
    ("containers", r"containers?\b"),
    ("persons", rf"(?:{_PERSONS})\b"),
)
# Words that may stand between a number and what it counts: no digit, no new clause, no other thing counted.
_APART = (
    r"per\b|a\b|each\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|kilomet|tonnes?\b|states?\b|vessels?\b|percent\b"
)
_GAP = rf"(?:\s+(?!{_APART})[a-z'’-]+){{0,4}}?"
_AFTER = tuple((unit, re.compile(rf"{_GAP}\s*(?<![a-z])(?:{words})", re.IGNORECASE)) for unit, words in _UNITS)
_NEVER = re.compile(
    r"\s*[-\s]?(?:st|nd|rd|th)?\s*(?:more\s+)?(?:days?|weeks?|months?|years?|hours?|minutes?|times|kilomet(?:re|er)s?|km|tonnes?|"
    r"points?|states?|century|centuries|decades?|mm|countries|brigades?|battalions?|regiments?|companies|oblasts?)\b",
    re.IGNORECASE,
)
_PEOPLE_BEFORE = re.compile(
    r"(?:casualties|deaths|losses|strength|killed|wounded|dead|fatalities)\s+(?:[a-z]+\s+){0,3}$", re.IGNORECASE
)
_RATE = re.compile(r"^(?:\s+[a-z'’]+){0,2}?\s+(?:per|a|each|every)\s+(day|week|month|year)\b", re.IGNORECASE)
_RATE_BEFORE = re.compile(r"\b(daily|weekly|monthly|annual|yearly)\s+(?:[a-z'’]+\s+){1,4}$", re.IGNORECASE)
_RATES = {"daily": "day", "weekly": "week", "monthly": "month", "annual": "year", "yearly": "year"}
_PER_AREA = re.compile(r"(?:every|each|per)\s+square\s+kilomet(?:re|er)", re.IGNORECASE)
_PACED = frozenset({"persons", "rounds", "km2", "USD", "EUR", "RUB", "KRW"})


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts.

    Attributes:
        unit: unit as the claims write it, such as "persons", "persons per month" or "USD".
        words: the words of the sentence for it.
    """

    unit: str
    words: str


def unit_of(before: str, after: str, sentence: str) -> Counted | None:
    """What a number counts, or None where it counts nothing that the claims know.

    Args:
        before: the sentence up to the number.
        after: the sentence from the end of the number and its scale.
        sentence: the whole sentence.
    """
    money = _MONEY.get(before.rstrip()[-1:])
    if money:
        return Counted(money + _rate(after), "")
    if _NEVER.match(after):
        return None
    hits = [(hit.end(), unit) for unit, words in _AFTER if (hit := words.match(after))]
    if not hits:
        people = _PEOPLE_BEFORE.search(before)
        return Counted("persons" + _rate_before(before), people.group()) if people else None
    end, unit = min(hits)
    if unit == "persons" and _PER_AREA.search(sentence):
        return Counted("persons per km2", after[:end])
    return Counted(unit + (_rate(after[end:]) if unit in _PACED else ""), after[:end])


def _rate_before(before: str) -> str:
    hit = _RATE_BEFORE.search(before)
    return f" per {_RATES[hit.group(1).lower()]}" if hit else ""


def _rate(after: str) -> str:
    hit = _RATE.match(after)
    return f" per {hit.group(1).lower()}" if hit else ""
