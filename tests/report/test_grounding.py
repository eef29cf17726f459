"""Credibility and ODD: every link leads somewhere, no level is claimed for nothing, page and briefing say the same."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from fineline.cli import app
from fineline.errors import MalformedCaseError, UnknownKeyError
from fineline.evidence.declared import read_declared
from fineline.report.grounding import CREDIBILITY_FILE, FOLDER, Credibility, credibility, odd
from fineline.report.sections.annex import annex_section

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EVIDENCE = [item for factor in credibility().factors for item in factor.evidence]
FACTORS = {
    "verification", "validation", "input-pedigree", "uncertainty", "robustness", "use-history", "management", "people",
}  # fmt: skip
ODD = {
    "Overview": ["purpose", "entities", "processes"],
    "Design concepts": [
        "principles", "emergence", "adaptation", "learning", "sensing", "stochasticity", "collectives", "observation",
    ],
    "Details": ["initialisation", "input", "submodels"],
}  # fmt: skip


def _anchors(page: Path) -> set[str]:
    """Anchors of a page as its headings give them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def _leads_somewhere(page: str) -> bool:
    name, _, anchor = page.partition("#")
    return (DOCS / name).is_file() and (not anchor or anchor in _anchors(DOCS / name))


def _can_be_given(command: str) -> bool:
    program, *arguments = shlex.split(command)
    group = get_command(app)
    assert program == "fineline"
    while isinstance(group, TyperGroup):
        name, *arguments = arguments
        if name not in group.commands:
            return False
        group = group.commands[name]
    group.make_context(name, arguments)
    return True


@pytest.mark.parametrize("item", EVIDENCE, ids=lambda item: item.place)
def test_every_item_of_evidence_can_be_opened_or_given(item) -> None:  # noqa: ANN001 - a parameter of this file
    if item.file is not None:
        assert (ROOT / item.file).is_file()
    elif item.command is not None:
        assert _can_be_given(item.command)
    elif item.decision is not None:
        assert (DOCS / "decisions" / item.decision).is_file()
    else:
        assert _leads_somewhere(item.page)


def test_dead_links_would_be_found() -> None:
    assert not _leads_somewhere("model.md#no-such-heading")
    assert not _leads_somewhere("no-such-page.md")
    assert not _can_be_given("fineline check luck ukraine")


@pytest.mark.parametrize("part", odd().parts, ids=lambda part: part.id)
def test_the_protocol_links_to_pages_that_are_there(part) -> None:  # noqa: ANN001 - a parameter of this file
    assert [page for page in part.see if not _leads_somewhere(page)] == []


def test_every_factor_and_every_element_is_there() -> None:
    assert {factor.key for factor in credibility().factors} == FACTORS
    assert {group: [part.id for part in odd().parts if part.group == group] for group in ODD} == ODD


def test_the_pages_are_those_that_the_files_give() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_grounding.py"))
    for name in ("credibility", "odd"):
        text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
        assert text == script[f"{name}_page"](), "run scripts/write_grounding.py"


def test_the_annex_shows_every_factor_with_level_evidence_and_gap() -> None:
    rows = {row.key: row for row in annex_section().credibility}
    for factor in credibility().factors:
        row = rows[factor.key]
        assert row.level == f"{factor.level} of 4"
        assert row.gap == factor.gap
        assert len(row.evidence) == len(factor.evidence)
        assert all(item.place in told for item, told in zip(factor.evidence, row.evidence, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "fault", "said"),
    [
        ("level: 3", "level: 5", MalformedCaseError, "less than or equal to 4"),
        ("level: 0", "level: 1", MalformedCaseError, "needs evidence"),
        ("    gap: Nobody outside", "    hole: 1\n    gap: Nobody outside", UnknownKeyError, "gap"),
        ("file: tests/model/test_conservation.py", "nowhere: 1", UnknownKeyError, "decision"),
        (
            "file: tests/model/test_conservation.py",
            "file: a, page: b",
            MalformedCaseError,
            "exactly one of file, command, decision, page",
        ),
    ],
)
def test_a_faulty_assessment_is_refused_with_its_place(
    old: str, new: str, fault: type[Exception], said: str, tmp_path: Path
) -> None:
    text = (FOLDER / CREDIBILITY_FILE).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / CREDIBILITY_FILE
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(fault, match=re.escape(said)) as caught:
        read_declared(Credibility, path)
    assert f"{path}, line " in str(caught.value)
