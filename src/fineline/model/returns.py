"""Return to duty: a share of the wounded recovers and comes back after a while, in each of the three forces."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def _returning(recovering: Persons, recovery_time: Weeks, step: Weeks) -> PersonsPerWeek:
    """Outflow of a first-order delay per week; never more than the stock."""
    return recovering * (1.0 - jnp.exp(-step / recovery_time)) / step


def _next_recovering(
    recovering: Persons,
    casualties: PersonsPerWeek,
    killed: PersonsPerWeek,
    returns: PersonsPerWeek,
    returning_share: Pure,
    step: Weeks,
) -> Persons:
    """``H' = H + step (r (C - K) - Ret)``; the other ``1 - r`` of the wounded leave the force for good."""
    return recovering + step * (returning_share * (casualties - killed) - returns)


def principal_returns(principal_recovering: Persons, recovery_time: Weeks, step: Weeks) -> PersonsPerWeek:
    """The principal's recovered wounded back on duty per week: ``H (1 - exp(-step/tau)) / step``."""
    return _returning(principal_recovering, recovery_time, step)


def opponent_returns(opponent_recovering: Persons, recovery_time: Weeks, step: Weeks) -> PersonsPerWeek:
    """The opponent's recovered wounded back on duty per week: ``H (1 - exp(-step/tau)) / step``."""
    return _returning(opponent_recovering, recovery_time, step)


def contributor_returns(contributor_recovering: Persons, recovery_time: Weeks, step: Weeks) -> PersonsPerWeek:
    """The contributor's recovered wounded back on duty per week: ``H (1 - exp(-step/tau)) / step``."""
    return _returning(contributor_recovering, recovery_time, step)


def next_principal_recovering(
    principal_recovering: Persons,
    principal_casualties: PersonsPerWeek,
    principal_killed: PersonsPerWeek,
    principal_returns: PersonsPerWeek,
    returning_share: Pure,
    step: Weeks,
) -> Persons:
    """The principal's wounded who will return, next week: ``H' = H + step (r (C - K) - Ret)``."""
    return _next_recovering(
        principal_recovering, principal_casualties, principal_killed, principal_returns, returning_share, step
    )


def next_opponent_recovering(
    opponent_recovering: Persons,
    opponent_casualties: PersonsPerWeek,
    opponent_killed: PersonsPerWeek,
    opponent_returns: PersonsPerWeek,
    returning_share: Pure,
    step: Weeks,
) -> Persons:
    """The opponent's wounded who will return, next week: ``H' = H + step (r (C - K) - Ret)``."""
    return _next_recovering(
        opponent_recovering, opponent_casualties, opponent_killed, opponent_returns, returning_share, step
    )


def next_contributor_recovering(
    contributor_recovering: Persons,
    contributor_casualties: PersonsPerWeek,
    contributor_killed: PersonsPerWeek,
    contributor_returns: PersonsPerWeek,
    returning_share: Pure,
    step: Weeks,
) -> Persons:
    """The contributor's wounded who will return, next week: ``H' = H + step (r (C - K) - Ret)``."""
    return _next_recovering(
        contributor_recovering, contributor_casualties, contributor_killed, contributor_returns, returning_share, step
    )


MECHANISM = {
    "first_order": (
        principal_returns,
        opponent_returns,
        contributor_returns,
        next_principal_recovering,
        next_opponent_recovering,
        next_contributor_recovering,
    )
}
"""Rival forms of the return to duty by name."""
