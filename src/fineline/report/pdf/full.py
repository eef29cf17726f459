"""The whole briefing as PDF: the page as it prints, with the same charts drawn in the font of the document."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from fineline.report.figures import SVG
from fineline.report.page import page
from fineline.report.pdf.parts import foot, in_print, picture_of
from fineline.report.pdf.tree import tree_of
from fineline.report.pdf.typesetting import FAMILY, Picture, typeset
from fineline.report.schema import Briefing

DIAGRAM = "diagram"
"""Id of the causal diagram, which comes as a drawing and not as a figure's data."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a drawing goes in the page: its id alone, since the document holds the drawing itself."""

    wide: str
    narrow: str = ""


def briefing_pdf(content: Briefing) -> bytes:
    """The whole briefing as PDF/UA-1; the same content gives the same bytes.

    Args:
        content: the structure behind page and data file.

    Raises:
        TypesettingError: the fonts are not there, or the content cannot be set.
    """
    head, figures = content.header, content.figures()
    places = {figure.id: Place("".join(f'<svg id="{one.id}"></svg>' for one in in_print(figure))) for figure in figures}
    data = {
        "title": head.title,
        "about": head.what_this_is,
        "foot": foot(head),
        "body": tree_of(page(content, places)),
    }
    return typeset("briefing", data, head.as_of, pictures=_pictures(content))


def _pictures(content: Briefing) -> dict[str, Picture]:
    found = {one.id: picture_of(one) for figure in content.figures() for one in in_print(figure)}
    if content.politics is not None:
        found[DIAGRAM] = _diagram(content.politics.diagram)
    return found


def _diagram(svg: str) -> Picture:
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, not a stranger's file
    words = (root.findtext(f"{{{SVG}}}{tag}", default="") for tag in ("title", "desc"))
    root.set("font-family", FAMILY)
    return Picture(svg=ET.tostring(root, encoding="unicode"), alt=". ".join(words))
