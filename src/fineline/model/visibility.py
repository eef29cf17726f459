"""Visibility: which deaths the principal's public sees, and how much a foreign death weighs beside an own one.

Only products of a weight and a visibility can be told apart from the record, and hardly those: the parts are
assumptions. What the public sees feeds support and recruitment.
"""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.forces import ONE_PERSON
from fineline.model.naming import gives
from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def contributor_visibility(
    contingent_public: Pure, contributor_visibility_hidden: Pure, contributor_visibility_public: Pure
) -> Pure:
    """Share of foreign deaths that the principal's public sees: one while the contingent is hidden, one afterwards.

    ``v_F = v_hidden + public (v_public - v_hidden)``. Source: Fineline model description, "visible".
    """
    return contributor_visibility_hidden + contingent_public * (
        contributor_visibility_public - contributor_visibility_hidden
    )


def visible_deaths(
    own_visibility: Pure,
    principal_killed: PersonsPerWeek,
    contributor_death_weight: Pure,
    contributor_visibility: Pure,
    contributor_killed: PersonsPerWeek,
) -> PersonsPerWeek:
    """Deaths the public sees per week, in own deaths: ``k = v_R K_R + w_F v_F K_F``.

    Source: Fineline model description, "visible".
    """
    return own_visibility * principal_killed + contributor_death_weight * contributor_visibility * contributor_killed


@gives("visible_deaths")
def visible_deaths_once_seen(
    own_visibility: Pure,
    principal_killed: PersonsPerWeek,
    contributor_visibility: Pure,
    contributor_killed: PersonsPerWeek,
) -> PersonsPerWeek:
    """Deaths the public sees per week when a foreign death counts as an own one once it is seen: ``v_R K_R + v_F K_F``.

    Source: Fineline model description, rivals of the foreign deaths.
    """
    return own_visibility * principal_killed + contributor_visibility * contributor_killed


@gives("visible_deaths")
def visible_deaths_own(own_visibility: Pure, principal_killed: PersonsPerWeek) -> PersonsPerWeek:
    """Deaths the public sees per week when foreign deaths are none of its concern: ``v_R K_R``.

    The contingent then works as a signal alone, through belief and disclosure. Source: Fineline model description,
    rivals of the foreign deaths.
    """
    return own_visibility * principal_killed


def next_visible_deaths_total(visible_deaths_total: Persons, visible_deaths: PersonsPerWeek, step: Weeks) -> Persons:
    """Deaths seen since the war began: ``X' = X + step k``."""
    return visible_deaths_total + step * visible_deaths


def next_recent_visible_deaths(
    recent_visible_deaths: PersonsPerWeek,
    visible_deaths: PersonsPerWeek,
    visible_deaths_persistence: Pure,
    step: Weeks,
) -> PersonsPerWeek:
    """Deaths seen of late per week, a fading memory: ``x' = p^step x + (1 - p^step) k``."""
    kept = visible_deaths_persistence**step
    return kept * recent_visible_deaths + (1.0 - kept) * visible_deaths


def visible_deaths_growth(visible_deaths_total: Persons, visible_deaths: PersonsPerWeek, step: Weeks) -> Pure:
    """Growth of the log of deaths seen per week: ``ln(1 + step k / X) / step``; in 1/week.

    Support falls with the log of cumulative casualties (Mueller 1973): the thousandth death weighs less than the first.
    """
    return jnp.log1p(step * visible_deaths / jnp.maximum(visible_deaths_total, ONE_PERSON)) / step


_MEMORY = (next_visible_deaths_total, next_recent_visible_deaths, visible_deaths_growth)

MECHANISM = {
    "weighted": (contributor_visibility, visible_deaths, *_MEMORY),
    "equal_once_seen": (contributor_visibility, visible_deaths_once_seen, *_MEMORY),
    "signal_only": (contributor_visibility, visible_deaths_own, *_MEMORY),
}
"""Rival weights of foreign deaths by name."""
