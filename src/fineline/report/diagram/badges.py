"""Where the numbers of the loops lie on their links: near the middle, on no box and on no other number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fineline.analysis.diagram import Edge
from fineline.report.diagram.geometry import along
from fineline.report.diagram.layout import Box, Point
from fineline.report.diagram.marks import BADGE

SHARES = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8)
"""Shares of the length of a link that are tried, in this order."""
CLEAR = 1.0
"""Pixels left free between a badge and what is beside it."""


def badge_places(links: Mapping[Edge, tuple[tuple[Point, ...], float]], boxes: Iterable[Box]) -> dict[Edge, Point]:
    """The middle of every badge; short links, which leave the least choice, come first.

    Args:
        links: points of each numbered link, and the width of its badge.
        boxes: boxes of the nodes.
    """
    taken = list(boxes)
    places: dict[Edge, Point] = {}
    for edge, (points, width) in sorted(links.items(), key=lambda link: _span(link[1][0])):
        candidates = [along(points, share) for share in SHARES]
        free = (at for at in candidates if not any(_overlap(_frame(at, width), other) for other in taken))
        places[edge] = next(free, candidates[0])
        taken.append(_frame(places[edge], width))
    return places


def _frame(at: Point, width: float) -> Box:
    return Box(x=at[0], y=at[1], width=width + 2 * CLEAR, height=2 * BADGE + 2 * CLEAR)


def _overlap(one: Box, other: Box) -> bool:
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2 and abs(one.y - other.y) < (one.height + other.height) / 2
    )


def _span(points: tuple[Point, ...]) -> float:
    return abs(points[0][0] - points[-1][0]) + abs(points[0][1] - points[-1][1])
