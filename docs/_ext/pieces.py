"""Pieces of Markdown that the generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def page_text(title: str, *parts: str) -> str:
    """A page: its title and its parts, each apart from the next."""
    return "\n\n".join((f"# {title}", *parts)) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells keep their mark-up, lose their line breaks, and have their bars escaped."""
    lines = [columns, ["---"] * len(columns), *([cell(str(value)) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(text: str) -> str:
    """A text as the cell of a table."""
    return " ".join(text.split()).replace("|", r"\|")
