"""Ending: competing weekly hazards of a settlement, of the principal's exhaustion and of the opponent's collapse.

They read the core and nothing reads them: a trajectory goes on past its end, and the analysis weighs it by the chance
that it was still going on. The record holds no end to learn from. The base rates rest on how long wars between states
have lasted, every effect is an assumption with a wide prior, and no forecast that is scored uses them. Hazards are per
week, written as pure numbers because time is in weeks.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.attrition import ONE_PERSON
from fineline.model.naming import gives
from fineline.model.units import EuroBnPerWeek, Persons, PersonsPerWeek, Pure, Weeks

# Competing hazards -------------------------------------------------------------------------------------------------


def belief_gap(perceived_success: Pure, backers_perceived_success: Pure) -> Pure:
    """How far the two camps differ over the principal's chance of success, in [0, 1): ``|V - V_W|``."""
    return jnp.abs(perceived_success - backers_perceived_success)


def settlement_hazard(
    settlement_base_hazard: Pure, talks_factor: Pure, settlement_gap_effect: Pure, belief_gap: Pure
) -> Pure:
    """Weekly hazard of a settlement: ``s0 f exp(-s1 gap)``; zero only where nobody talks.

    Wars are settled when both sides expect the same of going on (Blainey 1973; Slantchev 2003); the formula is our own.
    What talks do to it, ``f``, is set by whoever asks: no record tells.
    """
    return settlement_base_hazard * talks_factor * jnp.exp(-settlement_gap_effect * belief_gap)


def principal_manpower_gap(principal_troops: Persons, target_principal_troops: Persons) -> Pure:
    """Men the principal is short of, over the force it wants: ``(N* - N_R)/N*``, below zero where it has more."""
    return (target_principal_troops - principal_troops) / target_principal_troops


def opponent_manpower_gap(opponent_troops: Persons, reference_opponent_troops: Persons) -> Pure:
    """Men the opponent is short of, over its reference force: ``(ref - N_U)/ref``, below zero where it has more."""
    return (reference_opponent_troops - opponent_troops) / reference_opponent_troops


def principal_exhaustion_hazard(
    exhaustion_base_hazard: Pure,
    exhaustion_support_effect: Pure,
    reference_war_support: Pure,
    war_support: Pure,
    exhaustion_manpower_effect: Pure,
    principal_manpower_gap: Pure,
    exhaustion_success_effect: Pure,
    perceived_success: Pure,
    reference_perceived_success: Pure,
) -> Pure:
    """Weekly hazard that the principal gives up the war: log-linear in lost support, missing men and doubt; above zero.

    ``x0 exp(x_s (s_ref - s) + x_N shortfall - x_V (V - V_ref))``. Our own form.
    """
    lost_support = exhaustion_support_effect * (reference_war_support - war_support)
    missing_men = exhaustion_manpower_effect * principal_manpower_gap
    hope = exhaustion_success_effect * (perceived_success - reference_perceived_success)
    return exhaustion_base_hazard * jnp.exp(lost_support + missing_men - hope)


def opponent_collapse_hazard(
    collapse_base_hazard: Pure,
    collapse_manpower_effect: Pure,
    opponent_manpower_gap: Pure,
    collapse_aid_effect: Pure,
    aid_deliveries: EuroBnPerWeek,
    reference_aid_rate: EuroBnPerWeek,
    collapse_success_effect: Pure,
    perceived_success: Pure,
    reference_perceived_success: Pure,
) -> Pure:
    """Weekly hazard that the opponent gives up: log-linear in missing men and aid and the other's hope; above zero.

    ``u0 exp(u_N shortfall + u_A (1 - deliveries/reference) + u_V (V - V_ref))``. Our own form.
    """
    missing_men = collapse_manpower_effect * opponent_manpower_gap
    missing_aid = collapse_aid_effect * (1.0 - aid_deliveries / reference_aid_rate)
    hope = collapse_success_effect * (perceived_success - reference_perceived_success)
    return collapse_base_hazard * jnp.exp(missing_men + missing_aid + hope)


# Thresholds --------------------------------------------------------------------------------------------------------


@gives("settlement_hazard")
def settlement_hazard_constant(settlement_base_hazard: Pure, talks_factor: Pure) -> Pure:
    """Weekly hazard of a settlement, the same whatever the two sides believe: ``s0 f``."""
    return settlement_base_hazard * talks_factor


def _next_total(total: Persons, flow: PersonsPerWeek, step: Weeks) -> Persons:
    return total + step * flow


def _past_threshold(base: Pure, beyond: Pure, share: Pure, threshold: Pure, width: Pure) -> Pure:
    """Base hazard, and ``beyond`` added as the log of the share crosses that of the threshold."""
    return base + beyond * jax.nn.sigmoid(jnp.log(share / threshold) / width)


def next_principal_deaths_total(
    principal_deaths_total: Persons, principal_killed: PersonsPerWeek, step: Weeks
) -> Persons:
    """Deaths of the principal's own soldiers since the war began: ``X' = X + step K``."""
    return _next_total(principal_deaths_total, principal_killed, step)


def next_opponent_deaths_total(opponent_deaths_total: Persons, opponent_killed: PersonsPerWeek, step: Weeks) -> Persons:
    """Deaths of the opponent's soldiers since the war began: ``X' = X + step K``."""
    return _next_total(opponent_deaths_total, opponent_killed, step)


