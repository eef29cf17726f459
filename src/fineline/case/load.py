"""Loading a case: by the name of an embedded one, or from a folder."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from fineline.case.priors import Prior, Priors
from fineline.case.propositions import read_propositions, refuse_unknown_scenarios
from fineline.case.records import CASE_FILE, CONSTANT_UNITS, Case, CaseFile
from fineline.case.scenarios import read_scenarios
from fineline.errors import CaseNotFoundError, MalformedCaseError, UnitError
from fineline.evidence import load_catalogue
from fineline.evidence.declared import Location, line_of, place, read_declared, read_yaml
from fineline.evidence.door import check_claims
from fineline.evidence.store import CLAIMS_TABLE, TABLES
from fineline.evidence.units import same_unit
from fineline.time import require_sunday

EMBEDDED = Path(__file__).resolve().parents[1] / "cases"
PRIORS_FILE = "priors.yaml"
PROPOSITIONS_FILE = "propositions.toml"
SCENARIOS = "scenarios"

# Places in the case file whose dates name weeks.
_WEEK_KEYS = ("first_week", "last_week", "week", "since")
# A stage of disclosure begins on a day, not with a week.
_DAY_PLACES = ("disclosure",)


def case_names() -> tuple[str, ...]:
    """The embedded cases, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in EMBEDDED.glob(f"*/{CASE_FILE}")))


def load_case(name_or_path: str | Path) -> Case:
    """Read a case and check that it holds together.

    Args:
        name_or_path: the name of an embedded case, or the folder of another.

    Returns:
        The case, frozen.

    Raises:
        CaseNotFoundError: there is no such case.
        CaseError: a file of the case is faulty; the message names file and line.
        EvidenceError: so is its catalogue or its table of claims.
    """
    folder = _folder(name_or_path)
    case_path = folder / CASE_FILE
    case_file = read_declared(CaseFile, case_path)
    _check_weeks(case_path)
    _check_constants(case_file, case_path)
    case = Case(
        **{name: getattr(case_file, name) for name in CaseFile.model_fields},
        folder=folder,
        catalogue=load_catalogue(folder),
        priors=_priors(folder / PRIORS_FILE),
        propositions=read_propositions(folder / PROPOSITIONS_FILE),
        scenarios=read_scenarios(folder / SCENARIOS),
    )
    refuse_unknown_scenarios(case.propositions, case.scenarios, folder / PROPOSITIONS_FILE)
    _check_citations(case)
    return case


def _folder(name_or_path: str | Path) -> Path:
    looks_like_path = isinstance(name_or_path, Path) or os.sep in name_or_path or name_or_path in {".", ".."}
    folder = Path(name_or_path) if looks_like_path else EMBEDDED / name_or_path
    if not (folder / CASE_FILE).is_file():
        raise CaseNotFoundError(
            expected=f"an embedded case ({', '.join(case_names())}) or a folder with {CASE_FILE}",
            found=str(name_or_path),
            where="case",
            remedy="name one of these, or give a folder with a slash in it, such as ./my-case",
        )
    return folder


def _priors(path: Path) -> dict[str, Prior]:
    return read_declared(Priors, path).root


def _check_weeks(path: Path) -> None:
    for location, day in _dates(read_yaml(path), ()):
        if location[-1] in _WEEK_KEYS and not any(part in _DAY_PLACES for part in location) and day.weekday() != 6:
            require_sunday(day, place(path, line_of(path, location)))


def _check_constants(case_file: CaseFile, path: Path) -> None:
    for name, unit in CONSTANT_UNITS.items():
        constant = getattr(case_file.constants, name)
        if constant is not None and not same_unit(constant.unit, unit):
            raise UnitError(
                expected=f"{name} in {unit}",
                found=constant.unit,
                where=place(path, line_of(path, ("constants", name, "unit"))),
                remedy="convert the number and give the unit it then has",
            )


def _dates(node: object, location: Location) -> Iterator[tuple[Location, date]]:
    if isinstance(node, date):
        yield location, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _dates(value, (*location, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _dates(value, (*location, index))


def _check_citations(case: Case) -> None:
    """Refuse a claim that the table of claims does not hold, wherever the case cites one."""
    table = case.folder / TABLES / CLAIMS_TABLE
    check_claims(table)
    with table.open(encoding="utf-8", newline="") as stream:
        held = {row["id"] for row in csv.DictReader(stream)}
    path = case.folder / CASE_FILE
    for location, claims in _cited(read_yaml(path), ()):
        _refuse_unknown(claims, held, place(path, line_of(path, location)) if set(claims) - held else "")
    for proposition in case.propositions:
        where = f"{case.folder / PROPOSITIONS_FILE}, {proposition.id}"
        _refuse_unknown(proposition.claims, held, where)
        for candidate in proposition.candidates:
            _refuse_unknown(candidate.claims, held, where)


def _cited(node: object, location: Location) -> Iterator[tuple[Location, list[str]]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "claims" and isinstance(value, list):
                yield (*location, key), [str(claim) for claim in value]
            else:
                yield from _cited(value, (*location, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _cited(value, (*location, index))


def _refuse_unknown(claims: Iterable[str], held: set[str], where: str) -> None:
    if unknown := [claim for claim in claims if claim not in held]:
        raise MalformedCaseError(
            expected=f"claims that {TABLES}/{CLAIMS_TABLE} holds",
            found=", ".join(unknown),
            where=where,
            remedy="correct the identifier, or add the claim when the tables are built",
        )
