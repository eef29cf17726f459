"""Levers and scenarios that a reader sets for a briefing: from names and values to dated changes, and the pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xarray as xr

from fineline.case import Case, Change
from fineline.inference.store import Posterior
from fineline.products.chunks import levers_of_case
from fineline.products.requests import BRIEF_HORIZON, BriefRequest, LeverAt
from fineline.products.states import changes_of, titles_of
from fineline.report.sections.chosen import Choice
from fineline.scenario.arms import run_pair
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


def asked(case: Case, scenarios: Sequence[str], levers: Sequence[LeverAt], after_data: date) -> Asked:
    """Scenarios of a case, and on top of them its levers at values.

    Args:
        case: the case.
        scenarios: names of scenarios, one on top of the other.
        levers: levers at values, from a week on or from their own.
        after_data: the first week after the data.

    Raises:
        SettingError: a name that the case does not hold, or a value outside the range of its lever.
    """
    known = levers_of_case(case) if levers else {}
    changes = changes_of(case, known, scenarios, levers, after_data)
    return Asked(titles_of(case, known, scenarios, levers), changes)


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
