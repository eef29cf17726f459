"""Disclosure: how long a contingent stays hidden and unacknowledged, and whether the record's dates are a surprise.

Waiting times come from the hazards by inverse survival: a unit exponential number, drawn from a stream named after the
stage, is used up by the hazard week after week, and where it runs out the stage begins. Hazards are constant within a
week; past the last week given, that week's hazard goes on. Publicity is waited for from the beginning of the week in
which the contingent arrives, acknowledgement and terms from publicity on. All waits are counted in weeks since that
beginning.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import log_ndtr

from fineline._runtime import configure
from fineline.analysis.intervals import LEVELS, Estimate, Probability, estimate, probability
from fineline.analysis.trajectories import (
    TrajectoryError,
    Window,
    arrival_week,
    person_weeks,
    position,
    total,
    values,
    week_days,
)
from fineline.case import Case, model_inputs
from fineline.case.inputs import known_by
from fineline.errors import SettingError
from fineline.evidence import View
from fineline.inference.unlearned import prior_draws
from fineline.model.structure import MECHANISMS, Equation
from fineline.scenario.shocks import standard_normal
from fineline.time import DAYS_PER_WEEK, WEEK, weeks

Floats = NDArray[np.float64]
Stage = Literal["publicity", "acknowledgement", "terms"]

LABELS: dict[Stage, str] = {
    "publicity": "until the contingent is public",
    "acknowledgement": "until it is acknowledged",
    "terms": "until its terms are known",
}
STAGES: dict[str, Stage] = {"public": "publicity", "acknowledged": "acknowledgement"}
"""Stage waited for, by the name of the stage in a case."""
SIZES = (1_000, 5_000, 10_000, 30_000)
"""Soldiers of the covert contingents that are compared."""
QUARTER = 13
"""Weeks."""
DRAWS = 2000
"""Prior draws behind a check: a percentile of the wait is then known to within a few per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Weeks from arrival to one stage; ``by_end`` is the chance that it begins within the weeks of the trajectories."""

    stage: Stage
    label: str
    estimate: Estimate
    by_end: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCheck:
    """A date of the record against what the priors predict, weeks since the contingent began to arrive.

    ``q05``, ``q50`` and ``q95`` are percentiles of the prior predictive wait; ``inside`` says whether ``observed`` lies
    in its central 90 %.
    """

    stage: Stage
    label: str
    day: date
    observed: float
    q05: float
    q50: float
    q95: float
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CovertWaits:
    """Weeks to publicity and to acknowledgement of a hidden contingent of constant size, no success claimed.

    ``public_within_quarter`` is the chance that it is public within 13 weeks.
    """

    soldiers: int
    publicity: Estimate
    acknowledgement: Estimate
    public_within_quarter: Probability


def waiting_times(hazard: Floats, budget: Floats, start: Floats) -> Floats:
    """When a hazard has used up a budget, weeks since the first week began, shape (draw,).

    Args:
        hazard: per week, shape (draw, week), constant within a week; the last one goes on.
        budget: unit exponential numbers, shape (draw,).
        start: when the clock starts, weeks since the first week began, shape (draw,).

    Returns:
        Infinite where the hazard falls to zero for good before the budget is used up.
    """
    rows, last = np.arange(len(hazard)), hazard.shape[1] - 1
    used = np.concatenate([np.zeros((len(hazard), 1)), np.cumsum(hazard, axis=1)], axis=1)
    begin = np.minimum(start.astype(np.int64), last)
    wanted = used[rows, begin] + hazard[rows, begin] * (start - begin) + budget
    week = np.minimum((used <= wanted[:, None]).sum(axis=1) - 1, last)
    rest, rate = wanted - used[rows, week], hazard[rows, week]
    return week + np.divide(rest, rate, out=np.full(len(rows), np.inf), where=rate > 0)


def waits(trajectories: xr.Dataset, seed: int = 0) -> tuple[Wait, ...]:
    """Weeks from the first arrival to publicity, acknowledgement and terms, as the hazards of the trajectories have it.

    The stages of the record do not condition them: this is what the mechanism expects of such a contingent.

    Raises ``TrajectoryError`` when no foreign soldiers arrive or a hazard is missing.
    """
    arrived = _arrived(trajectories)
    hazards: dict[Stage, Floats] = {stage: values(trajectories, f"{stage}_hazard")[:, arrived:] for stage in LABELS}
    span = trajectories.sizes["week"] - arrived
    return tuple(
        Wait(stage=stage, label=LABELS[stage], estimate=estimate(wait, "weeks"), by_end=probability(wait <= span))
        for stage, wait in _staged(hazards, seed).items()
    )


def killed_share(trajectories: xr.Dataset) -> Floats:
    """Share of the contingent killed a week, over the weeks it was there, shape (draw,).

    Raises ``TrajectoryError`` when no foreign soldiers arrive.
    """
    days = week_days(trajectories)
    here = Window(name="since_arrival", label="since they came", first=days[_arrived(trajectories)], last=days[-1])
    return total(trajectories, "contributor_killed", here) / person_weeks(trajectories, "contributor_troops", here)


def read_beyond_contingent(case: Case) -> tuple[str, ...]:
    """What the hazards of a case read that its dated contingent does not give; with anything here there is no check.

    A hazard that follows belief or support needs trajectories, hence a fit; see `waits`.
    """
    given = {*_parameters(case), *_FROM_THE_CONTINGENT, *(equation.__name__ for equation in _equations(case))}
    return tuple(sorted({name for equation in _equations(case) for name in _read(equation)} - given))


def disclosure_check(case: Case, view: View, *, draws: int = DRAWS, seed: int = 0) -> tuple[StageCheck, ...]:
    """The dates of disclosure known on a day against what the priors predict from the dated contingent alone.

    The contingent is the sum of its dated arrivals, with no losses and nobody gone; deaths, of which there were none
    before it was public, are left out. No fit is needed.

    Args:
        case: the case.
        view: its evidence as of a day.
        draws: draws from the priors.
        seed: of the draws and of the waits.

    Returns:
        One check for each stage whose date was known; none without a contingent known by then.

    Raises:
        SettingError: the case's hazards read more than the contingent.
    """
    if beyond := read_beyond_contingent(case):
        raise SettingError(
            expected="hazards of disclosure that read the contingent alone",
            found=f"{_form(case)}, which reads {', '.join(beyond)}",
            where="mechanism disclosure",
            remedy="check another form, or take the waits from a forecast",
        )
    arrivals = known_by(case.contributor.arrivals, view.as_of)
    stages = known_by(case.contributor.disclosure, view.as_of)
    if not arrivals or not stages:
        return ()
    first = min(entry.week for entry in arrivals)
    predicted = _staged(_prior_hazards(case, view, first, draws, seed), seed)
    return tuple(_check(STAGES[entry.stage], entry.since, first, predicted[STAGES[entry.stage]]) for entry in stages)


def covert_waits(
    case: Case, known: Mapping[str, Floats], share_killed: Floats, *, seed: int = 0, sizes: tuple[int, ...] = SIZES
) -> tuple[CovertWaits, ...]:
    """How long a covert contingent of a constant size would stay hidden and unacknowledged, by size.

    Args:
        case: names the form of the hazards.
        known: parameters by name, shape (draw,), and what else the form reads, at one moment.
        share_killed: share of the contingent killed a week, shape (draw,); zero for one that does not fight.
        seed: of the waits; every size shares them.
        sizes: soldiers.

    Raises:
        SettingError: the form reads something that ``known`` does not hold.
    """
    return tuple(_covert(case, known, share_killed, seed, soldiers) for soldiers in sizes)


def prior_parameters(case: Case, *, draws: int = DRAWS, seed: int = 0) -> dict[str, Floats]:
    """Draws of every parameter of the case's hazards from its prior, shape (draw,)."""
    configure()
    return prior_draws({name: case.priors[name] for name in _parameters(case)}, seed, np.arange(draws))


