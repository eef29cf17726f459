"""Learning: how the effectiveness of a foreign soldier grows in combat and is diluted by newcomers."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def newcomer_share(contributor_troops: Persons, contributor_arrived: PersonsPerWeek, step: Weeks) -> Pure:
    """Share of the contingent that has just arrived, in [0, 1]; below one person it counts as none.

    The floor of one person keeps the ratio defined when there is no contingent.
    """
    arrived = step * contributor_arrived
    return arrived / jnp.maximum(contributor_troops + arrived, 1.0)


def next_contributor_effectiveness(
    contributor_effectiveness: Pure,
    learning_rate: Pure,
    contributor_combat_share: Pure,
    mature_effectiveness: Pure,
    initial_effectiveness: Pure,
    newcomer_share: Pure,
    step: Weeks,
) -> Pure:
    """Effectiveness of a foreign soldier next week, 1 = the average own soldier.

    ``E' = E + (1 - exp(-lambda f step)) (E_max - E) - share_new (E - E_0)``: exponential learning in combat, dilution
    by newcomers. Source: Fineline model description, "learning".
    """
    learned = (1.0 - jnp.exp(-learning_rate * contributor_combat_share * step)) * (
        mature_effectiveness - contributor_effectiveness
    )
    diluted = newcomer_share * (contributor_effectiveness - initial_effectiveness)
    return contributor_effectiveness + learned - diluted


MECHANISM = {"exponential": (newcomer_share, next_contributor_effectiveness)}
"""Rival forms of learning by name."""
