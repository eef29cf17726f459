"""`fineline reproduce`: make a saved run again and compare."""

from __future__ import annotations

from fineline.commands.console import output, sampling_bar, table
from fineline.products.remaking import Reproduction, remake, run_to_remake


def run(run_id: str) -> bool:
    """Make a run again and print what came out the same.

    Args:
        run_id: identifier of the run, or of a posterior.

    Returns:
        Whether every file is the same to the last bit.

    Raises:
        FinelineError: there is no such run, or what it read has changed.
    """
    saved = run_to_remake(run_id)
    output().print(f"run {saved.id}: fineline {saved.pins.command} of {saved.pins.case} as of {saved.pins.as_of}")
    with sampling_bar() as show:
        found = remake(saved, progress=show)
    show_reproduction(found)
    return found.identical


def show_reproduction(found: Reproduction) -> None:
    """Print file by file whether the run came out the same, and what has changed since."""
    rows = [(check.name, _verdict(check.recorded, check.remade)) for check in found.files]
    output().print(table("Files", ("file", "compared by SHA-256"), rows))
    if found.changes:
        changes = [(change.name.replace("_", " "), change.then, change.now) for change in found.changes]
        output().print(table("Changed since the run", ("pin", "then", "now"), changes))
    same = sum(check.identical for check in found.files)
    output().print(
        "identical" if found.identical else f"not identical: {same} of {len(found.files)} files are the same"
    )


def _verdict(recorded: str, remade: str) -> str:
    if recorded == remade:
        return "identical"
    if not remade:
        return "not made this time"
    return "differs" if recorded else "made only this time"
