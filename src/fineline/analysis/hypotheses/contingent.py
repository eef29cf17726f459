"""Quantities of the contingent: how many came, what they bore, what they were worth, whom they spared."""

from __future__ import annotations

import numpy as np

from fineline.analysis.contribution import PER
from fineline.analysis.contribution import relative_exposure as exposure_of
from fineline.analysis.hypotheses.records import Asked, Findings, Floats, Measured, Quantity
from fineline.analysis.hypotheses.telling import spread
from fineline.analysis.trajectories import (
    Window,
    ground_gained,
    person_weeks,
    position,
    select,
    total,
    values,
    week_days,
)
from fineline.time import WEEK

QUARTER = 13
"""Weeks."""


def _soldiers_sent(findings: Findings, asked: Asked) -> Measured:
    record = select(findings.baseline, asked.weeks)
    by_week = values(record, "contributor_arrived")
    sent = by_week.sum(axis=1)
    if not sent.any():
        return Measured(values=sent, sentence=f"No foreign soldier was sent by {asked.weeks.last}.")
    first = week_days(record)[int(np.argmax((by_week > 0).any(axis=0)))]
    said = f"{spread(sent, '{:,.0f}')} foreign soldiers were sent, the first in the week to {first}."
    return Measured(values=sent, sentence=said)


SOLDIERS_SENT = Quantity(
    words="foreign soldiers sent",
    unit="persons",
    form="{:,.0f}",
    windows=("whole record",),
    measure=_soldiers_sent,
    reads=("contributor_arrived",),
    decided_by=("contingent_scale",),
    left_open="the weeks of arrival are taken from dated claims; only the size of the contingent is estimated",
)


def _relative_exposure(findings: Findings, asked: Asked) -> Measured:
    runs, weeks = findings.baseline, asked.weeks
    foreign, own = (person_weeks(runs, f"{side}_troops", weeks) for side in ("contributor", "principal"))
    losses = total(runs, "contributor_casualties", weeks) / total(runs, "total_casualties", weeks)
    relative = exposure_of(runs, weeks)
    quarter, heaviest = _heaviest_quarter(findings, weeks)
    said = (
        f"Foreign soldiers were {spread(foreign / (foreign + own), '{:.1%}')} of the strength on their side and bore "
        f"{spread(losses, '{:.1%}')} of its losses, {spread(relative, '{:.1f}')} times what their number would give; "
        f"in {quarter}, the heaviest, {spread(heaviest, '{:.1f}')} times."
    )
    return Measured(values=relative, sentence=said)


def _heaviest_quarter(findings: Findings, weeks: Window) -> tuple[str, Floats]:
    """The 13 weeks, or fewer where fewer are there, with the highest median exposure: in words, and by draw."""
    span = min(QUARTER, weeks.weeks)
    starts = [weeks.first + number * WEEK for number in range(weeks.weeks - span + 1)]
    tried = [
        Window(name="quarter", label=f"the {span} weeks from {start}", first=start, last=start + (span - 1) * WEEK)
        for start in starts
    ]
    found = [exposure_of(findings.baseline, window) for window in tried]
    best = int(np.argmax([np.median(relative) for relative in found]))
    return tried[best].label, found[best]


RELATIVE_EXPOSURE = Quantity(
    words="share of losses borne by the foreign soldiers over their share of strength",
    unit="1",
    form="{:.2g}",
    windows=("since arrival",),
    measure=_relative_exposure,
    reads=("contributor_troops", "principal_troops", "contributor_casualties", "total_casualties"),
    decided_by=("relative_exposure", "inexperience_penalty", "contingent_scale"),
    left_open=(
        "all weeks count, those of guard duty too, and which they were is taken from the case; "
        "what tasks they had and whether commanders meant to expend them is not measured"
    ),
)


def _contributor_effectiveness(findings: Findings, asked: Asked) -> Measured:
    runs, weeks = findings.baseline, asked.weeks
    there = values(select(runs, weeks), "contributor_troops")
    skill = values(select(runs, weeks), "contributor_effectiveness")
    mean = (skill * there).sum(axis=1) / there.sum(axis=1)
    at_end = values(runs, "contributor_effectiveness")[:, position(runs, weeks.last)]
    gained = ground_gained(runs, weeks)
    added = gained - ground_gained(findings.without_troops.arm, weeks)
    said = (
        f"In the draws a foreign soldier counts as {spread(mean, '{:.2f}')} of one of the principal's own, "
        f"{spread(at_end, '{:.2f}')} at the end of the weeks counted; at that worth all of them together added "
        f"{spread(added, '{:,.0f}')} km2 to a net gain of {spread(gained, '{:,.0f}')} km2."
    )
    return Measured(values=mean, sentence=said)


CONTRIBUTOR_EFFECTIVENESS = Quantity(
    words="worth of a foreign soldier in combat, 1 = one of the principal's own",
    unit="1",
    form="{:.2g}",
    windows=("since arrival",),
    measure=_contributor_effectiveness,
    reads=("contributor_troops", "contributor_effectiveness", "advance"),
    decided_by=("initial_effectiveness", "mature_effectiveness", "learning_rate"),
    left_open="a contingent of this size moves the whole front too little for its worth to show in the record",
)


def _own_deaths_avoided(findings: Findings, asked: Asked) -> Measured:
    runs, arm, weeks = findings.baseline, findings.without_troops.arm, asked.weeks
    avoided = total(arm, "principal_killed", weeks) - total(runs, "principal_killed", weeks)
    rate = PER * avoided / total(runs, "contributor_arrived", weeks)
    saved = total(arm, "recruits", weeks) - total(runs, "recruits", weeks)
    said = (
        f"Each 1,000 foreign soldiers spared the principal {spread(rate, '{:.0f}')} deaths of its own; without them "
        f"the contracts it signed would have differed by {spread(saved, '{:+,.0f}')}."
    )
    return Measured(values=rate, sentence=said)


OWN_DEATHS_AVOIDED = Quantity(
    words="deaths of own soldiers avoided for each 1,000 foreign soldiers sent",
    unit="persons",
    form="{:,.0f}",
    windows=("since arrival",),
    measure=_own_deaths_avoided,
    reads=("principal_killed", "contributor_arrived", "recruits"),
    decided_by=("relative_exposure", "inexperience_penalty", "principal_casualty_rate", "initial_killed_logit"),
    left_open=(
        "that a foreign casualty spares an own one is how the model shares losses out, so only the size is tested; "
        "whether sparing its own people was the aim, no count of deaths can tell"
    ),
)
