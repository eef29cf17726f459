"""Disclosure: how soon a hidden contingent becomes public, is acknowledged, and its terms become known.

Each hazard holds for a contingent that stands at the stage before: hidden, public, and public with terms unknown.
Hazards are per week, written as pure numbers because time is in weeks. They read the core and the core reads none of
them: the stages of the record are dated inputs, and what the hazards say is how surprising those dates are.
"""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.naming import gives
from fineline.model.units import PerPerson, Persons, PersonsPerWeek, PerThousandPersons, Pure

THOUSAND_PERSONS = 1000.0
"""The effect of size on publicity is given for each thousand soldiers."""


def _found_out(
    base: Pure, per_thousand: PerThousandPersons, troops: Persons, per_death: PerPerson, killed: PersonsPerWeek
) -> Pure:
    """Weekly hazard that somebody outside finds out: ``h0 + h1 N_F/1000 + h2 K_F``."""
    return base + per_thousand * troops / THOUSAND_PERSONS + per_death * killed


# Three stages ------------------------------------------------------------------------------------------------------


def publicity_hazard(
    publicity_base_hazard: Pure,
    publicity_per_thousand: PerThousandPersons,
    contributor_troops: Persons,
    publicity_per_death: PerPerson,
    contributor_killed: PersonsPerWeek,
    publication_readiness: Pure,
) -> Pure:
    """Weekly hazard that a hidden contingent becomes public: ``(h0 + h1 N_F/1000 + h2 K_F) p_pub``.

    What is large and what dies is found out sooner; ``p_pub`` is how readily those who find out publish it. Without a
    contingent the base hazard is left: it is counted from the first arrival. At least zero.
    Source: Fineline model description, "disclosure".
    """
    found_out = _found_out(
        publicity_base_hazard, publicity_per_thousand, contributor_troops, publicity_per_death, contributor_killed
    )
    return found_out * publication_readiness


def acknowledgement_hazard(
    acknowledgement_base_hazard: Pure, acknowledgement_success_effect: Pure, success_claimed: Pure
) -> Pure:
    """Weekly hazard that a public contingent is acknowledged by those who sent and used it: ``a0 exp(a1 success)``.

    A claimed success makes it something to be proud of. Source: Fineline model description, "disclosure".
    """
    return acknowledgement_base_hazard * jnp.exp(acknowledgement_success_effect * success_claimed)


def terms_hazard(terms_base_hazard: Pure, terms_acknowledgement_effect: Pure, contingent_acknowledged: Pure) -> Pure:
    """Weekly hazard that the terms of a public arrangement become known: ``t0 exp(t1 acknowledged)``.

    A second and slower hazard. Those who deny the contingent cannot say what was agreed for it; once it is
    acknowledged they may. Source: Fineline model description, "disclosure".
    """
    return terms_base_hazard * jnp.exp(terms_acknowledgement_effect * contingent_acknowledged)


# Constant ----------------------------------------------------------------------------------------------------------


@gives("publicity_hazard")
def publicity_hazard_constant(publicity_base_hazard: Pure, publication_readiness: Pure) -> Pure:
    """Weekly hazard of publicity, the same whatever the contingent's size and losses: ``h0 p_pub``."""
    return publicity_base_hazard * publication_readiness


@gives("acknowledgement_hazard")
def acknowledgement_hazard_constant(acknowledgement_base_hazard: Pure) -> Pure:
    """Weekly hazard of acknowledgement, the same whether or not a success is claimed: ``a0``."""
    return acknowledgement_base_hazard


# Strategic ---------------------------------------------------------------------------------------------------------


def revelation_gain(perceived_success: Pure, war_support_share: Pure) -> Pure:
    """What the principal gains by showing its foreign troops, in (-1, 1): ``V + S - 1``.

    Above zero where success is expected and the public stands behind the war: the contingent then reads as an ally
    won. Below zero it reads as a sign of need, and is kept quiet. Our reading of concealment as care for an image.
    """
    return perceived_success + war_support_share - 1.0


@gives("publicity_hazard")
def publicity_hazard_strategic(
    publicity_base_hazard: Pure, revelation_response: Pure, revelation_gain: Pure, publication_readiness: Pure
) -> Pure:
    """Weekly hazard of publicity where the principal lets it be known when that serves it: ``h0 exp(k gain) p_pub``."""
    return publicity_base_hazard * jnp.exp(revelation_response * revelation_gain) * publication_readiness


@gives("acknowledgement_hazard")
def acknowledgement_hazard_strategic(
    acknowledgement_base_hazard: Pure,
    acknowledgement_success_effect: Pure,
    success_claimed: Pure,
    revelation_response: Pure,
    revelation_gain: Pure,
) -> Pure:
    """Weekly hazard of acknowledgement where it comes when it serves: ``a0 exp(a1 success + k gain)``."""
    served = acknowledgement_success_effect * success_claimed + revelation_response * revelation_gain
    return acknowledgement_base_hazard * jnp.exp(served)


# Collusion ---------------------------------------------------------------------------------------------------------


def response_obligation(
    contributor_troops: Persons, collusion_troops: Persons, backers_perceived_success: Pure
) -> Pure:
    """How much publicity would oblige the opponent's backers to answer: ``(1 - V_W) N_F/N_c``, at least zero.

    The larger the contingent the harder it is to look away; backers who think the war lost are bound by less.
    """
    return (1.0 - backers_perceived_success) * contributor_troops / collusion_troops


@gives("publicity_hazard")
def publicity_hazard_collusion(
    publicity_base_hazard: Pure,
    publicity_per_thousand: PerThousandPersons,
    contributor_troops: Persons,
    publicity_per_death: PerPerson,
    contributor_killed: PersonsPerWeek,
    publication_readiness: Pure,
    response_obligation: Pure,
) -> Pure:
    """Weekly hazard of publicity where those who find out may keep quiet: ``found out p_pub / (1 + obligation)``.

    Rivals who fear escalation may leave each other's covert help unmentioned (tacit collusion; Carson 2016, 2018): the
    more publicity would oblige them to answer, the less they publish. The formula is our own reading of the idea. The
    hazard rises with deaths at any size, and may fall with size.
    """
    found_out = _found_out(
        publicity_base_hazard, publicity_per_thousand, contributor_troops, publicity_per_death, contributor_killed
    )
    return found_out * publication_readiness / (1.0 + response_obligation)


MECHANISM = {
    "three_stage": (publicity_hazard, acknowledgement_hazard, terms_hazard),
    "constant": (publicity_hazard_constant, acknowledgement_hazard_constant, terms_hazard),
    "strategic": (revelation_gain, publicity_hazard_strategic, acknowledgement_hazard_strategic, terms_hazard),
    "collusion": (response_obligation, publicity_hazard_collusion, acknowledgement_hazard, terms_hazard),
}
"""Rival hazards of disclosure by name."""
