"""What a number counts: read from the words that follow it, or come right before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONEY = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₽": "RUB",
    "USD": "USD",
    "EUR": "EUR",
    "RUB": "RUB",
    "GBP": "GBP",
}
_MONEY_BEFORE = re.compile(r"([$€£₩₽]|\b(?:USD|EUR|RUB|GBP))\s*$")
# People: words of the war, and English names of people by their endings (soldier-s, women, reserv-ists, draft-ees,
# Russ-ians), but for the things that end likewise.
_THINGS = (
    r"contain|launch|numb|lett|ord|quart|trail|tank|bomb|pap|pow|met|kilomet|helicopt|wint|summ|chapt|comput|print|riv|bord|"
    r"cent|shelt|cruis|steam|freight|rout|mort|charg|lay|carri|oth"
)
_PERSONS = (
    r"troops|people|personnel|infantry|soldiery|casualties|killed|wounded|injured|maimed|missing|dead|deaths|died|captured|"
    r"perished|losses|fatalities|recruits|reinforcements|special\s+forces|conscripts|convicts|prisoners|persons|lives|citizens|"
    r"civilians|commandos|marines|militants|combatants|inmates|corpses|bodies|privates|men|women|[a-z]+(?:men|women)|"
    rf"(?!(?:{_THINGS})ers\b)[a-z]{{3,}}ers|[a-z]{{3,}}(?:ists|ees)|(?-i:[A-Z][a-z]+)ans"
)
_UNITS: tuple[tuple[str, str], ...] = (
    ("percent", r"%|per\s?cent\b|percentage\s+points?"),
    ("km2", r"square\s+(?:kilomet(?:re|er)s?|km)|sq\.?\s*(?:km|kilomet(?:re|er)s?)|km2|km²|km\s+sq"),
    ("USD", r"(?:US\s+|U\.S\.\s+|American\s+)?dollars?\b|USD\b"),
    ("EUR", r"euros?\b|EUR\b"),
    ("RUB", r"r(?:o)?ubles?\b|RUB\b"),
    ("GBP", r"pounds?\b|GBP\b"),
    ("KRW", r"won\b|KRW\b"),
    ("rounds", r"(?:shells?|rounds?|munitions|projectiles)\b"),
    ("containers", r"containers?\b"),
    ("persons", rf"(?:{_PERSONS})\b"),
)
# Words that may stand between a number and what it counts: no digit, no new clause, no other thing counted.
_APART = (
    r"per\b|a\b|each\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|kilomet|tonnes?\b|states?\b|vessels?\b|percent\b|with\b|"
    r"sail|ship|flight|train|wave|group|batch|town|village|launcher|missile|vehicle|barrel|medal|countr|time|brigade|"
    r"battalion|regiment|compan|region|explosive|mine"
)
_GAP = rf"(?:\s+(?!{_APART})[a-z'’-]+){{0,4}}?"
_AFTER = tuple((unit, re.compile(rf"{_GAP}\s*(?<![a-z])(?:{words})", re.IGNORECASE)) for unit, words in _UNITS)
_NEVER = re.compile(
    r"\s*[-\s]?(?:st|nd|rd|th)?\s*(?:more\s+)?(?:days?|weeks?|months?|years?|hours?|minutes?|times|kilomet(?:re|er)s?|km|tonnes?|"
    r"points?|states?|century|centuries|decades?|mm|countries|brigades?|battalions?|regiments?|companies|oblasts?)\b",
    re.IGNORECASE,
)
# "losses, put at 1,200", "deaths range from 600": people named before a number after which nothing is counted.
_PEOPLE_BEFORE = re.compile(
    r"\b(?:casualties|deaths|losses|strength|killed|wounded|dead|fatalities|toll|troops|soldiers|men|contingent|force|intake|"
    r"recruits|deployment|headcount)\b[^.;:\d]{0,80}?"
    r"\b(?:at|to|from|of|between|than|over|about|some|around|roughly|nearly|almost|reach(?:ed|es)?|exceed(?:ed|s)?|"
    r"total(?:led|s|ling)?|number(?:ed|s|ing)?|averag(?:ed|es|ing)|was|were|is|least|most|strength|killed|wounded|dead|casualties|deaths|losses|fatalities|in)\s+$",
    re.IGNORECASE,
)
_NOTHING_AFTER = re.compile(
    r"\s*(?:$|[,.;:)\"'”’]|(?:by|in|since|as|per|a|an|and|or|over|on|for|daily|monthly|weekly|each|every|during|according|"
    r"at|among|from|more|so|xdate\d+x|xwho\d+x)\b)",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"^(?:\s+[a-z'’]+){0,2}?(?:\s+(?:per|a|each|every|in\s+a)\s+(day|week|month|year)\b|\s*/\s*(day|week|month|year)\b|"
    r"\s+(daily|weekly|monthly|annually|yearly|per\s+annum)\b)",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(r"\b(daily|weekly|monthly|annual|yearly)\s+(?:[a-z'’]+\s+){1,4}$", re.IGNORECASE)
_RATES = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "annual": "year",
    "annually": "year",
    "yearly": "year",
} | {"per annum": "year"}
_PER_AREA = re.compile(r"(?:every|each|per)\s+square\s+kilomet(?:re|er)", re.IGNORECASE)
_PACED = frozenset({"persons", "rounds", "km2", "USD", "EUR", "RUB", "GBP", "KRW"})
_SUFFIX = re.compile(r"(?:\+|-odd\b|\s+or\s+(?:so|more|fewer|less)\b)")
_STRONG = re.compile(r"-(?:strong|man)\b")
_FACTOR = re.compile(r"\bfactor\s+of\s+(?:[a-z]+\s+)?$", re.IGNORECASE)


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
    after = _SUFFIX.sub("", after, count=1) if _SUFFIX.match(after) else after
    if money := _MONEY_BEFORE.search(before):
        return Counted(_MONEY[money.group(1).upper()] + _rate(after), "")
    if _STRONG.match(after):
        return Counted("persons", "")
    if _NEVER.match(after) or _FACTOR.search(before):
        return None
    hits = [(hit.end(), unit) for unit, words in _AFTER if (hit := words.match(after))]
    if not hits:
        return _people_before(before, after)
    end, unit = min(hits)
    if unit == "persons" and _PER_AREA.search(sentence):
        return Counted("persons per km2", after[:end])
    return Counted(unit + (_rate(after[end:]) if unit in _PACED else ""), after[:end])


def _people_before(before: str, after: str) -> Counted | None:
    people = _PEOPLE_BEFORE.search(before)
    if people is None or not _NOTHING_AFTER.match(after):
        return None
    return Counted("persons" + (_rate(after) or _rate_before(before)), people.group())


def _rate_before(before: str) -> str:
    hit = _RATE_BEFORE.search(before)
    return f" per {_RATES[hit.group(1).lower()]}" if hit else ""


def _rate(after: str) -> str:
    hit = _RATE.match(after)
    if hit is None:
        return ""
    said = next(word.lower() for word in hit.groups() if word)
    return f" per {_RATES.get(said, said)}"
