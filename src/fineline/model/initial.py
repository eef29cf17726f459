"""Where the stocks stand at the start of the first modelled week."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.units import (
    EuroBn,
    EuroBnPerWeek,
    Persons,
    PersonsPerWeek,
    Pure,
    SquareKm,
    SquareKmPerWeek,
    SquareKmPerWeekSquared,
    UsdPerMonth,
    Weeks,
)


def initial_principal_firepower() -> Pure:
    """Log firepower of the principal before the contributor's shells: 0 by definition."""
    return jnp.zeros(())


def initial_opponent_firepower() -> Pure:
    """Log firepower of the opponent at the reference rate of aid: 0 by definition."""
    return jnp.zeros(())


def initial_undelivered_aid(prior_aid_rate: EuroBnPerWeek, aid_delivery_lag: Weeks) -> EuroBn:
    """Aid in the pipeline when allocation has run at a steady rate: ``rate * lag``."""
    return prior_aid_rate * aid_delivery_lag


def initial_principal_recovering(
    principal_casualty_rate: PersonsPerWeek,
    principal_tempo_elasticity: Pure,
    initial_tempo: Pure,
    initial_killed_logit: Pure,
    returning_share: Pure,
    recovery_time: Weeks,
) -> Persons:
    """The principal's wounded who will return, in the steady state of the starting tempo: ``r tau (1 - d) C``."""
    casualties = principal_casualty_rate * jnp.exp(principal_tempo_elasticity * initial_tempo)
    return returning_share * recovery_time * jax.nn.sigmoid(-initial_killed_logit) * casualties


def initial_opponent_recovering(
    opponent_casualty_rate: PersonsPerWeek,
    opponent_tempo_elasticity: Pure,
    initial_tempo: Pure,
    opponent_killed_logit: Pure,
    returning_share: Pure,
    recovery_time: Weeks,
) -> Persons:
    """The opponent's wounded who will return, in the steady state of the starting tempo: ``r tau (1 - d) C``."""
    casualties = opponent_casualty_rate * jnp.exp(opponent_tempo_elasticity * initial_tempo)
    return returning_share * recovery_time * jax.nn.sigmoid(-opponent_killed_logit) * casualties


def initial_contributor_troops() -> Persons:
    """No foreign contingent before the first dated arrival."""
    return jnp.zeros(())


def initial_contributor_recovering() -> Persons:
    """No wounded foreign soldiers before the first dated arrival."""
    return jnp.zeros(())


def initial_contributor_effectiveness(initial_effectiveness: Pure) -> Pure:
    """Effectiveness of a foreign soldier on arrival, 1 = the average own soldier."""
    return initial_effectiveness


def initial_log_signing_bonus() -> Pure:
    """The signing bonus is measured against its level at the start: log 1."""
    return jnp.zeros(())


def initial_area_gained() -> SquareKm:
    """Ground is counted from the start."""
    return jnp.zeros(())


def initial_visible_deaths_total(own_visibility: Pure, principal_deaths_before: Persons) -> Persons:
    """Deaths the public has seen before the first week: the visible share of all own deaths until then."""
    return own_visibility * principal_deaths_before


def initial_recent_visible_deaths(
    own_visibility: Pure,
    initial_killed_logit: Pure,
    principal_casualty_rate: PersonsPerWeek,
    principal_tempo_elasticity: Pure,
    initial_tempo: Pure,
) -> PersonsPerWeek:
    """Deaths seen of late when the first week begins: those of the starting tempo."""
    casualties = principal_casualty_rate * jnp.exp(principal_tempo_elasticity * initial_tempo)
    return own_visibility * jax.nn.sigmoid(initial_killed_logit) * casualties


def initial_belief_mean(initial_advance_drift: SquareKmPerWeek) -> SquareKmPerWeek:
    """A learner begins with the pace of the front as it is."""
    return initial_advance_drift


def initial_belief_variance(belief_model_spread: SquareKmPerWeek) -> SquareKmPerWeekSquared:
    """And with the doubt it has of any model of the front."""
    return belief_model_spread**2


def initial_backers_seen_advance(initial_advance_drift: SquareKmPerWeek) -> SquareKmPerWeek:
    """The backers begin with the same pace."""
    return initial_advance_drift


def initial_backers_belief_mean(initial_advance_drift: SquareKmPerWeek) -> SquareKmPerWeek:
    """And expect it to go on."""
    return initial_advance_drift


def initial_backers_belief_variance(belief_model_spread: SquareKmPerWeek) -> SquareKmPerWeekSquared:
    """With the same doubt."""
    return belief_model_spread**2


def initial_belief_log_odds() -> Pure:
    """Even odds between a weak and a strong opponent."""
    return jnp.zeros(())


def initial_backers_log_odds() -> Pure:
    """Even odds for the backers as well."""
    return jnp.zeros(())


def initial_recruited_total() -> Persons:
    """Men who sign are counted from the start; the pool is what is left of it then."""
    return jnp.zeros(())


def initial_combat_weeks() -> Weeks:
    """Foreign soldiers arrive without experience of this front."""
    return jnp.zeros(())


def initial_principal_materiel() -> Pure:
    """Materiel of the principal is measured against its level at the start."""
    return jnp.ones(())


def initial_opponent_materiel() -> Pure:
    """Materiel of the opponent is measured against its level at the start."""
    return jnp.ones(())


def initial_principal_production() -> Pure:
    """The principal's production covers its use at the start."""
    return jnp.ones(())


def initial_opponent_production(aid_materiel_share: Pure) -> Pure:
    """The opponent's production covers what aid at the reference rate does not: ``1 - m_W``."""
    return 1.0 - aid_materiel_share


def initial_grievance() -> UsdPerMonth:
    """A deal begins without grievance."""
    return jnp.zeros(())


def initial_principal_deaths_total(principal_deaths_before: Persons) -> Persons:
    """Deaths of the principal's own soldiers before the first week."""
    return principal_deaths_before


def initial_opponent_deaths_total(opponent_deaths_before: Persons) -> Persons:
    """Deaths of the opponent's soldiers before the first week."""
    return opponent_deaths_before


def initial_principal_casualties_total(principal_casualties_before: Persons) -> Persons:
    """Casualties of the principal's own soldiers before the first week."""
    return principal_casualties_before


def initial_opponent_casualties_total(opponent_casualties_before: Persons) -> Persons:
    """Casualties of the opponent before the first week."""
    return opponent_casualties_before


INITIAL = (
    initial_principal_firepower,
    initial_opponent_firepower,
    initial_undelivered_aid,
    initial_principal_recovering,
    initial_opponent_recovering,
    initial_contributor_troops,
    initial_contributor_recovering,
    initial_contributor_effectiveness,
    initial_log_signing_bonus,
    initial_area_gained,
    initial_visible_deaths_total,
    initial_recent_visible_deaths,
    initial_belief_mean,
    initial_belief_variance,
    initial_backers_seen_advance,
    initial_backers_belief_mean,
    initial_backers_belief_variance,
    initial_belief_log_odds,
    initial_backers_log_odds,
    initial_recruited_total,
    initial_combat_weeks,
    initial_principal_materiel,
    initial_opponent_materiel,
    initial_principal_production,
    initial_opponent_production,
    initial_grievance,
    initial_principal_deaths_total,
    initial_opponent_deaths_total,
    initial_principal_casualties_total,
    initial_opponent_casualties_total,
)
"""Starting values that are computed; the others are parameters named ``initial_<stock>``."""
