"""Hazards of disclosure: at least zero, moved the way their account says, and read by nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.model.disclosure import (
    MECHANISM,
    acknowledgement_hazard,
    acknowledgement_hazard_strategic,
    publicity_hazard,
    publicity_hazard_collusion,
    publicity_hazard_constant,
    publicity_hazard_strategic,
    response_obligation,
    revelation_gain,
    terms_hazard,
)
from fineline.model.structure import MECHANISMS, Equation

from .setting import rival, ukraine

OUTSIDE_THE_CORE = ("disclosure", "deal", "end")
UKRAINE = ukraine()
CHANCE = st.floats(0.0, 1.0)
TROOPS = st.floats(0.0, 50e3)
KILLED = st.floats(0.0, 500.0)
RATE = st.floats(1e-4, 1.0)
MORE = st.floats(1e-3, 10.0)


@pytest.mark.parametrize("mechanism", OUTSIDE_THE_CORE)
def test_nothing_outside_reads_what_the_mechanism_gives(mechanism: str) -> None:
    for form in MECHANISMS[mechanism]:
        structure = rival(mechanism, form).structure
        given_here = {name.removeprefix("next_") for name, maker in structure.makers.items() if maker == mechanism}
        readers = {reader for quantity in given_here for reader in structure.readers(quantity)}
        assert {structure.makers[reader] for reader in readers} <= {mechanism}


@pytest.mark.parametrize("form", list(MECHANISM))
def test_every_hazard_of_a_run_is_finite_and_above_zero(form: str) -> None:
    chosen = rival("disclosure", form)
    weeks = len(chosen.weeks)
    path = chosen.run_draws(chosen.draws(40, seed=3), chosen.inputs, chosen.noise((40, weeks), 4))
    for stage in ("publicity", "acknowledgement", "terms"):
        hazard = path[f"{stage}_hazard"]
        assert np.isfinite(hazard).all()
        assert hazard.min() > 0


@given(RATE, RATE, TROOPS, RATE, KILLED, RATE, MORE)
def test_publicity_comes_sooner_with_size_and_with_deaths(
    base: float, size: float, troops: float, death: float, killed: float, ready: float, more: float
) -> None:
    plain = publicity_hazard(base, size, troops, death, killed, ready)
    assert plain >= 0
    assert publicity_hazard(base, size, troops + 1000 * more, death, killed, ready) > plain
    assert publicity_hazard(base, size, troops, death, killed + more, ready) > plain


@given(RATE, RATE, RATE, RATE)
def test_without_a_contingent_the_base_hazard_is_left(base: float, size: float, death: float, ready: float) -> None:
    assert publicity_hazard(base, size, 0.0, death, 0.0, ready) == publicity_hazard_constant(base, ready)


@given(RATE, st.floats(0.0, 4.0))
def test_a_claimed_success_never_delays_acknowledgement(base: float, effect: float) -> None:
    assert acknowledgement_hazard(base, effect, 1.0) >= acknowledgement_hazard(base, effect, 0.0) > 0


@given(RATE, st.floats(0.01, 4.0), CHANCE, CHANCE, CHANCE, RATE)
def test_a_principal_with_more_to_gain_reveals_sooner(
    base: float, response: float, success: float, support: float, more: float, ready: float
) -> None:
    low, high = revelation_gain(success, support), revelation_gain(success + more, support)
    assert high >= low
    for hazard in (
        lambda gain: publicity_hazard_strategic(base, response, gain, ready),
        lambda gain: acknowledgement_hazard_strategic(base, 1.0, 0.0, response, gain),
    ):
        assert hazard(high) >= hazard(low) > 0


@given(RATE, RATE, TROOPS, RATE, KILLED, RATE, st.floats(500.0, 50e3), CHANCE)
def test_collusion_only_ever_keeps_things_quiet(
    base: float, size: float, troops: float, death: float, killed: float, ready: float, bound: float, belief: float
) -> None:
    open_world = publicity_hazard(base, size, troops, death, killed, ready)

    def quiet(held: float) -> float:
        obliged = response_obligation(troops, bound, held)
        return float(publicity_hazard_collusion(base, size, troops, death, killed, ready, obliged))

    assert quiet(0.0) <= quiet(belief) <= quiet(1.0)
    np.testing.assert_allclose(quiet(1.0), open_world)


def test_at_the_median_the_terms_stay_hidden_longest() -> None:
    medians = UKRAINE.medians

    def at(equation: Equation, **state: float) -> float:
        read = equation.__annotations__.keys() - {"return"}
        return float(equation(**{name: state.get(name, medians.get(name)) for name in read}))

    hidden = at(publicity_hazard, contributor_troops=10e3, contributor_killed=0.0)
    denied = at(acknowledgement_hazard, success_claimed=0.0)
    unexplained = at(terms_hazard, contingent_acknowledged=0.0)
    assert hidden > denied > unexplained
