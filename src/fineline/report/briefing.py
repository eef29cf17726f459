"""Writing the briefing: page, PDF, data file and figures from one structure, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from fineline.files import write_bytes
from fineline.report.figures import draw
from fineline.report.page import page
from fineline.report.pdf import briefing_pdf, summary_pdf
from fineline.report.schema import Briefing
from fineline.report.tracing import with_ids

Kind = Literal["html", "pdf", "summary"]


def briefing_html(content: Briefing) -> bytes:
    """The page alone."""
    return page(content, {figure.id: draw(figure) for figure in content.figures()}).encode()


DOCUMENTS: Mapping[Kind, Callable[[Briefing], bytes]] = MappingProxyType(
    {"html": briefing_html, "pdf": briefing_pdf, "summary": summary_pdf}
)
"""What makes each document of a briefing."""


def write_briefing(content: Briefing, out_dir: str | Path) -> tuple[Path, ...]:
    """Write `briefing.html`, `briefing.pdf`, `summary.pdf`, `briefing.json` and `figures/*.svg` and `*.png`.

    Everything is drawn before the first file is touched, and each file replaces its predecessor whole.

    Args:
        content: the structure, from `fineline.report.content.briefing_content`.
        out_dir: made when it does not exist.

    Returns:
        The paths written, the page first.

    Raises:
        TypesettingError: a PDF that cannot be set.
        StorageError: the folder cannot be made or written.
    """
    drawings = {figure.id: draw(figure) for figure in content.figures()}
    contents: dict[str, bytes] = {
        "briefing.html": page(content, drawings).encode(),
        "briefing.pdf": briefing_pdf(content),
        "summary.pdf": summary_pdf(content),
        "briefing.json": _data(content),
    }
    for drawing in drawings.values():
        contents[f"figures/{drawing.id}.svg"] = drawing.wide.encode()
        contents[f"figures/{drawing.id}.png"] = drawing.png
    folder = Path(out_dir)
    return tuple(write_bytes(folder / name, data) for name, data in contents.items())


def _data(content: Briefing) -> bytes:
    """The data file: the structure, and the identifier of every number, which `fineline trace` takes."""
    plain = with_ids(content.model_dump(mode="json"))
    return (json.dumps(plain, indent=1, ensure_ascii=False) + "\n").encode()
