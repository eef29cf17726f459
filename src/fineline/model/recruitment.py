"""Recruitment by pay: how many sign, and how the signing bonus follows the shortage of men."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def recruits(recruitment_rate: PersonsPerWeek, pay_elasticity: Pure, log_signing_bonus: Pure) -> PersonsPerWeek:
    """Contracts signed per week: ``R0 exp(eps b)``, ``b`` the log signing bonus relative to January 2023.

    Visible deaths and public support will enter here when those mechanisms exist.
    Source: Fineline model description, "recruit".
    """
    return recruitment_rate * jnp.exp(pay_elasticity * log_signing_bonus)


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


MECHANISM = {"pay_elasticity": (recruits, principal_mobilised, next_log_signing_bonus)}
"""Rival forms of recruitment by name."""
