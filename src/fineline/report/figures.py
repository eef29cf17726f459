"""Drawing figures: from an Altair chart to a standing SVG file, an SVG that can lie inside a page, and a PNG.

An SVG that lies inside a page shares the page's ids, so every id gets the figure's own prefix. Each SVG carries its
title and its description, so that a screen reader, and a reader who opens the file alone, learn what it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import vl_convert

from fineline.report.charts import NARROW, WIDE, Size, chart
from fineline.report.schema import Figure

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
PNG_SCALE = 2.0


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One figure drawn at both sizes.

    Attributes:
        id: the figure's id.
        wide: SVG for screen and print.
        narrow: SVG for a telephone.
        png: the wide SVG as a bitmap.
    """

    id: str
    wide: str
    narrow: str
    png: bytes


def draw(figure: Figure) -> Drawing:
    """Draw a figure at both sizes; nothing is fetched, fonts come with vl-convert or the machine."""
    wide, narrow = _svg(figure, WIDE), _svg(figure, NARROW)
    return Drawing(id=figure.id, wide=wide, narrow=narrow, png=vl_convert.svg_to_png(wide, scale=PNG_SCALE))


def print_svg(figure: Figure, font: str, fonts: Path) -> str:
    """The wide SVG of a figure in another font, for a document that brings its own.

    Args:
        figure: the figure.
        font: the family.
        fonts: folder of its files, by which the text is measured.
    """
    vl_convert.register_font_directory(str(fonts))
    spec = chart(figure, replace(WIDE, name="print", font=font)).to_dict()
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def _svg(figure: Figure, size: Size) -> str:
    spec = chart(figure, size).to_dict()
    raw = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return labelled_svg(raw, figure.title, figure.alt, f"{figure.id}-{size.name}")


def labelled_svg(raw: str, title: str, description: str, prefix: str) -> str:
    """An SVG with title, description, image role, its own ids and a size that follows its container.

    Args:
        raw: SVG as vl-convert writes it.
        title: what the figure states.
        description: the text alternative.
        prefix: put before every id; unique in the page.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(raw)  # noqa: S314 - our own drawing, not a stranger's file
    _prefix_ids(root, prefix)
    for element in root.iter():
        _drop_vega_roles(element)
    _describe(root, title, description, prefix)
    return ET.tostring(root, encoding="unicode")


def _describe(root: ET.Element, title: str, description: str, prefix: str) -> None:
    parts = [("title", f"{prefix}-title", title), ("desc", f"{prefix}-desc", description)]
    for position, (tag, identifier, text) in enumerate(parts):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": identifier})
        element.text = text
        root.insert(position, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    root.set("id", prefix)


def _prefix_ids(root: ET.Element, prefix: str) -> None:
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, f"{prefix}-{value}")
            elif "url(#" in value:
                element.set(name, re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", value))
            elif name == f"{{{XLINK}}}href" and value.startswith("#"):
                element.set(name, f"#{prefix}-{value[1:]}")


def _drop_vega_roles(element: ET.Element) -> None:
    """The title and description speak for the whole figure; Vega's roles for single marks would only add noise."""
    for name in ("role", "aria-roledescription", "aria-label", "aria-hidden"):
        element.attrib.pop(name, None)
