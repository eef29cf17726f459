"""Curves of the drawing: their paths, arrow heads and middles."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from fineline.report.diagram.layout import Box, Point

HEAD = 9.0
"""Length of an arrow head in pixels, which is what the layout leaves for it."""
SAMPLES = 12


def path_of(points: tuple[Point, ...]) -> str:
    """The path of a chain of cubic curves; the last point, the tip of the arrow, is not part of it."""
    start, *rest = points[:-1]
    return f"M{_pair(start)}C{' '.join(_pair(point) for point in rest)}"


def head_of(points: tuple[Point, ...], half: float) -> str:
    """Corners of the arrow head that ends a link; `half` is half its width."""
    (x, y), (tip_x, tip_y) = points[-2], points[-1]
    length = hypot(tip_x - x, tip_y - y) or 1.0
    across = ((tip_y - y) / length * half, -(tip_x - x) / length * half)
    corners = [(tip_x, tip_y), (x + across[0], y + across[1]), (x - across[0], y - across[1])]
    return " ".join(_pair(corner) for corner in corners)


def along(points: tuple[Point, ...], share: float) -> Point:
    """The point at a share of the length of a link."""
    dense = _sampled(points)
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(dense)]
    left = share * sum(lengths)
    for ((x, y), (next_x, next_y)), length in zip(pairwise(dense), lengths, strict=True):
        if left <= length and length > 0:
            part = left / length
            return x + part * (next_x - x), y + part * (next_y - y)
        left -= length
    return dense[-1]


def straight(start: Box, end: Box) -> tuple[Point, ...]:
    """A straight link between two boxes, for a pair that the layout does not link."""
    tail, tip = _edge(start, (end.x, end.y)), _edge(end, (start.x, start.y))
    length = hypot(tip[0] - tail[0], tip[1] - tail[1]) or 1.0
    kept = max(0.0, 1.0 - HEAD / length)
    base = (tail[0] + kept * (tip[0] - tail[0]), tail[1] + kept * (tip[1] - tail[1]))
    return (tail, tail, base, base, tip)


def _edge(box: Box, towards: Point) -> Point:
    """Where the line from the middle of a box to a point leaves the box."""
    dx, dy = towards[0] - box.x, towards[1] - box.y
    reach = min(box.width / 2 / abs(dx) if dx else float("inf"), box.height / 2 / abs(dy) if dy else float("inf"))
    return (box.x + dx * min(reach, 1.0), box.y + dy * min(reach, 1.0))


def _sampled(points: tuple[Point, ...]) -> list[Point]:
    curve = points[:-1]
    dense = [curve[0]]
    for first in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[first : first + 4]
        for step in range(1, SAMPLES + 1):
            t, u = step / SAMPLES, 1 - step / SAMPLES
            weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            dense.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return dense


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
