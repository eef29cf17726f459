"""The political half of the briefing: topics with sentences, rows of numbers and figures, and the causal diagram."""

from __future__ import annotations

from fineline.report.schema.figures import TimeFigure
from fineline.report.schema.parts import Plain


class TopicRow(Plain):
    """One line of a topic: what, the number with its interval or words, and what it rests on."""

    label: str
    value: str
    note: str = ""


class GridRow(Plain):
    """One line of a grid: what, and one text for each further column."""

    label: str
    cells: tuple[str, ...]


class Grid(Plain):
    """A table whose columns are its own; `id` is unique within the topic."""

    id: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]


class Topic(Plain):
    """One topic: what a reader must know, its numbers, its figures and its grids."""

    id: str
    title: str
    sentences: tuple[str, ...]
    heads: tuple[str, str, str]
    rows: tuple[TopicRow, ...]
    figures: tuple[TimeFigure, ...] = ()
    grids: tuple[Grid, ...] = ()


class Politics(Plain):
    """Belief, support, aid, secrecy, the deal, precedent, rivals, and how it all hangs together.

    `diagram` is a standalone drawing as SVG text.
    """

    topics: tuple[Topic, ...]
    diagram: str
    loops: tuple[TopicRow, ...]
