"""Files: text and HTML, encodings, and helpful words for what is no article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fineline.reading.article import ArticleError, read_article

PAGE = """<!DOCTYPE html><html><head><title>News</title><meta property="article:published_time" content="2025-07-10">
<script>var x = "North Korea sent 1 soldiers";</script></head><body><nav>Home</nav><article><h1>News of the day</h1>
<p>North Korea sent 3,000 soldiers to Russia in 2024, and nobody said so for a long while.</p>
<p>This second paragraph is here because one alone is hardly an article that anybody would print.</p></article>
<footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(("Die Zahl – so heißt es – wächst: “11,000 soldiers”. " * 5).encode(encoding))
    assert "heißt" in read_article(path).paragraphs[0]


def test_paragraphs_are_parted_by_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One\nline.\r\n\r\nTwo.", encoding="utf-8", newline="")
    assert read_article(path).paragraphs == ("One line.", "Two.")


def test_the_main_text_of_a_page_is_read_with_its_date(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    found = read_article(path)
    text = " ".join(found.paragraphs)
    assert found.published == date(2025, 7, 10)
    assert "3,000 soldiers" in text
    assert "sent 1 soldiers" not in text


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", b"", "an empty file"),
        ("a.txt", b" \n ", "an empty file"),
        ("a.txt", b"%PDF-1.7 ...", "a binary file"),
        ("a.txt", b"abc\x00def", "a binary file"),
        ("a.html", b"PK\x03\x04zip", "a binary file"),
        ("a.docx", b"text", ".docx"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "none"),
    ],
)
def test_what_is_no_article_is_refused_with_a_remedy(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ArticleError) as caught:
        read_article(path)
    assert caught.value.found == found
    assert caught.value.remedy
    assert str(path) in caught.value.where


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    for name, found in (("a.txt", "no such file"), ("b.txt", "a folder")):
        with pytest.raises(ArticleError) as caught:
            read_article(tmp_path / name)
        assert caught.value.found == found
