"""A page taken apart, with nothing but the standard library."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

FETCHING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "srcset"),
    ("link", "href"),
    ("image", "href"),
    ("image", "xlink:href"),
    ("use", "href"),
    ("use", "xlink:href"),
    ("object", "data"),
    ("video", "src"),
    ("form", "action"),
}
"""Attributes that make a browser ask for something."""


@dataclass
class Drawn:
    """One `svg` element: its attributes, title and description."""

    attributes: dict[str, str]
    title: str = ""
    description: str = ""


@dataclass
class Page(HTMLParser):
    """What the tests ask of a page, gathered in one pass."""

    ids: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    drawings: list[Drawn] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element is, names and asks for."""
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(found.get("href", ""))
        for name in ("aria-labelledby", "aria-describedby"):
            self.targets += found.get(name, "").split()
        self.fetched += [value for name, value in found.items() if (tag, name) in FETCHING]
        if tag == "svg":
            self.drawings.append(Drawn(found))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and any void elements in it."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep text that a reader sees, and the words of a drawing."""
        inside = self.open[-1] if self.open else ""
        if "svg" in self.open and inside == "title":
            self.drawings[-1].title += data
        elif "svg" in self.open and inside == "desc":
            self.drawings[-1].description += data
        elif inside != "style":
            self.texts.append(data)


def read_page(html: str) -> Page:
    """The page taken apart."""
    page = Page()
    page.feed(html)
    return page
