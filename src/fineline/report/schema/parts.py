"""Parts that every section shares: quantities, likelihoods, and what both are made of."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from fineline.report.numbers import interval_text, unit_phrase
from fineline.words import probability_number, probability_text

Status = Literal["estimated", "weak", "assumed"]
Side = Literal["principal", "opponent", "contributor", "soldiers", "shells", "both", "neutral"]
Numbers = tuple[float | None, ...]


class Plain(BaseModel):
    """Base of every part of the briefing: immutable, no field nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(Plain):
    """One estimate with its 90 % interval, its unit and where it comes from.

    A bound is None when it lies among draws in which the quantity does not exist, as the price of ground that was not
    gained.
    """

    name: str
    unit: str
    median: float | None
    low: float | None
    high: float | None
    source: str
    signed: bool = False

    @computed_field
    @property
    def text(self) -> str:
        """Number and interval without the unit: `9,200 (8,100 to 10,400)`."""
        return interval_text(self.median, self.low, self.high, unit=self.unit, signed=self.signed)

    @computed_field
    @property
    def phrase(self) -> str:
        """Number, interval and unit as a clause: `9,200 (8,100 to 10,400) persons a week`."""
        phrase = unit_phrase(self.unit)
        return self.text if phrase in ("", "%") else f"{self.text} {phrase}"


class Likelihood(Plain):
    """The probability of an event, as a share of posterior draws."""

    event: str
    probability: float

    @computed_field
    @property
    def text(self) -> str:
        """ICD 203 words with the number: `likely (67 %)`."""
        return probability_text(self.probability)

    @computed_field
    @property
    def number(self) -> str:
        """The number alone: `67 %`."""
        return probability_number(self.probability)


class Trust(Plain):
    """Confidence in the sources and the method behind a judgement; says nothing of how probable the event is."""

    level: Literal["low", "moderate", "high"]
    reason: str
