"""`fineline check behaviour`: does the fitted model do what an analyst says it must?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fineline.case import load_case
from fineline.case.behaviour import shipped_schema
from fineline.commands.console import output, table, working
from fineline.commands.forecast import say_which
from fineline.evaluation.behaviour import Finding, failed
from fineline.products.behaviour import behaviour_of
from fineline.products.posteriors import choose


def run(name: str, file: Path | None, posterior: Path | None) -> bool:
    """Run the checks and print what became of them.

    Args:
        name: name or folder of the case.
        file: the checks; those of the case when None.
        posterior: its file; the shipped one when None.

    Returns:
        Whether every check holds.

    Raises:
        FinelineError: a fault of the case, the checks or the posterior.
    """
    case = load_case(name)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("pulling levers"):
        findings = behaviour_of(case, chosen.posterior, file)
    show_findings(findings)
    return not failed(findings)


def show_findings(findings: Sequence[Finding]) -> None:
    """Print every check, and in full what breaks those that do not hold."""
    rows = [
        (one.id, "holds" if one.holds else "DOES NOT HOLD", str(one.runs), one.said if one.holds else "see below")
        for one in findings
    ]
    output().print(
        table("Checks of behaviour", ("check", "", "sets of runs", "found"), rows, numbers=("sets of runs",))
    )
    broken = failed(findings)
    for one in broken:
        output().print(f"{one.id}: {one.said}.", soft_wrap=True)
    output().print(f"{len(findings) - len(broken)} of {len(findings)} checks hold.")


def show_schema() -> None:
    """Print the JSON Schema of a file of checks."""
    output().print(shipped_schema(), end="", soft_wrap=True, markup=False, highlight=False)
