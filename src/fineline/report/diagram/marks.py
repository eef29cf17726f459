"""The smallest parts of the drawing: an element, a line of text, a loop's badge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from fineline.report.diagram import palette

SVG = "http://www.w3.org/2000/svg"
BADGE = 8.0
"""Half the height of a badge in pixels."""


def element(tag: str, content: str | None = None, /, **attributes: str) -> ET.Element:
    """An SVG element; `class_` is written as class, and other underscores as hyphens."""
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    made = ET.Element(f"{{{SVG}}}{tag}", given)
    made.text = content
    return made


def text(content: str, x: float, y: float, *, anchor: str = "start", weight: str = "normal") -> ET.Element:
    """One line of text with its base line at `y`."""
    return element(
        "text",
        content,
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        text_anchor=anchor,
        font_weight=weight,
        class_="text",
        fill=palette.LIGHT[palette.INK],
    )


def badge_width(numbers: Sequence[int]) -> float:
    """Width of a badge in pixels."""
    return 2 * max(BADGE, 3.4 * len(" ".join(map(str, numbers))) + 4.0)


def badge(numbers: Sequence[int], x: float, y: float) -> Iterator[ET.Element]:
    """The numbers of the loops that a link belongs to, in a frame of the first one's colour, centred at a point."""
    shown = " ".join(map(str, numbers))
    half = badge_width(numbers) / 2
    frame = element(
        "rect",
        x=f"{x - half:.1f}",
        y=f"{y - BADGE:.1f}",
        width=f"{2 * half:.1f}",
        height=f"{2 * BADGE:.1f}",
        rx=f"{BADGE:g}",
        class_=f"badge loop-{numbers[0]}",
        fill=palette.LIGHT[palette.GROUND],
        stroke=palette.turn(palette.LOOPS, numbers[0] - 1)[0],
        stroke_width="1.4",
    )
    yield frame
    label = text(shown, x, y + 3.8, anchor="middle", weight="bold")
    label.set("font-size", "11")
    yield label
