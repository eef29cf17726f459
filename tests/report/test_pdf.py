"""The briefing as PDF: tagged, titled, two pages of summary, the numbers of the page, the same bytes each time."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from fineline.case import Case
from fineline.errors import TypesettingError
from fineline.report.briefing import DOCUMENTS
from fineline.report.headlines import headlines
from fineline.report.pdf.typesetting import typeset
from fineline.report.schema import Briefing

from .conftest import Written


def text_of(data: bytes) -> str:
    pages = PdfReader(BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.fixture(scope="module", name="summary")
def summary_file(written: Written) -> bytes:
    return (written.folder / "summary.pdf").read_bytes()


@pytest.fixture(scope="module", name="whole")
def whole_file(written: Written) -> bytes:
    return (written.folder / "briefing.pdf").read_bytes()


def test_the_summary_has_two_pages(summary: bytes) -> None:
    assert len(PdfReader(BytesIO(summary)).pages) == 2


@pytest.mark.parametrize("name", ["summary.pdf", "briefing.pdf"])
def test_it_is_tagged_titled_and_claims_universal_accessibility(written: Written, name: str) -> None:
    reader = PdfReader(written.folder / name)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_every_figure_has_a_text_alternative(whole: bytes, content: Briefing) -> None:
    root: Any = PdfReader(BytesIO(whole)).trailer["/Root"]
    figures: list[str] = []
    waiting, seen = [root["/StructTreeRoot"]], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                figures.append(str(node.get("/Alt", "")))
            waiting.append(node.get("/K"))
    assert len(figures) >= len(content.figures())
    assert all(figures)


def test_the_headline_numbers_are_those_of_the_page(summary: bytes, written: Written, content: Briefing) -> None:
    text = text_of(summary)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", written.html))
    told = headlines(content.outlook)
    assert told
    for headline in told:
        number, interval = headline.quantity.text.split(" ", maxsplit=1)
        assert number in text
        assert interval in text
        assert headline.quantity.text in page


def test_it_brings_its_fonts_with_it(whole: bytes) -> None:
    for page in PdfReader(BytesIO(whole)).pages[:5]:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in inner["/FontDescriptor"] or "/FontFile2" in inner["/FontDescriptor"]


def test_the_same_content_is_the_same_bytes(content: Briefing, summary: bytes) -> None:
    assert DOCUMENTS["summary"](content) == summary


def test_without_its_fonts_nothing_is_set(tmp_path: Path, case: Case) -> None:
    with pytest.raises(TypesettingError, match="fonts ship with it"):
        typeset("summary", {}, case.calendar.knowledge, fonts=tmp_path)
