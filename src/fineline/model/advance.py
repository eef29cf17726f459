"""Advance: ground gained per week, a drifting local level moved by relative strength, and its rivals.

In every form a slowly changing drift carries what the form does not explain, so that each can follow the weeks that
the mappers saw; the forms differ in what moves the front besides, and in what the drift returns to.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.forces import ONE_PERSON, relative_force
from fineline.model.naming import gives
from fineline.model.units import (
    Km,
    Persons,
    PersonsPerKm,
    PersonsPerWeek,
    Pure,
    SquareKm,
    SquareKmPerPerson,
    SquareKmPerWeek,
    Weeks,
)


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
    principal_side = relative_force(effective, reference_principal_troops)
    opponent = relative_force(opponent_troops, reference_opponent_troops)
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


# Constant productivity ---------------------------------------------------------------------------------------------


@gives("next_advance_drift")
def next_advance_drift_around_nothing(
    advance_drift: SquareKmPerWeek,
    drift_persistence: Pure,
    drift_volatility: SquareKmPerWeek,
    advance_drift_shock: Pure,
    step: Weeks,
) -> SquareKmPerWeek:
    """What ground is gained beyond the price in casualties, next week: ``a' = p^step a + q sqrt(step) e``."""
    return drift_persistence**step * advance_drift + drift_volatility * jnp.sqrt(step) * advance_drift_shock


@gives("advance")
def advance_by_casualties(
    advance_drift: SquareKmPerWeek, ground_per_casualty: SquareKmPerPerson, total_casualties: PersonsPerWeek
) -> SquareKmPerWeek:
    """Net ground gained by the principal per week: ``dA = a + pi C``.

    Ground has a price in casualties, the same from week to week but for a drift that returns to zero. The drift is
    ours: without it the form could not be held against single weeks. Source: Fineline model description, rivals of
    the advance.
    """
    return advance_drift + ground_per_casualty * total_casualties


# Helmbold: a speed of its own --------------------------------------------------------------------------------------


@gives("advance")
def advance_by_drift(advance_drift: SquareKmPerWeek) -> SquareKmPerWeek:
    """Net ground gained by the principal per week: ``dA = a``, whatever the strength of either side.

    Helmbold (1990) found next to nothing that explains rates of advance; the force ratio does not predict them in CDB90
    (S31) either.
    """
    return advance_drift


# A threshold of density --------------------------------------------------------------------------------------------


def opponent_density(opponent_troops: Persons, front_length: Km) -> PersonsPerKm:
    """Soldiers of the opponent in theatre per kilometre of front: ``N_U / length``; not those in the line alone."""
    return jnp.maximum(opponent_troops, ONE_PERSON) / front_length


def front_opening(opponent_density: PersonsPerKm, critical_density: PersonsPerKm, density_sharpness: Pure) -> Pure:
    """How far the front is open, from 0 (dense) to 1 (empty), a half at the critical density.

    ``1 / (1 + (density/critical)^k)``: a smooth switch; the larger ``k``, the sharper.
    """
    return jax.nn.sigmoid(density_sharpness * (jnp.log(critical_density) - jnp.log(opponent_density)))


@gives("advance")
def advance_by_density(
    advance_drift: SquareKmPerWeek, open_front_advance: SquareKmPerWeek, offensive_tempo: Pure, front_opening: Pure
) -> SquareKmPerWeek:
    """Net ground gained by the principal per week: ``dA = a + b_D exp(i) opening``.

    The front holds while it is manned densely enough and gives way below a threshold. Source: Fineline model
    description, rivals of the advance.
    """
    return advance_drift + open_front_advance * jnp.exp(offensive_tempo) * front_opening


MECHANISM = {
    "local_level": (strength_ratio_log, next_advance_drift, advance, next_area_gained),
    "constant_productivity": (
        strength_ratio_log,
        next_advance_drift_around_nothing,
        advance_by_casualties,
        next_area_gained,
    ),
    "helmbold_random": (strength_ratio_log, next_advance_drift, advance_by_drift, next_area_gained),
    "density_threshold": (
        strength_ratio_log,
        next_advance_drift,
        opponent_density,
        front_opening,
        advance_by_density,
        next_area_gained,
    ),
}
"""Rival forms of the advance by name."""
