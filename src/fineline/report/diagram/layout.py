"""Where boxes and links of the causal diagram lie: coordinates that Graphviz made once, kept in `layout.json`.

`scripts/layout_diagram.py` writes the file. Nothing here needs Graphviz.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LAYOUT = Path(__file__).with_name("layout.json")

COLUMNS = 16
LINE_HEIGHT = 14.0
LETTER = 6.3
"""Width of a letter of the labels in pixels, on the generous side."""
PADDING = (16.0, 12.0)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A node's place in pixels: its centre and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The drawing's coordinates, from its top left corner, in pixels.

    Attributes:
        width: of the drawing.
        height: of the drawing.
        nodes: boxes by quantity.
        links: by cause and effect: control points of a chain of cubic Bezier curves, and last the tip of the arrow.
    """

    width: float
    height: float
    nodes: Mapping[str, Box]
    links: Mapping[tuple[str, str], tuple[Point, ...]]


def read_layout(path: Path = LAYOUT) -> Layout:
    """The coordinates kept in the repository."""
    read = json.loads(path.read_text(encoding="utf-8"))
    return Layout(
        width=read["width"],
        height=read["height"],
        nodes={name: Box(x=x, y=y, width=w, height=h) for name, (x, y, w, h) in read["nodes"].items()},
        links={
            (link["cause"], link["effect"]): tuple((float(x), float(y)) for x, y in link["points"])
            for link in read["links"]
        },
    )


def lines_of(label: str) -> list[str]:
    """A label broken into lines that fit a box."""
    return textwrap.wrap(label, COLUMNS, break_long_words=False, break_on_hyphens=False) or [""]


def box_size(label: str) -> tuple[float, float]:
    """Width and height of the box of a label, in pixels."""
    lines = lines_of(label)
    return LETTER * max(map(len, lines)) + PADDING[0], LINE_HEIGHT * len(lines) + PADDING[1]
