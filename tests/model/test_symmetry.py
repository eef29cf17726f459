"""When the two sides differ in name alone, swapping their circumstances mirrors the war."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from .setting import Floats, Trajectory, ukraine

WEEKS = 78
UKRAINE = ukraine()

PARAMETERS = {
    **UKRAINE.medians,
    "reference_principal_troops": 400e3,
    "reference_opponent_troops": 400e3,
    "principal_tempo_elasticity": 0.7,
    "opponent_tempo_elasticity": 0.7,
    "pay_elasticity": 0.0,
    "visible_deaths_elasticity": 0.0,
    "support_elasticity": 0.0,
    "lethality_volatility": 0.0,
    "aid_firepower_gain": 0.0,
    "shell_firepower_gain": 0.0,
}
"""Same elasticities, no pay, no public that is deterred or willing, no supplies.

What is left differs between the sides by circumstance alone.
"""

MIRRORED = (
    ("casualties", "principal_casualties", "opponent_casualties"),
    ("killed", "principal_killed", "opponent_killed"),
    ("troops", "principal_troops", "opponent_troops"),
    ("recovering", "principal_recovering", "opponent_recovering"),
    ("leavers", "principal_discharges", "opponent_absences"),
)

sides = st.fixed_dictionaries(
    {
        "troops": st.floats(200e3, 700e3),
        "rate": st.floats(1000.0, 12000.0),
        "intake": st.floats(0.0, 12000.0),
        "leaving": st.floats(0.0, 0.02),
        "killed_logit": st.floats(-2.5, 0.0),
        "noise": st.integers(0, 1000),
    }
)


def war(principal: Mapping[str, float], opponent: Mapping[str, float]) -> Trajectory:
    parameters = {
        **PARAMETERS,
        "initial_principal_troops": principal["troops"],
        "initial_opponent_troops": opponent["troops"],
        "principal_casualty_rate": principal["rate"],
        "opponent_casualty_rate": opponent["rate"],
        "recruitment_rate": principal["intake"],
        "opponent_mobilisation_rate": opponent["intake"],
        "discharge_rate": principal["leaving"],
        "absence_rate": opponent["leaving"],
        "initial_killed_logit": principal["killed_logit"],
        "opponent_killed_logit": opponent["killed_logit"],
    }
    shocks = {
        **UKRAINE.noise((WEEKS,), 7),
        "principal_firepower_shock": noise(principal),
        "opponent_firepower_shock": noise(opponent),
    }
    ones, zeros = np.ones(WEEKS), np.zeros(WEEKS)
    inputs = {**UKRAINE.first(WEEKS), "opponent_mobilisation_profile": ones, "opponent_absence_profile": ones}
    return UKRAINE.run(parameters, {**inputs, "contributor_arrivals": zeros}, shocks)


def noise(side: Mapping[str, float]) -> Floats:
    return np.random.default_rng(int(side["noise"])).standard_normal(WEEKS)


@settings(max_examples=30)
@given(sides, sides)
def test_swapping_the_sides_mirrors_the_war(one: dict[str, float], other: dict[str, float]) -> None:
    plain, swapped = war(one, other), war(other, one)
    for what, principal, opponent in MIRRORED:
        np.testing.assert_allclose(swapped[principal], plain[opponent], rtol=1e-9, atol=1e-6, err_msg=what)
        np.testing.assert_allclose(swapped[opponent], plain[principal], rtol=1e-9, atol=1e-6, err_msg=what)
    np.testing.assert_allclose(swapped["strength_ratio_log"], -plain["strength_ratio_log"], atol=1e-9)
    assert plain["tempo"].tobytes() == swapped["tempo"].tobytes()


@settings(max_examples=10)
@given(sides)
def test_equal_sides_stay_equal_and_neither_gains_by_strength(side: dict[str, float]) -> None:
    path = war(side, side)
    np.testing.assert_allclose(path["principal_casualties"], path["opponent_casualties"], rtol=1e-9)
    np.testing.assert_allclose(path["strength_ratio_log"], 0.0, atol=1e-9)
