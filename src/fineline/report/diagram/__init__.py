"""The causal diagram as a drawing, as tables and as files."""

from fineline.report.diagram.drawing import diagram_svg
from fineline.report.diagram.layout import Layout, read_layout
from fineline.report.diagram.tables import LinkRow, LoopRow, diagram_json, link_rows, links_csv, loop_rows

__all__ = [
    "Layout",
    "LinkRow",
    "LoopRow",
    "diagram_json",
    "diagram_svg",
    "link_rows",
    "links_csv",
    "loop_rows",
    "read_layout",
]
