"""Rival ways to form a belief from the front: two types of opponent, momentum, and a belief that never moves."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr

from fineline.model.belief import BACKERS, NORMAL_LEARNING, SHIFTED
from fineline.model.naming import gives
from fineline.model.units import Pure, SquareKm, SquareKmPerWeek, Weeks

# Two types ---------------------------------------------------------------------------------------------------------


def _evidence(
    seen: SquareKmPerWeek,
    advance_if_weak: SquareKmPerWeek,
    advance_if_strong: SquareKmPerWeek,
    noise: SquareKmPerWeek,
) -> Pure:
    """Log likelihood ratio of a week's advance under a weak and under a strong opponent."""
    return ((seen - advance_if_strong) ** 2 - (seen - advance_if_weak) ** 2) / (2.0 * noise**2)


def next_belief_log_odds(
    belief_log_odds: Pure,
    belief_persistence: Pure,
    advance: SquareKmPerWeek,
    advance_if_weak: SquareKmPerWeek,
    advance_if_strong: SquareKmPerWeek,
    advance_seen_noise: SquareKmPerWeek,
    step: Weeks,
) -> Pure:
    """Log odds that the opponent is of the weak type: Bayes' rule with a slow forgetting.

    ``l' = p^step l + step ((dA - a_s)^2 - (dA - a_w)^2) / (2 s_y^2)``. The learner holds one of two pictures, an
    opponent who yields much ground, ``a_w``, or one who yields little, ``a_s``; without forgetting it would be certain
    for ever. Source: Fineline model description, rivals of belief.
    """
    evidence = _evidence(advance, advance_if_weak, advance_if_strong, advance_seen_noise)
    return belief_persistence**step * belief_log_odds + step * evidence


def next_backers_log_odds(
    backers_log_odds: Pure,
    belief_persistence: Pure,
    backers_seen_advance: SquareKmPerWeek,
    advance_if_weak: SquareKmPerWeek,
    advance_if_strong: SquareKmPerWeek,
    advance_seen_noise: SquareKmPerWeek,
    backers_noise_ratio: Pure,
    step: Weeks,
) -> Pure:
    """The same log odds as the backers hold them: ``l' = p^step l + step ((z - a_s)^2 - (z - a_w)^2) / (2 s^2)``.

    They rest on what has reached the backers, ``z``, seen less sharply.
    """
    noise = backers_noise_ratio * advance_seen_noise
    evidence = _evidence(backers_seen_advance, advance_if_weak, advance_if_strong, noise)
    return belief_persistence**step * backers_log_odds + step * evidence


@gives("expected_success")
def expected_success_two_type(belief_log_odds: Pure) -> Pure:
    """Chance that the opponent is of the weak type, in (0, 1): ``logistic(l)``."""
    return jax.nn.sigmoid(belief_log_odds)


@gives("backers_expected_success")
def backers_expected_success_two_type(backers_log_odds: Pure) -> Pure:
    """The same chance as the backers hold it, in (0, 1): ``logistic(l)``."""
    return jax.nn.sigmoid(backers_log_odds)


# Momentum ----------------------------------------------------------------------------------------------------------


@gives("next_belief_mean")
def next_belief_mean_momentum(
    belief_mean: SquareKmPerWeek, advance: SquareKmPerWeek, momentum_memory: Weeks, step: Weeks
) -> SquareKmPerWeek:
    """Recent pace: ``m' = m + (1 - exp(-step/memory)) (dA - m)``; no doubt is carried along."""
    return belief_mean + (1.0 - jnp.exp(-step / momentum_memory)) * (advance - belief_mean)


@gives("next_backers_belief_mean")
def next_backers_belief_mean_momentum(
    backers_belief_mean: SquareKmPerWeek,
    backers_seen_advance: SquareKmPerWeek,
    momentum_memory: Weeks,
    step: Weeks,
) -> SquareKmPerWeek:
    """Recent pace as it has reached the backers: ``m' = m + (1 - exp(-step/memory)) (z - m)``."""
    return backers_belief_mean + (1.0 - jnp.exp(-step / momentum_memory)) * (backers_seen_advance - backers_belief_mean)


def _from_pace(pace: SquareKmPerWeek, horizon: Weeks, goal: SquareKm, model_spread: SquareKmPerWeek) -> Pure:
    return ndtr((pace * horizon - goal) / (horizon * model_spread))


@gives("expected_success")
def expected_success_momentum(
    belief_mean: SquareKmPerWeek, belief_horizon: Weeks, perceived_goal: SquareKm, belief_model_spread: SquareKmPerWeek
) -> Pure:
    """Chance of success to one who goes by the recent pace alone, in (0, 1): ``Phi[(m T - goal) / (T s_m)]``.

    Source: Fineline model description, rivals of belief.
    """
    return _from_pace(belief_mean, belief_horizon, perceived_goal, belief_model_spread)


@gives("backers_expected_success")
def backers_expected_success_momentum(
    backers_belief_mean: SquareKmPerWeek,
    belief_horizon: Weeks,
    perceived_goal: SquareKm,
    belief_model_spread: SquareKmPerWeek,
) -> Pure:
    """The same chance as the backers see it, in (0, 1): ``Phi[(m T - goal) / (T s_m)]``."""
    return _from_pace(backers_belief_mean, belief_horizon, perceived_goal, belief_model_spread)


# Fixed -------------------------------------------------------------------------------------------------------------


@gives("expected_success")
def expected_success_fixed(fixed_expected_success: Pure) -> Pure:
    """A belief that nothing at the front moves, in (0, 1)."""
    return fixed_expected_success


@gives("backers_expected_success")
def backers_expected_success_fixed(fixed_expected_success: Pure) -> Pure:
    """The backers hold the same unmoved belief, in (0, 1)."""
    return fixed_expected_success


MECHANISM = {
    "normal_learning": NORMAL_LEARNING,
    "two_type": (
        next_belief_log_odds,
        expected_success_two_type,
        *BACKERS,
        next_backers_log_odds,
        backers_expected_success_two_type,
        *SHIFTED,
    ),
    "momentum": (
        next_belief_mean_momentum,
        expected_success_momentum,
        *BACKERS,
        next_backers_belief_mean_momentum,
        backers_expected_success_momentum,
        *SHIFTED,
    ),
    "fixed": (expected_success_fixed, backers_expected_success_fixed, *SHIFTED),
}
"""Rival ways to form a belief by name."""
