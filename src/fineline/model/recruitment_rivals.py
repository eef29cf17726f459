"""Rival accounts of recruitment: a pool of willing men that empties, and a quota that the bonus is set to meet."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.naming import gives
from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


@gives("recruits")
def recruits_from_pool(
    recruitment_pool: Persons,
    recruited_total: Persons,
    recruitment_rate: PersonsPerWeek,
    pay_elasticity: Pure,
    log_signing_bonus: Pure,
    substitute_recruits: PersonsPerWeek,
    step: Weeks,
) -> PersonsPerWeek:
    """Contracts signed per week by those who are left: ``(pool - signed) (1 - exp(-h step)) / step + substitutes``.

    The hazard ``h = (R0/pool) exp(eps b)`` gives about ``R0`` a week while the pool is full; a higher bonus draws the
    same men sooner and not more of them. ``substitutes`` are men bought in a scenario instead of foreign soldiers; they
    come out of the same pool. Source: Fineline model description, rivals of recruitment.
    """
    left = jnp.maximum(recruitment_pool - recruited_total, 0.0)
    hazard = recruitment_rate / recruitment_pool * jnp.exp(pay_elasticity * log_signing_bonus)
    return left * (1.0 - jnp.exp(-hazard * step)) / step + substitute_recruits


def next_recruited_total(recruited_total: Persons, recruits: PersonsPerWeek, step: Weeks) -> Persons:
    """All who have signed since the first week: ``S' = S + step Rec``."""
    return recruited_total + step * recruits


@gives("next_log_signing_bonus")
def next_log_signing_bonus_by_quota(
    log_signing_bonus: Pure,
    quota_response: Pure,
    recruitment_quota: PersonsPerWeek,
    recruits: PersonsPerWeek,
    substitute_recruits: PersonsPerWeek,
    bonus_volatility: Pure,
    bonus_shock: Pure,
    step: Weeks,
) -> Pure:
    """Log signing bonus next week: ``b' = b + step k (Q - Rec)/Q + sigma sqrt(step) e``.

    The authorities watch the intake against a target and not the size of the force; the bonus settles where the target
    is met. Men bought in a scenario instead of foreign soldiers come on top of the quota. Source: Fineline model
    description, rivals of recruitment.
    """
    gap = (recruitment_quota - (recruits - substitute_recruits)) / recruitment_quota
    return log_signing_bonus + step * quota_response * gap + bonus_volatility * jnp.sqrt(step) * bonus_shock
