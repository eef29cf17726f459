"""Dates in a sentence: a day, month, quarter or year; relative ones only where the day of publication is known."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time

import dateparser

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NUMBER = _SHORT | _MONTHS
_MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_QUARTERS = {"first": 3, "second": 6, "third": 9, "fourth": 12, "last": 12}
_PART = r"(?:(?:early|mid|late|the\s+(?:end|summer|autumn|spring|winter)\s+of)[\s-]+)?"

_PATTERN = re.compile(
    "|".join(
        (
            r"(?P<iso>\b20\d\d-\d\d-\d\d\b)",
            rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1')},?\s+{_YEAR.format('y1')}\b",
            rf"\b{_MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR.format('y2')}\b",
            rf"\b(?P<q>first|second|third|fourth|last)\s+quarter\s+of\s+{_YEAR.format('yq')}\b",
            rf"\b{_PART}{_MONTH.format('m3')},?\s+(?:of\s+)?{_YEAR.format('y3')}\b",
            rf"\b(?:in|since|during|by|of|from|until|for|{_PART})\s*{_PART}{_YEAR.format('y4')}\b(?!-\d|\s*(?:%|[a-z]*men\b|soldiers|troops))",
            r"(?P<rel>\b(?:yesterday|last\s+(?:week|month|year))\b)",
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found.

    Attributes:
        start: first character.
        end: the character after the last.
        text: as precise as the sentence is: 2024, 2024-10 or 2024-10-18.
    """

    start: int
    end: int
    text: str

    @property
    def last_day(self) -> date:
        """The last day of the year or month, or the day itself."""
        parts = [int(part) for part in self.text.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 12
        return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def find_dates(text: str, published: date | None = None) -> tuple[Dated, ...]:
    """The dates in a text, in its order.

    Args:
        text: the sentence.
        published: the day of publication; without it "last month" names no day and is left out.
    """
    found: list[Dated] = []
    for hit in _PATTERN.finditer(text):
        said = _said(hit, published)
        if said is not None:
            found.append(Dated(hit.start(), hit.end(), said))
    return tuple(found)


def _said(hit: re.Match[str], published: date | None) -> str | None:
    part = hit.groupdict()
    if part["iso"]:
        return _day(*(int(number) for number in part["iso"].split("-")))
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if part[year]:
            return _day(int(part[year]), _NUMBER[part[month].lower().rstrip(".")], int(part[day]))
    if part["yq"]:
        return f"{part['yq']}-{_QUARTERS[part['q'].lower()]:02d}"
    if part["y3"]:
        return f"{part['y3']}-{_NUMBER[part['m3'].lower().rstrip('.')]:02d}"
    return part["y4"] or _relative(part["rel"], published)


def _day(year: int, month: int, day: int) -> str | None:
    """A day, or None for one that no calendar has, such as the 31st of June."""
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day).isoformat()


def _relative(phrase: str, published: date | None) -> str | None:
    if published is None:
        return None
    base = datetime.combine(published, time())
    found = dateparser.parse(phrase, languages=["en"], settings={"RELATIVE_BASE": base})
    if found is None:
        return None
    day = found.date().isoformat()
    return day[:4] if phrase.endswith("year") else day[:7] if phrase.endswith("month") else day
