"""Firepower of each side: a log stock that decays, fed by production and by what others deliver."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import EuroBn, EuroBnPerWeek, Pure, RoundsPerWeek, Weeks


def aid_deliveries(undelivered_aid: EuroBn, aid_delivery_lag: Weeks, step: Weeks) -> EuroBnPerWeek:
    """Military aid that arrives per week: a first-order delay behind allocation.

    ``U (1 - exp(-step/lag)) / step``. Allocation is not delivery; the Kiel tracker (S10) records the former.
    """
    return undelivered_aid * (1.0 - jnp.exp(-step / aid_delivery_lag)) / step


def next_undelivered_aid(
    undelivered_aid: EuroBn, aid_allocated: EuroBnPerWeek, aid_deliveries: EuroBnPerWeek, step: Weeks
) -> EuroBn:
    """Aid allocated and not yet delivered, next week: ``U' = U + step (allocated - delivered)``."""
    return undelivered_aid + step * (aid_allocated - aid_deliveries)


def next_principal_firepower(
    principal_firepower: Pure,
    contributor_shell_deliveries: RoundsPerWeek,
    reference_shell_rate: RoundsPerWeek,
    shell_firepower_gain: Pure,
    firepower_persistence: Pure,
    firepower_volatility: Pure,
    principal_firepower_shock: Pure,
    step: Weeks,
) -> Pure:
    """Log firepower of the principal next week, 0 = its own production alone.

    ``g' = p^step g + (1 - p^step) G shells/reference + sigma sqrt(step) e``: at the reference rate of deliveries the
    contributor's shells raise the level by ``G`` in the long run. Source: Fineline model description, "firepower".
    """
    kept = firepower_persistence**step
    supplied = shell_firepower_gain * contributor_shell_deliveries / reference_shell_rate
    shock = firepower_volatility * jnp.sqrt(step) * principal_firepower_shock
    return kept * principal_firepower + (1.0 - kept) * supplied + shock


def next_opponent_firepower(
    opponent_firepower: Pure,
    aid_deliveries: EuroBnPerWeek,
    reference_aid_rate: EuroBnPerWeek,
    aid_firepower_gain: Pure,
    firepower_persistence: Pure,
    firepower_volatility: Pure,
    opponent_firepower_shock: Pure,
    step: Weeks,
) -> Pure:
    """Log firepower of the opponent next week, 0 = its level at the reference rate of aid.

    ``g' = p^step g + (1 - p^step) G (deliveries/reference - 1) + sigma sqrt(step) e``.
    Source: Fineline model description, "firepower".
    """
    kept = firepower_persistence**step
    supplied = aid_firepower_gain * (aid_deliveries / reference_aid_rate - 1.0)
    shock = firepower_volatility * jnp.sqrt(step) * opponent_firepower_shock
    return kept * opponent_firepower + (1.0 - kept) * supplied + shock


MECHANISM = {
    "stock": (aid_deliveries, next_undelivered_aid, next_principal_firepower, next_opponent_firepower),
}
"""Rival forms of the firepower mechanism by name."""
