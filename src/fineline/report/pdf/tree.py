"""The page as a tree of plain data: what a printer sees of the HTML, so that the PDF says the same word for word.

What the page hides in print stays out: navigation, folded details, the drawings for a telephone. A drawing becomes an
`img` node with the id of the drawing; links that lead nowhere in print become plain text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypedDict

VOID = frozenset({"br", "meta", "link", "img", "hr"})
LEFT_OUT = frozenset({"head", "nav", "summary"})
CLASSES_LEFT_OUT = frozenset({"skip", "narrow"})
TRANSPARENT = frozenset({"html", "body", "main", "thead", "tbody"})
"""Elements whose children count as their parent's, but for the rows of a table's head, which are marked."""
BLOCKS = frozenset(
    {"section", "header", "div", "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tr"}
    | {"th", "td", "figure", "figcaption", "details", "br", "img"}
)
HEADINGS = frozenset({"h1", "h2", "h3"})


class Node(TypedDict):
    """An element: its tag, its classes, its id or the address it leads to, and what is in it."""

    tag: str
    classes: list[str]
    id: str
    to: str
    children: list[Node | str]


def tree_of(html: str) -> list[Node | str]:
    """What a printer sees of a page.

    Args:
        html: a page of the report, well formed.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = _tidied(reader.root)
    known = {node["id"] for node in _nodes(found) if node["tag"] in HEADINGS}
    for node in _nodes(found):
        if node["to"].startswith("#") and node["to"][1:] not in known:
            node["to"] = ""
    return found["children"]


class _Reader(HTMLParser):
    """Builds the tree; `skipped` counts the open elements below one that is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _node("root")
        self.open = [self.root]
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if self.skipped or _left_out(tag, found):
            self.skipped += tag not in VOID
            return
        node = _node("img" if tag == "svg" else tag, found)
        self.open[-1]["children"].append(node)
        if tag == "svg":
            self.skipped = 1  # what is inside a drawing is no text of the page
        elif tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.skipped:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= tag not in VOID
        elif tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.open[-1]["children"].append(re.sub(r"[ \t\n]+", " ", data))


def _node(tag: str, attributes: dict[str, str] | None = None) -> Node:
    held = attributes or {}
    return Node(
        tag=tag, classes=held.get("class", "").split(), id=held.get("id", ""), to=held.get("href", ""), children=[]
    )


def _left_out(tag: str, attributes: dict[str, str]) -> bool:
    folded = tag == "details" and "open" not in attributes
    return folded or tag in LEFT_OUT or bool(CLASSES_LEFT_OUT & set(attributes.get("class", "").split()))


def _tidied(node: Node) -> Node:
    """The same without elements that only group, and without the white space between blocks."""
    children: list[Node | str] = []
    for child in node["children"]:
        if isinstance(child, str):
            children.append(child)
            continue
        tidy = _tidied(child)
        if child["tag"] == "thead":
            for row in _nodes_in(tidy["children"]):
                row["classes"].append("head")
                children.append(row)
        elif child["tag"] in TRANSPARENT:
            children += tidy["children"]
        else:
            children.append(tidy)
    return {**node, "children": _trimmed(children, block=node["tag"] in BLOCKS or node["tag"] == "root")}


def _trimmed(children: list[Node | str], *, block: bool) -> list[Node | str]:
    kept: list[Node | str] = []
    for at, child in enumerate(children):
        if not isinstance(child, str):
            kept.append(child)
            continue
        text = child
        if (at == 0 and block) or (at > 0 and _is_block(children[at - 1])):
            text = text.lstrip(" ")
        if (at == len(children) - 1 and block) or (at + 1 < len(children) and _is_block(children[at + 1])):
            text = text.rstrip(" ")
        if text:
            kept.append(text)
    return kept


def _is_block(child: Node | str) -> bool:
    return not isinstance(child, str) and child["tag"] in BLOCKS


def _nodes_in(children: list[Node | str]) -> list[Node]:
    return [child for child in children if not isinstance(child, str)]


def _nodes(node: Node) -> list[Node]:
    """The node and all below it."""
    return [node, *(below for child in _nodes_in(node["children"]) for below in _nodes(child))]
