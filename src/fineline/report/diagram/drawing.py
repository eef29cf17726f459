"""The causal diagram as an SVG: width is strength, dashes are a negative sign, loops have a colour and a number.

Colours are attributes for a white page; a reader who asked for a dark page gets others by a style rule, which only a
drawing that stands alone carries. Text is text. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from fineline.analysis.diagram import Diagram, DiagramError, DiagramLink, DiagramNode, Edge
from fineline.report.diagram import palette
from fineline.report.diagram.badges import badge_places
from fineline.report.diagram.geometry import head_of, path_of, straight
from fineline.report.diagram.layout import LINE_HEIGHT, Box, Layout, Point, lines_of
from fineline.report.diagram.legend import legend
from fineline.report.diagram.marks import badge, badge_width, element, text
from fineline.report.diagram.tables import told_labels
from fineline.report.diagram.words import SETTLED, chain_text, loop_text, sign_text
from fineline.report.names import Names
from fineline.report.numbers import day_text

SVG = "http://www.w3.org/2000/svg"
MARGIN = 12.0
FAINT = "0.45"
THINNEST, WIDEST = 0.8, 6.0
STRONGEST = 1.5
"""Links of this strength or more are drawn at the greatest width."""
DASH = "7 4"


def diagram_svg(diagram: Diagram, layout: Layout, names: Names, *, prefix: str, alone: bool = False) -> str:
    """The drawing.

    Args:
        diagram: nodes, links and loops.
        layout: where they lie.
        names: of the roles.
        prefix: of every id; unique in the page.
        alone: whether the drawing stands in a file of its own, where it follows the reader's wish for a dark page.

    Raises:
        DiagramError: the layout has no place for a node.
    """
    ET.register_namespace("", SVG)
    return ET.tostring(_Drawing(diagram, layout, names, prefix, alone).root(), encoding="unicode")


def width_of(strength: float | None) -> float:
    """Width of a link in pixels; the thinnest line where there is no measure."""
    return THINNEST + (WIDEST - THINNEST) * min(strength or 0.0, STRONGEST) / STRONGEST


@dataclass(frozen=True)
class _Drawing:
    diagram: Diagram
    layout: Layout
    names: Names
    prefix: str
    alone: bool

    @cached_property
    def labels(self) -> dict[str, str]:
        return told_labels(self.diagram, self.names)

    @cached_property
    def loops_of(self) -> dict[Edge, list[int]]:
        """Numbers of the loops that each link belongs to, counted from 1."""
        found: dict[Edge, list[int]] = {}
        for number, loop in enumerate(self.diagram.loops, start=1):
            for edge in dict.fromkeys(edge for path in loop.paths for edge in path.links):
                found.setdefault(edge, []).append(number)
        return found

    def root(self) -> ET.Element:
        below = legend(self.diagram, self.labels, self.names, self.layout.width, width_of)
        width = self.layout.width + 2 * MARGIN
        height = self.layout.height + below.height + 3 * MARGIN
        root = element(
            "svg",
            id=self.prefix,
            viewBox=f"0 0 {width:.0f} {height:.0f}",
            role="img",
            class_="causal-diagram",
            aria_labelledby=f"{self.prefix}-title {self.prefix}-desc",
            font_family="Liberation Sans, Arial, Helvetica, sans-serif",
            font_size="12",
        )
        root.extend(list(self._words()))
        root.append(element("rect", width="100%", height="100%", class_="ground", fill=palette.LIGHT[palette.GROUND]))
        drawing = element("g", transform=f"translate({MARGIN:g} {MARGIN:g})")
        drawing.extend(list(self._links()))
        drawing.extend([part for node in self.diagram.nodes for part in self._node(node)])
        drawing.extend(list(self._badges()))
        root.append(drawing)
        below.group.set("transform", f"translate({MARGIN:g} {self.layout.height + 2 * MARGIN:g})")
        root.append(below.group)
        return root

    def _words(self) -> Iterator[ET.Element]:
        yield element("title", f"What moves what, {day_text(self.diagram.at)}", id=f"{self.prefix}-title")
        yield element("desc", self._description(), id=f"{self.prefix}-desc")
        if self.alone:
            yield element("style", palette.dark_rules(len(self.diagram.loops), len(self.diagram.groups)))

    def _description(self) -> str:
        known = [link for link in self.diagram.links if link.strength is not None]
        strongest = sorted(known, key=lambda link: -(link.strength or 0.0))[:5]
        told = "; ".join(
            f"{self.labels[link.cause]} on {self.labels[link.effect]} ({sign_text(link.sign, link.agreement)})"
            for link in strongest
        )
        loops = " ".join(
            f"{loop.title}, {chain_text(path, self.labels)}: {loop_text(path, self.labels)}."
            for loop in self.diagram.loops
            for path in loop.paths
        )
        return (
            f"{len(self.diagram.nodes)} quantities and {len(self.diagram.links)} links, derived from the equations. "
            f"Strongest links: {told}. Loops: {loops}"
        )

    def _box(self, name: str) -> Box:
        if name not in self.layout.nodes:
            raise DiagramError(
                expected=f"a place for each of {len(self.diagram.nodes)} nodes",
                found=f"none for {name}",
                where="layout of the causal diagram",
                remedy="lay it out anew: scripts/layout_diagram.py",
            )
        return self.layout.nodes[name]

    def _points(self, edge: Edge) -> tuple[Point, ...]:
        return self.layout.links.get(edge) or straight(self._box(edge[0]), self._box(edge[1]))

    def _links(self) -> Iterator[ET.Element]:
        for link in sorted(self.diagram.links, key=lambda link: link.strength or 0.0):
            yield self._link(link)

    def _link(self, link: DiagramLink) -> ET.Element:
        edge = (link.cause, link.effect)
        width = width_of(link.strength)
        loops = self.loops_of.get(edge)
        colour = palette.turn(palette.LOOPS, loops[0] - 1)[0] if loops else palette.LIGHT[palette.LINE]
        kind = f" loop-{loops[0]}" if loops else ""
        group = element("g", class_="link", data_cause=link.cause, data_effect=link.effect)
        if link.agreement < SETTLED or link.sign == 0:
            group.set("opacity", FAINT)
        line = element("path", d=path_of(self._points(edge)), fill="none", class_=f"line{kind}", stroke=colour)
        line.set("stroke-width", f"{width:.1f}")
        if link.sign < 0:
            line.set("stroke-dasharray", DASH)
        head = element("polygon", points=head_of(self._points(edge), 2.6 + width / 1.6), class_=f"head{kind}")
        head.set("fill", colour)
        group.extend([line, head])
        return group

    def _node(self, node: DiagramNode) -> Iterator[ET.Element]:
        box = self._box(node.name)
        part = list(self.diagram.groups).index(node.group)
        rectangle = element(
            "rect",
            x=f"{box.x - box.width / 2:.1f}",
            y=f"{box.y - box.height / 2:.1f}",
            width=f"{box.width:g}",
            height=f"{box.height:g}",
            rx="13" if node.kind == "input" else "2",
            class_=f"box part-{part + 1}",
            data_node=node.name,
            fill=palette.turn(palette.PARTS, part)[0],
            stroke=palette.LIGHT[palette.LINE],
            stroke_width="2" if node.kind == "stock" else "0.8",
        )
        yield rectangle
        lines = lines_of(self.labels[node.name])
        first = box.y - LINE_HEIGHT * (len(lines) - 1) / 2 + 4
        for place, line in enumerate(lines):
            yield text(line, box.x, first + LINE_HEIGHT * place, anchor="middle")

    def _badges(self) -> Iterator[ET.Element]:
        drawn = {(link.cause, link.effect) for link in self.diagram.links}
        numbered = {edge: numbers for edge, numbers in self.loops_of.items() if edge in drawn}
        links = {edge: (self._points(edge), badge_width(numbers)) for edge, numbers in numbered.items()}
        for edge, (x, y) in badge_places(links, [self._box(node.name) for node in self.diagram.nodes]).items():
            yield from badge(numbered[edge], x, y)
