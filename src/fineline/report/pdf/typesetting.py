"""Setting a document: a typst template, its data as JSON, the fonts that ship with this room, PDF/UA-1 out.

Text reaches the template as data and is never read as markup. Nothing is fetched and no font of the machine is looked
at; the stamp is the day of knowledge, not the clock, so that the same content gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typst

from fineline.errors import TypesettingError

ROOM = Path(__file__).parent
FONTS, TEMPLATES = ROOM / "fonts", ROOM / "templates"
FAMILY = "Source Sans Pro"
"""The family of all text, in charts as well; `fonts` holds its files and their licence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing with its text alternative."""

    svg: str
    alt: str


def typeset(
    template: str,
    data: Mapping[str, object],
    day: date,
    *,
    pictures: Mapping[str, Picture] | None = None,
    fonts: Path = FONTS,
) -> bytes:
    """A document as PDF/UA-1: tagged, titled, with its language and a text alternative for every figure.

    Args:
        template: file of `templates`, without its suffix.
        data: what the template reads, as plain data.
        pictures: drawings by the id under which the template asks for them.
        day: the day that the file states as that of its making.
        fonts: folder of the fonts.

    Raises:
        TypesettingError: the fonts are not there, or the template cannot be set without a complaint.
    """
    shipped = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])
    if FAMILY not in shipped.families():
        raise TypesettingError(
            expected=f"the files of the font {FAMILY}",
            found="none",
            where=str(fonts),
            remedy="install Fineline again: the fonts ship with it",
        )
    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=shipped,
        sys_inputs={"data": _text(data), "font": FAMILY, **_drawings(pictures or {})},
    )
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        made, complaints = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
    except typst.TypstError as error:
        raise _refused(template, error.message) from error
    if complaints or not isinstance(made, bytes):
        raise _refused(template, "; ".join(one.message for one in complaints) or "several files")
    return made


def _text(data: Mapping[str, object]) -> str:
    """Data as JSON in which a number and its per cent sign stay on one line, as they do in the page."""
    return json.dumps(data, ensure_ascii=False).replace(" %", "\N{NO-BREAK SPACE}%")


def _drawings(pictures: Mapping[str, Picture]) -> dict[str, str]:
    """Drawings as inputs of their own: within the data, every call of the template would carry all of them."""
    svgs = {f"svg {name}": picture.svg for name, picture in pictures.items()}
    return svgs | {f"alt {name}": picture.alt for name, picture in pictures.items()}


def _refused(template: str, found: str) -> TypesettingError:
    return TypesettingError(
        expected="pages that can be set",
        found=found,
        where=f"{template}.typ",
        remedy="report it with the command you gave; the briefing in HTML holds the same content",
    )
