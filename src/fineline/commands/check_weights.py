"""`fineline check claimants` and `fineline check priors`: whose word and which prior the answers hang on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fineline.analysis.value_of_information import Answer
from fineline.case import load_case
from fineline.case.records import CLAIMANTS
from fineline.commands.console import messages, output, sampling_bar, table, working
from fineline.commands.forecast import say_which
from fineline.commands.forms import Format
from fineline.commands.printing import text_of
from fineline.evaluation.power_scaling import POWER, Sensitivity
from fineline.evaluation.reweighing import Reweighed
from fineline.files import write_json, write_text
from fineline.inference.diagnostics import TRUSTED_TO
from fineline.products.annexed import claimants_record
from fineline.products.posteriors import choose
from fineline.products.weighing import ClaimantsCheck, PriorsCheck, check_claimants, check_priors
from fineline.report.checks import Table, check_page

SHOWN = 3
"""Answers named for each reading."""
MOST_PARAMETERS = 25

LEFT_OUT = Table(
    title="One claimant left out",
    note="How far the mean of an answer moves, in its standard deviations, the answers that move most first. "
    f"Where the shape k of the weights' tail is above {TRUSTED_TO:g} the numbers are no more than a sign that much "
    "would change: fit anew with --refit.",
    head=("without", "rows", "k", "effective draws", "can be read", "what moves"),
    rows=(),
)


def run_claimants(name: str, posterior: Path | None, out: Path | None, refit: Sequence[str]) -> None:
    """Check the claimants of a case, print the table, and write the report where a folder is named.

    Raises:
        FinelineError: a fault of the case, the posterior or a setting.
    """
    case = load_case(name)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with sampling_bar() as bar, working("weighing draws"):
        found = check_claimants(
            case, chosen.posterior, refit=refit, folder=None if out is None else out / "blocks", progress=bar
        )
    made = claimants_table(found)
    output().print(table(made.title, made.head, made.rows, numbers=("rows", "k", "effective draws")))
    output().print(made.note)
    if out is not None:
        told = (
            "Every draw of the fit is weighed by how likely it is without the rows of one claimant, or with the two "
            "sides' figures read with each other's errors. A claimant who only passes on another's figures is not "
            "counted and not listed."
        )
        rows = [
            {"without": one.name, "rows": one.rows, "tail": one.tail, "effective_draws": one.effective}
            | {"trusted": one.trusted, "answer": shift.answer, "moved_sd": shift.moved, "spread": shift.spread}
            for one in found.readings
            for shift in one.shifts
        ]
        _write(out, "claimants", f"Claimants of {case.name}", found.posterior, told, (made,), rows)
        laid = write_json(out / CLAIMANTS, asdict(claimants_record(case, chosen.posterior, found)))
        messages().print(f"wrote {laid}", soft_wrap=True)


def claimants_table(found: ClaimantsCheck) -> Table:
    """One row for each other reading of the record."""
    labels = {answer.key: answer.label for answer in found.answers}
    rows = [_reading(one, labels) for one in found.readings]
    return Table(title=LEFT_OUT.title, note=LEFT_OUT.note, head=LEFT_OUT.head, rows=rows)


def _reading(one: Reweighed, labels: dict[str, str]) -> tuple[str, ...]:
    moved = "; ".join(f"{labels[shift.answer]} {shift.moved:+.2f}" for shift in one.shifts[:SHOWN])
    tail = "–" if not math.isfinite(one.tail) else f"{one.tail:.2f}"
    how = "refitted" if one.refitted else "yes" if one.trusted else "no, refit"
    return one.name, str(one.rows), tail, f"{one.effective:.0f}", how, moved.replace("-", "−")


def run_priors(name: str, posterior: Path | None, out: Path | None) -> None:
    """Check the priors of a case, print the tables, and write the report where a folder is named.

    Raises:
        FinelineError: a fault of the case or the posterior.
    """
    case = load_case(name)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("scaling priors"):
        found = check_priors(case, chosen.posterior)
    answers, parameters = priors_tables(found)
    for made in (answers, parameters):
        output().print(table(made.title, made.head, made.rows[:MOST_PARAMETERS]))
        output().print(made.note)
    hidden = len(parameters.rows) - MOST_PARAMETERS
    if hidden > 0 and out is None:
        output().print(f"{hidden} parameters are not shown; --out DIR writes all of them.")
    if out is not None:
        told = (
            f"Priors and likelihood are raised to the power {POWER} and its inverse, one at a time, and the draws of "
            "the fit weighed accordingly. Sensitivity is the distance by which a distribution moves per doubling of "
            "the power; what stands in brackets is reached by chance once in twenty."
        )
        rows = [
            {"kind": kind, "name": one.name, "prior": one.prior, "prior_chance": one.prior_chance}
            | {"record": one.record, "record_chance": one.record_chance, "verdict": one.verdict}
            for kind, part in (("answer", found.of_answers), ("parameter", found.parameters))
            for one in part
        ]
        _write(out, "priors", f"Priors of {case.name}", found.posterior, told, (answers, parameters), rows)


def priors_tables(found: PriorsCheck) -> tuple[Table, Table]:
    """One table of answers, one of parameters."""
    return (
        Table(
            title="Answers",
            note="To all priors together, and to the record; then the single priors that move the answer most.",
            head=("answer", "to priors", "to the record", "verdict", "strongest priors"),
            rows=[_answer(one, found.answers) for one in found.of_answers],
        ),
        Table(
            title="Parameters",
            note="To the parameter's own prior, and to the record; the most told by its prior first.",
            head=("parameter", "to its prior", "to the record", "verdict"),
            rows=[(one.name, *_both(one), one.verdict) for one in found.parameters],
        ),
    )


def _both(one: Sensitivity) -> tuple[str, str]:
    return f"{one.prior:.2f} ({one.prior_chance:.2f})", f"{one.record:.2f} ({one.record_chance:.2f})"


def _answer(one: Sensitivity, answers: Sequence[Answer]) -> tuple[str, ...]:
    label = next(answer.label for answer in answers if answer.key == one.name)
    strongest = ", ".join(f"{name} {value:.2f}" for name, value in one.strongest)
    return label, *_both(one), one.verdict, strongest


def _write(
    out: Path,
    name: str,
    title: str,
    posterior: str,
    told: str,
    tables: Sequence[Table],
    rows: Sequence[dict[str, Any]],
) -> None:
    page = check_page(title, (("Posterior", posterior),), (told,), tables)
    files = (write_text(out / f"{name}.html", page), write_text(out / f"{name}.csv", text_of(rows, Format.CSV)))
    for file in files:
        messages().print(f"wrote {file}", soft_wrap=True)
