"""`--mechanism NAME=FORM`, on every command that runs or shows a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fineline.case import Case, load_case
from fineline.commands.ledger import there
from fineline.products.forms import parse_forms

OPTION = "--mechanism"


def case_with(name: str, asked: Sequence[str] | None, ledger: Path | None = None) -> Case:
    """A case by name or folder, with the forms asked for.

    Args:
        name: name or folder of the case.
        asked: texts such as ``attrition=square``; none when None.
        ledger: folder of imported evidence to read as well.

    Raises:
        SettingError: a text that is no pair, or two for one mechanism; or no such ledger.
        UnknownMechanismError: a mechanism or a form that does not exist.
        StructureError: two of the forms cannot stand together.
        CaseError: the case is faulty.
    """
    case = load_case(name).with_ledger(there(ledger))
    if not asked:
        return case
    from fineline.products.mechanisms import with_forms  # noqa: PLC0415 - a case shown as it is needs no equations

    return with_forms(case, parse_forms(asked, OPTION))
