"""Levers and scenarios that a reader sets for a briefing: from names and values to dated changes, and the pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xarray as xr

from fineline.case import Case, Change
from fineline.case.lever_file import LeverSpec
from fineline.errors import SettingError
from fineline.inference.store import Posterior
from fineline.products.chunks import levers_of_case
from fineline.products.requests import BRIEF_HORIZON, BriefRequest
from fineline.report.numbers import unit_phrase
from fineline.report.sections.chosen import Choice
from fineline.scenario.arms import run_pair, scenario_changes
from fineline.scenario.setting import prepare


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader set.

    Attributes:
        titles: what it is called, one text for each lever and scenario.
        changes: what it changes, in order.
    """

    titles: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def asked(case: Case, scenarios: Sequence[str], levers: Mapping[str, float]) -> Asked:
    """Scenarios of a case, and on top of them its levers at their values; a lever at its default changes nothing.

    Args:
        case: the case.
        scenarios: names of scenarios, one on top of the other.
        levers: value by lever.

    Raises:
        SettingError: a name that the case does not hold, or a value outside the range of its lever.
    """
    known = levers_of_case(case) if levers else {}
    changes, titles = list(scenario_changes(case, scenarios)), [case.scenarios[name].title for name in scenarios]
    for name, value in levers.items():
        lever = known_lever(known, name)
        lever.require(name, value)
        changes += lever.at(value)
        titles += [_title(lever, value)] if value != lever.default else []
    return Asked(tuple(titles), tuple(changes))


def choice_of(
    case: Case, posterior: Posterior, request: BriefRequest, baseline: xr.Dataset, what: Asked
) -> Choice | None:
    """The baseline of a briefing beside what a reader set; None where that changes nothing.

    Args:
        case: the case.
        posterior: the fit.
        request: draws, seed and assumptions of the baseline.
        baseline: its runs, every flow and stock.
        what: what was set.

    Raises:
        SettingError: a change that the weeks or the inputs of the runs do not allow.
    """
    if not what.changes:
        return None
    setting = prepare(case, posterior, horizon=BRIEF_HORIZON, **request.runs())
    return Choice(what.titles, run_pair(setting, what.changes, baseline=baseline))


def known_lever(known: Mapping[str, LeverSpec], name: str) -> LeverSpec:
    """The lever with a name. Raises `SettingError`, which names all of them, when there is none."""
    if name not in known:
        raise SettingError(
            expected=f"one of {', '.join(known) or 'none: the case declares no levers'}",
            found=name,
            where="lever",
            remedy="name one of these; `fineline levers` lists the levers of a case",
        )
    return known[name]


def _title(lever: LeverSpec, value: float) -> str:
    unit = unit_phrase(lever.unit)
    return f"{lever.title}: {value:,.10g}{f' {unit}' if unit else ''}"
