"""Which figures nobody has would shrink which answers most: candidates, answers and the runs both come from."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fineline.analysis.fine_line import PressedRuns, pressed_runs
from fineline.analysis.trajectories import (
    Window,
    data_end,
    ground_gained,
    position,
    since_arrival,
    total,
    values,
    whole_record,
)
from fineline.analysis.value_of_information import Answer, Candidate, Floats, Worth, value_of_information
from fineline.case import Case
from fineline.inference.store import Posterior
from fineline.products.pairing import counterfactual
from fineline.products.requests import HORIZON, CounterfactualRequest
from fineline.scenario import Pair
from fineline.scenario.setting import prepare
from fineline.time import WEEK

MONTH, MONTHS = 4, 6
"""Weeks in a month of the candidates, and how many months before the end of data they cover."""


def worth_of_evidence(
    case: Case, posterior: Posterior
) -> tuple[tuple[Candidate, ...], tuple[Answer, ...], tuple[Worth, ...]]:
    """Candidates, answers, and what each candidate is expected to be worth to each answer, the most worthwhile first.

    Args:
        case: the case.
        posterior: the fit whose draws are used.

    Raises:
        SettingError: too few draws.
    """
    request = CounterfactualRequest(without="contributor-troops", horizon=HORIZON)
    pair = counterfactual(case, posterior, request)
    return worth_in(pair, pressed_runs(prepare(case, posterior, horizon=HORIZON, draws=None, seed=0)))


def worth_in(pair: Pair, pressed: PressedRuns) -> tuple[tuple[Candidate, ...], tuple[Answer, ...], tuple[Worth, ...]]:
    """The same from runs that are there already.

    Args:
        pair: history and the weeks after it, and the same without the foreign soldiers.
        pressed: runs of the same draws under a push of the tempo.

    Raises:
        SettingError: too few draws.
    """
    candidates = candidates_of(pair.baseline)
    answers = (*answers_of(pair), fine_line_answer(pressed, data_end(pair.baseline)))
    return candidates, answers, value_of_information(candidates, answers)


def candidates_of(runs: xr.Dataset) -> tuple[Candidate, ...]:
    """Figures that nobody has, each with the error a good source would leave.

    Args:
        runs: history and forecast, dimensions (draw, week).
    """
    aid = values(runs, "lead_backer_aid") + values(runs, "other_backers_aid")
    flows = {name: values(runs, name) for name in ("contributor_casualties", "recruits", "opponent_casualties")}
    return (
        _stock(runs, "opponent_troops", "the opponent's soldiers in theatre, counted once", 0.05),
        _months(runs, flows["contributor_casualties"], "contributor_casualties", "casualties of the contingent", 0.15),
        _months(runs, flows["recruits"], "recruits", "recruits of the principal", 0.05),
        _months(runs, flows["opponent_casualties"], "opponent_casualties", "casualties of the opponent", 0.10),
        _months(runs, aid, "aid_delivered", "military aid delivered to the opponent", 0.10, unit="EUR_bn"),
        _survey(runs),
    )


def answers_of(pair: Pair) -> tuple[Answer, ...]:
    """Headline answers of the briefing that one pair with and without the soldiers gives."""
    runs, window = pair.baseline, _ahead(pair.baseline)
    came = since_arrival(runs) or whole_record(runs)
    spared = total(pair.arm, "principal_killed", came) - total(runs, "principal_killed", came)
    ground = ground_gained(runs, came) - ground_gained(pair.arm, came)
    aid = total(runs, "lead_backer_aid", window) + total(runs, "other_backers_aid", window)
    over = f"over the next {HORIZON} weeks"
    return (
        Answer(key="ground", label=f"ground gained {over}", values=ground_gained(runs, window), unit="km2"),
        _at_end(runs, "principal_troops", f"principal's strength in {HORIZON} weeks"),
        _at_end(runs, "opponent_troops", f"opponent's strength in {HORIZON} weeks"),
        Answer(key="own_deaths_avoided", label="own deaths avoided by the contingent", values=spared, unit="persons"),
        Answer(key="ground_by_contingent", label="ground the contingent added", values=ground, unit="km2"),
        Answer(key="aid", label=f"military aid {over}", values=aid, unit="EUR_bn"),
    )


def fine_line_answer(pressed: PressedRuns, end: np.datetime64) -> Answer:
    """Both sides of the fine line in one number that exists in every draw: the support that pressing harder gains.

    Args:
        pressed: runs under a push of the tempo.
        end: the last week with data.
    """
    found = pressed.effects(end + WEEK, HORIZON)
    label = f"support gained by pressing harder over {HORIZON} weeks (fine line)"
    return Answer(key="fine_line", label=label, values=found.net, unit="logit")


def _ahead(runs: xr.Dataset) -> Window:
    end = data_end(runs)
    return Window(name="ahead", label=f"next {HORIZON} weeks", first=end + WEEK, last=end + HORIZON * WEEK)


def _at_end(runs: xr.Dataset, name: str, label: str) -> Answer:
    return Answer(
        key=name, label=label, values=values(runs, name)[:, position(runs, _ahead(runs).last)], unit="persons"
    )


def _now(runs: xr.Dataset, name: str) -> Floats:
    return values(runs, name)[:, position(runs, data_end(runs))]


def _stock(runs: xr.Dataset, name: str, label: str, error: float) -> Candidate:
    truth = _now(runs, name)
    stated = f"within {error:.0%} (one standard deviation)"
    return Candidate(key=name, label=label, truth=truth, error=error * truth, unit="persons", stated=stated)


def _months(runs: xr.Dataset, flow: Floats, key: str, label: str, error: float, *, unit: str = "persons") -> Candidate:
    """A flow by month over the last months of data, each month with its own error."""
    last = position(runs, data_end(runs)) + 1
    blocks = flow[:, last - MONTH * MONTHS : last].reshape(len(flow), MONTHS, MONTH)
    truth = blocks.sum(axis=2).T
    stated = f"each month within {error:.0%} (one standard deviation)"
    told = f"{label}, by month over {MONTHS} months"
    return Candidate(key=key, label=told, truth=truth, error=error * truth, unit=unit, stated=stated)


def _survey(runs: xr.Dataset) -> Candidate:
    label = "an opinion survey that nobody need fear to answer"
    stated = "within 3 points (one standard deviation)"
    truth = _now(runs, "war_support")
    return Candidate(key="unforced_survey", label=label, truth=truth, error=0.03, unit="share", stated=stated)
