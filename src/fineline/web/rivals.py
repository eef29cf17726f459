"""Rival figures of one quantity for the page: a chart with the briefing's definition, and a row for each claim."""

from __future__ import annotations

from datetime import date
from typing import Any

from fineline.analysis.comparison import Comparison, Rival, compare
from fineline.evidence import View
from fineline.evidence.entries import entries_of
from fineline.report.figures import draw
from fineline.report.rival_figure import rival_figure

Plain = dict[str, Any]


def rivals_of(view: View, asked: str, as_of: date | None) -> Plain:
    """What `fineline evidence compare` prints and draws.

    Args:
        view: what was public on a day.
        asked: a topic, a quantity, or the beginning of one.
        as_of: keeps to what was public by an earlier day; that of the view when None.

    Raises:
        SettingError: nothing in the evidence matches.
    """
    day = as_of or view.as_of
    found = compare([entry for entry in entries_of(view) if entry.published <= day], asked)
    return {
        "asked": found.asked,
        "matched": found.matched,
        "as_of": day.isoformat(),
        "drawing": _drawing(found, day),
        "figures": [_figure(rival) for rival in found.rivals],
        "wording": [entry.id for entry in found.wording],
    }


def _drawing(found: Comparison, day: date) -> Plain | None:
    if not found.units:
        return None
    drawn = draw(rival_figure(found, day))
    return {"wide": drawn.wide, "narrow": drawn.narrow}


def _figure(rival: Rival) -> Plain:
    entry = rival.entry
    return {
        "id": entry.id,
        "of": entry.as_of.isoformat(),
        "published": entry.published.isoformat(),
        "quantity": entry.quantity,
        "value": rival.value,
        "low": entry.low,
        "high": entry.high,
        "unit": entry.unit,
        "claimant": entry.claimant,
        "interest": entry.interest,
        "gains": entry.gains,
        "ratio": rival.ratio,
        "lowest": rival.lowest.id,
    }
