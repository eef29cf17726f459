"""What a mechanism is, said from what makes it: its equations, their annotations and descriptions, and the priors.

Nobody keeps a text beside the equations. The purpose of a mechanism is the description of the module that holds the
equations of its default form; the functions of each form, their annotations and their descriptions say the rest.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fineline.analysis.status import status_of
from fineline.case import Case, Prior
from fineline.case.records import CONSTANT_UNITS
from fineline.errors import UnknownMechanismError
from fineline.inference.store import Posterior
from fineline.model.initial import INITIAL
from fineline.model.structure import ANNUAL, INITIAL_PREFIX, MECHANISMS, NEXT, SHOCK_SUFFIX, STEP, Equation
from fineline.model.units import annotated_units
from fineline.products.mechanisms import chosen_forms

# A sentence ends with a full stop before a capital, or with the text; a formula opens a sentence or follows a colon.
_END = r"(?:\.(?=\s+[A-Z`])|\.?$)"
_FORMULA = re.compile(r"(?:(?<=: )|(?<=\. )|^)``.+?``.*?" + r"(?:(?<=``):|" + _END + ")")
_SOURCE = re.compile(r"\bSources?: (.+?)" + _END)
_TITLE = re.compile(r"(.+?)(?::(?= ``)|" + _END + ")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A quantity that an equation reads; ``origin`` is what gives it: a mechanism, or parameter, constant, input."""

    name: str
    unit: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EquationText:
    """One equation. In its texts what the description marks as a formula stays between double backticks; see `plain`.

    Attributes:
        name: the quantity it gives.
        title: what that is.
        formula: how it follows; empty where the description gives none.
        unit: unit of the result.
        arguments: what it reads.
        source: where it comes from; empty where the description names nobody.
        note: what else the description says.
    """

    name: str
    title: str
    formula: str
    unit: str
    arguments: tuple[Argument, ...]
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterText:
    """One parameter of a form: its prior, and what the record taught about it.

    Attributes:
        name: the parameter.
        symbol: letter of the model description.
        unit: its unit.
        prior: family and numbers.
        basis: why, in words.
        source: where that comes from.
        contraction: ``1 - var(posterior)/var(prior)``, the largest of its elements; None where it was not sampled.
        status: estimated, weak or assumed; empty for a rival, whose fit is another, and where there is no posterior.
    """

    name: str
    symbol: str
    unit: str
    prior: str
    basis: str
    source: str
    contraction: float | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormText:
    """One form of a mechanism.

    Attributes:
        name: its name.
        chosen: whether the case takes it.
        described: description of the module that holds its own equations; empty where that is the mechanism's purpose.
        equations: those of its own; for a rival, those that differ from the form chosen.
        shared: names of the equations that it shares with the form chosen.
        parameters: parameters that its equations read.
    """

    name: str
    chosen: bool
    described: str
    equations: tuple[EquationText, ...]
    shared: tuple[str, ...]
    parameters: tuple[ParameterText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismText:
    """A mechanism with its rivals, the form chosen first."""

    name: str
    purpose: str
    forms: tuple[FormText, ...]


_Forms = Mapping[str, tuple[Equation, ...]]
_ALL: Mapping[str, _Forms] = {**MECHANISMS, **ANNUAL}


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is needed to tell where a quantity comes from."""

    case: Case
    posterior: Posterior | None
    givers: Mapping[str, str]


def mechanism_names() -> tuple[str, ...]:
    """Every mechanism there is, those of the week first."""
    return tuple(_ALL)


def explain(case: Case, name: str, posterior: Posterior | None = None) -> MechanismText:
    """Everything there is to say about a mechanism.

    Args:
        case: the case, for the form chosen and the priors.
        name: the mechanism.
        posterior: a fit of the case, for what the record taught; None where there is none.

    Raises:
        UnknownMechanismError: there is no such mechanism.
    """
    if name not in _ALL:
        raise UnknownMechanismError(
            expected=f"one of {', '.join(_ALL)}",
            found=name,
            where="mechanism",
            remedy="name one of these; `fineline explain` lists their forms",
        )
    held = chosen_forms(case)
    reader = _Reader(case, posterior, _givers(case, held))
    order = (held[name], *(form for form in _ALL[name] if form != held[name]))
    return MechanismText(
        name=name,
        purpose=_purpose(name),
        forms=tuple(_form(name, form, held[name], reader) for form in order),
    )


def explain_all(case: Case, posterior: Posterior | None = None) -> tuple[MechanismText, ...]:
    """Every mechanism there is."""
    return tuple(explain(case, name, posterior) for name in mechanism_names())


def prior_text(prior: Prior) -> str:
    """Family and numbers of a prior, such as ``lognormal: median 8000, log_sd 0.15``."""
    given = prior.prior.model_dump(exclude_none=True)
    family = given.pop("family")
    return f"{family}: " + ", ".join(f"{name} {_number(value)}" for name, value in given.items())


def _number(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_number(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _givers(case: Case, held: Mapping[str, str]) -> dict[str, str]:
    """Mechanism that gives each quantity; the forms chosen have the say where a rival gives more."""
    rivals = {
        equation.__name__.removeprefix(NEXT): name
        for name, forms in _ALL.items()
        for form in forms.values()
        for equation in form
        if equation.__name__.removeprefix(NEXT) not in case.priors
    }
    chosen = {
        equation.__name__.removeprefix(NEXT): name for name, forms in _ALL.items() for equation in forms[held[name]]
    }
    return {**rivals, **chosen}


def _purpose(name: str) -> str:
    return _description(next(iter(_ALL[name].values())))


def _description(equations: Iterable[Equation]) -> str:
    """Description of the module that holds most of some equations; empty when there are none."""
    modules = Counter(equation.__module__ for equation in equations).most_common(1)
    return inspect.getdoc(importlib.import_module(modules[0][0])) or "" if modules else ""


def _form(name: str, form: str, chosen: str, reader: _Reader) -> FormText:
    own = tuple(_with_starts(_ALL[name][form]))
    shared = set() if form == chosen else set(_with_starts(_ALL[name][chosen]))
    described = _description(equation for equation in own if equation not in shared)
    givers = {**reader.givers, **{equation.__name__.removeprefix(NEXT): name for equation in own}}
    within = _Reader(reader.case, reader.posterior, givers)
    return FormText(
        name=form,
        chosen=form == chosen,
        described="" if described == _purpose(name) else described,
        equations=tuple(_equation(equation, within) for equation in own if equation not in shared),
        shared=tuple(equation.__name__ for equation in own if equation in shared),
        parameters=tuple(_parameter(read, within, fitted=form == chosen) for read in _parameters(own, within)),
    )


def _with_starts(equations: Iterable[Equation]) -> Iterator[Equation]:
    """Equations of a form, and those that compute where its stocks start."""
    starts = {equation.__name__: equation for equation in INITIAL}
    for equation in equations:
        yield equation
        if equation.__name__.startswith(NEXT):
            name = INITIAL_PREFIX + equation.__name__.removeprefix(NEXT)
            start = starts.get(name) or getattr(importlib.import_module(equation.__module__), name, None)
            if start is not None:
                yield start


def _equation(equation: Equation, reader: _Reader) -> EquationText:
    units = annotated_units(equation)
    text = " ".join((inspect.getdoc(equation) or "").split())
    title, text = _take(_TITLE, text)
    source, text = _take(_SOURCE, text)
    formula, note = _take(_FORMULA, text)
    return EquationText(
        name=equation.__name__,
        title=title,
        formula=formula,
        unit=units["return"],
        arguments=tuple(
            Argument(name=name, unit=units[name], origin=_origin(name, reader))
            for name in inspect.signature(equation).parameters
        ),
        source=source,
        note=note,
    )


def plain(text: str) -> str:
    """A text without the marks around formulas."""
    return text.replace("``", "")


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """What a pattern finds first, and the rest of the text; nothing and the text without a find."""
    found = pattern.search(text)
    if found is None:
        return "", text
    taken = found.group(found.lastindex or 0).strip(" .:")
    rest = text[: found.start()] + text[found.end() :]
    return taken, " ".join(rest.split())


def _origin(name: str, reader: _Reader) -> str:
    if name == STEP:
        return "length of the step"
    if name.endswith(SHOCK_SUFFIX):
        return "shock"
    if name in reader.givers:
        return reader.givers[name]
    if name in reader.case.priors:
        return "parameter"
    return "constant" if name in CONSTANT_UNITS else "input"


def _parameters(equations: tuple[Equation, ...], reader: _Reader) -> Iterator[str]:
    """Parameters that equations read, and starting values that have a prior, each once."""
    given = {equation.__name__ for equation in equations}
    read = [name for equation in equations for name in inspect.signature(equation).parameters]
    starts = [INITIAL_PREFIX + name.removeprefix(NEXT) for name in sorted(given) if name.startswith(NEXT)]
    for name in dict.fromkeys([*read, *starts]):
        if name in reader.case.priors and name not in given and _origin(name, reader) == "parameter":
            yield name


def _parameter(name: str, reader: _Reader, *, fitted: bool) -> ParameterText:
    prior = reader.case.priors[name]
    contraction = _contraction(name, reader.posterior) if fitted and reader.posterior is not None else None
    return ParameterText(
        name=name,
        symbol=prior.symbol,
        unit=prior.unit,
        prior=prior_text(prior),
        basis=prior.basis,
        source=prior.source,
        contraction=contraction,
        status=_status(contraction) if fitted and reader.posterior is not None else "",
    )


def _contraction(name: str, posterior: Posterior) -> float | None:
    found = [value for scalar, value in posterior.contraction.items() if scalar.split("[", 1)[0] == name]
    return max(found) if found else None


def _status(contraction: float | None) -> str:
    """Status of a parameter; one that the fit did not sample is assumed."""
    return "assumed" if contraction is None else status_of(contraction)
