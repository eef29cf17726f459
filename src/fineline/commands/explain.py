"""`fineline explain`: a mechanism with its equations, sources, priors and rivals."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from textwrap import fill, indent

from fineline.case import Case, load_case
from fineline.commands.console import messages, output, table
from fineline.errors import PosteriorError
from fineline.inference.store import Posterior
from fineline.products.explaining import (
    Argument,
    EquationText,
    FormText,
    MechanismText,
    ParameterText,
    explain,
    explain_all,
    plain,
)
from fineline.products.posteriors import choose

LISTED_WIDTH = 110
"""Columns of running text: longer lines are hard to read."""


def run(name: str | None, case_name: str, *, as_json: bool) -> None:
    """Print one mechanism, or the list of all.

    Args:
        name: the mechanism; the list when None.
        case_name: name or folder of the case whose choice and priors are shown.
        as_json: print plain data in JSON instead of text.

    Raises:
        UnknownMechanismError: there is no such mechanism.
        CaseError: the case is faulty.
    """
    case = load_case(case_name)
    posterior = _posterior(case)
    found = explain_all(case, posterior) if name is None else (explain(case, name, posterior),)
    if as_json:
        content = [asdict(text) for text in found] if name is None else asdict(found[0])
        output().print(plain(json.dumps(content, indent=1, ensure_ascii=False)), soft_wrap=True)
    elif name is None:
        show_list(found)
    else:
        show_mechanism(found[0])


def show_list(found: Iterable[MechanismText]) -> None:
    """Print every mechanism with its forms, the one chosen in the case first."""
    rows = [
        (text.name, text.forms[0].name, ", ".join(form.name for form in text.forms[1:]), _first_line(text.purpose))
        for text in found
    ]
    output().print(table("Mechanisms", ("mechanism", "chosen", "rivals", "what it says"), rows))
    output().print("`fineline explain NAME` shows one; `--mechanism NAME=FORM` on other commands chooses a rival")


def show_mechanism(text: MechanismText) -> None:
    """Print purpose, rivals, and the equations and parameters of every form."""
    console = output()
    rivals = ", ".join(form.name for form in text.forms[1:]) or "none"
    console.print(f"{text.name}: {text.forms[0].name}, chosen in the case; rivals: {rivals}\n")
    console.print(_paragraphs(text.purpose))
    known = {parameter.name for parameter in text.forms[0].parameters}
    show_form(text.forms[0])
    for form in text.forms[1:]:
        show_form(form, known)


def show_form(form: FormText, known: Collection[str] = ()) -> None:
    """Print one form: for a rival, what differs from the form chosen.

    Args:
        form: the form.
        known: parameters of the form chosen, which need not be shown again.
    """
    console = output()
    console.print(f"\n{form.name} ({'chosen' if form.chosen else 'rival'})", style="bold")
    if form.described:
        console.print(_paragraphs(form.described) + "\n")
    for equation in form.equations:
        console.print(equation_block(equation))
    if form.shared:
        console.print(fill(f"shared with the form chosen: {', '.join(form.shared)}", LISTED_WIDTH))
    rows = [_parameter_row(parameter) for parameter in form.parameters if parameter.name not in known]
    if rows:
        columns = ("parameter", "symbol", "unit", "prior", "basis", "source", "contraction", "status")
        beyond = " beyond those of the form chosen" if known else ""
        console.print(table(f"Parameters of {form.name}{beyond}", columns, rows, numbers=("contraction",)))


def equation_block(equation: EquationText) -> str:
    """An equation in a few lines: what it gives, how, from what, after whom."""
    lines = [f"{equation.title}. {equation.note}".strip()]
    if equation.formula:
        lines.append(f"formula: {equation.formula}")
    if equation.arguments:
        lines.append("reads: " + "; ".join(map(_argument, equation.arguments)))
    if equation.source:
        lines.append(f"source: {equation.source}")
    body = "\n".join(fill(line, LISTED_WIDTH, subsequent_indent="  ") for line in lines)
    return f"{equation.name} [{equation.unit}]\n{indent(plain(body), '    ')}"


def _argument(argument: Argument) -> str:
    return f"{argument.name} [{argument.unit}] ({argument.origin})"


def _parameter_row(parameter: ParameterText) -> tuple[str, ...]:
    contraction = "" if parameter.contraction is None else f"{parameter.contraction:.2f}"
    return (
        parameter.name,
        parameter.symbol,
        parameter.unit,
        parameter.prior,
        parameter.basis,
        parameter.source,
        contraction,
        parameter.status,
    )


def _posterior(case: Case) -> Posterior | None:
    """The posterior shipped with the case, for the contraction; without one the priors stand alone."""
    try:
        return choose(case).posterior
    except PosteriorError as fault:
        messages().print(f"no contraction is shown: {fault.fault} ({fault.where})", soft_wrap=True)
        return None


def _first_line(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def _paragraphs(text: str) -> str:
    return "\n\n".join(fill(" ".join(part.split()).replace("``", ""), LISTED_WIDTH) for part in text.split("\n\n"))
