"""`fineline evidence review`: a person accepts, edits or rejects each draft claim."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import typer

from fineline.commands import evidence_import
from fineline.commands.console import messages, output
from fineline.commands.faults import Stopped
from fineline.reading.draft import COLUMNS, Row, read_draft, write_draft
from fineline.reading.review import Decision, review, write_claims

SHOWN = (
    "sentence",
    "propositions",
    "quantity",
    "value",
    "low",
    "high",
    "unit",
    "as_of",
    "claimant",
    "hedge",
    "confidence",
)
CHOICES: Mapping[str, Decision] = {"a": "accept", "e": "edit", "r": "reject"}
FIXED = frozenset({"id", "sentence", "status", "decision"})


def run(draft: Path, out: Path | None, *, ledger: Path, yes: bool) -> None:
    """Review a draft: decide by its column `decision`, and in a terminal by asking; then import what was accepted.

    Args:
        draft: the draft; the decisions are written back to it.
        out: the file of claims to add to; beside the draft when None.
        ledger: the folder of imported evidence that accepted claims go to.
        yes: import without asking.

    Raises:
        EvidenceError: the draft does not hold what it must, or a claim contradicts the one held; nothing is imported.
        Stopped: Ctrl-C; nothing is written then.
    """
    rows = read_draft(draft)
    target = out or draft.with_suffix(".claims.csv")
    try:
        found = review(rows, ask if sys.stdin.isatty() else None)
    except (KeyboardInterrupt, typer.Abort) as stop:
        raise Stopped(f"fineline evidence review {draft}") from stop
    if found.taken:
        write_claims(target, found.taken)
    write_draft(draft, found.rows)
    console = output()
    console.print(f"{len(found.taken)} accepted now, {found.rejected} rejected, {found.open} still open")
    if found.taken:
        console.print(f"wrote {target}, in the columns of tables/claims.csv of a case", soft_wrap=True)
    if not target.exists():
        return
    if yes or sys.stdin.isatty():
        evidence_import.run("claims", (target,), vintage=None, folder=ledger, dry_run=False, yes=yes)
    else:
        console.print(f"not imported yet: fineline evidence import claims {target} --ledger {ledger}", soft_wrap=True)


def ask(row: Row) -> tuple[Decision, Mapping[str, str]] | None:
    """Ask in the terminal about one row; an empty answer leaves it open."""
    console = messages()
    console.print()
    for name in SHOWN:
        if row.cells[name]:
            console.print(f"  {name}: {row.cells[name]}", soft_wrap=True)
    answer = typer.prompt(
        "[a]ccept, [e]dit, [r]eject, or Enter to leave open", default="", show_default=False, err=True
    )
    decision = CHOICES.get(cast(str, answer).strip().lower()[:1])
    if decision is None:
        return None
    return decision, _changes() if decision == "edit" else {}


def _changes() -> Mapping[str, str]:
    """Cells to change, given as column=text, until an empty line."""
    changed: dict[str, str] = {}
    while text := cast(str, typer.prompt("column=text, or Enter to end", default="", show_default=False, err=True)):
        name, _, value = text.partition("=")
        if name.strip() in COLUMNS and name.strip() not in FIXED:
            changed[name.strip()] = value.strip()
        else:
            messages().print(f"  no such column; there are {', '.join(c for c in COLUMNS if c not in FIXED)}")
    return changed
