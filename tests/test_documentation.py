"""What the pages promise: every command they show exists with its options, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from fineline.cli import app

ROOT = Path(__file__).parents[1]
MADE = {ROOT / "docs" / "generated", ROOT / "docs" / "_build"}
"""Where `make docs` writes: Sphinx itself checks the links of what it makes."""
WRITTEN = [page for page in sorted((ROOT / "docs").rglob("*.md")) if not MADE & set(page.parents)]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *WRITTEN]
SHOWN = re.compile(r"^\$ (fineline .*)$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)[^)]*\)")
MAKE = re.compile(r"\bmake ([a-z]+)")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _commands() -> list[tuple[str, str]]:
    return [(_name(page), line) for page in PAGES for line in SHOWN.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "line"), _commands())
def test_commands_shown_can_be_given(page: str, line: str) -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    _, name, *arguments = shlex.split(line, comments=True)
    assert name in group.commands, f"{page} shows a command that does not exist"
    group.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_make_targets_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = {
        target
        for code in re.findall(r"`([^`\n]+)`|^\$ (.*)$", text, re.MULTILINE)
        for target in MAKE.findall(" ".join(code))
    }
    assert named - targets == set()
