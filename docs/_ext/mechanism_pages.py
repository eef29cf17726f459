"""A page for each mechanism, from what `fineline explain` reads: equations, annotations, descriptions and priors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from fineline.case import Case
from fineline.errors import PosteriorError
from fineline.inference.store import Posterior
from fineline.model.structure import ANNUAL, MECHANISMS
from fineline.products.explaining import (
    Argument,
    EquationText,
    FormText,
    MechanismText,
    ParameterText,
    explain_all,
    mechanism_names,
)
from fineline.products.posteriors import choose

from .maths import latex, symbol
from .pieces import page_text, table

OWN_DESCRIPTION = "Fineline model description"


def mechanism_pages(case: Case) -> dict[str, str]:
    """The pages by name of the file, and one that lists them all."""
    texts = explain_all(case, _posterior(case))
    pages = {f"mechanisms/{text.name}": _page(text) for text in texts}
    return {**pages, "parts/mechanisms": _overview(texts)}


def _posterior(case: Case) -> Posterior | None:
    """The shipped posterior; while a changed case waits for a new fit, the priors stand alone."""
    try:
        return choose(case).posterior
    except PosteriorError:
        return None


def _overview(texts: tuple[MechanismText, ...]) -> str:
    rows = [
        (
            f"[{text.name}](generated/mechanisms/{text.name}.md)",
            _first_paragraph(text.purpose),
            f"`{text.forms[0].name}`",
            ", ".join(f"`{form.name}`" for form in text.forms[1:]) or "none",
        )
        for text in texts
    ]
    return table(("mechanism", "what it says", "chosen", "rivals"), rows)


def _first_paragraph(text: str) -> str:
    """The first paragraph of a description."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def _page(text: MechanismText) -> str:
    known = {parameter.name for parameter in text.forms[0].parameters}
    forms = [_form(text.name, text.forms[0], ()), *(_form(text.name, form, known) for form in text.forms[1:])]
    return page_text(f"`{text.name}`", *_head(text), *forms)


def _head(text: MechanismText) -> Iterator[str]:
    yield from (" ".join(part.split()).replace("``", "`") for part in text.purpose.split("\n\n"))
    forms = {**MECHANISMS, **ANNUAL}[text.name]
    module = next(iter(forms[text.forms[0].name])).__module__
    rivals = ", ".join(f"[`{form.name}`](#{text.name}-{form.name})" for form in text.forms[1:]) or "none"
    yield (
        f"The case takes the form [`{text.forms[0].name}`](#{text.name}-{text.forms[0].name}); rivals: {rivals}. "
        f"`fineline explain {text.name}` prints this page in a terminal; the code is {{py:mod}}`{module}`."
    )


def _form(mechanism: str, form: FormText, known: Collection[str]) -> str:
    parts = [f"({mechanism}-{form.name})=\n## {form.name}", "*Chosen in the case.*" if form.chosen else "*A rival.*"]
    parts += [" ".join(part.split()).replace("``", "`") for part in form.described.split("\n\n") if part]
    parts += map(_equation, form.equations)
    if form.shared:
        parts.append("It shares with the form chosen: " + ", ".join(f"`{name}`" for name in form.shared) + ".")
    beyond = [parameter for parameter in form.parameters if parameter.name not in known]
    if beyond:
        parts += [
            f"**Parameters of {form.name}{' beyond those of the form chosen' if known else ''}**",
            _priors(beyond),
        ]
    return "\n\n".join(parts)


def _equation(equation: EquationText) -> str:
    parts = [f"### {equation.name}", f"{typeset(equation.title)}. Unit: {unit(equation.unit)}."]
    if equation.formula:
        parts.append(_displayed(equation.formula))
    if equation.note:
        parts.append(typeset(equation.note))
    if equation.arguments:
        parts.append("Reads " + "; ".join(map(_argument, equation.arguments)) + ".")
    if equation.source and not equation.source.startswith(OWN_DESCRIPTION):
        parts.append(f"Source: {typeset(equation.source)}.")
    elif equation.source:
        said = typeset(equation.source.removeprefix(OWN_DESCRIPTION))
        parts.append(f"Source: {{doc}}`the design of the model </model>`{said}.")
    return "\n\n".join(parts)


def _displayed(formula: str) -> str:
    """The first formula on a line of its own, and what the description says after it."""
    stated, _, after = formula.removeprefix("``").partition("``")
    said = f"```{{math}}\n{latex(stated)}\n```"
    words = typeset(after.strip(" ,;"))
    return f"{said}\n\n{words[0].upper()}{words[1:]}." if words else said


def typeset(text: str) -> str:
    """A text in which what stands between double backticks is set as a formula."""
    return re.sub(r"``(.+?)``", lambda found: f"{{math}}`{latex(found.group(1))}`", text)


def unit(name: str) -> str:
    """A unit as a reader says it."""
    return "none, a pure number" if name == "1" else f"`{name}`"


def _argument(argument: Argument) -> str:
    origin = f"[{argument.origin}]({argument.origin}.md)" if argument.origin in mechanism_names() else argument.origin
    measured = "" if argument.unit == "1" else f"`{argument.unit}`, "
    return f"`{argument.name}` ({measured}{origin})"


def _priors(parameters: list[ParameterText]) -> str:
    rows = [
        (
            f"`{parameter.name}`<br>{{math}}`{symbol(parameter.symbol)}`",
            parameter.unit,
            parameter.prior,
            f"{parameter.basis}; source: {parameter.source}",
            _learned(parameter),
        )
        for parameter in parameters
    ]
    return table(("parameter", "unit", "prior", "why", "what the record taught"), rows)


def _learned(parameter: ParameterText) -> str:
    if not parameter.status:
        return "not fitted here"
    return parameter.status + ("" if parameter.contraction is None else f", contraction {parameter.contraction:.2f}")
