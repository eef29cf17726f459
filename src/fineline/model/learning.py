"""Learning: how the effectiveness of a foreign soldier grows in combat and is diluted by newcomers."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.forces import ONE_PERSON
from fineline.model.naming import gives
from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def newcomer_share(contributor_troops: Persons, contributor_arrived: PersonsPerWeek, step: Weeks) -> Pure:
    """Share of the contingent that has just arrived, in [0, 1]; below one person it counts as none.

    ``step arrived / (N_F + step arrived)``. The floor keeps the ratio defined when there is no contingent.
    """
    arrived = step * contributor_arrived
    return arrived / jnp.maximum(contributor_troops + arrived, ONE_PERSON)


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


def weeks_fought(combat_weeks: Weeks, contributor_combat_share: Pure, newcomer_share: Pure, step: Weeks) -> Weeks:
    """Mean weeks in combat of a foreign soldier at the end of a step: ``(t + f step) (1 - share_new)``."""
    return (combat_weeks + contributor_combat_share * step) * (1.0 - newcomer_share)


def next_combat_weeks(weeks_fought: Weeks) -> Weeks:
    """Mean weeks in combat of a foreign soldier next week: ``t' = (t + f step) (1 - share_new)``."""
    return weeks_fought


@gives("next_contributor_effectiveness")
def next_contributor_effectiveness_power(
    weeks_fought: Weeks, initial_effectiveness: Pure, mature_effectiveness: Pure, learning_exponent: Pure
) -> Pure:
    """Effectiveness next week by a power law of practice: ``E = E_0 + (E_max - E_0) (1 - (1 + t)^-k)``.

    ``t`` counts weeks in combat: quick gains at first, slow ones for long afterwards. Newcomers dilute ``t`` and not
    ``E`` itself, so a mixed contingent counts as one of its mean experience. Sources: Newell and Rosenbloom (1981) for
    the power law of practice; Fineline model description, rivals of learning.
    """
    learned = 1.0 - (1.0 + weeks_fought) ** -learning_exponent
    return initial_effectiveness + (mature_effectiveness - initial_effectiveness) * learned


@gives("next_contributor_effectiveness")
def next_contributor_effectiveness_selection(
    contributor_effectiveness: Pure,
    contributor_killed: PersonsPerWeek,
    contributor_troops: Persons,
    selection_strength: Pure,
    mature_effectiveness: Pure,
    initial_effectiveness: Pure,
    newcomer_share: Pure,
    step: Weeks,
) -> Pure:
    """Effectiveness next week when nobody learns and the better ones survive.

    ``E' = E + (1 - exp(-v step K/N)) (E_max - E) - share_new (E - E_0)``. Without newcomers ``E`` is
    ``E_max - (E_max - E_0) S^v`` at a surviving share ``S = exp(-sum K/N)``. Source: Vaupel, Manton and Stallard
    (1979): under unequal risks, gamma-distributed with variance ``v``, the mean risk of the survivors falls as ``S^v``.
    """
    died = step * contributor_killed / jnp.maximum(contributor_troops, ONE_PERSON)
    selected = (1.0 - jnp.exp(-selection_strength * died)) * (mature_effectiveness - contributor_effectiveness)
    diluted = newcomer_share * (contributor_effectiveness - initial_effectiveness)
    return contributor_effectiveness + selected - diluted


@gives("next_contributor_effectiveness")
def next_contributor_effectiveness_constant(contributor_effectiveness: Pure) -> Pure:
    """Effectiveness next week when a foreign soldier stays what he was on arrival: ``E' = E``."""
    return contributor_effectiveness


MECHANISM = {
    "exponential": (newcomer_share, next_contributor_effectiveness),
    "power": (newcomer_share, weeks_fought, next_combat_weeks, next_contributor_effectiveness_power),
    "selection": (newcomer_share, next_contributor_effectiveness_selection),
    "none": (newcomer_share, next_contributor_effectiveness_constant),
}
"""Rival forms of learning by name."""
