"""The political half of the briefing: topics with sentences, rows of numbers and figures, and the causal diagram."""

from __future__ import annotations

from fineline.report.schema.figures import TimeFigure
from fineline.report.schema.parts import Plain


class TopicRow(Plain):
    """One line of a topic: what, the number with its interval or words, and what it rests on."""

    label: str
    value: str
    note: str = ""


class Topic(Plain):
    """One topic: what a reader must know, its numbers and its figures."""

    id: str
    title: str
    sentences: tuple[str, ...]
    heads: tuple[str, str, str]
    rows: tuple[TopicRow, ...]
    figures: tuple[TimeFigure, ...] = ()


class Politics(Plain):
    """Belief, support, aid, secrecy, the deal, precedent, rivals, and how it all hangs together.

    `diagram` is a standalone drawing as SVG text.
    """

    topics: tuple[Topic, ...]
    diagram: str
    loops: tuple[TopicRow, ...]
