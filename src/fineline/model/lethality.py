"""Lethality: which share of the casualties die."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.naming import gives
from fineline.model.units import PersonsPerWeek, Pure, Weeks


def next_killed_logit(killed_logit: Pure, lethality_volatility: Pure, lethality_shock: Pure, step: Weeks) -> Pure:
    """Logit of the killed share of the principal's casualties next week: ``d' = d + s sqrt(step) e``.

    A random walk.
    """
    return killed_logit + lethality_volatility * jnp.sqrt(step) * lethality_shock


@gives("next_killed_logit")
def next_killed_logit_constant(killed_logit: Pure) -> Pure:
    """Logit of the killed share of the principal's casualties next week, when it never moves: ``d' = d``."""
    return killed_logit


def killed_share(killed_logit: Pure) -> Pure:
    """Share of the principal's casualties that die: ``logistic(d)``, in (0, 1)."""
    return jax.nn.sigmoid(killed_logit)


def contributor_killed_share(killed_logit: Pure, contributor_lethality_offset: Pure) -> Pure:
    """Share of the contributor's casualties that die: ``logistic(d + d_F)``, in (0, 1)."""
    return jax.nn.sigmoid(killed_logit + contributor_lethality_offset)


def opponent_killed_share(opponent_killed_logit: Pure) -> Pure:
    """Share of the opponent's casualties that die or stay missing: ``logistic(d_U)``, constant over the record."""
    return jax.nn.sigmoid(opponent_killed_logit)


def principal_killed(killed_share: Pure, principal_casualties: PersonsPerWeek) -> PersonsPerWeek:
    """Deaths of the principal's own soldiers per week: ``K_R = logistic(d) C_R``."""
    return killed_share * principal_casualties


def contributor_killed(contributor_killed_share: Pure, contributor_casualties: PersonsPerWeek) -> PersonsPerWeek:
    """Deaths of the contributor's soldiers per week: ``K_F = logistic(d + d_F) C_F``."""
    return contributor_killed_share * contributor_casualties


def opponent_killed(opponent_killed_share: Pure, opponent_casualties: PersonsPerWeek) -> PersonsPerWeek:
    """Deaths of the opponent's soldiers per week, the missing among them: ``K_U = logistic(d_U) C_U``."""
    return opponent_killed_share * opponent_casualties


_SHARED = (
    killed_share,
    contributor_killed_share,
    opponent_killed_share,
    principal_killed,
    contributor_killed,
    opponent_killed,
)

MECHANISM = {
    "random_walk": (next_killed_logit, *_SHARED),
    "constant": (next_killed_logit_constant, *_SHARED),
}
"""Rival forms of the lethality mechanism by name."""
