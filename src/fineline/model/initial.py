"""Where the stocks stand at the start of the first modelled week."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.units import EuroBn, EuroBnPerWeek, Persons, PersonsPerWeek, Pure, SquareKm, Weeks


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
)
"""Starting values that are computed; the others are parameters named ``initial_<stock>``."""
