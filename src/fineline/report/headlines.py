"""Four headline numbers, the same wherever a reader is given only four."""

from __future__ import annotations

from fineline.report.schema import Likelihood, Outlook, Plain, Quantity

WEEKS = 26
"""Horizon at which they are read."""
FIRST = ("area_change", "principal_casualties", "opponent_casualties", "war_support")
"""Rows of the outlook: ground, what it costs either side, and what the public makes of it."""


class Headline(Plain):
    """One headline number: what it is, over which weeks, its 90 % interval, and an event it speaks of."""

    label: str
    horizon: str
    quantity: Quantity
    likelihood: Likelihood | None


def headlines(outlook: Outlook) -> tuple[Headline, ...]:
    """The headline numbers that an outlook holds, at `WEEKS` or, without that horizon, at the last.

    Args:
        outlook: section 4 of the briefing.
    """
    at = outlook.horizons.index(WEEKS) if WEEKS in outlook.horizons else -1
    rows = {row.key: row for row in outlook.rows}
    held = [(rows[key], rows[key].cells[at]) for key in FIRST if key in rows]
    return tuple(
        Headline(label=row.label, horizon=outlook.column_heads[at], quantity=cell.quantity, likelihood=cell.likelihood)
        for row, cell in held
        if cell.quantity is not None
    )
