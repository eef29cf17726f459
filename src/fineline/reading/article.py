"""An article from a file: plain text in any usual encoding, or the main text of an HTML page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import trafilatura
from charset_normalizer import from_bytes

from fineline.errors import FinelineError

MOST_BYTES = 20_000_000
SUFFIXES = (".txt", ".html", ".htm")
_ZIP_LIKE = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8")
_ID_LENGTH = 8


class ArticleError(FinelineError):
    """A file in which there is no article to read."""

    fault = "the article cannot be read"


@dataclass(frozen=True, slots=True)
class Article:
    """What is read.

    Attributes:
        id: a short checksum of the file.
        paragraphs: the text.
        published: day of publication, where the page or the caller states it.
        url: address, where the page states it.
    """

    id: str
    paragraphs: tuple[str, ...]
    published: date | None
    url: str


def read_article(path: Path, published: date | None = None) -> Article:
    """Read an article from a file.

    Args:
        path: a text or HTML file.
        published: the day of publication; that of the page when None.

    Raises:
        ArticleError: no such file, neither text nor HTML, empty, too large, or without running text.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise _refused(path, f"a file ending in {', '.join(SUFFIXES)}", path.suffix or "no ending", "save it as text")
    content = _bytes(path)
    text = _decoded(content, path)
    checksum = hashlib.sha256(content).hexdigest()[:_ID_LENGTH]
    if path.suffix.lower() == ".txt":
        found = Article(checksum, _paragraphs(text), published, "")
    else:
        found = _from_page(text, checksum, published)
    if not found.paragraphs:
        raise _refused(path, "running text", "none", "save the article itself, not a page that loads it by script")
    return found


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise _refused(path, "a file", "no such file", "check the name") from None
    except IsADirectoryError:
        raise _refused(path, "a file", "a folder", "name the article's file") from None
    except PermissionError:
        raise _refused(path, "a file that may be read", "permission denied", "change its permissions") from None
    if not content.strip():
        raise _refused(path, "text", "an empty file", "save the article again")
    if len(content) > MOST_BYTES:
        raise _refused(path, f"at most {MOST_BYTES:,} bytes", f"{len(content):,}", "save the article alone")
    return content


def _decoded(content: bytes, path: Path) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content.startswith(_ZIP_LIKE) or b"\x00" in content:
        raise _refused(path, "text or HTML", "a binary file", "save the article as plain text or as a web page")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
    if best is None:
        raise _refused(path, "text in a known encoding", "bytes of no known encoding", "save it as UTF-8")
    return str(best)


def _from_page(text: str, checksum: str, published: date | None) -> Article:
    found = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False, include_tables=False)
    if found is None or isinstance(found, dict):
        return Article(checksum, (), published, "")
    stated = _day(found.date)
    url = found.url if found.url and found.url.startswith("http") else ""
    lines = tuple(flat for line in (found.text or "").splitlines() if (flat := " ".join(line.split())))
    return Article(checksum, lines, published or stated, url)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs with single spaces; an empty line parts them."""
    blocks = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return tuple(flat for block in blocks if (flat := " ".join(block.split())))


def _refused(path: Path, expected: str, found: str, remedy: str) -> ArticleError:
    return ArticleError(expected=expected, found=found, where=str(path), remedy=remedy)
