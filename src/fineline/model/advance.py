"""Advance: ground gained per week, a drifting local level moved by relative strength."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.attrition import ONE_PERSON
from fineline.model.units import Persons, Pure, SquareKm, SquareKmPerWeek, Weeks


def strength_ratio_log(
    principal_troops: Persons,
    contributor_effectiveness: Pure,
    contributor_troops: Persons,
    reference_principal_troops: Persons,
    principal_firepower: Pure,
    opponent_troops: Persons,
    reference_opponent_troops: Persons,
    opponent_firepower: Pure,
) -> Pure:
    """Log strength of the principal's side over the opponent's, 0 at the reference forces and firepower.

    ``rho = ln[(N_R + E N_F)/ref_R] + g_R - ln[N_U/ref_U] - g_U``. Source: Fineline model description, "strength".
    """
    effective = principal_troops + contributor_effectiveness * contributor_troops
    principal_side = jnp.maximum(effective, ONE_PERSON) / reference_principal_troops
    opponent = jnp.maximum(opponent_troops, ONE_PERSON) / reference_opponent_troops
    return jnp.log(principal_side) + principal_firepower - jnp.log(opponent) - opponent_firepower


def next_advance_drift(
    advance_drift: SquareKmPerWeek,
    drift_persistence: Pure,
    mean_advance: SquareKmPerWeek,
    drift_volatility: SquareKmPerWeek,
    advance_drift_shock: Pure,
    step: Weeks,
) -> SquareKmPerWeek:
    """Underlying advance rate next week: ``a' = p^step a + (1 - p^step) abar + q sqrt(step) e``."""
    kept = drift_persistence**step
    return kept * advance_drift + (1.0 - kept) * mean_advance + drift_volatility * jnp.sqrt(step) * advance_drift_shock


def advance(
    advance_drift: SquareKmPerWeek, strength_effect: SquareKmPerWeek, offensive_tempo: Pure, strength_ratio_log: Pure
) -> SquareKmPerWeek:
    """Net ground gained by the principal per week: ``dA = a + b exp(i) rho``; negative when it loses ground.

    The reference forces define ``rho = 0``, so the offset of the published form is zero here. How strongly strength
    moves the front is hardly identified by the record. Source: Fineline model description, "advance".
    """
    return advance_drift + strength_effect * jnp.exp(offensive_tempo) * strength_ratio_log


def next_area_gained(area_gained: SquareKm, advance: SquareKmPerWeek, step: Weeks) -> SquareKm:
    """Ground gained since the first modelled week: ``A' = A + step dA``."""
    return area_gained + step * advance


MECHANISM = {"local_level": (strength_ratio_log, next_advance_drift, advance, next_area_gained)}
"""Rival forms of the advance by name."""
