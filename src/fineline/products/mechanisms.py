"""Which form of each mechanism a case takes, and which of them were asked for on top of its own file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fineline.case import Case, model_inputs
from fineline.case.records import CASE_FILE, CaseFile
from fineline.errors import UnknownMechanismError
from fineline.evidence.declared import read_declared
from fineline.inference.target import build_target, fitted_weeks
from fineline.model.structure import ANNUAL, Structure, weekly_forms


def chosen_forms(case: Case) -> dict[str, str]:
    """The form of every mechanism in a case, named or default, those that run from year to year last.

    Raises:
        UnknownMechanismError: the case names a mechanism or a form that does not exist.
        StructureError: two of the forms cannot stand together.
    """
    return _chosen(case.mechanisms)


def with_forms(case: Case, forms: Mapping[str, str]) -> Case:
    """A case with other forms of some mechanisms; the case itself when it has these forms already.

    Args:
        case: the case.
        forms: form by mechanism.

    Raises:
        UnknownMechanismError: a mechanism or a form that does not exist.
        StructureError: two of the forms cannot stand together.
    """
    changed = case.with_mechanisms(forms)
    wanted, held = chosen_forms(changed), chosen_forms(case)
    return case.with_mechanisms({name: form for name, form in wanted.items() if held[name] != form})


def asked_forms(case: Case) -> dict[str, str]:
    """The forms in which a case differs from what its own file names.

    Raises:
        CaseError: the file can no longer be read.
    """
    own = read_declared(CaseFile, case.folder / CASE_FILE).mechanisms
    held = _chosen(own)
    return {name: form for name, form in chosen_forms(case).items() if held[name] != form}


def fitted_forms(case: Case, as_of: date) -> dict[str, str]:
    """Forms of the mechanisms that the observations known on a day rest on; no other shapes a fit.

    Raises:
        AsOfError: nothing was known on that day.
        StructureError: the forms of the case cannot stand together.
    """
    view = case.evidence().view(as_of)
    weeks = fitted_weeks(case, as_of)
    return build_target(case, view, weeks, model_inputs(case, view, weeks)).mechanisms


def same_fit(case: Case, other: Case, as_of: date) -> bool:
    """Whether a fit of a case with other forms is a fit of this one too: the observations do not tell them apart.

    Raises:
        AsOfError: nothing was known on that day.
    """
    own, theirs = chosen_forms(case), chosen_forms(other)
    return own == theirs or all(theirs[name] == form for name, form in fitted_forms(case, as_of).items())


def _chosen(mechanisms: Mapping[str, str]) -> dict[str, str]:
    weekly = Structure(weekly_forms(mechanisms), (), ()).chosen
    annual = {name: mechanisms.get(name, next(iter(forms))) for name, forms in ANNUAL.items()}
    for name, form in annual.items():
        if form not in ANNUAL[name]:
            raise UnknownMechanismError(
                expected=f"one of: {', '.join(ANNUAL[name])}",
                found=f"{name}: {form}",
                where="the mechanisms chosen",
                remedy="name an existing form; `fineline explain` lists them all",
            )
    return {**weekly, **annual}
