"""Halving the step hardly moves the medians: a week is short enough."""

from __future__ import annotations

import numpy as np
import pytest

from .setting import Floats, Setting, Trajectory, repeated

WEEKS = 104
DRAWS = 2000
TOLERANCE = 0.02
CLOSE_TO_ZERO = {"contributor_troops": 100.0, "contributor_casualties": 100.0, "area_gained": 30.0}
"""Differences below which a quantity that starts at zero is the same: persons, persons, km2."""

ADDED_UP = ("contributor_casualties",)
"""Compared as a running total: newcomers enter at the end of a step, so the week of their first loss is convention."""

COMPARED = (
    "principal_troops",
    "opponent_troops",
    "contributor_troops",
    "total_casualties",
    "opponent_casualties",
    "contributor_casualties",
    "principal_killed",
    "recruits",
    "area_gained",
)


def weekly(setting: Setting, path: Trajectory, name: str) -> Floats:
    """Level at the end of each week, or mean flow over it; a running total where flows are compared so."""
    parts = path[name].reshape(DRAWS, WEEKS, -1)
    values = parts[:, :, -1] if name in setting.structure.stocks else parts.mean(axis=2)
    return values.cumsum(axis=1) if name in ADDED_UP else values


def last_weeks(setting: Setting) -> dict[str, Floats]:
    """Inputs of the last two years, in which the contingent comes, fights and learns."""
    return {name: values[-WEEKS:] for name, values in setting.inputs.items()}


def split(shocks: dict[str, Floats], seed: int) -> dict[str, Floats]:
    """Two independent standard normal shocks per week whose scaled sum is the shock of the week."""
    generator = np.random.default_rng(seed)
    parts: dict[str, Floats] = {}
    for name, whole in shocks.items():
        difference = generator.standard_normal(whole.shape)
        parts[name] = np.stack([whole + difference, whole - difference], axis=-1).reshape(DRAWS, -1) / np.sqrt(2.0)
    return parts


@pytest.mark.parametrize("noisy", [False, True], ids=["calm", "shocks"])
def test_halving_the_step_moves_medians_by_less_than_two_per_cent(setting: Setting, noisy: bool) -> None:
    draws, inputs = setting.draws(DRAWS, seed=5), last_weeks(setting)
    whole = {name: noisy * values for name, values in setting.noise((DRAWS, WEEKS), 6).items()}
    halves = {name: noisy * values for name, values in split(whole, 7).items()}
    coarse = setting.run_draws(draws, inputs, whole)
    fine = setting.run_draws(draws, repeated(inputs, 2), halves, 0.5)
    for name in COMPARED:
        one, two = (np.median(weekly(setting, path, name), axis=0) for path in (coarse, fine))
        slack = CLOSE_TO_ZERO.get(name, 0.0)
        np.testing.assert_allclose(one, two, rtol=TOLERANCE, atol=slack, err_msg=name)


WITHOUT_MEMORY_LOSS = {
    "tempo_persistence": 1.0,
    "firepower_persistence": 1.0,
    "drift_persistence": 1.0,
    "bonus_response": 0.0,
}
WALKS = ("tempo", "principal_firepower", "opponent_firepower", "killed_logit", "log_signing_bonus", "advance_drift")


def test_the_shocks_of_half_weeks_add_up_to_those_of_weeks(setting: Setting) -> None:
    """A process that forgets nothing and reverts to nothing is the sum of its shocks, whatever the step."""
    fixed = {name: np.broadcast_to(value, DRAWS) for name, value in WITHOUT_MEMORY_LOSS.items()}
    draws, inputs = {**setting.draws(DRAWS, seed=8), **fixed}, last_weeks(setting)
    whole = setting.noise((DRAWS, WEEKS), 9)
    coarse = setting.run_draws(draws, inputs, whole)
    fine = setting.run_draws(draws, repeated(inputs, 2), split(whole, 10), 0.5)
    for name in WALKS:
        np.testing.assert_allclose(fine[name][:, 1::2], coarse[name], rtol=1e-9, atol=1e-9, err_msg=name)


def test_the_split_shocks_are_standard_normal_and_add_up() -> None:
    whole = {"tempo_shock": np.random.default_rng(1).standard_normal((DRAWS, WEEKS))}
    halves = split(whole, 2)["tempo_shock"]
    assert abs(halves.std() - 1.0) < 0.02
    together = halves.reshape(DRAWS, WEEKS, 2).sum(axis=2) / np.sqrt(2.0)
    np.testing.assert_allclose(together, whole["tempo_shock"], atol=1e-12)
