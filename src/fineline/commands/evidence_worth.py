"""`fineline evidence worth`: which figures nobody has would shrink which answers most."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fineline.analysis.value_of_information import Answer, Candidate, Worth
from fineline.case import load_case
from fineline.commands.console import output, table, working
from fineline.commands.forecast import say_which
from fineline.commands.forms import Format
from fineline.commands.ledger import there
from fineline.commands.printing import emit
from fineline.products.posteriors import choose
from fineline.products.worth import worth_of_evidence
from fineline.report.numbers import number_text, unit_phrase
from fineline.report.sections.missing import LEAST


def run(name: str, posterior: Path | None, form: Format, out: Path | None, ledger: Path | None = None) -> None:
    """Print what each figure would be worth to each answer, or write it.

    Args:
        name: name or folder of the case.
        posterior: its file; the shipped one when None.
        form: how it is printed or written.
        out: file to write; the terminal when None.
        ledger: folder of imported evidence to read as well.

    Raises:
        FinelineError: a fault of the request, the case, the posterior or the disk.
    """
    case = load_case(name).with_ledger(there(ledger))
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("simulating"):
        candidates, answers, found = worth_of_evidence(case, chosen.posterior)
    known = {candidate.key: candidate for candidate in candidates}
    asked = {answer.key: answer for answer in answers}
    if form is not Format.TABLE or out is not None:
        emit([_plain(one, known, asked) for one in found], form, out)
        return
    columns = ("figure nobody has", "its error", "answer", "unit", "sd now", "sd with it", "variance removed", "90 %")
    told = [one for one in found if one.removed >= LEAST]
    rows = [_row(one, known, asked) for one in told]
    console = output()
    console.print(table("What a missing figure would be worth", columns, rows, numbers=columns[4:]))
    if len(told) < len(found):
        console.print(f"{len(found) - len(told)} more pairs of figure and answer remove less than {LEAST:.0%}.")
    console.print(
        "Expected share of the answer's variance removed by seeing the figure: regression on paired posterior draws "
        "(Strong, Oakley and Brennan 2014; Strong and others 2015), interval by bootstrap."
    )


def _row(one: Worth, known: Mapping[str, Candidate], asked: Mapping[str, Answer]) -> tuple[str, ...]:
    candidate, answer = known[one.candidate], asked[one.answer]
    return (
        candidate.label,
        candidate.stated,
        answer.label,
        unit_phrase(one.unit),
        number_text(one.sd_before),
        number_text(one.sd_after),
        f"{one.removed:.0%}",
        f"{one.low:.0%} to {one.high:.0%}",
    )


def _plain(one: Worth, known: Mapping[str, Candidate], asked: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        "candidate": one.candidate,
        "candidate_label": known[one.candidate].label,
        "error": known[one.candidate].stated,
        "answer": one.answer,
        "answer_label": asked[one.answer].label,
        "unit": one.unit,
        "sd_before": one.sd_before,
        "sd_after": one.sd_after,
        "variance_removed": one.removed,
        "low90": one.low,
        "high90": one.high,
    }
