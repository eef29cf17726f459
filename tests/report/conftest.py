"""One synthetic briefing, written once, for every test that reads page or data file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from fineline.case import Case, load_case
from fineline.evidence import View, open_store
from fineline.report.briefing import write_briefing
from fineline.report.content import briefing_content
from fineline.report.schema import Briefing

from .fitted import pairs, placebo, posterior

PLACEBO_WEEKS = (date(2023, 10, 15), date(2024, 10, 6))


@dataclass(frozen=True)
class Written:
    """A briefing and the folder it was written to."""

    content: Briefing
    folder: Path

    @property
    def html(self) -> str:
        """The page."""
        return (self.folder / "briefing.html").read_text(encoding="utf-8")

    @property
    def json(self) -> str:
        """The data file."""
        return (self.folder / "briefing.json").read_text(encoding="utf-8")


@pytest.fixture(scope="package")
def case() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="package")
def view(case: Case) -> View:
    return open_store(case.folder).view(case.calendar.knowledge)


@pytest.fixture(scope="package")
def content(case: Case, view: View) -> Briefing:
    return briefing_content(case, view, posterior(case), pairs(), placebo(), PLACEBO_WEEKS)


@pytest.fixture(scope="package")
def written(content: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("briefing")
    write_briefing(content, folder)
    return Written(content, folder)
