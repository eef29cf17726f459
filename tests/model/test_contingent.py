"""Without soldiers of the contributor the model is a war of two sides, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .by_hand import without_contingent
from .setting import Setting, Trajectory, anywhere, ukraine

UKRAINE = ukraine()
WEEKS = len(UKRAINE.weeks)
PEOPLE_OF_THE_CONTINGENT = (
    "contributor_arrived",
    "contributor_departed",
    "contributor_troops",
    "contributor_recovering",
    "contributor_casualties",
    "contributor_killed",
    "contributor_returns",
    "newcomer_share",
)
any_draw = (anywhere(UKRAINE.structure.parameters), st.integers(0, 10_000))


def no_arrivals(setting: Setting) -> dict[str, np.ndarray]:
    return {**setting.inputs, "contributor_arrivals": np.zeros(WEEKS)}


def differing(one: Trajectory, other: Trajectory) -> list[str]:
    return [name for name in one if one[name].tobytes() != other[name].tobytes()]


@settings(max_examples=25)
@given(*any_draw)
def test_no_arrivals_is_bit_for_bit_a_contingent_of_no_size(quantiles: dict[str, float], seed: int) -> None:
    parameters, shocks = UKRAINE.at(quantiles), UKRAINE.noise((WEEKS,), seed)
    absent = UKRAINE.run(parameters, no_arrivals(UKRAINE), shocks)
    sizeless = UKRAINE.run({**parameters, "contingent_scale": 0.0}, UKRAINE.inputs, shocks)
    assert differing(absent, sizeless) == []


@settings(max_examples=25)
@given(*any_draw)
def test_without_arrivals_no_person_of_the_contingent_moves(quantiles: dict[str, float], seed: int) -> None:
    path = UKRAINE.run(UKRAINE.at(quantiles), no_arrivals(UKRAINE), UKRAINE.noise((WEEKS,), seed))
    assert [name for name in PEOPLE_OF_THE_CONTINGENT if np.any(path[name] != 0.0)] == []
    assert path["total_casualties"].tobytes() == path["principal_casualties"].tobytes()
    assert path["principal_side_troops"][1:].tobytes() == path["principal_troops"][:-1].tobytes()


@settings(max_examples=15)
@given(*any_draw)
def test_without_arrivals_the_war_is_the_one_written_out_by_hand(quantiles: dict[str, float], seed: int) -> None:
    parameters, shocks = UKRAINE.at(quantiles), UKRAINE.noise((WEEKS,), seed)
    path = UKRAINE.run(parameters, no_arrivals(UKRAINE), shocks)
    for name, values in without_contingent(parameters, no_arrivals(UKRAINE), shocks).items():
        np.testing.assert_allclose(path[name], values, rtol=1e-9, atol=1e-9, err_msg=name)


def test_before_the_first_arrival_nothing_differs(setting: Setting) -> None:
    shocks = setting.noise((WEEKS,), 1)
    present = setting.run(setting.medians, setting.inputs, shocks)
    absent = setting.run(setting.medians, no_arrivals(setting), shocks)
    first = int(np.flatnonzero(setting.inputs["contributor_arrivals"])[0])
    early = [{name: values[:first] for name, values in path.items()} for path in (present, absent)]
    assert differing(*early) == []
    assert "principal_troops" in differing(present, absent)


@pytest.mark.parametrize("omega", [1.0, 3.0, 10.0])
def test_the_contingent_takes_hits_in_proportion_to_its_exposure(setting: Setting, omega: float) -> None:
    """Survival of a foreign soldier is that of an own one to the power of the relative exposure."""
    parameters = {**setting.medians, "relative_exposure": omega, "inexperience_penalty": 0.0}
    inputs = {**setting.inputs, "contributor_combat_share": np.ones(WEEKS)}
    path = setting.run(parameters, inputs, setting.calm(WEEKS))
    present = np.flatnonzero(path["contributor_troops"][:-1] > 100.0)
    before = {name: path[f"{name}_troops"][present] for name in ("principal", "contributor")}
    spared = {name: 1.0 - path[f"{name}_casualties"][present + 1] / before[name] for name in before}
    np.testing.assert_allclose(spared["contributor"], spared["principal"] ** omega, rtol=1e-9)


def test_shells_alone_still_arm_the_principal(setting: Setting) -> None:
    """The contributor's munitions are a lever apart from its soldiers."""
    calm = setting.calm(WEEKS)
    armed = setting.run(setting.medians, no_arrivals(setting), calm)
    none = {**no_arrivals(setting), "contributor_shell_deliveries": np.zeros(WEEKS)}
    unarmed = setting.run(setting.medians, none, calm)
    assert np.all(armed["principal_firepower"][60:] > unarmed["principal_firepower"][60:])
    assert np.all(armed["opponent_casualties"][60:] > unarmed["opponent_casualties"][60:])
