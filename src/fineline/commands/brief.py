"""`fineline brief`: the briefing."""

from __future__ import annotations

from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import show_files, working
from fineline.commands.forecast import say_which
from fineline.products.briefing import make_brief
from fineline.products.posteriors import choose
from fineline.products.requests import BriefRequest, checked
from fineline.runs import save_run


def run(name: str, *, posterior: Path | None, out: Path) -> None:
    """Write the briefing.

    Args:
        name: name or folder of the case.
        posterior: its file; the shipped one when None.
        out: folder of the files.

    Raises:
        FinelineError: a fault of the case, the posterior or the disk.
    """
    case = load_case(name)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("simulating and drawing"):
        product = make_brief(case, checked(BriefRequest), chosen, out=out)
    record = save_run(product.run)
    show_files(product.files, product.run.id, record)
