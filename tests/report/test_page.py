"""The page: it asks for nothing, everyone can read it, and it says what the data file says."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from fineline.report.page import SECTIONS

from .conftest import Written
from .page_reader import Page, read_page

NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")


def packed(text: str) -> str:
    """Text without its spaces: where a number has an element of its own, the reader of the page puts one around it."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def page(written: Written) -> Page:
    return read_page(written.html)


def test_asks_for_nothing(page: Page, written: Written) -> None:
    assert [url for url in page.fetched if not url.startswith(("data:", "#"))] == []
    assert "script" not in page.tags
    assert not re.search(r"@import|url\((?!#)", written.html)


def test_links_are_citations_or_places_in_the_page(page: Page) -> None:
    inner = [link[1:] for link in page.links if link.startswith("#")]
    outer = [link for link in page.links if not link.startswith("#")]
    assert set(inner) <= set(page.ids)
    assert all(link.startswith(("https://", "http://")) for link in outer)


def test_every_drawing_says_what_it_shows(page: Page, written: Written) -> None:
    assert len(page.drawings) == 2 * len(written.content.figures())
    for drawing in page.drawings:
        assert drawing.attributes["role"] == "img"
        assert drawing.title
        assert len(drawing.description) > len("a word or two")


def test_ids_are_unique_and_references_lead_somewhere(page: Page, written: Written) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    assert set(re.findall(r"url\(#([^)]+)\)", written.html)) <= set(page.ids)


def test_headings_leave_out_no_level(page: Page) -> None:
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(page.headings))


def test_every_section_is_there_and_in_the_contents(page: Page) -> None:
    # The political half is told only of runs that hold it, what was set only where something was.
    always = {section.id for section in SECTIONS} - {"politics", "chosen"}
    assert always <= set(page.ids)
    assert "politics" not in page.ids
    assert {f"#{identifier}" for identifier in always} <= set(page.links)


def test_every_table_has_a_caption_and_scrolls_in_its_own_box(page: Page, written: Written) -> None:
    assert page.tags.count("table") == page.tags.count("caption") == written.html.count('class="scroll"')


def test_judgements_show_only_numbers_of_the_data_file(written: Written) -> None:
    data = json.loads(written.json)
    for judgement in data["judgements"]:
        known = " ".join(_texts(judgement["likelihood"])) + " ".join(_texts(judgement["quantities"]))
        asked = " ".join(_texts(judgement["id"])) + judgement["heading"]
        stated = set(NUMBER.findall(judgement["statement"]))
        assert stated <= set(NUMBER.findall(known + asked)) | _numbers_of_definitions(data), judgement["statement"]


def test_page_shows_every_number_of_the_judgements(page: Page, written: Written) -> None:
    shown = packed(" ".join(page.texts))
    for judgement in written.content.judgements:
        assert packed(judgement.statement) in shown
        assert packed(judgement.confidence.reason) in shown
        assert all(packed(quantity.phrase) in shown for quantity in judgement.quantities)


def test_page_shows_every_number_of_the_tables(page: Page, written: Written) -> None:
    shown = " ".join(" ".join(page.texts).split()).replace("\N{NO-BREAK SPACE}", " ")
    content = written.content
    outlook = [cell.quantity.text for row in content.outlook.rows for cell in row.cells if cell.quantity]
    effects = [e.difference.text for arm in content.contribution.arms for w in arm.windows for e in w.effects]
    chances = [cell.likelihood.text for row in content.outlook.rows for cell in row.cells if cell.likelihood]
    parameters = [p.posterior.text for p in content.identification.parameters]
    missing = [text for text in outlook + effects + chances + parameters if text not in shown]
    assert missing == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [str(value)]


def _numbers_of_definitions(data: dict[str, Any]) -> set[str]:
    """Horizons and windows, which are settings and no results."""
    return {str(weeks) for weeks in data["outlook"]["horizons"]} | {"52"}
