"""What both documents take from the briefing: the foot of a page, and a figure as a drawing."""

from __future__ import annotations

from fineline.report.figures import print_svg
from fineline.report.numbers import day_text, number_text
from fineline.report.pdf.typesetting import FAMILY, FONTS, Picture
from fineline.report.schema import ContractionFigure, ContractionMark, Figure, Header

MOST_ROWS = 36
"""Rows of a figure that fit on a page at a size that can be read."""


def foot(header: Header) -> str:
    """What every page says of the run behind it."""
    known = day_text(header.as_of)
    return f"Fineline {header.model_version}, posterior {header.posterior_id}, reads what was published by {known}"


def picture_of(figure: Figure) -> Picture:
    """A figure drawn in the font of the document; its text alternative is title and description."""
    return Picture(svg=print_svg(figure, FAMILY, FONTS), alt=f"{figure.title}. {figure.alt}")


def in_print(figure: Figure) -> tuple[Figure, ...]:
    """A figure as it goes on pages: one with more rows than a page holds comes in parts, with ids of their own."""
    if not isinstance(figure, ContractionFigure) or len(figure.marks) <= MOST_ROWS:
        return (figure,)
    marks = sorted(figure.marks, key=lambda mark: -mark.contraction)
    cuts = range(0, len(marks), MOST_ROWS)
    return tuple(
        _part(figure, marks[cut : cut + MOST_ROWS], number, len(cuts)) for number, cut in enumerate(cuts, start=1)
    )


def _part(figure: ContractionFigure, marks: list[ContractionMark], number: int, parts: int) -> ContractionFigure:
    said = (f"{mark.parameter}: {number_text(mark.contraction)}, {mark.status}" for mark in marks)
    changed = {
        "id": f"{figure.id}-{number}",
        "title": f"{figure.title}, part {number} of {parts}",
        "alt": "; ".join(said),
        "marks": tuple(marks),
    }
    return figure.model_copy(update=changed)
