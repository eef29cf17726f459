"""From runs, evidence and posterior to the briefing's structure: the one place where its numbers are gathered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import xarray as xr

from fineline.analysis.contribution import PlaceboCheck, placebo_check
from fineline.analysis.hypotheses import Extras, Findings
from fineline.analysis.intervals import probability
from fineline.analysis.milestones import outlook
from fineline.analysis.propositions import verdicts
from fineline.analysis.trajectories import (
    Window,
    ground_gained,
    last_year,
    since_arrival,
    whole_record,
)
from fineline.case import Case
from fineline.case.inputs import known_by
from fineline.errors import SettingError
from fineline.evaluation.hindcast import Hindcast
from fineline.evidence import View
from fineline.report.names import Names, names_of
from fineline.report.pairs import LEVERS, SHELLS, SOLDIERS, Pair
from fineline.report.posterior import Posterior
from fineline.report.quantities import likelihood
from fineline.report.schema import Briefing, Likelihood, Outlook, Politics, Status, Topic
from fineline.report.sections.annex import annex_section
from fineline.report.sections.chosen import Choice, chosen_section
from fineline.report.sections.contribution import contribution_section
from fineline.report.sections.cost import cost_section
from fineline.report.sections.fans import fan_figures
from fineline.report.sections.identification import identification_section, statuses
from fineline.report.sections.judgements import judgements_section
from fineline.report.sections.manpower import manpower_section
from fineline.report.sections.outlook import outlook_grounds, outlook_section
from fineline.report.sections.reproduce import header_section, reproduce_section
from fineline.report.sections.rivals import rivals_section
from fineline.report.sections.scorecard import scorecard_section, sources_section
from fineline.report.sections.standing import standing_section
from fineline.scenario.assumptions import assumptions_of


def briefing_content(
    case: Case,
    view: View,
    posterior: Posterior,
    pairs: Mapping[str, Pair],
    placebo: Pair | None = None,
    placebo_weeks: tuple[date, date] | None = None,
    politics: Politics | None = None,
    extras: Extras | None = None,
    hindcasts: Sequence[Hindcast] = (),
    choice: Choice | None = None,
    checks: tuple[Topic, ...] = (),
) -> Briefing:
    """The whole briefing as plain data.

    All pairs share one baseline: history and the weeks after it, at least 52 of them.

    Args:
        case: roles, priors, propositions, sources.
        view: the evidence as it stood on the as-of day.
        posterior: draws, contraction, diagnostics and pins.
        pairs: baseline and arm for each key of `LEVERS`, history and forecast, dimensions (draw, week).
        placebo: a pair without the soldiers over weeks in which there were none; None for no negative control.
        placebo_weeks: first and last Sunday of those weeks.
        politics: the political half, where the runs hold it.
        extras: what else the tests of propositions read; what is not there is not measured.
        hindcasts: what each source should have published by the fit; none for a briefing without them.
        choice: levers and scenarios that the reader set, with the pair that they make; None for the baseline alone.
        checks: results of checks that lie with the case, for the annex.

    Raises:
        SettingError: a pair is missing, or the placebo has no weeks.
        TrajectoryError: a variable or a week is missing from a run.
    """
    _check(pairs, placebo, placebo_weeks)
    names = names_of(case)
    runs, windows = pairs[SOLDIERS].baseline, _windows(pairs[SOLDIERS].baseline)
    ahead = _ahead(pairs[SOLDIERS], view, names)
    changed = contribution_section(pairs, _control(placebo, placebo_weeks), names)
    price = cost_section(runs, windows, names)
    identified = identification_section(case, posterior, view, pairs[SOLDIERS].parameters, hindcasts)
    known = statuses(identified)
    found = verdicts(case.propositions, _findings(case, view, pairs[SOLDIERS], known, extras or Extras()))
    return Briefing(
        header=header_section(case.title, posterior, names, view.as_of, runs),
        judgements=judgements_section(ahead, changed, price, found, _shells_above_soldiers(pairs), known, names),
        standing=standing_section(runs, view, names),
        outlook=ahead,
        contribution=changed,
        cost=price,
        manpower=manpower_section(runs, windows, names),
        rivals=rivals_section(runs, view, names),
        identification=identified,
        scorecard=scorecard_section(case, found, names),
        sources=sources_section(case),
        annex=annex_section(checks),
        reproduce=reproduce_section(posterior),
        politics=politics,
        chosen=chosen_section(choice, assumptions_of(runs), names),
    )


def _control(placebo: Pair | None, weeks: tuple[date, date] | None) -> PlaceboCheck | None:
    """What the negative control shows; None without one."""
    return placebo_check(placebo, _placebo_window(weeks)) if placebo and weeks else None


def _check(pairs: Mapping[str, Pair], placebo: Pair | None, weeks: tuple[date, date] | None) -> None:
    missing = [lever for lever in LEVERS if lever not in pairs]
    if missing or (placebo is None) != (weeks is None):
        raise SettingError(
            expected=f"a pair for each of {', '.join(LEVERS)}, and a placebo together with its weeks",
            found=f"pairs {', '.join(pairs)}; placebo {'given' if placebo else 'none'}; weeks {weeks or 'none'}",
            where="briefing",
            remedy="run the missing counterfactuals first",
        )


def _ahead(pair: Pair, view: View, names: Names) -> Outlook:
    runs = pair.baseline
    return outlook_section(outlook(runs, outlook_grounds(view, pair)), fan_figures(runs, view, names), names)


def _windows(runs: xr.Dataset) -> tuple[Window, ...]:
    found = (whole_record(runs), since_arrival(runs), last_year(runs))
    return tuple(window for window in found if window is not None)


def _placebo_window(weeks: tuple[date, date]) -> Window:
    first, last = (np.datetime64(day) for day in weeks)
    return Window(name="placebo", label="weeks of the placebo", first=first, last=last)


def _findings(case: Case, view: View, pair: Pair, known: Mapping[str, Status], extras: Extras) -> Findings:
    objective = case.constants.objective_area
    return Findings(
        baseline=pair.baseline,
        without_troops=pair,
        claims=tuple(view.claims.values()),
        objective_km2=None if objective is None else objective.value,
        parameters=pair.parameters,
        statuses=known,
        stages={stage.stage: stage.since for stage in known_by(case.contributor.disclosure, view.as_of)},
        extras=extras,
    )


def _shells_above_soldiers(pairs: Mapping[str, Pair]) -> Likelihood:
    """Whether the shells changed the ground more than the soldiers did, since the soldiers came."""
    runs = pairs[SOLDIERS].baseline
    window = since_arrival(runs) or whole_record(runs)
    changed = {
        lever: ground_gained(pairs[lever].baseline, window) - ground_gained(pairs[lever].arm, window)
        for lever in LEVERS
    }
    event = f"{window.label}, the shells added more ground than the soldiers"
    return likelihood(event, probability(changed[SHELLS] > changed[SOLDIERS]))
