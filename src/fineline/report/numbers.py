"""Numbers and days as text: the one place that decides how many digits the reader sees.

A number is shown as finely as its uncertainty allows. The rule: round to the power of ten of which the 90 % interval
holds between 5 and 50 steps, and never show more than three significant digits of the largest number in the interval:

    9234 with 8113 to 10402        9,200 (8,100 to 10,400)
    611840 with 598213 to 630477   612,000 (598,000 to 630,000)
    411.3 with -22.1 to 718.9      +400 (0 to +700), with `signed`

Shares of one are shown in per cent. Minus is U+2212, which no browser breaks or reads as a hyphen.
"""

from __future__ import annotations

import math
from datetime import date

MOST_DIGITS = 3
PLAIN_DIGITS = 2
STEPS_IN_INTERVAL = 5
MISSING = "not available"
DUST = 1e-12
"""What is smaller than this is rounding error of sums and shown as zero."""
FINEST: dict[str, float] = {"persons": 1.0, "weeks": 1.0, "rounds": 1.0, "share": 0.1}
"""The finest step shown of what is counted, and of shares in per cent."""

UNIT_PHRASES: dict[str, str] = {
    "": "",
    "1": "",
    "km2": "km²",
    "km2/week": "km² a week",
    "km^2": "km²",
    "km^2/week": "km² a week",
    "persons/week": "persons a week",
    "person/week": "persons a week",
    "persons/month": "persons a month",
    "persons/km2": "persons per km²",
    "rounds/week": "rounds a week",
    "share": "%",
    "EUR_bn": "EUR bn",
    "EUR_bn/month": "EUR bn a month",
    "EUR_bn/week": "EUR bn a week",
    "thousand_RUB": "thousand RUB",
    "percent": "%",
    "cases/month": "cases a month",
    "person": "persons",
    "1/week": "per week",
}


def unit_phrase(unit: str) -> str:
    """The unit as the reader sees it: `km2/week` becomes `km² a week`; a unit without an entry stays as it is."""
    return UNIT_PHRASES.get(unit, unit)


def is_share(unit: str) -> bool:
    """Whether a quantity of this unit is a share of one, shown in per cent."""
    return unit == "share"


def day_text(day: date) -> str:
    """A day as the reader sees it: `28 Dec 2025`."""
    return f"{day.day} {day:%b %Y}"


def significant(value: float, digits: int = PLAIN_DIGITS) -> float:
    """A number rounded to so many significant digits; infinities and NaN come back as they are, dust as zero."""
    if abs(value) < DUST:
        return 0.0
    if not math.isfinite(value):
        return value
    return _to_step(value, 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1))


def step_for(low: float, high: float) -> float:
    """The step to which an estimate with this 90 % interval is rounded (see the head of this file)."""
    largest = max(abs(low), abs(high))
    if largest < DUST or not math.isfinite(largest):
        return 1.0
    finest = 10.0 ** (math.floor(math.log10(largest)) - MOST_DIGITS + 1)
    width = high - low
    if width < DUST:
        return finest
    return max(finest, 10.0 ** math.floor(math.log10(width / STEPS_IN_INTERVAL)))


def number_text(value: float, *, unit: str = "", digits: int = PLAIN_DIGITS, signed: bool = False) -> str:
    """One number without an interval: a few significant digits, thousands separators; shares in per cent.

    Args:
        value: in `unit`.
        unit: decides only whether the number is a share.
        digits: significant digits.
        signed: whether a plus is shown.
    """
    if not math.isfinite(value):
        return MISSING
    shown = significant(100.0 * value if is_share(unit) else value, digits)
    text = _digits(shown, _step_of(shown, digits), signed)
    return f"{text} %" if is_share(unit) else text


def interval_text(
    median: float | None, low: float | None, high: float | None, *, unit: str = "", signed: bool = False
) -> str:
    """An estimate with its 90 % interval: `9,200 (8,100 to 10,400)`, `31 % (27 to 35 %)`; no unit but per cent.

    Where the draws agree to the last digit shown, the number stands alone.

    Args:
        median: 50 % quantile in `unit`; None when it lies among draws for which the quantity does not exist.
        low: 5 % quantile, or None likewise.
        high: 95 % quantile, or None likewise.
        unit: decides only whether the numbers are shares.
        signed: whether pluses are shown, as differences need.
    """
    if median is None or low is None or high is None:
        return _open_interval_text(median, low)
    if not all(map(math.isfinite, (median, low, high))):
        return MISSING
    factor = 100.0 if is_share(unit) else 1.0
    step = step_for(factor * low, factor * high)
    step = max(step, FINEST.get(unit, 0.0))
    middle, bottom, top = (_digits(_to_step(factor * x, step), step, signed) for x in (median, low, high))
    percent = " %" if is_share(unit) else ""
    if bottom == middle == top:
        return f"{middle}{percent}"
    return f"{middle}{percent} ({bottom} to {top}{percent})"


def _open_interval_text(median: float | None, low: float | None) -> str:
    if low is None:
        return "none exists"
    if median is None:
        return f"{number_text(low)} upward, no middle and no upper limit"
    return f"{number_text(median)} ({number_text(low)} upward, no upper limit)"


def range_text(low: float, high: float, *, unit: str = "") -> str:
    """A published range without a middle: `4,000 to 6,000`."""
    return f"{number_text(low, unit=unit, digits=MOST_DIGITS)} to {number_text(high, unit=unit, digits=MOST_DIGITS)}"


def quoted_text(value: float) -> str:
    """A figure exactly as its claimant gave it: thousands separators, no rounding of whole numbers."""
    if not math.isfinite(value):
        return MISSING
    return f"{value:,.0f}".replace("-", "−") if float(value).is_integer() else f"{value:,.3g}".replace("-", "−")


def _to_step(value: float, step: float) -> float:
    rounded = round(value / step) * step
    return round(rounded, max(0, -math.floor(math.log10(step)))) + 0.0  # + 0.0 turns a negative zero into zero


def _step_of(value: float, digits: int) -> float:
    if abs(value) < DUST:
        return 1.0
    return float(10.0 ** (math.floor(math.log10(abs(value))) - digits + 1))


def _digits(value: float, step: float, signed: bool) -> str:
    if value == 0:
        return "0"
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{abs(value):,.{decimals}f}"
    if value < 0:
        return f"−{text}"
    return f"+{text}" if signed and value > 0 else text
