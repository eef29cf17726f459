"""What a reader has set, from names and values to dated changes: the same for the page, a saved file and a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from fineline.case import Case, Change
from fineline.case.lever_file import LeverSpec
from fineline.case.scenarios import AFTER_DATA, Spanned
from fineline.errors import SettingError, StorageError
from fineline.inference.store import Posterior
from fineline.products.requests import LeverAt, State, fault_of
from fineline.report.numbers import unit_phrase
from fineline.scenario.arms import scenario_changes
from fineline.scenario.changes import moved

WEEK = timedelta(weeks=1)


def first_week_ahead(posterior: Posterior) -> date:
    """The first week after the last week with data, a Sunday."""
    last: date = posterior.weeks[-1].astype("datetime64[D]").item()
    return last + WEEK


def changes_of(
    case: Case,
    known: Mapping[str, LeverSpec],
    scenarios: Sequence[str],
    levers: Sequence[LeverAt],
    after_data: date,
) -> tuple[Change, ...]:
    """Scenarios of a case, one on top of the other, and its levers on top of them.

    Args:
        case: the case.
        known: its levers.
        scenarios: names of scenarios.
        levers: levers at values; see `lever_changes`.
        after_data: the first week after the data.

    Raises:
        SettingError: a name that the case does not hold, or a value outside the range of its lever.
    """
    return (*scenario_changes(case, scenarios), *lever_changes(known, levers, after_data))


def lever_changes(known: Mapping[str, LeverSpec], levers: Sequence[LeverAt], after_data: date) -> tuple[Change, ...]:
    """The changes of levers at values; of one lever, a value from a later week takes the place of the one before.

    People sent or called up over some weeks are not taken back by a later value: that adds its own to them.

    Args:
        known: levers of the case.
        levers: levers at values; where two have the same lever and week, the last counts.
        after_data: the first week after the data.

    Raises:
        SettingError: a lever that there is not, or a value outside its range.
    """
    made: list[Change] = []
    for name in dict.fromkeys(at.lever for at in levers):
        lever = known_lever(known, name)
        by_start = {at.start: at for at in levers if at.lever == name}
        ordered = sorted(by_start.values(), key=lambda at: at.start or date.min)
        for at, then in pairwise((*ordered, None)):
            if at is not None:
                made += _until(_begun(lever, at), then.start if then else None, after_data)
    return tuple(made)


def _begun(lever: LeverSpec, at: LeverAt) -> tuple[Change, ...]:
    lever.require(at.lever, at.value)
    changes = lever.at(at.value)
    return changes if at.start is None else moved(changes, at.start, at.lever)


def _until(changes: Sequence[Change], end: date | None, after_data: date) -> list[Change]:
    """The changes, those that last ending in the week before a day; none of those that would begin then or later."""
    if end is None:
        return list(changes)
    kept: list[Change] = []
    for change in changes:
        if not isinstance(change, Spanned):
            kept.append(change)
            continue
        begin = after_data if change.start in {None, AFTER_DATA} else change.start
        if not isinstance(begin, date) or begin >= end:
            continue
        lasts = change.weeks is None or begin + change.weeks * WEEK > end
        kept.append(change.model_copy(update={"until": end - WEEK, "weeks": None}) if lasts else change)
    return kept


def titles_of(
    case: Case, known: Mapping[str, LeverSpec], scenarios: Sequence[str], levers: Sequence[LeverAt]
) -> tuple[str, ...]:
    """What is set, in words; a lever at its default says nothing unless it ends another value.

    Raises:
        SettingError: a lever that there is not.
    """
    said = [case.scenarios[name].title for name in scenarios]
    for at in levers:
        lever = known_lever(known, at.lever)
        since = f" from {at.start.isoformat()}" if at.start else ""
        said += [f"{lever_title(lever, at.value)}{since}"] if at.start or at.value != lever.default else []
    return tuple(said)


def known_lever(known: Mapping[str, LeverSpec], name: str) -> LeverSpec:
    """The lever with a name. Raises `SettingError`, which names all of them, when there is none."""
    if name not in known:
        raise SettingError(
            expected=f"one of {', '.join(known) or 'none: the case declares no levers'}",
            found=ascii(name)[1:-1][:200],
            where="lever",
            remedy="name one of these; `fineline levers` lists the levers of a case",
        )
    return known[name]


def lever_title(lever: LeverSpec, value: float) -> str:
    """A lever at a value, in words."""
    unit = unit_phrase(lever.unit)
    return f"{lever.title}: {value:,.10g}{f' {unit}' if unit else ''}"


def read_state(path: Path) -> State:
    """A saved scenario, as the page writes it.

    Args:
        path: a file of JSON.

    Raises:
        StorageError: it cannot be read.
        SettingError: it holds no JSON, or a field that is wrong; the message names it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            expected="a saved scenario", found=str(error), where=str(path), remedy="name a file that the page saved"
        ) from error
    try:
        return State.model_validate_json(text)
    except ValidationError as error:
        raise fault_of(error, "correct the file, or save the scenario anew on the page", str(path)) from error
