"""Recruitment by pay: how many sign, and how the signing bonus follows the shortage of men."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model import recruitment_rivals as rivals
from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def recruits(
    recruitment_rate: PersonsPerWeek,
    pay_elasticity: Pure,
    log_signing_bonus: Pure,
    visible_deaths_elasticity: Pure,
    recent_visible_deaths: PersonsPerWeek,
    reference_visible_deaths: PersonsPerWeek,
    support_elasticity: Pure,
    war_support: Pure,
    reference_war_support: Pure,
    substitute_recruits: PersonsPerWeek,
) -> PersonsPerWeek:
    """Contracts signed per week: ``R0 exp(eps b) ((1 + x/x0)/2)^-zeta exp(xi (s - s0)) + substitutes``.

    ``b`` is the log signing bonus relative to the first week, ``x`` the deaths seen of late, ``s`` public support; at
    the reference deaths and support the last two factors are one. ``substitutes`` are men bought in a scenario instead
    of foreign soldiers, none otherwise. Source: Fineline model description, "recruit".
    """
    paid = pay_elasticity * log_signing_bonus
    deterred = visible_deaths_elasticity * jnp.log(0.5 * (1.0 + recent_visible_deaths / reference_visible_deaths))
    willing = support_elasticity * (war_support - reference_war_support)
    return recruitment_rate * jnp.exp(paid - deterred + willing) + substitute_recruits


def principal_mobilised(principal_mobilisation: PersonsPerWeek) -> PersonsPerWeek:
    """People called up by decree per week, as dated in the case (none between 2023 and 2025)."""
    return principal_mobilisation


def next_log_signing_bonus(
    log_signing_bonus: Pure,
    bonus_response: Pure,
    target_principal_troops: Persons,
    principal_troops: Persons,
    bonus_volatility: Pure,
    bonus_shock: Pure,
    step: Weeks,
) -> Pure:
    """Log signing bonus next week: ``b' = b + step k (N* - N)/N* + sigma sqrt(step) e``.

    The shock is ours: in 2024 the observed bonus rose fourfold within months, by decree, which no smooth response to
    the shortage of men reproduces (decision record 0005). Nominal roubles: the case holds no price index.
    """
    shortage = (target_principal_troops - principal_troops) / target_principal_troops
    return log_signing_bonus + step * bonus_response * shortage + bonus_volatility * jnp.sqrt(step) * bonus_shock


MECHANISM = {
    "pay_elasticity": (recruits, principal_mobilised, next_log_signing_bonus),
    "finite_pool": (
        rivals.recruits_from_pool,
        rivals.next_recruited_total,
        principal_mobilised,
        next_log_signing_bonus,
    ),
    "quota": (recruits, principal_mobilised, rivals.next_log_signing_bonus_by_quota),
}
"""Rival forms of recruitment by name."""
