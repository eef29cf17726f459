"""What the documentation makes from the code at build time, so that no page repeats by hand what the code says.

Before Sphinx reads the pages, Markdown is written to `generated/`: pages of their own, and parts that pages by hand
include. A file is written anew only when its content changed. Formulas are set as MathML, which browsers show without a
script or a font from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from fineline._runtime import configure
from fineline.case import load_case

CASE = "ukraine"
GENERATED = "generated"
DRAWING = "causal-diagram.svg"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to Sphinx."""
    app.connect("builder-inited", write_generated)
    app.add_html_math_renderer("mathml", (_inline_math, None), (_displayed_math, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_generated(app: Sphinx) -> None:
    """Write every generated page and part; those that are no longer made are removed."""
    configure()
    from .causal_diagram import diagram_parts  # noqa: PLC0415 - after the precision is set
    from .command_pages import command_pages  # noqa: PLC0415
    from .evidence_tables import evidence_parts  # noqa: PLC0415
    from .format_pages import format_pages, write_schemas  # noqa: PLC0415
    from .mechanism_pages import mechanism_pages  # noqa: PLC0415

    folder, case = Path(app.srcdir) / GENERATED, load_case(CASE)
    pages = {
        **mechanism_pages(case),
        **evidence_parts(case),
        **command_pages(),
        **format_pages(),
        **diagram_parts(case, folder / DRAWING),
    }
    write_schemas(folder / "schemas")
    for name, text in pages.items():
        _write_if_changed(folder / f"{name}.md", text)
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).with_suffix("").as_posix() not in pages:
            path.unlink()


def _write_if_changed(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _inline_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _displayed_math(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(f'<div class="formula">{tex2mathml(node.astext(), as_block=True)}</div>\n')
    raise nodes.SkipNode
