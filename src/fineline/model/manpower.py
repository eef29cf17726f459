"""Manpower balance of the three forces: stocks of soldiers in theatre, with every inflow and outflow named."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def principal_discharges(
    principal_troops: Persons, principal_casualties: PersonsPerWeek, discharge_rate: Pure, step: Weeks
) -> PersonsPerWeek:
    """The principal's soldiers who leave unhurt per week: ``(N_R/step - C_R) (1 - exp(-chi_R step))``.

    A hazard on those who were not hit.
    """
    return (principal_troops / step - principal_casualties) * (1.0 - jnp.exp(-discharge_rate * step))


def opponent_absences(
    opponent_troops: Persons,
    opponent_casualties: PersonsPerWeek,
    absence_rate: Pure,
    opponent_absence_profile: Pure,
    step: Weeks,
) -> PersonsPerWeek:
    """The opponent's soldiers who go absent or are discharged per week: ``(N_U/step - C_U) (1 - exp(-chi_U a step))``.

    A hazard that follows the registered cases: ``a`` is their dated profile in the case.
    """
    hazard = absence_rate * opponent_absence_profile
    return (opponent_troops / step - opponent_casualties) * (1.0 - jnp.exp(-hazard * step))


def opponent_mobilised(
    opponent_mobilisation_rate: PersonsPerWeek, opponent_mobilisation_profile: Pure
) -> PersonsPerWeek:
    """People the opponent calls up per week: ``Mob_U m``, the reference rate times the dated profile of the case."""
    return opponent_mobilisation_rate * opponent_mobilisation_profile


def contributor_arrived(contributor_arrivals: PersonsPerWeek, contingent_scale: Pure) -> PersonsPerWeek:
    """Foreign soldiers who arrive per week: ``scale * arrivals``.

    The dated arrivals of the case times the uncertain size of the contingent.
    """
    return contingent_scale * contributor_arrivals


def contributor_departed(
    contributor_troops: Persons,
    contributor_casualties: PersonsPerWeek,
    contributor_departures: PersonsPerWeek,
    contingent_scale: Pure,
    step: Weeks,
) -> PersonsPerWeek:
    """Foreign soldiers who go home per week, never more than are there: ``min(scale * departures, N_F/step - C_F)``."""
    left = jnp.maximum(contributor_troops / step - contributor_casualties, 0.0)
    return jnp.minimum(contingent_scale * contributor_departures, left)


def _at_least_none(troops: Persons) -> Persons:
    """Outflows never exceed the stock; this takes off the rounding that would leave a billionth of a person owing."""
    return jnp.maximum(troops, 0.0)


def next_principal_troops(
    principal_troops: Persons,
    principal_casualties: PersonsPerWeek,
    principal_discharges: PersonsPerWeek,
    principal_returns: PersonsPerWeek,
    recruits: PersonsPerWeek,
    principal_mobilised: PersonsPerWeek,
    step: Weeks,
) -> Persons:
    """The principal's own soldiers in theatre next week: ``N_R' = N_R + step (Ret + Rec + Mob - C_R - discharges)``.

    Stock plus inflows less outflows: people are conserved.
    """
    outflow = principal_casualties + principal_discharges
    return _at_least_none(principal_troops + step * (principal_returns + recruits + principal_mobilised - outflow))


def next_opponent_troops(
    opponent_troops: Persons,
    opponent_casualties: PersonsPerWeek,
    opponent_absences: PersonsPerWeek,
    opponent_returns: PersonsPerWeek,
    opponent_mobilised: PersonsPerWeek,
    step: Weeks,
) -> Persons:
    """The opponent's soldiers in theatre next week: ``N_U' = N_U + step (Ret_U + Mob_U - C_U - absences)``.

    Stock plus inflows less outflows: people are conserved.
    """
    outflow = opponent_casualties + opponent_absences
    return _at_least_none(opponent_troops + step * (opponent_returns + opponent_mobilised - outflow))


def next_contributor_troops(
    contributor_troops: Persons,
    contributor_casualties: PersonsPerWeek,
    contributor_departed: PersonsPerWeek,
    contributor_returns: PersonsPerWeek,
    contributor_arrived: PersonsPerWeek,
    step: Weeks,
) -> Persons:
    """The contributor's soldiers in theatre next week: ``N_F' = N_F + step (Ret_F + arrived - C_F - departed)``.

    Stock plus inflows less outflows: people are conserved.
    """
    outflow = contributor_casualties + contributor_departed
    return _at_least_none(contributor_troops + step * (contributor_returns + contributor_arrived - outflow))


def principal_intake(
    recruits: PersonsPerWeek, principal_mobilised: PersonsPerWeek, principal_returns: PersonsPerWeek
) -> PersonsPerWeek:
    """All men who join or rejoin the principal's own force per week: ``Rec + Mob + Ret``."""
    return recruits + principal_mobilised + principal_returns


MECHANISM = {
    "three_forces": (
        principal_discharges,
        opponent_absences,
        opponent_mobilised,
        contributor_arrived,
        contributor_departed,
        next_principal_troops,
        next_opponent_troops,
        next_contributor_troops,
        principal_intake,
    )
}
"""The manpower balance has no rival: it is bookkeeping."""
