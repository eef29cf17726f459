"""`fineline evidence import`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fineline.commands.console import messages, output, table
from fineline.errors import SettingError
from fineline.evidence.importers import kind_named, read_files
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.ledger_plan import FATES, Plan, carry_out, plan_import


def run(name: str, files: tuple[Path, ...], *, vintage: date | None, folder: Path, dry_run: bool, yes: bool) -> None:
    """Read files, show what they would do to the ledger, ask, and do it.

    Args:
        name: the format.
        files: the files.
        vintage: the day they were published, if given.
        folder: the ledger.
        dry_run: stop after showing.
        yes: do not ask.

    Raises:
        FinelineError: a fault of the request, the files, the ledger or the disk; the ledger is as it was.
    """
    kind, ledger = kind_named(name), Ledger(folder)
    with _bar(len(files)) as advance:
        imported = read_files(kind, files, vintage, advance)
    plan = plan_import(ledger, kind, imported)
    _show(plan)
    plan.require_sound()
    if plan.changes_nothing:
        output().print(f"everything is in {folder} already; nothing to do", soft_wrap=True)
        return
    if dry_run:
        output().print("nothing was written (--dry-run)")
        return
    if not yes and not _agreed(folder):
        output().print("nothing was written")
        return
    written = carry_out(ledger, plan, files, vintage)
    output().print(f"wrote {written}", soft_wrap=True)


def _agreed(folder: Path) -> bool:
    if not sys.stdin.isatty():
        raise SettingError(
            expected="somebody to ask, or --yes",
            found="no terminal",
            where="fineline evidence import",
            remedy="give --yes to import without being asked, or --dry-run to look only",
        )
    return typer.confirm(f"Write this to {folder}?", err=True)


def _show(plan: Plan) -> None:
    if len(plan.rows):
        columns = ("series", *FATES, "first", "last")
        output().print(table(f"Import of {plan.kind.title}", columns, plan.summary().iter_rows(), numbers=FATES))
    if plan.running:
        output().print(f"left out: {plan.running} figures of weeks or months not over on the day of the file")
    if len(plan.claims) or plan.claims_known:
        _show_claims(plan)


def _show_claims(plan: Plan) -> None:
    """Print the claims that would be added, with what a reader needs to see that they are right."""
    columns = ("id", "quantity", "value", "low", "high", "unit", "as_of", "published", "claimant")
    rows = [[cell or "" for cell in row] for row in plan.claims.select(columns).iter_rows()]
    title = f"Claims: {len(plan.claims)} new, {plan.claims_known} known"
    output().print(table(title, columns, rows, numbers=("value", "low", "high")) if rows else title)


@contextmanager
def _bar(total: int) -> Generator[Callable[[], None]]:
    """A bar that counts files; silent when the output is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages(), disable=not sys.stdout.isatty(), transient=True) as bars:
        task = bars.add_task("reading", total=total)
        yield lambda: bars.advance(task)
