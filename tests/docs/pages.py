"""The examples of a page: its fenced blocks, and what is to be done with each.

A block of `python` is run, a block of `console` is typed, and a block with a caption is a file of that name. A comment
on the line before says where that is not so:

    <!-- example: study -->          only with `-m study`, since it takes minutes or hours
    <!-- example: fails -->          the commands end with a fault, and what is shown of it is said
    <!-- example: checkout -->       run in a copy of the repository, which the page changes
    <!-- example: stays -->          the last command goes on until the page ends, and what is shown of it is waited for
    <!-- example: not run, REASON -->
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted((DOCS / "how-to").glob("*.md")))
MARKS = ("study", "fails", "checkout", "stays", "not run")
_BLOCK = re.compile(
    r"(?:^<!-- example: (?P<mark>[^>]*?) -->\n)?"
    r"^(?P<fence>```+)(?:\{code-block\} )?(?P<language>\w+)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_CAPTION = re.compile(r"\A:caption: (.+)\n+")


@dataclass(frozen=True)
class Example:
    """One block.

    Attributes:
        line: the line of the page on which it begins.
        language: python, console, or that of a file.
        text: its content.
        file: where it is to be written; empty for what is run.
        marks: what the comment before it says; empty where there is none.
        reason: why it is not run; empty where it is.
    """

    line: int
    language: str
    text: str
    file: str
    marks: tuple[str, ...]
    reason: str

    @property
    def shown(self) -> bool:
        """Whether it is only shown."""
        return "not run" in self.marks or not (self.file or self.language in {"python", "console"})


def examples(page: Path) -> list[Example]:
    """Every block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_example(text, found) for found in _BLOCK.finditer(text)]


def _example(text: str, found: re.Match[str]) -> Example:
    caption = _CAPTION.match(found["body"])
    marked = found["mark"] or ""
    names, _, reason = marked.partition(", ") if marked.startswith("not run") else (marked, "", "")
    return Example(
        line=text.count("\n", 0, found.start("fence")) + 1,
        language=found["language"],
        text=found["body"][caption.end() :] if caption else found["body"],
        file=caption[1] if caption else "",
        marks=tuple(name.strip() for name in names.split(";") if name),
        reason=reason,
    )


def commands(example: Example) -> list[tuple[str, str]]:
    """Each command typed in a block of `console`, and what the page shows of its answer."""
    typed: list[tuple[str, list[str]]] = []
    for line in example.text.splitlines():
        if line.startswith("$ "):
            typed.append((line.removeprefix("$ "), []))
        elif typed and typed[-1][0].endswith("\\"):
            typed[-1] = (typed[-1][0].removesuffix("\\") + line.strip(), [])
        elif typed:
            typed[-1][1].append(line)
    return [(command, "\n".join(answer)) for command, answer in typed]
