"""The ingredients of the political half of the briefing."""

from __future__ import annotations

import numpy as np

from fineline.analysis.arrangement import parameters_of_accounts
from fineline.analysis.break_even import break_even
from fineline.analysis.diagram.declared import declaration
from fineline.analysis.diagram.measured import causal_diagram
from fineline.analysis.disclosure import covert_waits, disclosure_check, prior_parameters, read_beyond_contingent
from fineline.analysis.fine_line import HORIZONS, by_horizon, contingent_shift, over_time, pressed_runs
from fineline.analysis.trajectories import since_arrival
from fineline.case import Case
from fineline.errors import AsOfError
from fineline.evaluation.precedent import study_precedents
from fineline.evidence import View
from fineline.evidence.precedent import read_precedents
from fineline.inference.store import Posterior
from fineline.products.levers import compared_levers
from fineline.products.requests import BRIEF_HORIZON, BriefRequest
from fineline.products.weighed import read_comparison
from fineline.report.content import names_of
from fineline.report.schema import Politics, Topic
from fineline.report.sections import politics as section
from fineline.report.sections.levers import levers_topic
from fineline.report.sections.structures import structures_topic
from fineline.scenario.setting import prepare
from fineline.time import WEEK

PRECEDENTS = "tables/precedent.csv"
EVERY = 26 * WEEK
"""Weeks between the starts from which the fine line is followed."""


def politics(case: Case, view: View, posterior: Posterior, request: BriefRequest, runs: object) -> Politics | None:
    """The political half; None where no foreign soldiers came, so that there is nothing to tell."""
    import xarray as xr  # noqa: PLC0415

    if not isinstance(runs, xr.Dataset) or since_arrival(runs) is None:
        return None
    setting = prepare(case, posterior, horizon=BRIEF_HORIZON, draws=request.draws, seed=request.seed)
    names = names_of(case)
    pressed = pressed_runs(setting)
    ahead = section.first_week_ahead(runs)
    arrival = since_arrival(runs)
    assert arrival is not None  # noqa: S101 - told above
    firsts = np.array([ahead - 3 * EVERY, ahead - 2 * EVERY, ahead - EVERY, ahead])
    shift = contingent_shift(pressed, pressed_runs(setting, contingent=False), arrival.first)
    followed = over_time(pressed, firsts)
    others = by_horizon(pressed, ahead, (horizon for horizon in HORIZONS if horizon != followed[-1].horizon))
    lines = sorted((*followed, *others), key=lambda line: (line.first, line.horizon))
    topics = [
        section.fine_line_topic(lines, shift, break_even(pressed, ahead), runs, view, names),
        section.narrative_topic(runs, np.asarray(setting.parameters["aid_belief_response"]), view, names),
    ]
    if not read_beyond_contingent(case):
        known = prior_parameters(case)
        still = np.zeros(len(next(iter(known.values()))))
        topics.append(section.secrecy_topic(disclosure_check(case, view), covert_waits(case, known, still), names))
    accounts = parameters_of_accounts(case, setting.parameters, posterior.pins.seed, setting.index)
    topics.append(section.arrangement_topic(runs, accounts, names))
    topics += _precedent(case, view, runs)
    levers = compared_levers(case, setting)
    if levers is not None:
        topics.append(levers_topic(*levers, names))
    topics.append(section.rivals_topic(case))
    topics.append(structures_topic(read_comparison(case), case, view.as_of, names))
    diagram = causal_diagram(setting, runs, declaration())
    return section.politics_section(topics, diagram, names)


def _precedent(case: Case, view: View, runs: object) -> list[Topic]:
    """Nothing on a day on which the record of precedents was not public."""
    path = case.folder / PRECEDENTS
    if not path.is_file():
        return []
    try:
        record = read_precedents(path, view.as_of)
    except AsOfError:
        return []
    return [section.precedent_topic(study_precedents(record, case.priors), runs)]  # pyright: ignore[reportArgumentType]
