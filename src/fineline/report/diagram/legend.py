"""The legend under the drawing: every loop with its number, and what widths, dashes and frames mean."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from fineline.analysis.diagram import Diagram, LoopPath
from fineline.report.diagram import palette
from fineline.report.diagram.layout import LETTER
from fineline.report.diagram.marks import badge, element, text
from fineline.report.diagram.words import SETTLED, loop_text, share_text
from fineline.report.names import Names
from fineline.report.numbers import day_text

ROW = 16.0
GAP = 6.0
INDENT = 30.0
SAMPLE = 44.0
SAMPLES = (0.1, 0.5, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Legend:
    """The legend, drawn from its own top left corner.

    Attributes:
        group: the drawing.
        height: in pixels.
    """

    group: ET.Element
    height: float


def legend(
    diagram: Diagram, labels: Mapping[str, str], names: Names, width: float, width_of: Callable[[float], float]
) -> Legend:
    """Loops on the left, marks on the right.

    Args:
        diagram: nodes, links and loops.
        labels: label of every declared quantity, by name.
        names: of the roles.
        width: of the drawing in pixels.
        width_of: width of a link of a given strength.
    """
    group = element("g", class_="legend")
    half = 0.56 * width
    loops, below_loops = _loops(diagram, labels, names, half - INDENT)
    marks, below_marks = _marks(diagram, half + INDENT, width - half - INDENT, names, width_of)
    group.extend([*loops, *marks])
    return Legend(group, max(below_loops, below_marks))


def _loops(diagram: Diagram, labels: Mapping[str, str], names: Names, width: float) -> tuple[list[ET.Element], float]:
    parts: list[ET.Element] = [text("Loops", 0, ROW, weight="bold")]
    y = 2 * ROW + GAP
    for number, loop in enumerate(diagram.loops, start=1):
        parts += badge([number], 10, y - 4)
        parts.append(text(loop.title, INDENT, y, weight="bold"))
        told = [names.told(loop.says), *(_stands(path, labels, alone=len(loop.paths) == 1) for path in loop.paths)]
        for line in (line for part in told for line in _wrapped(part, width - INDENT)):
            y += ROW
            parts.append(text(line, INDENT, y))
        y += ROW + GAP
    return parts, y


def _stands(path: LoopPath, labels: Mapping[str, str], *, alone: bool) -> str:
    """How a chain stands; where a loop has several, each is known by the second of its nodes."""
    over = "" if alone else f"over {labels[path.nodes[1]]}: "
    return _sentence(f"{over}{loop_text(path, labels)}.")


def _marks(
    diagram: Diagram, x: float, width: float, names: Names, width_of: Callable[[float], float]
) -> tuple[list[ET.Element], float]:
    parts: list[ET.Element] = [text("Marks", x, ROW, weight="bold")]
    y = 2 * ROW + GAP
    for strength in SAMPLES:
        more = " or more" if strength == SAMPLES[-1] else ""
        parts.append(_sample(x, y, width_of(strength)))
        parts.append(text(f"strength {strength:g}{more}", x + SAMPLE + GAP, y))
        y += ROW
    parts += [
        _sample(x, y, 2.0, dash="7 4"),
        text("negative: more of the cause, less of the effect", x + SAMPLE + GAP, y),
    ]
    y += ROW
    faint = _sample(x, y, 2.0)
    faint.set("opacity", "0.45")
    parts += [
        faint,
        text(f"sign shared by fewer than {share_text(SETTLED)} of draws, or no effect", x + SAMPLE + GAP, y),
    ]
    y += ROW + GAP
    for part, made in enumerate(_frames(diagram, names)):
        parts += made(x, y + part * (ROW + GAP))
    y += (3 + len(diagram.groups)) * (ROW + GAP) + GAP
    for line in _wrapped(_measure(diagram), width):
        parts.append(text(line, x, y))
        y += ROW
    return parts, y


def _frames(diagram: Diagram, names: Names) -> Iterator[Callable[[float, float], list[ET.Element]]]:
    plain = palette.LIGHT[palette.GROUND]
    kinds = (
        ("2", "2", "a stock, carried from week to week"),
        ("2", "0.8", "a quantity of the week alone"),
        ("8", "0.8", "an input of the case: nothing in the model moves it"),
    )
    for corner, stroke, meaning in kinds:
        yield lambda x, y, c=corner, s=stroke, m=meaning: _frame(x, y, plain, "box ground", c, s, m)
    for place, title in enumerate(diagram.groups.values()):
        fill = palette.turn(palette.PARTS, place)[0]
        told = names.told(title)
        yield lambda x, y, f=fill, k=f"box part-{place + 1}", m=told: _frame(x, y, f, k, "2", "0.8", m)


def _frame(x: float, y: float, fill: str, kind: str, corner: str, stroke: str, meaning: str) -> list[ET.Element]:
    frame = element(
        "rect",
        x=f"{x + 6:.1f}",
        y=f"{y - 12:.1f}",
        width="32",
        height="16",
        rx=corner,
        class_=kind,
        fill=fill,
        stroke=palette.LIGHT[palette.LINE],
        stroke_width=stroke,
    )
    return [frame, text(meaning, x + SAMPLE + GAP, y)]


def _sample(x: float, y: float, width: float, dash: str | None = None) -> ET.Element:
    line = element(
        "path", d=f"M{x:.1f},{y - 4:.1f}h{SAMPLE - GAP:g}", class_="line", stroke=palette.LIGHT[palette.LINE]
    )
    line.set("stroke-width", f"{width:.1f}")
    if dash:
        line.set("stroke-dasharray", dash)
    return line


def _measure(diagram: Diagram) -> str:
    return (
        f"Strength: the cause is held one of its own swings away for {diagram.weeks} weeks, all other quantities shown "
        "stay where they are, and the change of the effect is counted in its own swings. A swing is the standard "
        "deviation over the weeks of the record. The gain of a loop is what comes back of a push of 1 when every link "
        f"is given those weeks. Equations as straight lines at {day_text(diagram.at)}; median of {diagram.draws:,} "
        "posterior draws. Where a parameter is assumed, the share of draws with a sign is that of the range assumed "
        "and no evidence. Not a forecast: what is far from this state may answer otherwise."
    )


def _wrapped(words: str, width: float) -> list[str]:
    return textwrap.wrap(words, int(width / (LETTER * 0.92)))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
