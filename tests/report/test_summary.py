"""The two-page summary as PDF."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from fineline.report.schema import Briefing
from fineline.report.summary import summary_pdf

MOST_PAGES = 2


def test_the_summary_is_tagged_titled_and_at_most_two_pages(content: Briefing) -> None:
    reader = PdfReader(BytesIO(summary_pdf(content, {})))
    assert len(reader.pages) <= MOST_PAGES
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("en")
    assert reader.metadata is not None
    assert content.header.title in str(reader.metadata.title)


def test_the_same_briefing_gives_the_same_bytes(content: Briefing) -> None:
    assert summary_pdf(content, {}) == summary_pdf(content, {})


def test_assumptions_head_the_summary(content: Briefing) -> None:
    text = PdfReader(BytesIO(summary_pdf(content, {"learning_rate": 0.2}))).pages[0].extract_text()
    assert "learning_rate = 0.2" in text
