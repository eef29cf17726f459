"""Importers: from the publishers' own formats to rows of the long table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from fineline.errors import ImportFormatError, SettingError, TableError
from fineline.evidence.figures import Figure
from fineline.evidence.importers import acled, claims, deepstate, general_staff, isw, kiel, meduza, package, table, ucdp
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import head_of

__all__ = [
    "KINDS",
    "Dating",
    "Imported",
    "Kind",
    "Origin",
    "kind_named",
    "looks_like",
    "read_files",
]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        module.KIND.name: module.KIND
        for module in (general_staff, deepstate, isw, meduza, kiel, ucdp, acled, table, claims, package)
    }
)
"""Every format, by the name the command line has for it."""


def kind_named(name: str) -> Kind:
    """A format by its name; raises `SettingError` when there is none."""
    if name not in KINDS:
        raise SettingError(
            expected=f"one of {', '.join(KINDS)}", found=name, where="KIND", remedy="use one of these names"
        )
    return KINDS[name]


def looks_like(path: Path) -> Kind | None:
    """The format a file seems to be in, from its beginning; None if it is none of them.

    Raises:
        TableError: the file cannot be opened.
    """
    head = head_of(path)
    return next((kind for kind in KINDS.values() if kind.recognises(head)), None)


def read_files(kind: Kind, paths: tuple[Path, ...], vintage: date | None, advance: Callable[[], None]) -> Imported:
    """Read files of one format and date their figures.

    Args:
        kind: the format.
        paths: the files; their order does not matter.
        vintage: the day of the files, for a table that is revised or a correction.
        advance: called after each file.

    Returns:
        The figures, and the claims if the format holds any.

    Raises:
        ImportFormatError: a file is in another format; the message names it if it is known.
        SettingError: the format needs a vintage and has none, or has one and may not.
        EvidenceError: a file is in the format, but a row of it cannot be trusted.
    """
    _check_vintage(kind, vintage)
    for path in paths:
        _check_format(kind, path)
    imported = kind.read(paths, advance)
    if vintage is None:
        return imported
    over = [figure for figure in imported.figures if not _still_running(kind, figure, vintage)]
    figures = [_of_vintage(figure, vintage) for figure in over]
    return replace(imported, figures=figures, running=len(imported.figures) - len(over))


def _check_vintage(kind: Kind, vintage: date | None) -> None:
    if kind.dating is Dating.REVISED and vintage is None:
        raise SettingError(
            expected=f"the day of the file, since {kind.title} are revised",
            found="no --vintage",
            where=kind.name,
            remedy="give the day the file was published or downloaded, as --vintage 2025-10-10",
        )
    if kind.dating is Dating.OWN and vintage is not None:
        raise SettingError(
            expected="no vintage, since each row gives its own",
            found=f"--vintage {vintage}",
            where=kind.name,
            remedy="leave it out, or fill the column 'vintage' of the table",
        )


def _check_format(kind: Kind, path: Path) -> None:
    if kind.recognises(head_of(path)):
        return
    other = looks_like(path)
    begins = ascii(head_of(path)[:60])
    raise ImportFormatError(
        expected=kind.title,
        found=f"this looks like {other.title}" if other else f"no format known here; it begins with {begins}",
        where=str(path),
        remedy=f"fineline evidence import {other.name} {path}" if other else f"give one of {', '.join(KINDS)}",
    )


def _still_running(kind: Kind, figure: Figure, vintage: date) -> bool:
    """Whether the week or month of a figure of a revised table had begun, but was not over, on the day of the table."""
    begun = figure.period_start or figure.date - timedelta(days=6)
    return kind.dating is Dating.REVISED and begun <= vintage < figure.date


def _of_vintage(figure: Figure, vintage: date) -> Figure:
    if figure.date > vintage:
        raise TableError(
            expected=f"days up to the vintage, {vintage}",
            found=f"{figure.series} of {figure.date}",
            where="--vintage",
            remedy="give the day the file was published or downloaded",
        )
    return replace(figure, published=vintage, vintage=vintage)
