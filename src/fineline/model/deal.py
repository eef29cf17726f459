"""The deal: what a foreign soldier is worth to the principal and costs the contributor, and the price between them.

All sums are US dollars for one soldier and one month. The public record holds a price or two and no contract: what
follows is an account of what the terms could be, not an estimate of what they are. The deal reads the core and the
core reads nothing of it, so that a rival account can be laid over the same trajectories.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.forces import ONE_PERSON
from fineline.model.naming import gives
from fineline.model.units import (
    Months,
    Persons,
    PersonsPerWeek,
    Pure,
    RoublesPerUsd,
    ThousandRoubles,
    Usd,
    UsdPerMonth,
    Weeks,
)

WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0
"""A month is a twelfth of a year."""
THOUSAND_ROUBLES = 1000.0
"""The signing bonus is recorded in thousands."""


def _death_rate(killed: PersonsPerWeek, troops: Persons) -> Pure:
    """Deaths a month for each soldier; none where nobody is left."""
    return WEEKS_PER_MONTH * killed / jnp.maximum(troops, ONE_PERSON)


# What an own soldier would cost, which is what a foreign one is worth ------------------------------------------------


def signing_bonus(
    signing_bonus_reference: ThousandRoubles, log_signing_bonus: Pure, exchange_rate: RoublesPerUsd
) -> Usd:
    """Signing bonus of an own soldier: ``reference exp(b) / rate``, at the exchange rate of the case."""
    return THOUSAND_ROUBLES * signing_bonus_reference * jnp.exp(log_signing_bonus) / exchange_rate


def own_death_chance(principal_killed: PersonsPerWeek, principal_troops: Persons, service_time: Months) -> Pure:
    """Chance that an own soldier dies within the time of service, in [0, 1): ``1 - exp(-K_R/N_R time)``."""
    return -jnp.expm1(-_death_rate(principal_killed, principal_troops) * service_time)


def soldier_value(
    signing_bonus: Usd,
    soldier_wage: UsdPerMonth,
    own_death_chance: Pure,
    death_payment: Usd,
    visible_death_cost: Usd,
    own_visibility: Pure,
    service_time: Months,
) -> UsdPerMonth:
    """What a foreign soldier is worth to the principal: what an own one in the same place would cost it.

    ``v = wage + (bonus + p_die (death pay + mu_S v_R)) / service``: ``mu_S`` is what the principal would give to
    spare its public the sight of one death, an assumption. Taken as a replacement one for one; at least zero.
    Source: Fineline model description, "deal".
    """
    once = signing_bonus + own_death_chance * (death_payment + visible_death_cost * own_visibility)
    return soldier_wage + once / service_time


# What a soldier costs the contributor --------------------------------------------------------------------------------


def contributor_risk(
    hidden_risk: UsdPerMonth,
    public_risk: UsdPerMonth,
    acknowledged_risk: UsdPerMonth,
    contingent_public: Pure,
    contingent_acknowledged: Pure,
    sanctions_markup: Pure,
) -> UsdPerMonth:
    """What sending a soldier costs the contributor in sanctions and retaliation, by stage of disclosure.

    ``markup (r_0 + r_1 public + r_2 acknowledged)``; the markup is a lever of those who punish it, 1 = as it was.
    """
    by_stage = hidden_risk + public_risk * contingent_public + acknowledged_risk * contingent_acknowledged
    return sanctions_markup * by_stage


def soldier_cost(
    soldier_upkeep: UsdPerMonth,
    contributor_death_cost: Usd,
    contributor_killed: PersonsPerWeek,
    contributor_troops: Persons,
    contributor_risk: UsdPerMonth,
) -> UsdPerMonth:
    """What a soldier costs the contributor: ``c = upkeep + kappa_S p_die + risk``, ``p_die`` a month.

    ``kappa_S`` is what one death costs the sending government, an assumption. At least zero.
    Source: Fineline model description, "deal".
    """
    return (
        soldier_upkeep + contributor_death_cost * _death_rate(contributor_killed, contributor_troops) + contributor_risk
    )


# The price -----------------------------------------------------------------------------------------------------------


def deal_price(soldier_cost: UsdPerMonth, soldier_value: UsdPerMonth, contributor_share: Pure) -> UsdPerMonth:
    """Price of a soldier, bargained over: ``c + theta (v - c)``.

    Between cost and value where there is something to share; ``theta`` is the contributor's share of it (generalised
    Nash bargaining). Source: Fineline model description, "deal".
    """
    return soldier_cost + contributor_share * (soldier_value - soldier_cost)


@gives("deal_price")
def deal_price_supply_curve(
    supply_reference_price: UsdPerMonth,
    supply_reference_troops: Persons,
    supply_elasticity: Pure,
    contributor_troops: Persons,
) -> UsdPerMonth:
    """Price that calls forth the present contingent: ``p = p0 (N/N0)^(1/eps)``, from the supply ``N = N0 (p/p0)^eps``.

    The contributor sends more for more pay, whatever a soldier is worth to the buyer. Zero where nobody is there.
    """
    relative = contributor_troops / supply_reference_troops
    # the inner choice keeps the slope of a power below one finite where the contingent is zero
    raised = jnp.where(relative > 0.0, relative, 1.0) ** (1.0 / supply_elasticity)
    return supply_reference_price * jnp.where(relative > 0.0, raised, 0.0)


@gives("deal_price")
def deal_price_barter(
    fuel_payment: UsdPerMonth, food_payment: UsdPerMonth, technology_payment: UsdPerMonth
) -> UsdPerMonth:
    """Price paid in kind for a soldier's month: ``fuel + food + technology``, at their value.

    It follows what the principal can spare, not what a soldier is worth or costs.
    """
    return fuel_payment + food_payment + technology_payment


@gives("deal_price")
def deal_price_insurance(
    soldier_cost: UsdPerMonth,
    soldier_value: UsdPerMonth,
    contributor_share: Pure,
    protection_value: UsdPerMonth,
) -> UsdPerMonth:
    """Price with the principal's protection as a part of it: ``c + theta (v + a - c)``.

    Soldiers are then the premium for an alliance: its worth ``a`` to the contributor is shared like the rest, and what
    is paid in money is the price less ``a``.
    """
    return soldier_cost + contributor_share * (soldier_value + protection_value - soldier_cost)


# Who gains, and whether it goes on -----------------------------------------------------------------------------------


def principal_surplus(soldier_value: UsdPerMonth, deal_price: UsdPerMonth) -> UsdPerMonth:
    """What the principal keeps of a soldier's worth after the price: ``v - p``."""
    return soldier_value - deal_price


