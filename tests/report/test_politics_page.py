"""The page with a political half: its grids, its pointers from the outlook, and nothing that leads nowhere."""

from __future__ import annotations

import re

import numpy as np
import pytest

from fineline.analysis.levers import CRITERIA, compare
from fineline.case import Case
from fineline.evidence import View
from fineline.report.briefing import briefing_html
from fineline.report.names import names_of
from fineline.report.schema import Briefing, Politics, Topic
from fineline.report.sections.levers import levers_topic
from fineline.report.sections.structures import structures_topic

from .page_reader import Page, read_page
from .test_levers import Pulled
from .test_structures import Compared


@pytest.fixture(scope="module")
def html(content: Briefing, case: Case, view: View) -> str:
    names = names_of(case)
    still = {one.key: np.array([1000.0, 1200.0, 900.0]) for one in CRITERIA}
    topics = (
        Topic(id="fine-line", title="The fine line", sentences=("Told here.",), heads=("", "", ""), rows=()),
        levers_topic(compare(still, {"idle": still}, {}), {"idle": Pulled("Nobody listens")}, names),
        structures_topic(Compared(), case, view.as_of, names),
    )
    told = content.model_copy(update={"politics": Politics(topics=topics, diagram="<svg></svg>", loops=())})
    return briefing_html(told).decode()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return read_page(html)


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_the_outlook_points_only_to_what_is_told(page: Page) -> None:
    pointers = {link for link in page.links if link.startswith("#politics-")}
    assert pointers == {"#politics-fine-line"}  # secrecy is asked too, and this page has no topic of it


def test_every_grid_is_a_table_with_its_caption(page: Page, html: str) -> None:
    grids = {"differences", "regrets", "best", "futures"}
    assert {f"politics-levers-{grid}" for grid in grids} <= set(page.ids)
    assert {"politics-structures-weights", "politics-structures-spread"} <= set(page.ids)
    assert (
        page.tags.count("table")
        == page.tags.count("caption")
        == html.count('class="scroll"') - html.count("<svg></svg>")
    )


def test_cells_are_text(html: str) -> None:
    assert "attrition: square" in html
    assert not re.search(r"&lt;/?(td|th|svg)", html)
