"""The ingredients of the political half of the briefing."""

from __future__ import annotations

import numpy as np

from fineline.analysis.arrangement import parameters_of_accounts
from fineline.analysis.break_even import break_even
from fineline.analysis.diagram.declared import declaration
from fineline.analysis.diagram.measured import causal_diagram
from fineline.analysis.disclosure import covert_waits, disclosure_check, prior_parameters, read_beyond_contingent
from fineline.analysis.fine_line import HORIZONS, by_horizon, contingent_shift, pressed_runs
from fineline.analysis.value_of_information import FEWEST_DRAWS
from fineline.case import Case
from fineline.evidence import View
from fineline.inference.store import Posterior
from fineline.products.ingredients import Ingredients
from fineline.products.levers import compared_levers
from fineline.products.weighed import read_comparison
from fineline.products.worth import worth_in
from fineline.report.names import names_of
from fineline.report.schema import Politics
from fineline.report.sections import politics as section
from fineline.report.sections.levers import levers_topic
from fineline.report.sections.missing import missing_topic
from fineline.report.sections.structures import structures_topic
from fineline.scenario import Pair

AID_RESPONSE = "aid_belief_response"
"""The parameter that assumes how backers answer to belief; forms of aid with one response have none."""


def politics(case: Case, view: View, posterior: Posterior, held: Ingredients | None, pair: Pair) -> Politics | None:
    """The political half; None where no foreign soldiers came, so that there is nothing to tell.

    Args:
        case: the case.
        view: its evidence as of the day of the fit.
        posterior: the fit.
        held: what the briefing has made once.
        pair: history of the briefing, and the same without the foreign soldiers.
    """
    if held is None:
        return None
    setting, pressed, runs = held.setting, held.pressed, pair.baseline
    names = names_of(case)
    shift = contingent_shift(pressed, pressed_runs(setting, contingent=False), held.arrival.first)
    ahead = held.followed[-1]
    even = break_even(pressed, ahead.first)
    others = by_horizon(pressed, ahead.first, (horizon for horizon in HORIZONS if horizon != ahead.horizon))
    lines = sorted((*held.followed, *others), key=lambda line: (line.first, line.horizon))
    topics = [
        section.fine_line_topic(lines, shift, even, runs, view, names),
        section.narrative_topic(runs, setting.parameters.get(AID_RESPONSE), view, names),
    ]
    if not read_beyond_contingent(case):
        known = prior_parameters(case)
        still = np.zeros(len(next(iter(known.values()))))
        topics.append(section.secrecy_topic(disclosure_check(case, view), covert_waits(case, known, still), names))
    accounts = parameters_of_accounts(case, setting.parameters, posterior.pins.seed, setting.index)
    topics.append(section.arrangement_topic(runs, accounts, names))
    if held.study is not None:
        topics.append(section.precedent_topic(held.study, runs))
    levers = compared_levers(case, held.scenarios)
    if levers is not None:
        topics.append(levers_topic(*levers, names))
    if runs.sizes["draw"] >= FEWEST_DRAWS:
        topics.append(missing_topic(*worth_in(pair, pressed)))
    topics.append(section.rivals_topic(case))
    topics.append(structures_topic(read_comparison(case), case, view.as_of, names))
    diagram = causal_diagram(setting, runs, declaration())
    return section.politics_section(topics, diagram, names)
