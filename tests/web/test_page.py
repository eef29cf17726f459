"""The page in a browser that reaches nothing but the server: what a reader does, and what he then sees."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest
import uvicorn
from pypdf import PdfReader

from fineline.analysis.scenarios import HEADLINES
from fineline.products import briefing
from fineline.report.numbers import interval_text
from fineline.web.app import application
from fineline.web.guard import LOG
from fineline.web.studio import Studio

from .conftest import DOOR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = bool(os.environ.get("FINELINE_REQUIRE_BROWSER"))
pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="chromium is not installed"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning"),
]
SHELLS = "North Korean shells, as a multiple of the last rate known"


@pytest.fixture(scope="module", name="site")
def served(studio: Studio) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    LOG.disabled = True
    server = uvicorn.Server(uvicorn.Config(application(studio, DOOR), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module", name="browser")
def headless() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """A context that refuses whatever leaves the machine, and keeps what was tried and what went wrong."""

    def __init__(self, browser: Browser, site: str, **how: Any) -> None:
        self.context: BrowserContext = browser.new_context(accept_downloads=True, **how)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.strayed: list[str] = []
        self.faults: list[str] = []
        self.context.route("**/*", self._pass)
        self.site, self.page = site, self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def _pass(self, route: Any) -> None:
        if route.request.url.startswith((self.site, "blob:", "data:")):
            route.continue_()
        else:
            self.strayed.append(route.request.url)
            route.abort()

    def open(self, link: str = "") -> Page:
        self.page.goto(link or self.site)
        self.page.wait_for_selector("body[data-ready]", timeout=60_000)
        return self.page

    def drawn(self, **state: Any) -> None:
        """Wait until a state with these values is drawn."""
        for key, value in state.items():
            self.page.wait_for_function(
                "([key, value]) => JSON.stringify(JSON.parse(document.body.dataset.drawn)[key]) === value",
                arg=[key, json.dumps(value, separators=(",", ":"))],
                timeout=30_000,
            )

    def close(self) -> None:
        self.context.close()
        assert not self.strayed
        assert not self.faults


@pytest.fixture(name="visitor")
def one_visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, viewport={"width": 1440, "height": 1000})
    yield visitor
    visitor.close()


def no_shells(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name=f"{SHELLS}: none").click()
    visitor.drawn(levers=[{"lever": "shells", "value": 0, "from": None}])


def test_it_opens_on_the_baseline_with_numbers_and_graphs(visitor: Visitor) -> None:
    page = visitor.open()
    assert page.locator(".headline").count() == 4
    assert page.locator(".graph canvas").count() == 8
    assert "baseline" in page.inner_text("#status")


def test_a_graph_says_whose_figures_it_marks(visitor: Visitor, site: str) -> None:
    page = visitor.open()
    known = {one["title"]: one["observed"] for one in httpx.get(f"{site}api/cases/ukraine").json()["graphs"]}
    frames = page.locator(".graph").all()
    said = {
        str(frame.get_attribute("aria-label")): frame.locator(".claimants span").all_inner_texts() for frame in frames
    }
    assert said == {title: list(dict.fromkeys(mark["claimant"] for mark in known[title])) for title in said}
    assert max(len(names) for names in said.values()) > 1
    for frame in frames:
        drawn = [path.get_attribute("d") for path in frame.locator(".claimants path").all()]
        assert len(set(drawn)) == len(drawn)


def test_a_lever_is_pulled_undone_redone_and_reset(visitor: Visitor) -> None:
    page = visitor.open()
    assert page.get_by_role("button", name="Undo").is_disabled()
    no_shells(visitor)
    assert "scenario" in page.inner_text(".headline >> nth=0")
    assert "Settings that differ" in page.inner_text("#differs")
    page.get_by_role("button", name="Undo").click()
    visitor.drawn(levers=[])
    page.get_by_role("button", name="Redo").click()
    visitor.drawn(levers=[{"lever": "shells", "value": 0, "from": None}])
    page.get_by_role("button", name="Reset all").click()
    visitor.drawn(levers=[])


def test_a_shared_link_restores_the_state_elsewhere(visitor: Visitor, browser: Browser, site: str) -> None:
    page = visitor.open()
    no_shells(visitor)
    headline = page.inner_text("#headlines")
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    other = Visitor(browser, site)
    other.open(link)
    other.drawn(levers=[{"lever": "shells", "value": 0, "from": None}])
    assert other.page.inner_text("#headlines") == headline
    other.close()


def test_a_lever_that_reaches_nothing_and_a_modified_baseline_are_said(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="what sanctions cost North Korea, relative to the record: twice").click()
    visitor.drawn(levers=[{"lever": "sanctions", "value": 2, "from": None}])
    assert page.locator("[data-lever=sanctions] .idle").is_visible()
    page.get_by_label("aid belief response", exact=True).select_option("0")
    visitor.drawn(assumptions={"aid_belief_response": 0})
    assert "Modified baseline" in page.inner_text("#modified")


def test_scenarios_of_the_case_are_stacked(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="The soldiers are never seen").click()
    visitor.drawn(scenarios=["kept-hidden"])
    page.locator("#presets button[aria-pressed=false]").last.click()
    page.wait_for_function("() => JSON.parse(document.body.dataset.drawn).scenarios.length === 2")
    page.get_by_role("button", name="The soldiers are never seen").click()
    page.wait_for_function("() => JSON.parse(document.body.dataset.drawn).scenarios.length === 1")


def test_downloads_hold_the_numbers_of_the_api(visitor: Visitor, site: str, tmp_path: Path) -> None:
    page = visitor.open()
    no_shells(visitor)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Numbers (CSV)").click()
    waiting.value.save_as(tmp_path / "numbers.csv")
    lines = [line for line in (tmp_path / "numbers.csv").read_text().splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    asked = {"state": {"levers": [{"lever": "shells", "value": 0}]}, "graphs": ["area_gained"]}
    found = httpx.post(f"{site}api/cases/ukraine/run", json=asked, timeout=60).json()
    held = [float(row["median"]) for row in rows if row["graph"] == "area_gained" and row["arm"] == "scenario"]
    assert held == found["arm"]["area_gained"]["median"]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save scenario").click()
    waiting.value.save_as(tmp_path / "scenario.json")
    page.get_by_role("button", name="Reset all").click()
    visitor.drawn(levers=[])
    page.set_input_files("#open", tmp_path / "scenario.json")
    visitor.drawn(levers=[{"lever": "shells", "value": 0, "from": None}])


def text_of(path: Path, form: str) -> str:
    """What a document says, with single spaces."""
    if form == "html":
        said = html.unescape(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")))
    else:
        said = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return re.sub(r"\s+", " ", said)


def test_page_api_and_every_document_hold_the_same_numbers(
    visitor: Visitor, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [], briefing.brief

    def once(*given: Any) -> Any:  # the three documents are set from one briefing, which takes most of the time
        if not made:
            made.append(make(*given))
        return made[0]

    monkeypatch.setattr(briefing, "brief", once)
    levers = [{"lever": "shells", "value": 0, "from": None}]
    state = {"version": 1, "scenarios": [], "levers": levers, "assumptions": {}, "horizon": 52, "draws": 20, "seed": 3}
    found = httpx.post(f"{site}api/cases/ukraine/run", json={"state": state}, timeout=60).json()
    page = visitor.open(f"{site}#{quote(json.dumps({'state': state, 'pins': {}}))}")
    visitor.drawn(levers=levers, draws=20, seed=3)
    documents = {}
    for form in ("summary", "html", "pdf"):
        page.select_option("#form", form)
        with page.expect_download(timeout=300_000) as waiting:
            page.click("#document")
        waiting.value.save_as(tmp_path / form)
        documents[form] = text_of(tmp_path / form, form)
    cards = page.locator(".headline").all_inner_texts()
    assert len(cards) == len(found["headlines"]) == 4
    for card, one in zip(cards, found["headlines"], strict=True):
        assert one["baseline"]["phrase"] in card
        assert f"scenario {one['arm']['phrase']}" in card
        assert one["difference"]["text"] in card
        number, interval = one["baseline"]["text"].split(" (")
        told = re.compile(f"{re.escape(number)}( [^() ]+)? {re.escape('(' + interval)}")  # the unit may stand between
        assert [form for form, said in documents.items() if not told.search(said)] == []
    differs = {one["key"]: one for one in found["outcomes"]}
    for key in (outcome.key for outcome in HEADLINES):
        one = differs[key]
        text = interval_text(one["median"], one["low"], one["high"], unit=one["unit"], signed=True)
        assert [form for form, said in documents.items() if text not in said] == [], key


def test_a_graph_has_a_table_and_its_data_can_be_copied(visitor: Visitor) -> None:
    page = visitor.open()
    graph = page.locator(".graph").first
    graph.get_by_role("button", name="Table").click()
    assert graph.locator("tbody tr").count() > 200
    graph.get_by_role("button", name="Copy data").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("week,baseline low90")


def test_scenarios_are_compared(visitor: Visitor) -> None:
    page = visitor.open()
    no_shells(visitor)
    page.get_by_role("tab", name="Compare").click()
    page.get_by_role("button", name="Add what is set").click()
    page.locator("#compare-go").click()
    page.wait_for_selector("text=with regret", timeout=30_000)
    assert page.locator("#panel-compare tbody tr").count() >= 7
    no_violations(page)


def test_evidence_is_filtered_and_rivals_stand_side_by_side(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Evidence").click()
    page.wait_for_selector("#panel-evidence table")
    rows = page.locator("#panel-evidence [aria-label*='claims: who says what'] tbody tr")
    before = rows.count()
    page.get_by_label("topic").select_option("dprk_casualties")
    of_topic = rows.count()
    assert 0 < of_topic < before
    page.get_by_label("quantity").select_option("killed")
    page.wait_for_selector("#panel-evidence figure svg")
    assert 0 < rows.count() < of_topic
    page.get_by_label("interest").select_option("party")
    assert set(rows.locator("td:nth-child(9)").all_inner_texts()) == {"party"}
    page.get_by_label("public by").fill("2024-12-31")
    assert all(day <= "2024-12-31" for day in rows.locator("td:nth-child(7)").all_inner_texts())
    no_violations(page)


def test_a_link_of_the_diagram_opens_its_equation_and_evidence(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Why").click()
    page.wait_for_selector("#panel-why svg", timeout=60_000)
    page.locator("[data-cause=principal_casualties] .line").first.dispatch_event("click")
    assert "Mechanism" in page.inner_text(".told")
    assert page.locator(".told pre").count() > 0
    page.get_by_role("button", name="Equation of").first.click()
    assert "Mechanism" in page.inner_text(".told")
    no_violations(page)


@pytest.mark.study
def test_the_parts_made_of_every_draw_open(visitor: Visitor) -> None:
    """The first of these makes the briefing of the baseline, which takes a minute."""
    page = visitor.open()
    page.get_by_role("tab", name="Propositions").click()
    page.wait_for_selector(".proposition", timeout=240_000)
    assert page.locator(".proposition").count() == 18
    no_violations(page)
    page.get_by_role("tab", name="Fit and limits").click()
    page.wait_for_selector("#panel-fit table", timeout=60_000)
    no_violations(page)


def test_everything_is_reached_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the graphs"
    tab_to(page, "#lever-shells")
    page.keyboard.press("Home")
    visitor.drawn(levers=[{"lever": "shells", "value": 0, "from": None}])
    page.keyboard.press("Control+z")
    visitor.drawn(levers=[])
    tab_to(page, "#tab-model", back=True)
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("tab", name="Fit and limits").get_attribute("aria-selected") == "true"


def tab_to(page: Page, wanted: str, *, back: bool = False) -> None:
    """Press Tab until an element has the focus, as someone without a mouse does."""
    for _ in range(200):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no {wanted} within two hundred presses of Tab")


@pytest.mark.parametrize(
    "how",
    [
        {"viewport": {"width": 390, "height": 844}},
        {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
        {"viewport": {"width": 1440, "height": 1000}},
    ],
    ids=["phone", "dark", "light"],
)
def test_no_width_or_colour_breaks_it(browser: Browser, site: str, how: dict[str, Any]) -> None:
    visitor = Visitor(browser, site, **how)
    page = visitor.open()
    assert page.evaluate("document.documentElement.scrollWidth") <= how["viewport"]["width"]
    no_violations(page)
    visitor.close()


def no_violations(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
