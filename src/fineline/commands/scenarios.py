"""`fineline scenarios`: every scenario of a case side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from fineline.analysis.scenarios import HEADLINES, Difference
from fineline.commands.assumptions import parse_assumptions, show_said
from fineline.commands.console import output, rounded_alike, show_files, table, working
from fineline.commands.forecast import say_which
from fineline.commands.mechanisms import case_with
from fineline.products.posteriors import choose
from fineline.products.requests import ScenariosRequest, checked
from fineline.products.scenarios import ScenarioSummary, make_scenarios, what_changes
from fineline.report.numbers import unit_phrase
from fineline.runs import save_run

UNTOUCHED = "0, untouched"


def run(
    name: str,
    *,
    horizon: int,
    posterior: Path | None,
    out: Path | None,
    mechanisms: Sequence[str] | None = None,
    ledger: Path | None = None,
    assume: Sequence[str] | None = None,
    force: bool = False,
) -> None:
    """Run every scenario, write the table and print it.

    Args:
        name: name or folder of the case.
        horizon: weeks after the last week with data.
        posterior: its file; the shipped one when None.
        out: folder of the files; that of the run when None.
        mechanisms: forms asked for, as ``NAME=FORM``.
        ledger: folder of imported evidence to read as well.
        assume: values of assumed parameters, as ``NAME=VALUE``.
        force: take them outside their range all the same.

    Raises:
        FinelineError: a fault of the request, the case, the posterior or the disk.
    """
    case = case_with(name, mechanisms, ledger)
    request = checked(ScenariosRequest, horizon=horizon, assumptions=parse_assumptions(assume), force=force)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("simulating every scenario"):
        product = make_scenarios(case, request, chosen, out=out)
    record = save_run(product.run)
    made = product.result
    show_said(made[0].assumptions if made else ())
    show_titles(made)
    show_differences(made)
    show_remarks(made)
    show_files(product.files, product.run.id, record)


def show_titles(made: Iterable[ScenarioSummary]) -> None:
    """Print what each scenario is and what it changes."""
    rows = [(one.name, one.title, what_changes(one), one.first_week or "none") for one in made]
    output().print(table("Scenarios", ("scenario", "title", "what changes", "first week that differs"), rows))


def show_differences(made: Iterable[ScenarioSummary]) -> None:
    """Print what each scenario does: median and 90 % interval of scenario less baseline."""
    labels = [f"{outcome.label}, {unit_phrase(outcome.unit)}" for outcome in HEADLINES]
    rows = [(one.name, *(_cell(difference) for difference in one.found.differences)) for one in made]
    title = "Scenario less baseline, median (90 % interval): sums from the first week that differs, or at the end"
    output().print(table(title, ("scenario", *labels), rows, numbers=labels))


def show_remarks(made: Iterable[ScenarioSummary]) -> None:
    """Print what a scenario does not do, and what it would take to buy the men it buys."""
    for one in made:
        for said in (*one.notes, *([one.bonus.sentence] if one.bonus else [])):
            output().print(f"{one.name}: {said}", soft_wrap=True)


def _cell(difference: Difference) -> str:
    if not difference.reached:
        return UNTOUCHED
    found = difference.summary.estimate
    median, interval = rounded_alike(found.median, (found.low90, found.high90))
    return f"{median} ({interval})"