_FROM_THE_CONTINGENT = ("contributor_troops", "contributor_killed", "success_claimed", "contingent_acknowledged")


def _form(case: Case) -> str:
    return case.mechanisms.get("disclosure", next(iter(MECHANISMS["disclosure"])))


def _equations(case: Case) -> tuple[Equation, ...]:
    return MECHANISMS["disclosure"][_form(case)]


def _read(equation: Equation) -> tuple[str, ...]:
    return tuple(inspect.signature(equation).parameters)


def _parameters(case: Case) -> tuple[str, ...]:
    read = {name for equation in _equations(case) for name in _read(equation)}
    return tuple(sorted(name for name in read if name in case.priors))


def _hazards(case: Case, known: Mapping[str, Floats]) -> dict[Stage, Floats]:
    """The three hazards from everything they read."""
    configure()
    values_by_name = dict(known)
    for equation in _equations(case):
        if missing := [name for name in _read(equation) if name not in values_by_name]:
            raise SettingError(
                expected=f"everything that {equation.__name__} of {_form(case)} reads",
                found=f"nothing for {', '.join(missing)}",
                where="known",
                remedy="give it, from the same draws as the parameters",
            )
        given = equation(**{name: values_by_name[name] for name in _read(equation)})
        values_by_name[equation.__name__] = np.asarray(given, dtype=np.float64)
    return {stage: values_by_name[f"{stage}_hazard"] for stage in LABELS}


