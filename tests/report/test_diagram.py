"""The drawing of the causal diagram: its layout is that of the structure, and it needs nothing but itself."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from fineline.analysis.diagram import (
    Diagram,
    DiagramError,
    DiagramLink,
    DiagramLoop,
    DiagramNode,
    LoopPath,
    Outline,
    declaration,
    legs,
    outline,
)
from fineline.case import Case, load_case, model_inputs
from fineline.evidence import open_store
from fineline.inference.target import assemble
from fineline.model.structure import MECHANISMS
from fineline.report.diagram import (
    Layout,
    diagram_json,
    diagram_svg,
    link_rows,
    links_csv,
    loop_rows,
    palette,
    read_layout,
)
from fineline.report.diagram.drawing import STRONGEST, THINNEST, WIDEST, width_of
from fineline.report.diagram.geometry import along
from fineline.report.diagram.layout import Box, box_size
from fineline.report.diagram.words import loop_text, share_text, sign_text
from fineline.report.names import Names
from fineline.time import weeks

NAMES = Names(principal="Russia", opponent="Ukraine", contributor="North Korea")
SVG = "{http://www.w3.org/2000/svg}"
AA_TEXT, AA_LINES = 4.5, 3.0
STRENGTHS = itertools.cycle([0.0, 0.2, 0.9, 2.4, None])


@cache
def known() -> tuple[Case, dict[str, np.ndarray]]:
    """The Ukraine case and its inputs, which are the same under every form of the mechanisms."""
    case = load_case("ukraine")
    calendar = weeks(case.calendar.first_week, case.calendar.last_week)
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    return case, model_inputs(case, view, calendar)


@cache
def found(*forms: tuple[str, str]) -> Outline:
    """Nodes and links of the Ukraine case."""
    case, inputs = known()
    return outline(assemble(case.with_mechanisms(dict(forms)), inputs), declaration().nodes)


def invented(*forms: tuple[str, str]) -> Diagram:
    """The diagram of a structure with numbers nobody measured: every second link negative, every fifth unmeasured."""
    drawn, declared = found(*forms), declaration()
    nodes = tuple(
        DiagramNode(
            name=name,
            label=declared.nodes[name].label,
            group=declared.nodes[name].group,
            kind="flow",
            unit="1",
            swing=1.0,
        )
        for name in drawn.nodes
    )
    links = tuple(
        DiagramLink(
            cause=cause,
            effect=effect,
            sign=-1 if place % 2 else 1,
            agreement=0.6 if place % 7 == 0 else 1.0,
            strength=strength,
            low=strength,
            high=strength,
            response=0.5,
            through=drawn.through[cause, effect],
            formula="the principal's y = a x",
        )
        for place, ((cause, effect), strength) in enumerate(zip(drawn.edges, STRENGTHS, strict=False))
    )
    loops = tuple(
        DiagramLoop(key=key, title=loop.title, says=loop.says, paths=tuple(map(_path(drawn), loop.paths)))
        for key, loop in declared.loops.items()
    )
    return Diagram(
        at=date(2025, 12, 28),
        weeks=declared.weeks,
        draws=100,
        groups=declared.groups,
        labels={name: node.label for name, node in declared.nodes.items()},
        nodes=nodes,
        links=links,
        loops=loops,
        absent=tuple(name for name in declared.nodes if name not in drawn.nodes),
    )


def _path(drawn: Outline):  # noqa: ANN202
    def made(chain: tuple[str, ...]) -> LoopPath:
        missing = tuple(leg for leg in legs(chain) if leg not in drawn.edges)
        return LoopPath(nodes=chain, missing=missing, sign=1, agreement=0.75, gain=None if missing else 0.0123)

    return made


@pytest.fixture(scope="module")
def layout() -> Layout:
    return read_layout()


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return invented()


@pytest.fixture(scope="module")
def root(diagram: Diagram, layout: Layout) -> ET.Element:
    return ET.fromstring(diagram_svg(diagram, layout, NAMES, prefix="causes"))


def marked(root: ET.Element, kind: str) -> list[ET.Element]:
    return [each for each in root.iter() if kind in each.get("class", "").split()]


# Layout --------------------------------------------------------------------------------------------------------------


def test_the_layout_is_that_of_the_structure(layout: Layout) -> None:
    """Otherwise: scripts/layout_diagram.py."""
    drawn = found()
    assert set(layout.nodes) == set(drawn.nodes)
    assert set(layout.links) == set(drawn.edges)


def test_no_box_lies_on_another(layout: Layout) -> None:
    for (one, a), (other, b) in itertools.combinations(layout.nodes.items(), 2):
        apart = abs(a.x - b.x) >= (a.width + b.width) / 2 or abs(a.y - b.y) >= (a.height + b.height) / 2
        assert apart, (one, other)


def test_every_label_fits_its_box_and_every_box_the_drawing(diagram: Diagram, layout: Layout) -> None:
    for node in diagram.nodes:
        box, (width, height) = layout.nodes[node.name], box_size(NAMES.told(node.label))
        assert box.width >= width - 1, node.name
        assert box.height >= height - 1, node.name
        assert box.width / 2 <= box.x <= layout.width - box.width / 2
        assert box.height / 2 <= box.y <= layout.height - box.height / 2


def outside(box: Box, point: tuple[float, float], slack: float = 2.0) -> bool:
    x, y = point
    return abs(x - box.x) >= box.width / 2 - slack or abs(y - box.y) >= box.height / 2 - slack


def test_every_link_ends_at_its_effect(layout: Layout) -> None:
    for (_, effect), points in layout.links.items():
        box = layout.nodes[effect]
        wider = replace(box, width=box.width + 8, height=box.height + 8)
        assert not outside(wider, points[-1], slack=0)
        assert outside(box, points[-1])


def test_no_link_runs_through_a_box_that_it_does_not_join(layout: Layout) -> None:
    for edge, points in layout.links.items():
        line = [along(points, share / 50) for share in range(51)]
        for name, box in layout.nodes.items():
            if name not in edge:
                assert all(outside(box, point) for point in line), (edge, name)


# Drawing -------------------------------------------------------------------------------------------------------------


def test_the_drawing_says_what_it_is(root: ET.Element) -> None:
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    words = {each.get("id"): each.text for each in root.iter() if each.get("id") in named}
    assert words["causes-title"] == "What moves what, 28 Dec 2025"
    assert "Momentum" in words["causes-desc"]
    assert "Russia" in words["causes-desc"]


def test_text_is_text_and_every_label_is_there(root: ET.Element, diagram: Diagram) -> None:
    words = re.sub(r"\s+", " ", " ".join(each.text or "" for each in root.iter(f"{SVG}text")))
    for node in diagram.nodes:
        assert NAMES.told(node.label) in words
    for loop in diagram.loops:
        assert loop.title in words
    assert "the principal" not in words
    assert "the opponent" not in words


def test_every_link_is_drawn_once_and_dashed_where_it_is_negative(root: ET.Element, diagram: Diagram) -> None:
    drawn = marked(root, "link")
    assert len(drawn) == len(diagram.links)
    dashed = [each for each in drawn if each.find(f"{SVG}path").get("stroke-dasharray")]
    assert len(dashed) == sum(link.sign < 0 for link in diagram.links)
    faint = [each for each in drawn if each.get("opacity")]
    assert len(faint) == sum(link.agreement < 0.9 for link in diagram.links)


def test_width_is_strength() -> None:
    assert width_of(None) == width_of(0.0) == THINNEST
    assert width_of(STRONGEST) == width_of(9.0) == WIDEST
    assert width_of(0.3) - width_of(0.2) == pytest.approx(width_of(0.9) - width_of(0.8))


def test_links_of_a_loop_carry_its_number(root: ET.Element, diagram: Diagram) -> None:
    edges = {leg for loop in diagram.loops for path in loop.paths for leg in path.links if leg not in path.missing}
    in_the_legend = len(diagram.loops)
    assert len(marked(root, "badge")) == len(edges) + in_the_legend


def test_no_number_lies_on_a_box_or_on_another_number(root: ET.Element) -> None:
    above = root.find(f"{SVG}g")  # the legend below has coordinates of its own
    frames = [*marked(above, "box"), *marked(above, "badge")]
    ends = [[float(each.get(name)) for name in ("x", "y", "width", "height")] for each in frames]
    for a, b in itertools.combinations(ends, 2):
        assert any(a[i] + a[i + 2] <= b[i] or b[i] + b[i + 2] <= a[i] for i in (0, 1)), (a, b)


def test_nothing_is_fetched_and_ids_are_its_own(diagram: Diagram, layout: Layout) -> None:
    text = diagram_svg(diagram, layout, NAMES, prefix="causes", alone=True)
    assert not re.search(r"href|url\(|@import|<script|<image|<foreignObject", text)
    identifiers = re.findall(r'\bid="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))
    assert all(identifier.startswith("causes") for identifier in identifiers)


def test_only_a_drawing_of_its_own_follows_the_wish_for_a_dark_page(diagram: Diagram, layout: Layout) -> None:
    inside, alone = (diagram_svg(diagram, layout, NAMES, prefix="causes", alone=alone) for alone in (False, True))
    assert "<style" not in inside
    assert alone.count("prefers-color-scheme: dark") == 1
    classes = {kind for each in re.findall(r'class="([^"]+)"', alone) for kind in each.split()}
    ruled = {kind for rule in re.findall(r"\.causal-diagram \.([\w.-]+)", alone) for kind in rule.split(".")}
    assert ruled <= classes


@pytest.mark.parametrize(
    ("mechanism", "form"), [(name, form) for name, forms in MECHANISMS.items() for form in list(forms)[1:]]
)
def test_rivals_are_drawn_in_the_same_places(mechanism: str, form: str, layout: Layout) -> None:
    rival = invented((mechanism, form))
    drawn = ET.fromstring(diagram_svg(rival, layout, NAMES, prefix="causes"))
    assert len(marked(drawn, "link")) == len(rival.links)


def test_a_link_that_the_layout_has_not_is_drawn_straight(diagram: Diagram, layout: Layout) -> None:
    edge = (diagram.links[0].cause, diagram.links[0].effect)
    without = replace(layout, links={known: points for known, points in layout.links.items() if known != edge})
    drawn = ET.fromstring(diagram_svg(diagram, without, NAMES, prefix="causes"))
    assert len(marked(drawn, "link")) == len(diagram.links)


def test_a_node_without_a_place_is_refused(diagram: Diagram, layout: Layout) -> None:
    nodes = {name: box for name, box in layout.nodes.items() if name != "advance"}
    with pytest.raises(DiagramError, match="advance"):
        diagram_svg(diagram, replace(layout, nodes=nodes, links={}), NAMES, prefix="causes")


# Colours -------------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("page", "place"), [(palette.LIGHT, 0), (palette.DARK, 1)], ids=["light", "dark"])
def test_colours_keep_their_contrast(page: dict[str, str], place: int) -> None:
    ground = page[palette.GROUND]
    assert all(contrast(page[palette.INK], pair[place]) >= AA_TEXT for pair in palette.PARTS)
    assert contrast(page[palette.INK], ground) >= AA_TEXT
    lines = [page[palette.LINE], *(pair[place] for pair in palette.LOOPS)]
    assert all(contrast(line, ground) >= AA_LINES for line in lines)


def test_there_is_a_colour_for_every_loop_and_every_part() -> None:
    declared = declaration()
    assert len(palette.LOOPS) >= len(declared.loops)
    assert len(palette.PARTS) >= len(declared.groups)


# Tables and words ----------------------------------------------------------------------------------------------------


def test_the_table_has_every_link_strongest_first(diagram: Diagram) -> None:
    rows = link_rows(diagram, NAMES)
    assert len(rows) == len(diagram.links)
    assert rows[0].strength == "2.40 (2.40 to 2.40)"
    assert rows[-1].strength.startswith("no measure")
    assert {row.equation for row in rows} == {"Russia's y = a x"}


def test_the_table_of_loops_says_what_is_missing(diagram: Diagram) -> None:
    stands = {row.title: row.stands for row in loop_rows(diagram, NAMES)}
    assert stands["Momentum"] == "closed, carries a push on (75 % of draws); gain 0.012"
    assert "no link from worth of a foreign soldier to soldiers sent" in stands["Substitution"]


def test_the_file_of_links_holds_their_numbers(diagram: Diagram) -> None:
    rows = list(csv.DictReader(io.StringIO(links_csv(diagram))))
    assert [(row["cause"], row["effect"]) for row in rows] == [(link.cause, link.effect) for link in diagram.links]
    assert [row["strength"] for row in rows] == ["" if e.strength is None else str(e.strength) for e in diagram.links]


def test_the_data_file_holds_the_whole_diagram(diagram: Diagram) -> None:
    read = json.loads(diagram_json(diagram))
    assert read["at"] == "2025-12-28"
    assert len(read["links"]) == len(diagram.links)
    assert [loop["key"] for loop in read["loops"]] == [loop.key for loop in diagram.loops]


def test_a_sign_without_a_majority_is_open() -> None:
    assert [sign_text(1, 1.0), sign_text(-1, 0.5), sign_text(0, 0.9), sign_text(0, 0.34)] == ["+", "−", "none", "open"]
    assert [share_text(1.0), share_text(0.999), share_text(0.5)] == ["100 %", "99 %", "50 %"]


def test_a_loop_whose_sign_is_open_says_so() -> None:
    path = LoopPath(nodes=("a", "b"), missing=(), sign=0, agreement=0.34, gain=0.2)
    assert loop_text(path, {"a": "A", "b": "B"}) == (
        "closed, carries a push on in some draws, answers it in others, or drops it; gain 0.20"
    )
