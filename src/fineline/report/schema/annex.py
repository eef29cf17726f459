"""The annex: what checks found, how far the machinery may be trusted, and the model by the ODD protocol."""

from __future__ import annotations

from fineline.report.schema.parts import Plain
from fineline.report.schema.politics import Topic


class CredibilityRow(Plain):
    """One factor of credibility: the level claimed, what it asks, what bears it out, and what is missing."""

    key: str
    title: str
    level: str
    asks: str
    evidence: tuple[str, ...]
    gap: str


class OddEntry(Plain):
    """One element of the ODD protocol."""

    id: str
    group: str
    title: str
    text: tuple[str, ...]


class Annex(Plain):
    """What a reader who checks needs beyond the results."""

    credibility: tuple[CredibilityRow, ...]
    odd: tuple[OddEntry, ...]
    topics: tuple[Topic, ...]