def principal_loss_share(principal_deaths_total: Persons, principal_population: Persons) -> Pure:
    """Deaths of the principal's soldiers over its population: ``X / population``."""
    return jnp.maximum(principal_deaths_total, ONE_PERSON) / principal_population


def opponent_loss_share(opponent_deaths_total: Persons, opponent_population: Persons) -> Pure:
    """Deaths of the opponent's soldiers over its population: ``X / population``."""
    return jnp.maximum(opponent_deaths_total, ONE_PERSON) / opponent_population


@gives("principal_exhaustion_hazard")
def principal_exhaustion_hazard_by_population(
    exhaustion_base_hazard: Pure,
    threshold_hazard: Pure,
    principal_loss_share: Pure,
    population_loss_threshold: Pure,
    threshold_width: Pure,
) -> Pure:
    """Weekly hazard that the principal gives up once its deaths cross a share of its population.

    ``x0 + x1 logistic(ln(share/threshold)/w)``. A rival to be beaten: in the Correlates of War record such a share
    does not separate losers from winners (area under the curve about one half).
    """
    return _past_threshold(
        exhaustion_base_hazard, threshold_hazard, principal_loss_share, population_loss_threshold, threshold_width
    )


@gives("opponent_collapse_hazard")
def opponent_collapse_hazard_by_population(
    collapse_base_hazard: Pure,
    threshold_hazard: Pure,
    opponent_loss_share: Pure,
    population_loss_threshold: Pure,
    threshold_width: Pure,
) -> Pure:
    """Weekly hazard that the opponent gives up once its deaths cross a share of its population.

    ``u0 + x1 logistic(ln(share/threshold)/w)``. The equation and threshold are the principal's, with the same
    reservation.
    """
    return _past_threshold(
        collapse_base_hazard, threshold_hazard, opponent_loss_share, population_loss_threshold, threshold_width
    )


def next_principal_casualties_total(
    principal_casualties_total: Persons, principal_casualties: PersonsPerWeek, step: Weeks
) -> Persons:
    """Casualties of the principal's own soldiers since the war began: ``X' = X + step C``."""
    return _next_total(principal_casualties_total, principal_casualties, step)


def next_opponent_casualties_total(
    opponent_casualties_total: Persons, opponent_casualties: PersonsPerWeek, step: Weeks
) -> Persons:
    """Casualties of the opponent since the war began: ``X' = X + step C``."""
    return _next_total(opponent_casualties_total, opponent_casualties, step)


def _lost(casualties: Persons, troops: Persons) -> Pure:
    lost = jnp.maximum(casualties, ONE_PERSON)
    return lost / (lost + troops)


def principal_force_loss_share(principal_casualties_total: Persons, principal_troops: Persons) -> Pure:
    """Casualties over all who were or are in the principal's force, in (0, 1]: ``X/(X + N)``.

    Who was wounded twice counts twice.
    """
    return _lost(principal_casualties_total, principal_troops)


def opponent_force_loss_share(opponent_casualties_total: Persons, opponent_troops: Persons) -> Pure:
    """Casualties over all who were or are in the opponent's force, in (0, 1]: ``X/(X + N)``."""
    return _lost(opponent_casualties_total, opponent_troops)


@gives("principal_exhaustion_hazard")
def principal_exhaustion_hazard_by_force(
    exhaustion_base_hazard: Pure,
    threshold_hazard: Pure,
    principal_force_loss_share: Pure,
    force_loss_threshold: Pure,
    threshold_width: Pure,
) -> Pure:
    """Weekly hazard that the principal gives up once its casualties cross a share of its force.

    ``x0 + x1 logistic(ln(share/threshold)/w)``. No record of forces and outcomes of whole wars backs a value.
    """
    return _past_threshold(
        exhaustion_base_hazard, threshold_hazard, principal_force_loss_share, force_loss_threshold, threshold_width
    )


@gives("opponent_collapse_hazard")
def opponent_collapse_hazard_by_force(
    collapse_base_hazard: Pure,
    threshold_hazard: Pure,
    opponent_force_loss_share: Pure,
    force_loss_threshold: Pure,
    threshold_width: Pure,
) -> Pure:
    """Weekly hazard that the opponent gives up once its casualties cross a share of its force.

    ``u0 + x1 logistic(ln(share/threshold)/w)``. The equation and threshold are the principal's.
    """
    return _past_threshold(
        collapse_base_hazard, threshold_hazard, opponent_force_loss_share, force_loss_threshold, threshold_width
    )


MECHANISM = {
    "competing_hazards": (
        belief_gap,
        settlement_hazard,
        principal_manpower_gap,
        opponent_manpower_gap,
        principal_exhaustion_hazard,
        opponent_collapse_hazard,
    ),
    "population_share": (
        settlement_hazard_constant,
        next_principal_deaths_total,
        next_opponent_deaths_total,
        principal_loss_share,
        opponent_loss_share,
        principal_exhaustion_hazard_by_population,
        opponent_collapse_hazard_by_population,
    ),
    "force_share": (
        settlement_hazard_constant,
        next_principal_casualties_total,
        next_opponent_casualties_total,
        principal_force_loss_share,
        opponent_force_loss_share,
        principal_exhaustion_hazard_by_force,
        opponent_collapse_hazard_by_force,
    ),
}
"""Rival accounts of how the war may end by name."""
