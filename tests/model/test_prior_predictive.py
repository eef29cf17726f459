"""Before any data is read, the priors put the war of 2024 and 2025 where the public record has it.

The gates are wide on purpose: a prior that misses them contradicts every published estimate at once.
"""

from __future__ import annotations

import numpy as np
import pytest

from .setting import Floats, Setting, Trajectory

DRAWS = 400
GATES = {
    "total_casualties": (300e3, 570e3),
    "principal_killed": (75e3, 220e3),
    "advance": (-1500.0, 8000.0),
}
"""Persons, persons and km2 a year."""


@pytest.fixture(scope="module")
def prior_war(setting: Setting) -> Trajectory:
    shocks = setting.noise((DRAWS, len(setting.weeks)), seed=21)
    return setting.run_draws(setting.draws(DRAWS, seed=20), setting.inputs, shocks)


def in_year(setting: Setting, path: Trajectory, flow: str, year: int) -> Floats:
    inside = setting.weeks.astype("datetime64[Y]") == np.datetime64(str(year), "Y")
    return path[flow][:, inside].sum(axis=1)


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize("flow", list(GATES))
def test_the_prior_war_passes_the_gate(setting: Setting, prior_war: Trajectory, flow: str, year: int) -> None:
    low, high = GATES[flow]
    totals = in_year(setting, prior_war, flow, year)
    inside = float(np.mean((totals >= low) & (totals <= high)))
    assert low <= np.median(totals) <= high
    assert inside >= 0.5, f"{inside:.0%} of draws inside"


def test_every_prior_trajectory_is_finite_and_keeps_both_forces(prior_war: Trajectory) -> None:
    assert all(np.isfinite(values).all() for values in prior_war.values())
    assert prior_war["principal_troops"].min() > 50e3
    assert prior_war["opponent_troops"].min() > 50e3
