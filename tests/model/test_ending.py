"""How the war may end: hazards above zero that move the way they should, and thresholds that act where they lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.model.ending import (
    MECHANISM,
    belief_gap,
    opponent_collapse_hazard,
    principal_exhaustion_hazard,
    principal_exhaustion_hazard_by_population,
    settlement_hazard,
    settlement_hazard_constant,
)

from .setting import rival, ukraine

UKRAINE = ukraine()
WEEKS = len(UKRAINE.weeks)
HAZARDS = ("settlement_hazard", "principal_exhaustion_hazard", "opponent_collapse_hazard")
CHANCE = st.floats(0.0, 1.0)
EFFECT = st.floats(0.0, 5.0)
GAP = st.floats(-1.0, 1.0)
LOGIT = st.floats(-3.0, 3.0)
MORE = st.floats(0.0, 2.0)
BASE = st.floats(1e-5, 0.05)


@pytest.mark.parametrize("form", list(MECHANISM))
def test_every_hazard_of_a_run_is_finite_and_above_zero(form: str) -> None:
    chosen = rival("end", form)
    path = chosen.run_draws(chosen.draws(40, seed=9), chosen.inputs, chosen.noise((40, WEEKS), 10))
    for name in HAZARDS:
        assert np.isfinite(path[name]).all()
        assert path[name].min() > 0


@given(BASE, EFFECT, CHANCE, CHANCE)
def test_agreement_about_the_outlook_brings_settlement_closer(
    base: float, effect: float, own: float, others: float
) -> None:
    apart = settlement_hazard(base, 1.0, effect, belief_gap(own, others))
    assert 0 < apart <= settlement_hazard(base, 1.0, effect, belief_gap(own, own))
    assert float(belief_gap(own, others)) == float(belief_gap(others, own))


@given(BASE, EFFECT, CHANCE, st.floats(0.0, 10.0))
def test_talks_multiply_the_hazard_of_a_settlement(base: float, effect: float, gap: float, factor: float) -> None:
    as_it_is = float(settlement_hazard(base, 1.0, effect, gap))
    assert float(settlement_hazard(base, factor, effect, gap)) == pytest.approx(factor * as_it_is)
    assert float(settlement_hazard_constant(base, factor)) == pytest.approx(factor * base)


@given(BASE, EFFECT, LOGIT, EFFECT, GAP, EFFECT, CHANCE, MORE)
def test_support_and_hope_hold_the_principal_up_and_missing_men_wear_it_down(
    base: float, by_support: float, support: float, by_men: float, gap: float, by_hope: float, hope: float, more: float
) -> None:
    def hazard(support: float, gap: float, hope: float) -> float:
        return float(principal_exhaustion_hazard(base, by_support, 1.15, support, by_men, gap, by_hope, hope, 0.3))

    plain = hazard(support, gap, hope)
    tiny = 1 + 1e-12
    assert hazard(support + more, gap, hope) <= plain * tiny
    assert hazard(support, gap, hope + more) <= plain * tiny
    assert hazard(support, gap + more, hope) * tiny >= plain


@given(BASE, EFFECT, GAP, EFFECT, st.floats(0.0, 3.0), EFFECT, CHANCE, MORE)
def test_aid_holds_the_opponent_up_and_missing_men_wear_it_down(
    base: float, by_men: float, gap: float, by_aid: float, aid: float, by_hope: float, hope: float, more: float
) -> None:
    def hazard(gap: float, aid: float, hope: float) -> float:
        return float(opponent_collapse_hazard(base, by_men, gap, by_aid, aid, 0.78, by_hope, hope, 0.3))

    plain = hazard(gap, aid, hope)
    tiny = 1 + 1e-12
    assert hazard(gap, aid + more, hope) <= plain * tiny
    assert hazard(gap, aid, hope + more) * tiny >= plain
    assert hazard(gap + more, aid, hope) * tiny >= plain


def test_in_the_reference_state_the_base_rates_hold() -> None:
    np.testing.assert_allclose(principal_exhaustion_hazard(0.004, 1.0, 1.15, 1.15, 3.0, 0.0, 1.5, 0.3, 0.3), 0.004)
    np.testing.assert_allclose(opponent_collapse_hazard(0.003, 3.0, 0.0, 0.5, 0.78, 0.78, 1.5, 0.3, 0.3), 0.003)


@given(BASE, st.floats(1e-3, 0.1), st.floats(1e-4, 0.1), st.floats(0.1, 0.5))
def test_a_threshold_acts_where_it_lies(base: float, beyond: float, threshold: float, width: float) -> None:
    def hazard(share: float) -> float:
        return float(principal_exhaustion_hazard_by_population(base, beyond, share, threshold, width))

    np.testing.assert_allclose(hazard(threshold), base + beyond / 2)
    np.testing.assert_allclose(hazard(threshold * np.exp(-40 * width)), base, rtol=1e-9)
    np.testing.assert_allclose(hazard(threshold * np.exp(40 * width)), base + beyond, rtol=1e-9)


@pytest.mark.parametrize(
    ("form", "side", "stock", "flow", "before"),
    [
        ("population_share", "principal", "deaths_total", "killed", "deaths_before"),
        ("population_share", "opponent", "deaths_total", "killed", "deaths_before"),
        ("force_share", "principal", "casualties_total", "casualties", "casualties_before"),
        ("force_share", "opponent", "casualties_total", "casualties", "casualties_before"),
    ],
)
def test_the_losses_that_count_are_all_since_the_war_began(
    form: str, side: str, stock: str, flow: str, before: str
) -> None:
    chosen = rival("end", form)
    path = chosen.run(chosen.medians, chosen.inputs, chosen.noise((WEEKS,), 11))
    counted = chosen.medians[f"{side}_{before}"] + np.cumsum(path[f"{side}_{flow}"])
    np.testing.assert_allclose(path[f"{side}_{stock}"], counted, rtol=1e-9)


def test_shares_of_losses_stay_between_none_and_all() -> None:
    for form, name in (("population_share", "loss_share"), ("force_share", "force_loss_share")):
        chosen = rival("end", form)
        path = chosen.run_draws(chosen.draws(40, seed=12), chosen.inputs, chosen.noise((40, WEEKS), 13))
        for side in ("principal", "opponent"):
            share = path[f"{side}_{name}"]
            assert share.min() > 0
            assert share.max() <= 1
