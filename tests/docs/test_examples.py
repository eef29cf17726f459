"""Whoever follows a page gets what it promises: its examples are run, in order, in one folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fineline.case import load_case
from fineline.case.load import EMBEDDED
from fineline.inference.store import load_posterior

from .pages import DOCS, MARKS, PAGES, ROOT, Example, commands, examples
from .reader import Reader

FEW = 10
"""Draws of each chain in the quick run; the study takes all."""


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _slow(example: Example) -> bool:
    return "study" in example.marks


QUICK = [page for page in PAGES if any(not example.shown and not _slow(example) for example in examples(page))]
EVERY_TIME = (
    "README.md",
    "docs/limits.md",
    "docs/tutorial.md",
    "docs/how-to/as-of.md",
    "docs/how-to/behaviour.md",
    "docs/how-to/check-the-machinery.md",
    "docs/how-to/import.md",
    "docs/how-to/own-war.md",
    "docs/how-to/propositions.md",
    "docs/how-to/rivals.md",
    "docs/how-to/score.md",
)
"""Pages whose quick examples are part of every run of the tests; those of the others take a minute or more each."""
SLOW = [page for page in PAGES if any(not example.shown and _slow(example) for example in examples(page))]


@pytest.fixture(scope="module")
def few_draws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded cases, with few draws of the real posterior."""
    cases = tmp_path_factory.mktemp("cases")
    shutil.copytree(EMBEDDED / "ukraine", cases / "ukraine")
    shipped = load_posterior(EMBEDDED / "ukraine" / "posterior.nc", load_case("ukraine"))
    kept = {name: values[:, :FEW] for name, values in shipped.draws.items()}
    replace(shipped, draws=kept).save(cases / "ukraine" / "posterior.nc")
    return cases


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINELINE_RUNS", raising=False)
    monkeypatch.delenv("FINELINE_LEDGER", raising=False)
    following = Reader(tmp_path)
    yield following
    following.close()


def _when(page: Path) -> tuple[pytest.MarkDecorator, ...]:
    return () if _name(page) in EVERY_TIME else (pytest.mark.study,)


@pytest.mark.integration
@pytest.mark.parametrize("page", [pytest.param(page, id=_name(page), marks=_when(page)) for page in QUICK])
def test_quick_examples_do_what_the_page_says(
    page: Path, reader: Reader, few_draws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fineline.case.load.EMBEDDED", few_draws)
    monkeypatch.setattr("fineline.products.cases.EMBEDDED", few_draws)
    for example in examples(page):
        if not example.shown and not _slow(example):
            reader.follow(example)


@pytest.mark.study
@pytest.mark.timeout(0)
@pytest.mark.parametrize("page", SLOW, ids=_name)
def test_all_examples_do_what_the_page_says(page: Path, reader: Reader) -> None:
    for example in examples(page):
        if not example.shown:
            reader.follow(example)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_marks_are_known_and_what_is_not_run_says_why(page: Path) -> None:
    for example in examples(page):
        assert set(example.marks) <= set(MARKS), f"line {example.line}"
        assert ("not run" in example.marks) == bool(example.reason), f"line {example.line}"


def test_pages_of_every_run_are_there_and_have_examples() -> None:
    assert set(EVERY_TIME) <= {_name(page) for page in QUICK}


def test_the_whole_tutorial_is_run() -> None:
    assert not any("not run" in example.marks for example in examples(DOCS / "tutorial.md"))


@pytest.mark.parametrize("page", sorted((DOCS / "how-to").glob("*.md")), ids=_name)
def test_a_guide_begins_with_what_its_reader_asks(page: Path) -> None:
    if page.name != "index.md":
        title, *paragraphs = page.read_text(encoding="utf-8").split("\n\n", 2)
        assert "?" in title + paragraphs[0]


# The machinery itself can fail ---------------------------------------------------------------------------------------


def _example(text: str, language: str = "console", *, marks: tuple[str, ...] = (), file: str = "") -> Example:
    return Example(line=1, language=language, text=text, file=file, marks=marks, reason="")


def test_a_command_that_fails_is_seen(reader: Reader) -> None:
    with pytest.raises(AssertionError, match="no-such-case"):
        reader.follow(_example("$ fineline show no-such-case\n"))


def test_a_command_that_should_fail_and_does_not_is_seen(reader: Reader) -> None:
    with pytest.raises(AssertionError, match="ended with 0"):
        reader.follow(_example("$ true\n", marks=("fails",)))


def test_an_answer_that_is_not_given_is_seen(reader: Reader) -> None:
    reader.follow(_example("$ echo one   two\none two\n"))
    with pytest.raises(AssertionError, match="three"):
        reader.follow(_example("$ echo one two\nthree\n"))


def test_a_command_that_stays_is_waited_for_and_ended(reader: Reader) -> None:
    reader.follow(_example("$ bash -c 'echo one; sleep 0.3; echo two; exec sleep 600'\none\ntwo\n", marks=("stays",)))
    reader.close()
    with pytest.raises(AssertionError, match="ended with 3"):
        reader.follow(_example("$ bash -c 'echo one; exit 3'\ntwo\n", marks=("stays",)))


def test_names_and_files_last_to_the_end_of_the_page(reader: Reader) -> None:
    reader.follow(_example("a war\n", "text", file="my/note.txt"))
    reader.follow(_example("from pathlib import Path\nfound = Path('my/note.txt').read_text()\n", "python"))
    reader.follow(_example("assert found == 'a war\\n'\n", "python"))
    with pytest.raises(NameError):
        reader.follow(_example("nothing\n", "python"))


def test_a_long_command_goes_on_after_a_backslash() -> None:
    assert commands(_example("$ fineline \\\n    show x\nsays\n")) == [("fineline show x", "says")]
