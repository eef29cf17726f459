"""Quantities of belief, aid and support: what a learner concludes, what backers may do, where the fine line runs."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from fineline._runtime import configure
from fineline.analysis.hypotheses.front import PAST
from fineline.analysis.hypotheses.records import Asked, Findings, Floats, Measured, Missing, Quantity
from fineline.analysis.hypotheses.telling import number, spread
from fineline.analysis.trajectories import data_end, position, values
from fineline.model.aid import aid_response

RESPONSE = "aid_belief_response"
EVEN, TAKEN_HOLD = 0.5, 0.8
"""Chances of the principal's success before and after a belief in it takes hold: even, and very likely (ICD 203)."""


def _perceived_success_rise(findings: Findings, asked: Asked) -> Measured:
    believed = values(findings.baseline, "perceived_success")
    first, last = (believed[:, position(findings.baseline, day)] for day in (asked.weeks.first, asked.weeks.last))
    said = (
        f"An onlooker who extrapolates the advance would put the chance that the principal reaches an assumed goal "
        f"within two years at {spread(first, '{:.0%}')} in the week to {asked.weeks.first} and at "
        f"{spread(last, '{:.0%}')} in the week to {asked.weeks.last}: a change of "
        f"{spread(100.0 * (last - first), '{:+.0f}')} points in a hundred."
    )
    return Measured(values=last - first, sentence=said)


PERCEIVED_SUCCESS_RISE = Quantity(
    words="rise of the chance of success to an onlooker who extrapolates the advance",
    unit="1",
    form="{:.2f}",
    windows=PAST,
    measure=_perceived_success_rise,
    reads=("perceived_success",),
    decided_by=("drift_volatility", "isw_noise", "advance_seen_noise", "belief_model_spread", "perceived_goal"),
    left_open=(
        "the ground is observed; the onlooker is assumed, and that what is seen is believed is built in. That anybody "
        "reckons so, or tells the story, no survey used here asks"
    ),
)


def _aid_response(findings: Findings, asked: Asked) -> Measured | Missing:  # noqa: ARG001 - no weeks
    if RESPONSE not in findings.parameters:
        return Missing("the response of aid to belief, draw by draw")
    response = findings.parameters[RESPONSE]
    end = position(findings.baseline, data_end(findings.baseline))
    now = values(findings.baseline, "backers_perceived_success")[:, end]
    change = np.expm1(_shift(response, TAKEN_HOLD) - _shift(response, EVEN))
    of_each = {float(value): float(np.median(change[np.isclose(response, value)])) for value in np.unique(response)}
    by_response = ", ".join(
        f"{number(moved, '{:+.0%}')} at a response of {number(value, '{:g}')}" for value, moved in of_each.items()
    )
    said = (
        f"Were backers to come from holding the principal's success for even to holding it for very likely, "
        f"{number(TAKEN_HOLD, '{:.0%}')}, aid would change in the long run by {by_response} (log of aid for each logit "
        f"of belief). Backers who extrapolate the advance put the chance at {spread(now, '{:.0%}')} at the end of data."
    )
    return Measured(values=change, sentence=said)


AID_RESPONSE = Quantity(
    words="change of aid in the long run when backers hold the principal's success for very likely instead of even",
    unit="1",
    form="{:.0%}",
    windows=(None,),
    measure=_aid_response,
    reads=("backers_perceived_success",),
    decided_by=(RESPONSE,),
    left_open=(
        "whether backers who see the principal win give up, give more or do not respond: each is assumed in a third of "
        "the draws"
    ),
)


def _fine_line_index(findings: Findings, asked: Asked) -> Measured | Missing:
    found = findings.extras.fine_line
    if found is None or found.first != asked.weeks.first or found.horizon != asked.weeks.weeks:
        return Missing(f"the fine-line index over {asked.weeks.label}")
    return Measured(values=found.values, sentence=found.sentence)


FINE_LINE_INDEX = Quantity(
    words="fine-line index: support that a harder push gains over what it costs",
    unit="1",
    form="{:.2g}",
    windows=("next half-year",),
    measure=_fine_line_index,
    decided_by=("casualty_sensitivity", "success_sensitivity", "perception_filter"),
    left_open=(
        "how strongly support answers to deaths and to success is weakly known, and surveys in a country at war are "
        "answered with fear; that a government weighs the two, no index shows"
    ),
)


def _shift(response: Floats, belief: float) -> Floats:
    """Shift of the log of aid that a belief calls for against an even chance, by response, shape (draw,)."""
    configure()
    even = jnp.full(len(response), EVEN)
    return np.asarray(aid_response(jnp.asarray(response), jnp.full(len(response), belief), even), dtype=np.float64)
