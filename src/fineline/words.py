"""Words of probability and of confidence, each used in one sense only.

The scale of probability is that of Intelligence Community Directive 203, "Analytic Standards" (2015), first row of
terms. Its bands meet at their ends; here a band holds its lower end and not its upper one, so that every number has
one word::

    1-5 %    almost no chance        45-55 %  roughly even chance     80-95 %  very likely
    5-20 %   very unlikely           55-80 %  likely                  95-99 %  almost certain
    20-45 %  unlikely

The directive asks that confidence in the sources be kept apart from the probability of the event: see `Confidence`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from fineline.errors import SettingError

SCALE: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (math.inf, "almost certain"),
)
"""Upper end of each band (not part of it) and the words for it."""

SURELY_SHOWN = 0.01
"""Below this, and above one minus this, the number is shown as a bound: draws cannot tell 0.3 % from 0.03 %."""


def probability_words(probability: float) -> str:
    """The words of the ICD 203 scale for a probability.

    Below 1 % and above 99 % the words of the end bands are used; the scale itself has none for certainty.

    Args:
        probability: between 0 and 1.

    Returns:
        One of seven terms, in lower case.

    Raises:
        SettingError: the number is no probability.
    """
    _check(probability)
    return next(words for upper, words in SCALE if probability < upper)


def probability_number(probability: float) -> str:
    """A probability as whole per cent, with a bound instead of a number below 1 % and above 99 %.

    Args:
        probability: between 0 and 1.

    Returns:
        Text such as "67 %", "<1 %" or ">99 %".

    Raises:
        SettingError: the number is no probability.
    """
    _check(probability)
    if probability < SURELY_SHOWN:
        return "<1 %"
    if probability > 1.0 - SURELY_SHOWN:
        return ">99 %"
    return f"{100.0 * probability:.0f} %"


def probability_text(probability: float) -> str:
    """Words and number together, as every judgement shows them.

    Args:
        probability: between 0 and 1.

    Returns:
        Text such as "likely (67 %)".

    Raises:
        SettingError: the number is no probability.
    """
    return f"{probability_words(probability)} ({probability_number(probability)})"


Level = Literal["low", "moderate", "high"]


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """How far the sources and the method behind a judgement can be trusted; not how probable the event is.

    Attributes:
        level: low, moderate or high.
        reason: why, in one clause that can follow "because".
    """

    level: Level
    reason: str

    def __str__(self) -> str:
        """Text such as "moderate confidence, because two mappers agree"."""
        return f"{self.level} confidence, because {self.reason}"


def _check(probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise SettingError(
            expected="a probability between 0 and 1",
            found=str(probability),
            where="probability",
            remedy="give a share of one, not per cent",
        )
