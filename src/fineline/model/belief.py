"""Belief: the chance of success that a learner sees who watches the front, and that of the backers, later and noisier.

Success means ground: the learner asks whether the goal will be held within the horizon if the advance goes on as it
seems. What counts as success is an assumption of the case. The equations of a learner are the same for the principal's
public and for the backers; the backers see the advance late.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr

from fineline.model.units import Pure, SquareKm, SquareKmPerWeek, SquareKmPerWeekSquared, Weeks

SURE = 1e-6
"""A belief never comes closer than this to certainty, so that its logit stays finite."""


def _logit(chance: Pure) -> Pure:
    kept = jnp.clip(chance, SURE, 1.0 - SURE)
    return jnp.log(kept) - jnp.log1p(-kept)


def _gain(variance: SquareKmPerWeekSquared, noise: SquareKmPerWeek, step: Weeks) -> Pure:
    """Kalman gain ``G = P / (P + s^2/step)``: a step's mean advance is seen the more sharply the longer the step."""
    return variance / (variance + noise**2 / step)


def _chance(
    mean: SquareKmPerWeek,
    variance: SquareKmPerWeekSquared,
    horizon: Weeks,
    goal: SquareKm,
    model_spread: SquareKmPerWeek,
    weekly_spread: SquareKmPerWeek,
) -> Pure:
    """``Phi[(m T - goal) / sqrt(T^2 (P + s_m^2) + T s_A^2)]``."""
    spread = jnp.sqrt(horizon**2 * (variance + model_spread**2) + horizon * weekly_spread**2)
    return ndtr((mean * horizon - goal) / spread)


# The learner -------------------------------------------------------------------------------------------------------


def next_belief_mean(
    belief_mean: SquareKmPerWeek,
    belief_variance: SquareKmPerWeekSquared,
    advance: SquareKmPerWeek,
    advance_seen_noise: SquareKmPerWeek,
    step: Weeks,
) -> SquareKmPerWeek:
    """Rate of advance the learner expects, next week: ``m' = m + G (dA - m)``.

    ``G = P/(P + s_y^2)``. The noise of what is seen widens the learner's doubt and does not move its mean.
    Source: Fineline model description, "belief".
    """
    return belief_mean + _gain(belief_variance, advance_seen_noise, step) * (advance - belief_mean)


def next_belief_variance(
    belief_variance: SquareKmPerWeekSquared,
    advance_seen_noise: SquareKmPerWeek,
    drift_volatility: SquareKmPerWeek,
    step: Weeks,
) -> SquareKmPerWeekSquared:
    """Variance of that expectation, next week: ``P' = (1 - G) P + q^2``, ``q`` the true volatility of the front."""
    return (1.0 - _gain(belief_variance, advance_seen_noise, step)) * belief_variance + step * drift_volatility**2


def expected_success(
    belief_mean: SquareKmPerWeek,
    belief_variance: SquareKmPerWeekSquared,
    belief_horizon: Weeks,
    perceived_goal: SquareKm,
    belief_model_spread: SquareKmPerWeek,
    weekly_advance_spread: SquareKmPerWeek,
) -> Pure:
    """Chance that the goal is reached within the horizon, to one who extrapolates what was seen, in (0, 1).

    ``V = Phi[(m T - goal) / sqrt(T^2 (P + s_m^2) + T s_A^2)]``. Source: Fineline model description, "belief".
    """
    return _chance(
        belief_mean, belief_variance, belief_horizon, perceived_goal, belief_model_spread, weekly_advance_spread
    )


# The backers, later and noisier ------------------------------------------------------------------------------------


def next_backers_seen_advance(
    backers_seen_advance: SquareKmPerWeek, advance: SquareKmPerWeek, backers_delay: Weeks, step: Weeks
) -> SquareKmPerWeek:
    """Advance as it has reached the backers: ``z' = z + (1 - exp(-step/delay)) (dA - z)``, a first-order delay."""
    return backers_seen_advance + (1.0 - jnp.exp(-step / backers_delay)) * (advance - backers_seen_advance)


def next_backers_belief_mean(
    backers_belief_mean: SquareKmPerWeek,
    backers_belief_variance: SquareKmPerWeekSquared,
    backers_seen_advance: SquareKmPerWeek,
    advance_seen_noise: SquareKmPerWeek,
    backers_noise_ratio: Pure,
    step: Weeks,
) -> SquareKmPerWeek:
    """Rate of advance the backers expect, next week: ``m' = m + G (z - m)``.

    The learner's equation, from what has reached them, ``z``, seen less sharply.
    """
    gain = _gain(backers_belief_variance, backers_noise_ratio * advance_seen_noise, step)
    return backers_belief_mean + gain * (backers_seen_advance - backers_belief_mean)


def next_backers_belief_variance(
    backers_belief_variance: SquareKmPerWeekSquared,
    advance_seen_noise: SquareKmPerWeek,
    backers_noise_ratio: Pure,
    drift_volatility: SquareKmPerWeek,
    step: Weeks,
) -> SquareKmPerWeekSquared:
    """Variance of what the backers expect, next week: ``P' = (1 - G) P + q^2``."""
    gain = _gain(backers_belief_variance, backers_noise_ratio * advance_seen_noise, step)
    return (1.0 - gain) * backers_belief_variance + step * drift_volatility**2


def backers_expected_success(
    backers_belief_mean: SquareKmPerWeek,
    backers_belief_variance: SquareKmPerWeekSquared,
    belief_horizon: Weeks,
    perceived_goal: SquareKm,
    belief_model_spread: SquareKmPerWeek,
    weekly_advance_spread: SquareKmPerWeek,
) -> Pure:
    """The same chance as the backers see it, in (0, 1).

    ``V_W = Phi[(m T - goal) / sqrt(T^2 (P + s_m^2) + T s_A^2)]``, with their own ``m`` and ``P``.
    """
    return _chance(
        backers_belief_mean,
        backers_belief_variance,
        belief_horizon,
        perceived_goal,
        belief_model_spread,
        weekly_advance_spread,
    )


# What disclosure and claims of success add -------------------------------------------------------------------------


def belief_shift(
    contingent_public: Pure, disclosure_belief_shift: Pure, success_claimed: Pure, claim_belief_shift: Pure
) -> Pure:
    """Shift of belief, in logits, once the contingent is public and once the principal has claimed success.

    ``delta_D public + delta_C claimed``. Whether the use of foreign troops reads as weakness or as strength is not
    known: both are assumptions with a range on either side of zero. Source: Fineline model description, "belief".
    """
    return contingent_public * disclosure_belief_shift + success_claimed * claim_belief_shift


def perceived_success(expected_success: Pure, belief_shift: Pure) -> Pure:
    """Chance of the principal's success as its public sees it, in (0, 1): ``logistic(logit V + shift)``."""
    return jax.nn.sigmoid(_logit(expected_success) + belief_shift)


def backers_perceived_success(backers_expected_success: Pure, belief_shift: Pure) -> Pure:
    """Chance of the principal's success as the opponent's backers see it, in (0, 1).

    ``logistic(logit V_W + shift)``.
    """
    return jax.nn.sigmoid(_logit(backers_expected_success) + belief_shift)


BACKERS = (next_backers_seen_advance,)
SHIFTED = (belief_shift, perceived_success, backers_perceived_success)
NORMAL_LEARNING = (
    next_belief_mean,
    next_belief_variance,
    expected_success,
    *BACKERS,
    next_backers_belief_mean,
    next_backers_belief_variance,
    backers_expected_success,
    *SHIFTED,
)
