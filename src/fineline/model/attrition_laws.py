"""Rival laws of attrition: how casualties depend on the forces, with the pace and the scale kept.

Every law multiplies the casualties of the reference week by the offensive tempo and by a shape that is 1 when both
forces stand at their references. So one rate, ``c``, means the same in all of them, and weekly losses can be fitted
under each. What differs is the shape.
"""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.forces import relative_force
from fineline.model.naming import gives
from fineline.model.units import Persons, PersonsPerWeek, Pure

# Pace and scale, common to all -------------------------------------------------------------------------------------


@gives("principal_side_intensity")
def principal_side_intensity_by_law(
    principal_casualty_rate: PersonsPerWeek,
    principal_tempo_elasticity: Pure,
    offensive_tempo: Pure,
    principal_attrition_shape: Pure,
) -> PersonsPerWeek:
    """Casualties per week that the fighting would inflict on the principal's side: ``C = c exp(eta i) shape``."""
    return principal_casualty_rate * jnp.exp(principal_tempo_elasticity * offensive_tempo) * principal_attrition_shape


@gives("opponent_intensity")
def opponent_intensity_by_law(
    opponent_casualty_rate: PersonsPerWeek,
    opponent_tempo_elasticity: Pure,
    offensive_tempo: Pure,
    opponent_attrition_shape: Pure,
) -> PersonsPerWeek:
    """Casualties per week that the fighting would inflict on the opponent: ``C = c exp(eta i) shape``."""
    return opponent_casualty_rate * jnp.exp(opponent_tempo_elasticity * offensive_tempo) * opponent_attrition_shape


# Square ------------------------------------------------------------------------------------------------------------


@gives("principal_attrition_shape")
def principal_shape_square(opponent_troops: Persons, reference_opponent_troops: Persons) -> Pure:
    """Casualties in proportion to those who fire: ``N_U/ref_U``. Sources: Lanchester (1916), Osipov (1915)."""
    return relative_force(opponent_troops, reference_opponent_troops)


@gives("opponent_attrition_shape")
def opponent_shape_square(principal_side_troops: Persons, reference_principal_troops: Persons) -> Pure:
    """Casualties in proportion to those who fire: ``(N_R + N_F)/ref_R``. Sources: Lanchester (1916), Osipov (1915)."""
    return relative_force(principal_side_troops, reference_principal_troops)


# Linear ------------------------------------------------------------------------------------------------------------


def _product(
    principal_side: Persons, reference_principal: Persons, opponent: Persons, reference_opponent: Persons
) -> Pure:
    return relative_force(principal_side, reference_principal) * relative_force(opponent, reference_opponent)


@gives("principal_attrition_shape")
def principal_shape_linear(
    principal_side_troops: Persons,
    reference_principal_troops: Persons,
    opponent_troops: Persons,
    reference_opponent_troops: Persons,
) -> Pure:
    """Casualties in proportion to those who fire and to their targets: ``(N_R + N_F)/ref_R N_U/ref_U``.

    Unaimed fire into an area. Source: Lanchester (1916).
    """
    return _product(principal_side_troops, reference_principal_troops, opponent_troops, reference_opponent_troops)


@gives("opponent_attrition_shape")
def opponent_shape_linear(
    principal_side_troops: Persons,
    reference_principal_troops: Persons,
    opponent_troops: Persons,
    reference_opponent_troops: Persons,
) -> Pure:
    """The same product for the opponent: ``(N_R + N_F)/ref_R N_U/ref_U``. Source: Lanchester (1916)."""
    return _product(principal_side_troops, reference_principal_troops, opponent_troops, reference_opponent_troops)


# Log ---------------------------------------------------------------------------------------------------------------


@gives("principal_attrition_shape")
def principal_shape_log(principal_side_troops: Persons, reference_principal_troops: Persons) -> Pure:
    """Casualties in proportion to the own force: ``(N_R + N_F)/ref_R``; the enemy's does not matter.

    Source: Peterson (1967), the logarithmic law.
    """
    return relative_force(principal_side_troops, reference_principal_troops)


@gives("opponent_attrition_shape")
def opponent_shape_log(opponent_troops: Persons, reference_opponent_troops: Persons) -> Pure:
    """Casualties in proportion to the own force: ``N_U/ref_U``. Source: Peterson (1967)."""
    return relative_force(opponent_troops, reference_opponent_troops)


# General -----------------------------------------------------------------------------------------------------------


def _powers(own: Pure, opposing: Pure, own_exponent: Pure, opposing_exponent: Pure) -> Pure:
    return jnp.exp(own_exponent * jnp.log(own) + opposing_exponent * jnp.log(opposing))


@gives("principal_attrition_shape")
def principal_shape_general(
    principal_side_troops: Persons,
    reference_principal_troops: Persons,
    own_force_exponent: Pure,
    opponent_troops: Persons,
    reference_opponent_troops: Persons,
    opposing_force_exponent: Pure,
) -> Pure:
    """Any power of both forces: ``((N_R + N_F)/ref_R)^q (N_U/ref_U)^p``.

    ``q = 0, p = 1`` is the square law, ``q = p = 1`` the linear one, ``q = 1, p = 0`` the logarithmic one. Sources:
    Helmbold (1965), Bracken (1995); the battles of CDB90 between 1900 and 1945 (S31) put both near 0.5 to 0.6.
    """
    own = relative_force(principal_side_troops, reference_principal_troops)
    opposing = relative_force(opponent_troops, reference_opponent_troops)
    return _powers(own, opposing, own_force_exponent, opposing_force_exponent)


@gives("opponent_attrition_shape")
def opponent_shape_general(
    opponent_troops: Persons,
    reference_opponent_troops: Persons,
    own_force_exponent: Pure,
    principal_side_troops: Persons,
    reference_principal_troops: Persons,
    opposing_force_exponent: Pure,
) -> Pure:
    """The same powers for the opponent: ``(N_U/ref_U)^q ((N_R + N_F)/ref_R)^p``."""
    own = relative_force(opponent_troops, reference_opponent_troops)
    opposing = relative_force(principal_side_troops, reference_principal_troops)
    return _powers(own, opposing, own_force_exponent, opposing_force_exponent)


PACED = (principal_side_intensity_by_law, opponent_intensity_by_law)
SQUARE = (principal_shape_square, opponent_shape_square, *PACED)
LINEAR = (principal_shape_linear, opponent_shape_linear, *PACED)
LOG = (principal_shape_log, opponent_shape_log, *PACED)
GENERAL = (principal_shape_general, opponent_shape_general, *PACED)
