"""What the political half of the briefing and the tests of propositions both read, made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from fineline.analysis.fine_line import FineLine, PressedRuns, over_time, pressed_runs
from fineline.analysis.hypotheses import Extras, Precedents
from fineline.analysis.hypotheses.outside import DEATHS
from fineline.analysis.levers import VARIABLES
from fineline.analysis.precedent import STACKED
from fineline.analysis.status import status_of
from fineline.analysis.trajectories import Window, data_end, since_arrival
from fineline.case import Case
from fineline.errors import AsOfError
from fineline.evaluation.precedent import PrecedentStudy, study_precedents
from fineline.evidence import View
from fineline.evidence.precedent import read_precedents
from fineline.inference.store import Posterior
from fineline.products.levers import levers_of, run_together
from fineline.products.requests import BRIEF_HORIZON, BriefRequest
from fineline.scenario import Pair
from fineline.scenario.setting import Setting, prepare
from fineline.time import WEEK

PRECEDENTS = "tables/precedent.csv"
EVERY = 26 * WEEK
"""Weeks between the starts from which the fine line is followed."""
BACK = 3
"""Starts before the one that looks ahead; fewer where the record is shorter."""
WANTED = tuple(dict.fromkeys((*VARIABLES, *DEATHS, "perceived_success")))
"""What the pairs hold: all that the levers are compared by and the tests read; everything would take gigabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """What both read.

    Attributes:
        setting: draws, inputs and shocks of the briefing.
        arrival: the weeks since the foreign soldiers came.
        pressed: runs under a push of the tempo.
        followed: the fine line over half-years, the last of them from the first week after the data.
        study: what the record of precedents says; None on a day on which it was not public.
        scenarios: a pair for each lever of the case and each scenario that a test names, with `WANTED`.
    """

    setting: Setting
    arrival: Window
    pressed: PressedRuns
    followed: tuple[FineLine, ...]
    study: PrecedentStudy | None
    scenarios: Mapping[str, Pair]


def gathered(
    case: Case, view: View, posterior: Posterior, request: BriefRequest, runs: xr.Dataset
) -> Ingredients | None:
    """Everything that both read; None where no foreign soldiers came by the end of the data.

    Args:
        case: the case.
        view: its evidence as of the day of the fit.
        posterior: the fit.
        request: draws, seed and assumptions.
        runs: the baseline of the briefing.

    Raises:
        SettingError: an assumption that cannot be made, or a scenario outside the weeks of the runs.
    """
    arrival = since_arrival(runs)
    if arrival is None:
        return None
    setting = prepare(case, posterior, horizon=BRIEF_HORIZON, **request.runs())
    pressed = pressed_runs(setting)
    ahead, first = data_end(runs) + WEEK, runs["week"].values[0]
    starts = (ahead - back * EVERY for back in range(BACK, -1, -1))
    return Ingredients(
        setting=setting,
        arrival=arrival,
        pressed=pressed,
        followed=over_time(pressed, np.array([start for start in starts if start >= first])),
        study=_study(case, view),
        scenarios=run_together(case, setting, _named(case), WANTED),
    )


def extras_of(held: Ingredients | None) -> Extras:
    """The same, as the tests of propositions read it; empty where there is nothing."""
    if held is None:
        return Extras()
    return Extras(
        scenarios=held.scenarios,
        fine_line=held.followed[-1],
        precedents=None if held.study is None else _precedents(held.study),
    )


def _study(case: Case, view: View) -> PrecedentStudy | None:
    path = case.folder / PRECEDENTS
    if not path.is_file():
        return None
    try:
        record = read_precedents(path, view.as_of)
    except AsOfError:
        return None
    return study_precedents(record, case.priors)


def _precedents(study: PrecedentStudy) -> Precedents:
    mixed = next(added for added in study.added if added.form == STACKED)
    return Precedents(
        added=mixed.values,
        years=mixed.years,
        weights={score.form: score.weight for score in study.scores},
        statuses={name: status_of(value) for fit in study.fits for name, value in fit.contraction.items()},
        sentence=study.sentence,
    )


def _named(case: Case) -> tuple[str, ...]:
    """Levers of the case and scenarios that a test names, each once."""
    asked = {name for row in case.propositions for test in row.tests for name in test.scenarios}
    return tuple(sorted(asked | set(levers_of(case))))
