"""What heads every table and page of a run of futures, and the page itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fineline.commands.console import messages, output, table
from fineline.files import write_text
from fineline.report.checks import Table, check_page

TOLD = "Futures are what follows from the case, its posterior and the levers; nobody knows which will come."


def show_head(manifest: Mapping[str, Any]) -> None:
    """Print what is outside the record, and what differs from the baseline."""
    for said in manifest["outside"]:
        output().print(f"{said}.", soft_wrap=True)
    show((differing(manifest),))


def show(made: Sequence[Table]) -> None:
    """Print tables, each with its note."""
    for one in made:
        output().print(table(one.title, one.head, one.rows))
        output().print(one.note, soft_wrap=True)


def write_page(manifest: Mapping[str, Any], made: Sequence[Table], out: Path, name: str) -> None:
    """Write the same as a page.

    Args:
        manifest: what heads the run.
        made: tables.
        out: folder.
        name: of the page, such as ``sensitivity``.

    Raises:
        StorageError: the disk refused.
    """
    request = manifest["request"]
    facts = (
        ("Case", str(manifest["case"])),
        ("Evidence as of", str(manifest["as_of"])),
        ("Posterior", str(manifest["posterior"])),
        ("Run", str(manifest["run"])),
        ("Weeks after the data", str(request["horizon"])),
        ("First week run", str(request["start"] or "the first after the data")),
    )
    forms = ", ".join(f"{mechanism}={form}" for mechanism, form in manifest["mechanisms"].items())
    told = (*(f"{said}." for said in manifest["outside"]), TOLD, f"Mechanisms: {forms or 'those of the case'}.")
    page = check_page(f"{name.capitalize()} of {manifest['case']}", facts, told, (differing(manifest), *made))
    messages().print(f"wrote {write_text(out / f'{name}.html', page)}", soft_wrap=True)


def differing(manifest: Mapping[str, Any]) -> Table:
    """The levers and assumptions that were set."""
    mark = ", " if manifest["request"]["design"] == "factorial" else " to "
    rows = [
        (name, str(spec["title"]), f"{spec['default']:g}", _values(spec["asked"], mark), str(spec["unit"]))
        for name, spec in manifest["levers"].items()
    ]
    rows += [
        (name, "assumption", "posterior", _values(spec["asked"], mark), str(spec["unit"]))
        for name, spec in manifest["assumptions"].items()
    ]
    return Table(
        title="What differs from the baseline",
        note="Set in these futures.",
        head=("lever", "what is chosen", "baseline", "here", "unit"),
        rows=rows,
    )


def _values(values: Sequence[float], mark: str) -> str:
    return mark.join(f"{value:g}" for value in values)
