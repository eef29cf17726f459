"""Which quantity of the case's claims a figure measures, and the rival figures on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spacy.tokens import Span

from fineline.evidence.claims import Claim
from fineline.reading.figures import Figure
from fineline.reading.lexicon import QuantityRule
from fineline.reading.pipeline import Reader

_SHARES = frozenset({"share", "fraction", "fraction of deployed"})


def quantity_of(reader: Reader, sentence: Span, figure: Figure, roles: Collection[str]) -> QuantityRule | None:
    """The quantity that a figure measures; None where no rule fits.

    Args:
        reader: the pipeline of the case.
        sentence: the sentence of the figure.
        figure: the figure.
        roles: parties named in the sentence, or taken over from the one before.
    """
    rules = [rule for rule in reader.lexicon.quantities if rule.unit == figure.unit and rule.role in roles]
    counted = reader.nlp(figure.counts)[:]
    near = (rule for rule in rules if reader.holds(counted, rule.words))
    far = (rule for rule in rules if reader.holds(sentence, rule.words))
    return next(near, None) or next(far, None)


def rivals(claims: Iterable[Claim], rule: QuantityRule) -> tuple[Claim, ...]:
    """The claims of a case on the same quantity, by the day they speak of."""
    same = (claim for claim in claims if claim.topic == rule.topic and claim.quantity in rule.names)
    return tuple(sorted(same, key=lambda claim: (claim.as_of, claim.id)))


def comparable(claim: Claim) -> str:
    """The figure of a claim as text, a share in per cent, with its range where one is stated."""
    cells = [_shown(cell, claim.unit) for cell in (claim.value, claim.low, claim.high)]
    value, low, high = cells
    unit = "percent" if claim.unit in _SHARES else claim.unit
    if low and high:
        return f"{value} ({low} to {high}) {unit}".strip()
    bound = "at least " if low else "at most " if high else ""
    return f"{bound}{value or low or high} {unit}"


def _shown(cell: str, unit: str) -> str:
    try:
        number = float(cell)
    except ValueError:
        return cell
    return f"{100 * number:g}" if unit in _SHARES else f"{number:,.10g}"