def _prior_hazards(case: Case, view: View, first: date, draws: int, seed: int) -> dict[Stage, Floats]:
    """Hazards from the week of the first arrival to the end of the calendar, shape (draw, week)."""
    grid = weeks(first, case.calendar.last_week)
    inputs = model_inputs(case, view, grid)
    arrivals = inputs["contributor_arrivals"]
    drive = {
        # a week reads the strength at its beginning
        "contributor_troops": np.cumsum(arrivals) - arrivals,
        "contributor_killed": np.zeros(len(grid)),
        "success_claimed": inputs["success_claimed"],
        "contingent_acknowledged": inputs["contingent_acknowledged"],
    }
    drawn = {name: draw[:, None] for name, draw in prior_parameters(case, draws=draws, seed=seed).items()}
    shape = (draws, len(grid))
    return {stage: np.broadcast_to(hazard, shape) for stage, hazard in _hazards(case, {**drive, **drawn}).items()}


def _staged(hazards: Mapping[Stage, Floats], seed: int) -> dict[Stage, Floats]:
    """Waits to each stage, shape (draw,): publicity from the beginning, the other two from publicity."""
    draws = len(hazards["publicity"])
    beginning = np.zeros(draws)
    public = waiting_times(hazards["publicity"], _budget("publicity", seed, draws), beginning)
    later: tuple[Stage, ...] = ("acknowledgement", "terms")
    return {
        "publicity": public,
        **{stage: waiting_times(hazards[stage], _budget(stage, seed, draws), public) for stage in later},
    }


def _budget(stage: Stage, seed: int, draws: int) -> Floats:
    """Unit exponential numbers of a stage's own stream, shape (draw,)."""
    normal = standard_normal(seed, f"{stage}_wait", np.zeros(1, dtype=np.int64), draws)[:, 0]
    return -np.asarray(log_ndtr(normal), dtype=np.float64)


def _check(stage: Stage, day: date, first: date, wait: Floats) -> StageCheck:
    begin = np.datetime64(first, "D") - WEEK + np.timedelta64(1, "D")
    observed = float((np.datetime64(day, "D") - begin) / np.timedelta64(DAYS_PER_WEEK, "D"))
    q05, q50, q95 = (float(q) for q in np.quantile(wait, [LEVELS["low90"], LEVELS["median"], LEVELS["high90"]]))
    return StageCheck(
        stage=stage,
        label=LABELS[stage],
        day=day,
        observed=observed,
        q05=q05,
        q50=q50,
        q95=q95,
        inside=q05 <= observed <= q95,
    )


def _covert(case: Case, known: Mapping[str, Floats], share_killed: Floats, seed: int, soldiers: int) -> CovertWaits:
    here = {
        **known,
        "contributor_troops": np.full_like(share_killed, soldiers),
        "contributor_killed": share_killed * soldiers,
        "success_claimed": np.zeros_like(share_killed),
        "contingent_acknowledged": np.zeros_like(share_killed),
    }
    found = _staged({stage: hazard[:, None] for stage, hazard in _hazards(case, here).items()}, seed)
    return CovertWaits(
        soldiers=soldiers,
        publicity=estimate(found["publicity"], "weeks"),
        acknowledgement=estimate(found["acknowledgement"], "weeks"),
        public_within_quarter=probability(found["publicity"] <= QUARTER),
    )


def _arrived(trajectories: xr.Dataset) -> int:
    first = arrival_week(trajectories)
    if first is None:
        raise TrajectoryError(
            expected="foreign soldiers arriving",
            found="none in any week",
            where="contributor_troops",
            remedy="take the arm of the pair in which they come",
        )
    return position(trajectories, first)
