"""Figures in a sentence: number or range, unit, bound, date, and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fineline.reading.attribution import Said
from fineline.reading.dates import Dated, find_dates
from fineline.reading.hedges import Bound, bound_after, bound_before
from fineline.reading.numerals import in_digits
from fineline.reading.units import Counted, unit_of

_SCALES = {
    **dict.fromkeys(("thousand", "k", "1000"), 1e3),
    **dict.fromkeys(("million", "m", "mn", "1000000"), 1e6),
    **dict.fromkeys(("billion", "bn", "1000000000"), 1e9),
    **dict.fromkeys(("trillion", "tn", "1000000000000"), 1e12),
}
_NUM = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?"
_WIDELY = r"(?:(?:as\s+many\s+as|perhaps|possibly|maybe|even|up\s+to|about|around|some)\s+)?"
_SCALE = (
    r"(?:\s*(?P<{0}>thousand|million|billion|trillion|1000000000000|1000000000|1000000|1000|mn|bn|tn|[km])(?![\w]))?"
)
_FIGURE = re.compile(
    rf"(?<![\w.,-])(?P<a>{_NUM})"
    + _SCALE.format("sa")
    + rf"(?:\s*(?:%|per\s?cent)?\s*(?:to|and|or|[-–—])\s*{_WIDELY}(?:[$€£₩]\s*)?(?P<b>{_NUM})"
    + _SCALE.format("sb")
    + r")?(?![\d,.]*\d)(?!\w)",
    re.IGNORECASE,
)
_RANGE_WORDS = re.compile(rf"(?:between|from)\s+{_WIDELY}(?:[$€£₩]\s*)?$", re.IGNORECASE)
_MARK = re.compile(r"x(date|who)(\d+)x")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as the sentence gives it.

    Attributes:
        value: the number; None where only a range is given.
        low: lower end, where it is bounded below.
        high: upper end, where it is bounded above.
        unit: unit as the claims write it.
        date: the date it speaks of, as precise as the sentence is; None where it names none.
        who: claimant; empty where the sentence names none.
        hedge: how the number is bounded.
        counts: the words for what is counted, such as "wounded".
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    date: Dated | None
    who: str
    hedge: Bound
    counts: str


def find_figures(sentence: str, said: Sequence[Said] = (), published: date | None = None) -> tuple[Figure, ...]:
    """The figures of a sentence whose unit the claims know, in its order.

    Args:
        sentence: the sentence.
        said: claimants found in it.
        published: day of publication, for relative dates.
    """
    dates = find_dates(sentence, published)
    text = _prepared(sentence, dates, said)
    marks = [(hit.start(), hit.group(1), int(hit.group(2))) for hit in _MARK.finditer(text)]
    found: list[Figure] = []
    last: Counted | None = None
    for hit in _FIGURE.finditer(text):
        for one in _parts(hit, text):
            counted = unit_of(text[: one.start], text[one.end :], text) or _elided(text[: one.start], last)
            if counted is None:
                continue
            last = counted
            when, who = _nearest(marks, "date", one.start), _nearest(marks, "who", one.start)
            found.append(
                Figure(
                    value=one.value,
                    low=one.low,
                    high=one.high,
                    unit=counted.unit,
                    date=None if when is None else dates[when],
                    who="" if who is None else said[who].who,
                    hedge=one.hedge,
                    counts=counted.words,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    hedge: Bound


def _prepared(sentence: str, dates: Sequence[Dated], said: Sequence[Said]) -> str:
    """The sentence with dates and claimants as marks, and numbers in digits."""
    spans = [(one.start, one.end, f"xdate{index}x") for index, one in enumerate(dates)]
    spans += [(one.start, one.end, f"xwho{index}x") for index, one in enumerate(said)]
    text, reached = "", 0
    for start, end, mark in sorted(spans):
        if start >= reached:
            text += f"{sentence[reached:start]} {mark} "
            reached = end
    text += sentence[reached:]
    return in_digits(text)


def _parts(hit: re.Match[str], text: str) -> tuple[_Part, ...]:
    """A range, or one or two single numbers."""
    first, scale = hit["a"], hit["sa"]
    if hit["b"] is None:
        return (_single(text, hit.start(), hit.end(), _number(first, scale)),)
    joined = text[hit.end("a") : hit.start("b")]
    low, high = _number(first, scale or hit["sb"]), _number(hit["b"], hit["sb"])
    listed = re.search(r"\b(?:and|or)\b", joined) and not _RANGE_WORDS.search(text[: hit.start()])
    if listed or low >= high:
        end = hit.end("sa") if scale else hit.end("a")
        return (
            _single(text, hit.start(), end, _number(first, scale)),
            _single(text, hit.start("b"), hit.end(), high),
        )
    return (_Part(hit.start(), hit.end(), None, low, high, "range"),)


def _single(text: str, start: int, end: int, value: float) -> _Part:
    bound = bound_before(text[:start]) or bound_after(text[end:])
    low, high = value if bound == "at least" else None, value if bound == "at most" else None
    return _Part(start, end, value, low, high, bound)


def _number(text: str, scale: str | None) -> float:
    return round(float(text.replace(",", "")) * (_SCALES[scale.lower()] if scale else 1.0), 2)


def _elided(before: str, last: Counted | None) -> Counted | None:
    """The unit of the figure before, for "Kyiv spoke of 3,000 casualties, Seoul of 1,100"."""
    return last if re.search(r",\s+[\w\s]{1,40}\s(?:of|at)\s+$", before) else None


def _nearest(marks: Sequence[tuple[int, str, int]], kind: str, place: int) -> int | None:
    near = [(abs(start - place), index) for start, found, index in marks if found == kind]
    return min(near)[1] if near else None
