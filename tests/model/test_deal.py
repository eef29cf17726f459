"""The deal: a price between cost and value, what each side keeps, grievance that fades, a review that may end it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.model.deal import (
    MECHANISM,
    continuation_margin,
    continuation_probability,
    contributor_risk,
    contributor_surplus,
    deal_price,
    deal_price_insurance,
    deal_price_supply_curve,
    next_grievance,
    own_death_chance,
    principal_surplus,
    principal_surplus_insurance,
    soldier_cost,
    soldier_value,
    withdrawal_hazard,
)

from .setting import rival, ukraine

UKRAINE = ukraine()
WEEKS = len(UKRAINE.weeks)
MONEY = st.floats(0.0, 20e3)
SHARE = st.floats(0.0, 1.0)
ARRIVAL = int(np.flatnonzero(UKRAINE.inputs["contributor_arrivals"])[0])
CLAIMED_PRICE = 2000.0
"""USD for a soldier and a month, claimed in October 2024 by a service and by the press (ARR-024, ARR-025)."""


@given(MONEY, MONEY, SHARE)
def test_the_price_lies_between_cost_and_value(cost: float, gap: float, share: float) -> None:
    price = float(deal_price(cost, cost + gap, share))
    assert cost <= price <= (cost + gap) * (1 + 1e-12)


@given(MONEY, MONEY, SHARE, MONEY)
def test_what_both_keep_is_what_there_is_to_share(cost: float, value: float, share: float, protection: float) -> None:
    price = deal_price(cost, value, share)
    kept = principal_surplus(value, price) + contributor_surplus(price, cost)
    np.testing.assert_allclose(kept, value - cost, atol=1e-6)
    price = deal_price_insurance(cost, value, share, protection)
    kept = principal_surplus_insurance(value, protection, price) + contributor_surplus(price, cost)
    np.testing.assert_allclose(kept, value + protection - cost, atol=1e-6)


@given(st.floats(500.0, 5e3), st.floats(1e3, 30e3), st.floats(0.2, 4.0), st.floats(100.0, 60e3))
def test_the_supply_curve_is_inverted(price: float, troops: float, elasticity: float, present: float) -> None:
    asked = float(deal_price_supply_curve(price, troops, elasticity, jnp.asarray(present)))
    np.testing.assert_allclose(troops * (asked / price) ** elasticity, present)


@pytest.mark.parametrize("elasticity", [0.5, 1.0, 3.0])
def test_where_nobody_is_there_the_supply_curve_asks_nothing_and_keeps_a_slope(elasticity: float) -> None:
    def asked(troops: jax.Array) -> jax.Array:
        return deal_price_supply_curve(jnp.asarray(2000.0), jnp.asarray(1e4), jnp.asarray(elasticity), troops)

    assert float(asked(jnp.asarray(0.0))) == 0.0
    assert bool(jnp.isfinite(jax.grad(asked)(jnp.asarray(0.0))))


@given(st.floats(1.0, 5.0), MONEY, MONEY, MONEY, st.sampled_from([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]))
def test_sanctions_raise_the_cost_and_take_from_what_the_contributor_keeps(
    markup: float, hidden: float, public: float, acknowledged: float, stage: tuple[float, float]
) -> None:
    plain, dearer = (contributor_risk(hidden, public, acknowledged, *stage, factor) for factor in (1.0, markup))
    np.testing.assert_allclose(dearer, markup * plain)
    value = 30e3
    kept = [contributor_surplus(deal_price(cost, value, 0.5), cost) for cost in (plain, dearer)]
    assert kept[1] <= kept[0]


@given(st.floats(0.0, 2e3), st.floats(0.0, 2e3), st.floats(0.0, 1e4))
def test_more_deaths_cost_the_contributor_more(killed: float, more: float, troops: float) -> None:
    cost = [float(soldier_cost(300.0, 20e3, dead, jnp.asarray(troops), 100.0)) for dead in (killed, killed + more)]
    assert 400.0 <= cost[0] <= cost[1]


@given(st.floats(0.0, 1e4), st.floats(0.0, 1e6), st.floats(0.5, 40.0))
def test_the_chance_to_die_in_service_is_a_chance(killed: float, troops: float, months: float) -> None:
    assert 0.0 <= own_death_chance(killed, jnp.asarray(troops), months) <= 1.0


def test_a_soldier_is_worth_what_an_own_one_costs_by_hand() -> None:
    """12,000 USD at signing, 2,000 a month, one chance in five of 100,000 and of half of 30,000, over ten months."""
    worth = soldier_value(12e3, 2e3, 0.2, 100e3, 30e3, 0.5, 10.0)
    np.testing.assert_allclose(worth, 2e3 + (12e3 + 0.2 * 115e3) / 10.0)


@given(MONEY, st.floats(0.5, 0.999), MONEY, st.floats(0.0, 100.0), st.floats(1e3, 3e4))
def test_two_half_weeks_of_grievance_are_a_week(
    grievance: float, persistence: float, gain: float, killed: float, troops: float
) -> None:
    def after(start: float, step: float) -> float:
        return float(next_grievance(start, persistence, gain, killed, jnp.asarray(troops), step))

    whole = after(grievance, 1.0)
    assert whole >= 0.0
    np.testing.assert_allclose(whole, persistence * grievance + gain * killed / troops, atol=1e-9)
    np.testing.assert_allclose(after(after(grievance, 0.5), 0.5), whole, rtol=1e-9, atol=1e-9)


@given(st.floats(-5e3, 5e3), MONEY, MONEY, st.floats(200.0, 2e3), st.floats(1.0, 52.0))
def test_grievance_wears_the_deal_down_and_the_hazard_says_the_same(
    surplus: float, grievance: float, more: float, spread: float, review: float
) -> None:
    margins = [continuation_margin(surplus, jnp.asarray(held), spread) for held in (grievance, grievance + more)]
    chances = [float(continuation_probability(margin)) for margin in margins]
    hazards = [float(withdrawal_hazard(margin, review)) for margin in margins]
    assert chances[1] <= chances[0]
    assert hazards[1] >= hazards[0] >= 0.0
    np.testing.assert_allclose(np.exp(-hazards[0] * review), chances[0], rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("form", list(MECHANISM))
def test_every_account_runs_and_starts_without_grievance(form: str) -> None:
    chosen = rival("deal", form)
    path = chosen.run_draws(chosen.draws(40, seed=5), chosen.inputs, chosen.noise((40, WEEKS), 6))
    mine = {name.removeprefix("next_") for name, maker in chosen.structure.makers.items() if maker == "deal"}
    assert all(np.isfinite(path[name]).all() for name in mine)
    assert path["grievance"].min() >= 0.0
    assert np.all(path["grievance"][:, :ARRIVAL] == 0.0)
    assert path["grievance"][:, -1].min() > 0.0


def test_the_claimed_price_is_no_surprise_to_the_priors() -> None:
    """The price before the contingent fights; a price ten times the claim would be a surprise."""
    path = UKRAINE.run_draws(UKRAINE.draws(400, seed=7), UKRAINE.inputs, UKRAINE.noise((400, WEEKS), 8))
    low, high = np.quantile(path["deal_price"][:, ARRIVAL + 2], [0.05, 0.95])
    assert low < CLAIMED_PRICE < high
    assert high < 10 * CLAIMED_PRICE
