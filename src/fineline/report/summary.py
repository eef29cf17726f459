"""The summary of two pages: what a minister reads, as PDF/UA-1, from the same structure as the briefing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TypedDict

from fineline.errors import FinelineError
from fineline.report.numbers import day_text
from fineline.report.schema import Briefing

OPEN = "open"
MOST_OPEN = 5
"""Open propositions named in the summary: more would not fit on its two pages."""


class MissingPdfError(FinelineError):
    """The typesetter of the extra `pdf` is not installed."""

    fault = "the library for PDF is missing"


class Line(TypedDict):
    """One point of the summary: what it is about, what is said, and in grey how well founded it is."""

    head: str
    text: str
    soft: str


def summary_pdf(briefing: Briefing, assumptions: Mapping[str, float]) -> bytes:
    """The summary as PDF/UA-1; the same briefing gives the same bytes.

    Args:
        briefing: the structure.
        assumptions: values that the reader assumed, by parameter.

    Raises:
        MissingPdfError: the extra `pdf` is not installed.
    """
    if find_spec("typst") is None:
        raise MissingPdfError(
            expected="the library of the extra 'pdf'",
            found="no typst",
            where="fineline brief --summary",
            remedy="install it: pip install 'fineline[pdf]', or uv sync --extra pdf",
        )
    import typst  # noqa: PLC0415 - optional

    room = files("fineline.report")
    data = json.dumps(summary_data(briefing, assumptions), ensure_ascii=False)
    with as_file(room / "fonts") as fonts, as_file(room / "templates" / "summary.typ") as template:
        compiler = typst.Compiler(
            str(template), font_paths=[str(fonts)], ignore_system_fonts=True, sys_inputs={"data": data}
        )
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=_stamp(briefing))
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def summary_data(briefing: Briefing, assumptions: Mapping[str, float]) -> dict[str, object]:
    """Every word and number of the summary, as the template reads it."""
    head = briefing.header
    return {
        "title": f"{head.title}: summary",
        "about": head.what_this_is,
        "facts": f"Reads what was published by {day_text(head.as_of)}. Fineline {head.model_version}, "
        f"posterior {head.posterior_id}, {head.draws:,} draws.",
        "settings": _settings(assumptions),
        "asked": f"{head.contributor} sends soldiers to fight for {head.principal} against {head.opponent}. "
        "What do they change, at what cost, and what follows?",
        "parts": [
            {"title": "What the evidence says", "lines": _judgements(briefing)},
            {"title": "What would change this view", "lines": _open(briefing)},
            {"title": "Limits", "lines": [_line("", head.what_this_is_not), _line("", head.how_to_read)]},
        ],
    }


def _settings(assumptions: Mapping[str, float]) -> str:
    if not assumptions:
        return "Assumptions: those of the case, none changed."
    return "Assumed by the reader: " + ", ".join(f"{name} = {value:g}" for name, value in assumptions.items()) + "."


def _judgements(briefing: Briefing) -> list[Line]:
    return [
        _line(one.heading, one.statement, f"Confidence {one.confidence.level}: {one.confidence.reason}")
        for one in briefing.judgements
    ]


def _open(briefing: Briefing) -> list[Line]:
    rows = [row for row in briefing.scorecard.rows if row.verdict == OPEN and row.would_settle]
    return [_line(f"{row.id}, open", row.text, f"Would settle it: {row.would_settle}") for row in rows[:MOST_OPEN]]


def _line(head: str, text: str, soft: str = "") -> Line:
    return {"head": head, "text": text, "soft": soft}


def _stamp(briefing: Briefing) -> datetime:
    """The day of knowledge, not the clock: the same pins give the same bytes."""
    day = briefing.header.as_of
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
