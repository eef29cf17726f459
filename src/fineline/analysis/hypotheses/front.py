"""Quantities of the front: who outnumbers whom, how fast ground is gained, at what price, and how far the goal is."""

from __future__ import annotations

import numpy as np

from fineline.analysis.hypotheses.records import Asked, Findings, Floats, Measured, Missing, Quantity
from fineline.analysis.hypotheses.telling import number, spread
from fineline.analysis.manpower import shrinking
from fineline.analysis.trajectories import ground_gained, select, total, values, week_days
from fineline.case.propositions import WindowName

PER_THOUSAND = 1000.0
PAST: tuple[WindowName, ...] = ("whole record", "before arrival", "since arrival", "last year")


def _force_ratio(findings: Findings, asked: Asked) -> Measured:
    inside = select(findings.baseline, asked.weeks)
    own, foreign, other = (values(inside, f"{side}_troops") for side in ("principal", "contributor", "opponent"))
    ratio = ((own + foreign) / other).mean(axis=1)
    said = (
        f"There were {spread(ratio, '{:.2f}')} soldiers in theatre on the principal's side for each of the opponent's."
    )
    return Measured(values=ratio, sentence=said)


FORCE_RATIO = Quantity(
    words="soldiers in theatre on the principal's side for each of the opponent's",
    unit="1",
    form="{:.2g}",
    windows=PAST,
    measure=_force_ratio,
    reads=("principal_troops", "contributor_troops", "opponent_troops"),
    decided_by=(
        "initial_principal_troops",
        "initial_opponent_troops",
        "recruitment_rate",
        "opponent_mobilisation_rate",
        "absence_rate",
    ),
    left_open=(
        "superior materiel is not tested: each side's firepower is held against its own past alone, "
        "and the opponent publishes neither strength nor losses by week"
    ),
)


def _ground_per_week(findings: Findings, asked: Asked) -> Measured:
    pace = ground_gained(findings.baseline, asked.weeks) / asked.weeks.weeks
    return Measured(values=pace, sentence=f"The principal gained {spread(pace, '{:.0f}')} km2 a week.")


GROUND_PER_WEEK = Quantity(
    words="net ground gained by the principal, km2 a week",
    unit="km2/week",
    form="{:,.0f}",
    windows=PAST,
    measure=_ground_per_week,
    reads=("advance",),
    decided_by=("drift_volatility", "isw_noise"),
    left_open="ground outside the mapped area is not counted",
)


def _ground_per_thousand(findings: Findings, asked: Asked) -> Measured:
    gained = ground_gained(findings.baseline, asked.weeks)
    lost = total(findings.baseline, "total_casualties", asked.weeks)
    said = (
        f"It had {spread(lost, '{:,.0f}')} casualties, {spread(PER_THOUSAND * gained / lost, '{:.1f}')} km2 for each "
        "1,000 of them."
    )
    return Measured(values=PER_THOUSAND * gained / lost, sentence=said)


GROUND_PER_THOUSAND = Quantity(
    words="net ground gained for each 1,000 casualties of the principal's side, km2",
    unit="km2",
    form="{:.2g}",
    windows=PAST,
    measure=_ground_per_thousand,
    reads=("advance", "total_casualties"),
    decided_by=("principal_casualty_rate", "claims_level", "drift_volatility"),
    left_open="casualties rest on the other side's claims for their scale, known to about 15 per cent",
)


def _objective_share(findings: Findings, asked: Asked) -> Measured | Missing:
    if findings.objective_km2 is None:
        return Missing("an objective, which the case does not state")
    share = ground_gained(findings.baseline, asked.weeks) / findings.objective_km2
    within = number(float((share >= 1.0).mean()), "{:.0%}")
    said = (
        f"In {asked.weeks.weeks} weeks the principal gains {spread(share, '{:.0%}')} of the objective, which is taken "
        f"to be {findings.objective_km2:,.0f} km2, and all of it in {within} of draws."
    )
    return Measured(values=share, sentence=said)


OBJECTIVE_SHARE = Quantity(
    words="share of the assumed objective gained",
    unit="1",
    form="{:.0%}",
    windows=("next half-year", "next year"),
    measure=_objective_share,
    reads=("advance",),
    decided_by=("mean_advance", "drift_volatility"),
    left_open=(
        "the objective is an assumption that nobody has stated; that ground as such does not end a war is a reading of "
        "past wars, not of this count"
    ),
)


def _weeks_short(findings: Findings, asked: Asked) -> Measured:
    short = shrinking(findings.baseline, "principal")
    days = week_days(short)
    inside = (days >= asked.weeks.first) & (days <= asked.weeks.last)
    share = short.values[:, inside].mean(axis=1)
    moved = _change(findings, "principal_troops", asked)
    said = (
        f"The principal's losses exceeded its intake in {spread(share, '{:.0%}')} of {int(inside.sum())} weeks, over "
        f"which its own force changed by {spread(moved, '{:+,.0f}')} soldiers."
    )
    return Measured(values=share, sentence=said)


def _change(findings: Findings, variable: str, asked: Asked) -> Floats:
    """How far a variable moved from the week before a window to the last week of it, shape (draw,)."""
    days = week_days(findings.baseline)
    inside = (days >= asked.weeks.first) & (days <= asked.weeks.last)
    last = np.flatnonzero(days == asked.weeks.last)[0]
    path = values(findings.baseline, variable)
    return path[:, last] - path[:, last - int(inside.sum())]


WEEKS_SHORT = Quantity(
    words="share of weeks in which the principal's losses exceeded its intake",
    unit="1",
    form="{:.0%}",
    windows=PAST,
    measure=_weeks_short,
    reads=("principal_troops",),
    decided_by=("recruitment_rate", "principal_casualty_rate", "returning_share", "discharge_rate"),
    left_open="a force may grow and still be short of what its tasks need, or grow because pay rose",
)


def _bonus_rise(findings: Findings, asked: Asked) -> Measured:
    dearer = np.exp(_change(findings, "log_signing_bonus", asked))
    said = f"The nominal bonus for signing came to {spread(dearer, '{:.1f}')} times what it had been."
    return Measured(values=dearer, sentence=said)


BONUS_RISE = Quantity(
    words="the nominal bonus for signing over what it had been before those weeks",
    unit="1",
    form="{:.2g}",
    windows=PAST,
    measure=_bonus_rise,
    reads=("log_signing_bonus",),
    decided_by=("bonus_volatility",),
    left_open="prices rose as well, and a state may pay more to take in more and not because too few come",
)
