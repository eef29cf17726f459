"""Attrition: casualties of each side, and how the principal's side shares them with the contributor.

Casualties are drawn from a hazard, so that a week can never cost more people than are there: with hazard ``h``
per soldier a force ``N`` loses ``N (1 - exp(-h step))``. At the record's one or two per cent a week this differs from
the plain rate by less than one per cent, and every stock stays positive by construction.
"""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model import attrition_laws
from fineline.model.attrition_materiel import MATERIEL
from fineline.model.forces import LARGEST_EXPONENT, ONE_PERSON, relative_force
from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def principal_side_troops(principal_troops: Persons, contributor_troops: Persons) -> Persons:
    """Soldiers in theatre on the principal's side: ``N_R + N_F``."""
    return principal_troops + contributor_troops


def principal_side_intensity(
    principal_casualty_rate: PersonsPerWeek,
    principal_tempo_elasticity: Pure,
    offensive_tempo: Pure,
    firepower_elasticity: Pure,
    opponent_firepower: Pure,
    principal_side_troops: Persons,
    reference_principal_troops: Persons,
    troops_elasticity: Pure,
) -> PersonsPerWeek:
    """Casualties per week that the fighting would inflict on the principal's side.

    ``C = c exp(eta i + alpha g_U) ((N_R + N_F)/ref)^beta``. ``beta`` 0: materiel decides; 1: limited by targets.
    Source: Fineline model description, "losses"; compare Bracken (1995) for exponents between the Lanchester laws.
    """
    exponent = principal_tempo_elasticity * offensive_tempo + firepower_elasticity * opponent_firepower
    crowding = troops_elasticity * jnp.log(relative_force(principal_side_troops, reference_principal_troops))
    return principal_casualty_rate * jnp.exp(jnp.minimum(exponent + crowding, LARGEST_EXPONENT))


def opponent_intensity(
    opponent_casualty_rate: PersonsPerWeek,
    opponent_tempo_elasticity: Pure,
    offensive_tempo: Pure,
    firepower_elasticity: Pure,
    principal_firepower: Pure,
    opponent_troops: Persons,
    reference_opponent_troops: Persons,
    troops_elasticity: Pure,
) -> PersonsPerWeek:
    """Casualties per week that the fighting would inflict on the opponent.

    ``C_U = c exp(eta i + alpha g_R) (N_U/ref)^beta``.
    """
    exponent = opponent_tempo_elasticity * offensive_tempo + firepower_elasticity * principal_firepower
    crowding = troops_elasticity * jnp.log(relative_force(opponent_troops, reference_opponent_troops))
    return opponent_casualty_rate * jnp.exp(jnp.minimum(exponent + crowding, LARGEST_EXPONENT))


def contributor_exposure(
    relative_exposure: Pure, inexperience_penalty: Pure, contributor_effectiveness: Pure, contributor_combat_share: Pure
) -> Pure:
    """Exposure of a foreign soldier relative to an own one: ``omega f (1 + nu (1 - E))``.

    ``f`` is the share of the contingent in combat; green troops (``E`` below 1) are hit more often.
    Source: Fineline model description, "split".
    """
    penalty = jnp.maximum(1.0 + inexperience_penalty * (1.0 - contributor_effectiveness), 0.0)
    return relative_exposure * contributor_combat_share * penalty


def own_soldier_hazard(
    principal_side_intensity: PersonsPerWeek,
    principal_troops: Persons,
    contributor_troops: Persons,
    contributor_exposure: Pure,
) -> Pure:
    """Weekly casualty hazard of one of the principal's own soldiers: ``C / (N_R + omega N_F)``.

    The same fire falls on more shoulders when foreign soldiers are there, weighted by their exposure. With no
    contingent it is ``C / N_R`` exactly. The unit is 1/week, written as a pure number because time is in weeks.
    """
    exposed = principal_troops + contributor_exposure * contributor_troops
    return principal_side_intensity / jnp.maximum(exposed, ONE_PERSON)


def principal_casualties(own_soldier_hazard: Pure, principal_troops: Persons, step: Weeks) -> PersonsPerWeek:
    """Casualties of the principal's own soldiers per week: ``N_R (1 - exp(-h step)) / step``."""
    return principal_troops * (1.0 - jnp.exp(-own_soldier_hazard * step)) / step


def contributor_casualties(
    own_soldier_hazard: Pure, contributor_exposure: Pure, contributor_troops: Persons, step: Weeks
) -> PersonsPerWeek:
    """Casualties of the contributor's soldiers per week: ``N_F (1 - exp(-omega h step)) / step``."""
    return contributor_troops * (1.0 - jnp.exp(-contributor_exposure * own_soldier_hazard * step)) / step


def opponent_casualties(opponent_intensity: PersonsPerWeek, opponent_troops: Persons, step: Weeks) -> PersonsPerWeek:
    """Casualties of the opponent per week: ``N_U (1 - exp(-C_U step / N_U)) / step``."""
    hazard = opponent_intensity / jnp.maximum(opponent_troops, ONE_PERSON)
    return opponent_troops * (1.0 - jnp.exp(-hazard * step)) / step


def total_casualties(principal_casualties: PersonsPerWeek, contributor_casualties: PersonsPerWeek) -> PersonsPerWeek:
    """Casualties per week on the principal's side, own and foreign together: ``C_R + C_F``."""
    return principal_casualties + contributor_casualties


_SHARED = (
    principal_side_troops,
    contributor_exposure,
    own_soldier_hazard,
    principal_casualties,
    contributor_casualties,
    opponent_casualties,
    total_casualties,
)

MECHANISM = {
    "firepower_tempo": (principal_side_intensity, opponent_intensity, *_SHARED),
    "square": (*attrition_laws.SQUARE, *_SHARED),
    "linear": (*attrition_laws.LINEAR, *_SHARED),
    "log": (*attrition_laws.LOG, *_SHARED),
    "general": (*attrition_laws.GENERAL, *_SHARED),
    "materiel": (*MATERIEL, *_SHARED),
}
"""Rival attrition laws by name; each gives the two intensities, the rest is shared."""
