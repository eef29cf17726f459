"""The annex: what checks of the machinery found, credibility by factor, and the model by the ODD protocol."""

from __future__ import annotations

from fineline.report.grounding import HIGHEST, Evidence, credibility, odd
from fineline.report.schema import Annex, CredibilityRow, OddEntry, Topic


def annex_section(topics: tuple[Topic, ...] = ()) -> Annex:
    """What the machinery rests on.

    Args:
        topics: results of checks that lie with the case.
    """
    return Annex(
        credibility=tuple(
            CredibilityRow(
                key=factor.key,
                title=factor.title,
                level=f"{factor.level} of {HIGHEST}",
                asks=factor.asks,
                evidence=tuple(_told(item) for item in factor.evidence),
                gap=factor.gap,
            )
            for factor in credibility().factors
        ),
        odd=tuple(OddEntry(id=part.id, group=part.group, title=part.title, text=part.text) for part in odd().parts),
        topics=topics,
    )


def _told(item: Evidence) -> str:
    return f"{item.says} ({item.place})"
