"""The causal diagram of a state for the page: the drawing, and nodes, links and loops as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fineline.analysis.diagram import causal_diagram, declaration
from fineline.products.live import Live
from fineline.products.requests import State
from fineline.report.diagram import diagram_svg, loop_rows, read_layout
from fineline.report.diagram.tables import told_labels


def diagram_of(live: Live, state: State) -> dict[str, Any]:
    """Strengths at the end of the record; of a state, its draws and assumptions count, for levers act later.

    Args:
        live: the case.
        state: what is set.

    Raises:
        SettingError: more draws than there are, or an assumption that cannot be made.
    """
    setting = live.ready(state).setting
    found = causal_diagram(setting, setting.run(), declaration())
    labels = told_labels(found, live.names)
    return {
        "at": found.at.isoformat(),
        "draws": found.draws,
        "svg": diagram_svg(found, read_layout(), live.names, prefix="diagram"),
        "nodes": [{**asdict(node), "label": labels[node.name]} for node in found.nodes],
        "links": [{**asdict(link), "formula": live.names.told(link.formula)} for link in found.links],
        "loops": [row.model_dump() for row in loop_rows(found, live.names)],
    }
