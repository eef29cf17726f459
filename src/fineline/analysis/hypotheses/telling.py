"""Numbers in the sentences of the tests."""

from __future__ import annotations

from numpy.typing import ArrayLike

from fineline.analysis.intervals import Estimate, estimate

DIGITS = 3


def spread(draws: ArrayLike, form: str) -> str:
    """Median and 90 % interval of draws in words.

    Args:
        draws: shape (draw,).
        form: format of one number.

    Raises:
        DrawsError: a draw that is not finite.
    """
    return told(estimate(draws, "1"), form)


def told(size: Estimate, form: str) -> str:
    """Median and 90 % interval of an estimate in words, with at most `DIGITS` significant digits."""
    bounds = (float(f"{bound:.{DIGITS}g}") for bound in (size.low90, size.median, size.high90))
    low, middle, high = (number(bound, form) for bound in bounds)
    return f"{middle} (90 % interval {low} to {high})"


def number(value: float, form: str) -> str:
    """One number in a format: a true minus, a per cent sign that stands apart, no sign for what rounds to nothing."""
    text = form.format(value)
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")
    return text.replace("%", " %").replace("-", "\N{MINUS SIGN}")
