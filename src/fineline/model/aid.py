"""Aid: how much military aid the backers allocate, by the lead backer and by all others.

The underlying rate of each group moves slowly; what a month records is lumpy around it. Whether a belief that the
principal wins makes backers give up (futility) or give more (urgency) is not identified by the record: the response is
an assumption with three values, pooled with equal weight, or one of the named rivals.
"""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.naming import gives
from fineline.model.units import EuroBnPerWeek, Pure, Weeks

FUTILITY, URGENCY = -0.3, 0.3
"""Log change of aid per logit of belief, of the two named responses: assumptions of the model description."""
TOLD_APART = 0.05
"""Chances below this, and above its complement, move backers no further: they are "almost no chance" and "almost
certain" (ICD 203), and nobody answers a chance in a million unlike one in a thousand."""


def aid_response(aid_belief_response: Pure, backers_perceived_success: Pure, reference_perceived_success: Pure) -> Pure:
    """Shift of the log of aid that the backers' belief calls for: ``a_V (logit V_W - logit V_ref)``.

    Negative ``a_V`` is futility, positive urgency; ``V_W`` counts between ``TOLD_APART`` and its complement.
    Source: Fineline model description, "aid", read as a long-run response (decision record 0008).
    """
    held = jnp.clip(backers_perceived_success, TOLD_APART, 1.0 - TOLD_APART)
    reference = jnp.log(reference_perceived_success) - jnp.log1p(-reference_perceived_success)
    return aid_belief_response * (jnp.log(held) - jnp.log1p(-held) - reference)


@gives("aid_belief_response")
def aid_belief_response_futility(reference_perceived_success: Pure) -> Pure:
    """Backers who see the principal win give up, per logit of belief: ``a_V = -0.3``."""
    return jnp.full_like(reference_perceived_success, FUTILITY)


@gives("aid_belief_response")
def aid_belief_response_urgency(reference_perceived_success: Pure) -> Pure:
    """Backers who see the principal win give more, per logit of belief: ``a_V = 0.3``."""
    return jnp.full_like(reference_perceived_success, URGENCY)


@gives("aid_belief_response")
def aid_belief_response_none(reference_perceived_success: Pure) -> Pure:
    """Backers do not respond to the course of the front: ``a_V = 0``."""
    return jnp.zeros_like(reference_perceived_success)


def lead_backer_level(mean_lead_backer_log_aid: Pure, lead_backer_regime: Pure, lead_backer_regime_shift: Pure) -> Pure:
    """Level to which the lead backer's log of aid returns: ``qbar + regime shift``, under its government of the day."""
    return mean_lead_backer_log_aid + lead_backer_regime * lead_backer_regime_shift


def other_backers_level(mean_other_backers_log_aid: Pure) -> Pure:
    """Level to which the other backers' log of aid returns: ``qbar``, whatever the lead backer does."""
    return mean_other_backers_log_aid


@gives("other_backers_level")
def other_backers_level_by_regime(
    mean_other_backers_log_aid: Pure, lead_backer_regime: Pure, other_backers_regime_shift: Pure
) -> Pure:
    """Level to which the other backers' log of aid returns when they answer the lead backer's change of policy.

    ``qbar + regime shift``. Source: Fineline model description, rivals of aid: the donor's government decides, and no
    belief does.
    """
    return mean_other_backers_log_aid + lead_backer_regime * other_backers_regime_shift


def _next_log_aid(log_aid: Pure, target: Pure, reversion: Pure, volatility: Pure, shock: Pure, step: Weeks) -> Pure:
    returned = (1.0 - jnp.exp(-reversion * step)) * (target - log_aid)
    return log_aid + returned + volatility * jnp.sqrt(step) * shock


def next_lead_backer_log_aid(
    lead_backer_log_aid: Pure,
    lead_backer_level: Pure,
    aid_response: Pure,
    aid_reversion: Pure,
    aid_volatility: Pure,
    lead_backer_aid_shock: Pure,
    step: Weeks,
) -> Pure:
    """Log of the lead backer's aid over the reference rate, next week.

    ``q' = q + (1 - exp(-rho step)) (level + response - q) + sigma sqrt(step) e``.
    Source: Fineline model description, "aid".
    """
    target = lead_backer_level + aid_response
    return _next_log_aid(lead_backer_log_aid, target, aid_reversion, aid_volatility, lead_backer_aid_shock, step)


def next_other_backers_log_aid(
    other_backers_log_aid: Pure,
    other_backers_level: Pure,
    aid_response: Pure,
    aid_reversion: Pure,
    aid_volatility: Pure,
    other_backers_aid_shock: Pure,
    step: Weeks,
) -> Pure:
    """Log of the other backers' aid over the reference rate, next week; the same equation.

    ``q' = q + (1 - exp(-rho step)) (level + response - q) + sigma sqrt(step) e``.
    """
    target = other_backers_level + aid_response
    return _next_log_aid(other_backers_log_aid, target, aid_reversion, aid_volatility, other_backers_aid_shock, step)


def lead_backer_aid(lead_backer_log_aid: Pure, reference_aid_rate: EuroBnPerWeek) -> EuroBnPerWeek:
    """Military aid that the lead backer allocates per week: ``reference exp(q)``."""
    return reference_aid_rate * jnp.exp(lead_backer_log_aid)


def other_backers_aid(other_backers_log_aid: Pure, reference_aid_rate: EuroBnPerWeek) -> EuroBnPerWeek:
    """Military aid that the other backers allocate per week: ``reference exp(q)``."""
    return reference_aid_rate * jnp.exp(other_backers_log_aid)


def aid_allocated(
    lead_backer_aid: EuroBnPerWeek, other_backers_aid: EuroBnPerWeek, committed_aid: EuroBnPerWeek
) -> EuroBnPerWeek:
    """Military aid allocated per week: ``max(lead + others, committed)``.

    What both groups give, and no less than they have bound themselves to.
    """
    return jnp.maximum(lead_backer_aid + other_backers_aid, committed_aid)


_LEVELS = (lead_backer_level, other_backers_level)
_FLOWS = (
    aid_response,
    next_lead_backer_log_aid,
    next_other_backers_log_aid,
    lead_backer_aid,
    other_backers_aid,
    aid_allocated,
)

MECHANISM = {
    "assumed_response": (*_LEVELS, *_FLOWS),
    "no_feedback": (aid_belief_response_none, *_LEVELS, *_FLOWS),
    "futility": (aid_belief_response_futility, *_LEVELS, *_FLOWS),
    "urgency": (aid_belief_response_urgency, *_LEVELS, *_FLOWS),
    "donor_regime": (aid_belief_response_none, lead_backer_level, other_backers_level_by_regime, *_FLOWS),
}
"""Rival responses of the backers by name; the first pools the three responses."""
