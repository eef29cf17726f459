"""Assumptions set by hand: only where the record is silent, only within the prior unless forced, and always stamped."""

from __future__ import annotations

import numpy as np
import pytest

from fineline.errors import SettingError
from fineline.scenario import counterfactual, forecast
from fineline.scenario.assumptions import assumptions_of
from fineline.scenario.setting import Setting, prepare

from .fake_posterior import FakePosterior, fake_posterior, ukraine

UNREACHED, UNINFORMED, INFORMED = "disclosure_support_shift", "casualty_sensitivity", "tempo_volatility"
LEVELS = "aid_belief_response"


@pytest.fixture(scope="module")
def posterior() -> FakePosterior:
    return fake_posterior()


def prepared(posterior: FakePosterior, *, force: bool = False, draws: int | None = 30, **assumed: float) -> Setting:
    return prepare(ukraine(), posterior, horizon=4, draws=draws, seed=0, assumptions=assumed, force=force)


@pytest.mark.parametrize("name", [UNREACHED, UNINFORMED])
def test_an_assumption_holds_in_every_draw_and_leaves_the_rest_alone(posterior: FakePosterior, name: str) -> None:
    free, held = prepared(posterior), prepared(posterior, **{name: 0.15})
    assert np.array_equal(held.parameters[name], np.full(30, 0.15))
    assert len(np.unique(free.parameters[name])) == 30
    assert np.array_equal(free.index, held.index)
    others = set(free.parameters) - {name}
    assert all(np.array_equal(free.parameters[other], held.parameters[other]) for other in others)
    assert all(np.array_equal(free.shocks[process], held.shocks[process]) for process in free.shocks)


def test_a_value_that_chains_were_fitted_with_takes_the_draws_of_those_chains(posterior: FakePosterior) -> None:
    held = prepared(posterior, draws=None, **{LEVELS: 0.0})
    assert held.index.tolist() == list(range(150, 300))  # the second of two chains
    assert np.array_equal(held.parameters[LEVELS], np.zeros(150))
    with pytest.raises(SettingError, match="150 draws, which hold what is assumed"):
        prepared(posterior, draws=151, **{LEVELS: 0.0})


def test_a_forced_value_that_no_chain_holds_is_laid_over_all_of_them(posterior: FakePosterior) -> None:
    held = prepared(posterior, force=True, draws=None, **{LEVELS: 0.5})
    assert np.array_equal(held.parameters[LEVELS], np.full(300, 0.5))


def test_a_continuous_parameter_takes_no_draw_away_when_one_has_its_value(posterior: FakePosterior) -> None:
    value = float(posterior.flat()[UNINFORMED][7])
    assert len(prepared(posterior, draws=None, **{UNINFORMED: value}).index) == 300


def test_what_the_record_informs_is_refused_even_when_forced(posterior: FakePosterior) -> None:
    for force in (False, True):
        with pytest.raises(SettingError, match=r"about which the record speaks: contraction 0\.60"):
            prepared(posterior, force=force, **{INFORMED: 0.07})


@pytest.mark.parametrize(("name", "value", "said"), [(UNREACHED, 0.3, "central 99 %"), (LEVELS, 0.2, "-0.3, 0, 0.3")])
def test_a_value_outside_its_range_is_refused_unless_forced(
    posterior: FakePosterior, name: str, value: float, said: str
) -> None:
    with pytest.raises(SettingError, match=said):
        prepared(posterior, **{name: value})
    forced = prepared(posterior, force=True, **{name: value})
    assert np.array_equal(forced.parameters[name], np.full(30, value))
    assert "FORCED: outside" in forced.attrs["assumptions"]


def test_the_ends_of_the_central_range_are_taken(posterior: FakePosterior) -> None:
    for value in (-0.257, 0.257):  # a normal prior of mean 0 and standard deviation 0.1
        assert prepared(posterior, **{UNREACHED: value}).parameters[UNREACHED][0] == value


def test_a_name_that_nothing_reads_is_refused_with_names_like_it(posterior: FakePosterior) -> None:
    with pytest.raises(SettingError, match=UNREACHED):
        prepared(posterior, disclosure_support_shfit=0.0)
    with pytest.raises(SettingError, match="none of them reads"):
        prepared(posterior, opinion_house_offset=0.1)  # an observation model reads it, no equation does


def test_every_set_of_runs_carries_the_stamp(posterior: FakePosterior) -> None:
    asked = {"assumptions": {UNREACHED: -0.1, UNINFORMED: 0.2}, "draws": 4}
    said = (
        "disclosure_support_shift is assumed to be -0.1 in every draw",
        "casualty_sensitivity is assumed to be 0.2 in every draw",
    )
    pair = counterfactual(ukraine(), posterior, without="contributor-troops", **asked)
    made = forecast(ukraine(), posterior, horizon=2, **asked)
    for runs in (pair.baseline, pair.arm, pair.difference, made.trajectories):
        assert assumptions_of(runs) == said


def test_runs_without_assumptions_carry_none(posterior: FakePosterior) -> None:
    assert "assumptions" not in prepared(posterior).attrs
    assert assumptions_of(forecast(ukraine(), posterior, horizon=2, draws=3).trajectories) == ()
