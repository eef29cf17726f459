"""The page of a check of the machinery: what was done, and tables of what was found, in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the page.

    Attributes:
        title: its heading.
        note: how to read it.
        head: names of the columns; the first names the row.
        rows: cells as text, one for each column.
    """

    title: str
    note: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def check_page(title: str, facts: Sequence[tuple[str, str]], told: Sequence[str], tables: Sequence[Table]) -> str:
    """The page as HTML text; it opens offline and asks for nothing.

    Args:
        title: heading of the page.
        facts: what the check was run on, as pairs of name and value.
        told: paragraphs before the tables: what was done, and what it cannot say.
        tables: the tables.
    """
    environment = Environment(
        loader=PackageLoader("fineline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = files("fineline.report").joinpath("templates/briefing.css").read_text(encoding="utf-8")
    template = environment.get_template("check.html.jinja")
    return template.render(title=title, css=css, facts=facts, told=told, tables=tables)
