"""The causal diagram of a case at its last week with data, drawn as the briefing draws it, and its loops in words."""

from __future__ import annotations

from pathlib import Path

from fineline.analysis.diagram import causal_diagram, declaration
from fineline.case import Case
from fineline.files import write_text
from fineline.products.posteriors import choose
from fineline.report.content import names_of
from fineline.report.diagram import diagram_svg, loop_rows, read_layout
from fineline.scenario.setting import prepare

from .pieces import table

DRAWS = 60
"""Enough for widths and signs; the briefing takes all."""


def diagram_parts(case: Case, drawing: Path) -> dict[str, str]:
    """Write the drawing, and give the table of the loops by name of the file."""
    setting = prepare(case, choose(case).posterior, horizon=0, draws=DRAWS, seed=0)
    diagram, names = causal_diagram(setting, setting.run(), declaration()), names_of(case)
    write_text(drawing, diagram_svg(diagram, read_layout(), names, prefix="causal", alone=True))
    rows = [(row.number, f"**{row.title}**: {row.says}", row.chain, row.stands) for row in loop_rows(diagram, names)]
    return {"parts/loops": table(("", "loop", "chain", "in this structure"), rows)}