@gives("principal_surplus")
def principal_surplus_insurance(
    soldier_value: UsdPerMonth, protection_value: UsdPerMonth, deal_price: UsdPerMonth
) -> UsdPerMonth:
    """What the principal keeps when its protection costs it nothing to promise: ``v + a - p``."""
    return soldier_value + protection_value - deal_price


def contributor_surplus(deal_price: UsdPerMonth, soldier_cost: UsdPerMonth) -> UsdPerMonth:
    """What the contributor keeps of the price after its cost: ``p - c``."""
    return deal_price - soldier_cost


def next_grievance(
    grievance: UsdPerMonth,
    grievance_persistence: Pure,
    grievance_per_loss: UsdPerMonth,
    contributor_killed: PersonsPerWeek,
    contributor_troops: Persons,
    step: Weeks,
) -> UsdPerMonth:
    """Grievance of the contributor next week: ``g' = p^step g + (1 - p^step) G_K K_F/N_F / (1 - p)``.

    What was promised does not cover what was lost: each week adds ``G_K`` times the share of the contingent killed in
    it, and the memory fades. At least zero. Source: Fineline model description, "deal".
    """
    kept = grievance_persistence**step
    lost = contributor_killed / jnp.maximum(contributor_troops, ONE_PERSON)
    return kept * grievance + (1.0 - kept) / (1.0 - grievance_persistence) * grievance_per_loss * lost


def continuation_margin(
    contributor_surplus: UsdPerMonth, grievance: UsdPerMonth, continuation_spread: UsdPerMonth
) -> Pure:
    """How far the contributor is from leaving, in logits: ``(p - c - grievance) / s_d``."""
    return (contributor_surplus - grievance) / continuation_spread


def continuation_probability(continuation_margin: Pure) -> Pure:
    """Chance that the contributor goes on when it next reviews the deal, in (0, 1): ``logistic(margin)``.

    Source: Fineline model description, "deal".
    """
    return jax.nn.sigmoid(continuation_margin)


def withdrawal_hazard(continuation_margin: Pure, deal_review_time: Weeks) -> Pure:
    """Weekly hazard that the contributor withdraws: ``-ln P(continue) / review time``; above zero.

    The review comes at no fixed date: over one review time the deal goes on with the probability above. The unit is
    1/week, written as a pure number because time is in weeks.
    """
    return jax.nn.softplus(-continuation_margin) / deal_review_time


_VALUE = (signing_bonus, own_death_chance, soldier_value)
_COST = (contributor_risk, soldier_cost)
_OUTCOME = (contributor_surplus, next_grievance, continuation_margin, continuation_probability, withdrawal_hazard)

MECHANISM = {
    "bargaining": (*_VALUE, *_COST, deal_price, principal_surplus, *_OUTCOME),
    "supply_curve": (*_VALUE, *_COST, deal_price_supply_curve, principal_surplus, *_OUTCOME),
    "barter": (*_VALUE, *_COST, deal_price_barter, principal_surplus, *_OUTCOME),
    "insurance": (*_VALUE, *_COST, deal_price_insurance, principal_surplus_insurance, *_OUTCOME),
}
"""Rival accounts of the deal by name."""
