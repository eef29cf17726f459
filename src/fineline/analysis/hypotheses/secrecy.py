"""Quantities of secrecy: what disclosure does to belief, how long nothing was said, what hiding kept up."""

from __future__ import annotations

from datetime import date

import numpy as np

from fineline.analysis.hypotheses.records import Asked, Findings, Measured, Missing, Quantity
from fineline.analysis.hypotheses.telling import number, spread
from fineline.analysis.trajectories import data_end, select, values
from fineline.time import DAYS_PER_WEEK

BELIEF_SHIFT, SUPPORT_SHIFT = "disclosure_belief_shift", "disclosure_support_shift"


def _disclosure_belief_shift(findings: Findings, asked: Asked) -> Measured | Missing:  # noqa: ARG001 - no weeks
    held = findings.parameters
    if BELIEF_SHIFT not in held:
        return Missing("the shift of belief at disclosure, draw by draw")
    belief = spread(held[BELIEF_SHIFT], "{:+.2f}")
    said = f"In the draws belief in the principal's success moves by {belief} logit at publicity"
    if SUPPORT_SHIFT in held:
        said += (
            f"; support for the war by {spread(held[SUPPORT_SHIFT], '{:+.2f}')} logit in that week, which one survey a "
            "month can hardly tell from other news"
        )
    return Measured(values=held[BELIEF_SHIFT], sentence=f"{said}.")


DISCLOSURE_BELIEF_SHIFT = Quantity(
    words="shift of belief in the principal's success once the contingent is public, logit",
    unit="logit",
    form="{:.2g}",
    windows=(None,),
    measure=_disclosure_belief_shift,
    decided_by=(BELIEF_SHIFT,),
    left_open="whether foreign troops are read as weakness or as an ally won; its sign is assumed either way",
)


def _weeks_unacknowledged(findings: Findings, asked: Asked) -> Measured | Missing:  # noqa: ARG001 - no weeks
    if "public" not in findings.stages:
        return Missing("the day on which the contingent became public")
    public, acknowledged = findings.stages["public"], findings.stages.get("acknowledged")
    end: date = acknowledged or data_end(findings.baseline).astype(date)
    weeks = (end - public).days / DAYS_PER_WEEK
    until = f"acknowledged on {acknowledged}" if acknowledged else f"not acknowledged by the end of data, {end}"
    said = f"The contingent was public from {public} on and {until}: {weeks:.0f} weeks in which others spoke of it."
    return Measured(values=np.array([weeks]), sentence=said, drawn=False)


WEEKS_UNACKNOWLEDGED = Quantity(
    words="weeks from publicity to acknowledgement",
    unit="weeks",
    form="{:.0f}",
    windows=(None,),
    measure=_weeks_unacknowledged,
    left_open="why nothing was said: the test is of silence, which may have other reasons than a wish to hide",
)


def _image_kept_by_hiding(findings: Findings, asked: Asked) -> Measured:  # noqa: ARG001 - the pair says all
    (pair,) = asked.scenarios.values()
    hidden, exposed = (
        values(select(runs, asked.weeks), "perceived_success").mean(axis=1) for runs in (pair.baseline, pair.arm)
    )
    kept = hidden - exposed
    said = (
        f"{_weeks(asked.weeks.weeks)} lay between arrival and publicity. In that time hiding changed the chance of "
        f"success to an onlooker who extrapolates the advance by {spread(100.0 * kept, '{:+.1f}')} points in a "
        f"hundred; it stood at {number(float(np.median(hidden)), '{:.0%}')}."
    )
    return Measured(values=kept, sentence=said)


IMAGE_KEPT_BY_HIDING = Quantity(
    words="chance of success as seen by onlookers, less what it would have been had all been public from the first day",
    unit="1",
    form="{:.2g}",
    windows=("while hidden",),
    measure=_image_kept_by_hiding,
    decided_by=(BELIEF_SHIFT,),
    scenarios=(1, 1),
    left_open="whether being seen to use foreign troops lowers an image at all; the sign is assumed either way",
)


def _weeks(count: int) -> str:
    return "One week" if count == 1 else f"{count} weeks"
