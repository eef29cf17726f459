"""Drawings and files."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from fineline.errors import StorageError
from fineline.report.briefing import write_briefing
from fineline.report.figures import labelled_svg
from fineline.report.schema import Briefing

from .conftest import Written

PNG = b"\x89PNG\r\n\x1a\n"


def test_every_figure_is_a_file_twice(written: Written) -> None:
    for figure in written.content.figures():
        root = ET.parse(written.folder / "figures" / f"{figure.id}.svg").getroot()
        assert root.get("role") == "img"
        assert (written.folder / "figures" / f"{figure.id}.png").read_bytes().startswith(PNG)


def test_figure_ids_are_unique(content: Briefing) -> None:
    identifiers = [figure.id for figure in content.figures()]
    assert len(identifiers) == len(set(identifiers))


def test_every_fan_marks_the_end_of_data(written: Written) -> None:
    for figure in written.content.outlook.figures:
        text = (written.folder / "figures" / f"{figure.id}.svg").read_text(encoding="utf-8")
        assert "data end 28 Dec 2025" in text
        assert "forecast" in text
        assert re.search(r"(Jan|Apr|Jul|Oct) 20\d\d", text)


def test_ids_and_their_references_get_the_prefix() -> None:
    raw = (
        '<svg xmlns="http://www.w3.org/2000/svg"><defs><clipPath id="c1"/></defs>'
        '<g clip-path="url(#c1)" role="graphics-object" aria-label="noise"/></svg>'
    )
    found = labelled_svg(raw, "A title", "5 < 6 & more", "one")
    assert 'id="one-c1"' in found
    assert "url(#one-c1)" in found
    assert "noise" not in found
    assert "5 &lt; 6 &amp; more" in found


def test_a_folder_that_cannot_be_written_is_named(content: Briefing, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="folder"):
        write_briefing(content.model_copy(update={"rivals": ()}), blocked)


def test_nothing_unfinished_is_left(written: Written) -> None:
    assert [path for path in written.folder.rglob(".*") if path.is_file()] == []
