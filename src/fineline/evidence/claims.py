"""Attributed, dated claims: a claim is not a fact, so each carries its claimant, interest and basis."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Claim:
    """What one party said about one quantity.

    Attributes:
        id: stable identifier.
        topic: subject group.
        quantity: what the figure counts.
        value: the figure as stated; text, since some claims state a date or a word. Empty when only a range is stated.
        low: lower end of the stated range, or empty.
        high: upper end of the stated range, or empty.
        unit: unit of the figure.
        as_of: the day it speaks of; for a plan, a day to come.
        published: the day it became public.
        claimant: who says it.
        interest: party, ally of party, independent or unknown.
        basis: counted, estimated, asserted or leaked.
        url: the page.
        note: remarks.
    """

    id: str
    topic: str
    quantity: str
    value: str
    low: str
    high: str
    unit: str
    claimant: str
    interest: str
    basis: str
    url: str
    note: str
    as_of: date
    published: date


TEXTS_OF_A_CLAIM = tuple(field.name for field in fields(Claim) if field.name not in {"as_of", "published"})
"""The columns of a claim that are text, in the order of its fields."""
