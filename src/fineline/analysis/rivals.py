"""Rival claims: figures by different claimants for the same quantity at about the same time, side by side.

Two claims rival each other when they state a number for the same topic, quantity and unit, come from different
claimants, and speak of days at most ``SAME_TIME`` apart. Flags, dates and ordinal codes are wording, not measurement,
and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from fineline.evidence.claims import Claim

SAME_TIME = timedelta(days=31)
"""Claims further apart than this may differ because the world changed."""
WORDING = ("flag", "date", "ordinal")
"""First words of the units that code wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """The two claims for one quantity that lie furthest apart; ``factor`` is the higher over the lower, at least 1."""

    topic: str
    quantity: str
    unit: str
    lower: Claim
    higher: Claim
    factor: float


def stated_number(claim: Claim) -> float | None:
    """The figure of a claim; None where it states no positive number or its unit codes wording."""
    if claim.unit.startswith(WORDING):
        return None
    try:
        value = float(claim.value)
    except ValueError:  # a date, a word, or a range alone
        return None
    return value if value > 0 else None


def rival_claims(claims: Iterable[Claim]) -> tuple[Rivals, ...]:
    """For each quantity that rivals speak of, the pair furthest apart; the widest disagreement first."""
    groups: dict[tuple[str, str, str], list[tuple[float, Claim]]] = defaultdict(list)
    for claim in claims:
        value = stated_number(claim)
        if value is not None:
            groups[claim.topic, claim.quantity, claim.unit].append((value, claim))
    widest = [_widest(group) for group in groups.values()]
    return tuple(sorted((pair for pair in widest if pair), key=lambda pair: (-pair.factor, pair.topic, pair.quantity)))


def _widest(group: list[tuple[float, Claim]]) -> Rivals | None:
    pairs = [
        sorted(pair, key=lambda item: item[0])
        for pair in combinations(group, 2)
        if pair[0][1].claimant != pair[1][1].claimant and abs(pair[0][1].as_of - pair[1][1].as_of) <= SAME_TIME
    ]
    if not pairs:
        return None
    (low, lower), (high, higher) = max(pairs, key=lambda pair: pair[1][0] / pair[0][0])
    return Rivals(
        topic=lower.topic,
        quantity=lower.quantity,
        unit=lower.unit,
        lower=lower,
        higher=higher,
        factor=high / low,
    )
