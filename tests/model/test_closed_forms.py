"""Where the equations have a solution in closed form, the simulation follows it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.model.tempo import next_tempo

from .setting import Floats, Setting, Trajectory, repeated

WEEKS = 52
QUIET = {
    "season_cosine": 0.0,
    "season_sine": 0.0,
    "initial_tempo": 0.0,
    "firepower_elasticity": 0.0,
    "recruitment_rate": 0.0,
    "returning_share": 0.0,
    "opponent_mobilisation_rate": 0.0,
    "contingent_scale": 0.0,
}
"""Constant fire, nobody joins, nobody returns, no contingent."""


NO_AID_BUT_COMMITTED = {
    "aid_belief_response": 0.0,
    **{
        f"{start}_{group}_log_aid": -99.0 for start in ("mean", "initial") for group in ("lead_backer", "other_backers")
    },
}
"""The backers give what they have bound themselves to, and nothing else."""


def run(
    setting: Setting, changes: dict[str, float], inputs: dict[str, Floats] | None = None, parts: int = 1
) -> Trajectory:
    given = repeated({**setting.first(WEEKS), **(inputs or {})}, parts)
    return setting.run({**setting.medians, **changes}, given, setting.calm(WEEKS * parts), 1.0 / parts)


def times(parts: int) -> Floats:
    """Weeks since the start at the end of each step."""
    return np.arange(1, WEEKS * parts + 1) / parts


@pytest.mark.parametrize("parts", [1, 4])
def test_losses_in_proportion_to_the_force_are_exponential(setting: Setting, parts: int) -> None:
    """With beta 1 the hazard is the same for every size, so the step does not matter at all."""
    ones = {"opponent_absence_profile": np.ones(WEEKS)}
    path = run(setting, {**QUIET, "troops_elasticity": 1.0}, ones, parts)
    m = setting.medians
    rate = m["principal_casualty_rate"] / m["reference_principal_troops"] + m["discharge_rate"]
    expected = m["initial_principal_troops"] * np.exp(-rate * times(parts))
    assert_without_returns(path["principal_troops"], expected, path["principal_returns"], parts)
    rate = m["opponent_casualty_rate"] / m["reference_opponent_troops"] + m["absence_rate"]
    expected = m["initial_opponent_troops"] * np.exp(-rate * times(parts))
    assert_without_returns(path["opponent_troops"], expected, path["opponent_returns"], parts)


def assert_without_returns(troops: Floats, expected: Floats, returns: Floats, parts: int) -> None:
    assert np.all(returns == 0.0)
    np.testing.assert_allclose(troops, expected, rtol=1e-11)
    assert len(troops) == WEEKS * parts


def test_losses_that_do_not_depend_on_the_force_are_linear(setting: Setting) -> None:
    """With beta 0 materiel decides: the same number every week, up to the hazard form, which vanishes with the step."""
    changes = {**QUIET, "troops_elasticity": 0.0, "discharge_rate": 0.0, "absence_rate": 0.0}
    rates = {"principal": 5000.0, "opponent": 3000.0}
    changes |= {f"{side}_casualty_rate": rate for side, rate in rates.items()}
    paths = [run(setting, changes, parts=parts) for parts in (8, 16)]
    for side, rate in rates.items():
        start = setting.medians[f"initial_{side}_troops"]
        gaps = [
            np.max(np.abs(start - rate * times(parts) - path[f"{side}_troops"])) / start
            for parts, path in zip((8, 16), paths, strict=True)
        ]
        assert gaps[1] < 1e-3
        assert gaps[0] / gaps[1] == pytest.approx(2.0, rel=0.05)


def test_tempo_is_a_first_order_autoregression(setting: Setting) -> None:
    shocks = setting.noise((WEEKS,), 3)
    path = setting.run(setting.medians, setting.first(WEEKS), shocks)
    phi, sigma = setting.medians["tempo_persistence"], setting.medians["tempo_volatility"]
    lags = np.subtract.outer(np.arange(WEEKS), np.arange(WEEKS))
    kernel = np.where(lags >= 0, sigma * phi ** np.maximum(lags, 0), 0.0)
    expected = phi ** np.arange(1, WEEKS + 1) * setting.medians["initial_tempo"] + kernel @ shocks["tempo_shock"]
    np.testing.assert_allclose(path["tempo"], expected, atol=1e-12)


def test_tempo_has_the_moments_of_its_autoregression() -> None:
    phi, sigma, series, weeks = 0.9, 0.07, 4000, 120
    one, shocks = jnp.asarray(1.0), jax.random.normal(jax.random.key(1), (weeks, series))

    def move(tempo: jax.Array, shock: jax.Array) -> tuple[jax.Array, jax.Array]:
        following = next_tempo(tempo, jnp.asarray(phi), jnp.asarray(sigma), shock, one)
        return following, following

    late = np.asarray(jax.lax.scan(move, jnp.zeros(series), shocks)[1])[60:]
    variance = sigma**2 / (1.0 - phi**2)
    assert late.mean() == pytest.approx(0.0, abs=4 * np.sqrt(variance / series))
    assert late.var() == pytest.approx(variance, rel=0.03)
    for lag in (1, 4, 13):
        assert np.mean(late[lag:] * late[:-lag]) / variance == pytest.approx(phi**lag, abs=0.03)


def test_aid_arrives_in_full_after_its_mean_lag(setting: Setting) -> None:
    """A single allocation leaves the pipeline as a geometric delay; what has not arrived is still in it."""
    lag, weeks = 6.0, 400
    pulse = {name: np.zeros(weeks) for name in setting.inputs}
    pulse["committed_aid"][0] = 10.0
    changes = {"aid_delivery_lag": lag, "prior_aid_rate": 0.0, **NO_AID_BUT_COMMITTED}
    path = setting.run({**setting.medians, **changes}, pulse, setting.calm(weeks))
    delivered = path["aid_deliveries"]
    np.testing.assert_allclose(np.cumsum(delivered) + path["undelivered_aid"], 10.0, rtol=1e-12)
    assert delivered.sum() == pytest.approx(10.0, rel=1e-12)
    mean = np.sum(np.arange(weeks) * delivered) / delivered.sum()
    assert mean == pytest.approx(1.0 / (1.0 - np.exp(-1.0 / lag)), rel=1e-9)


@pytest.mark.parametrize("force", ["principal", "opponent", "contributor"])
def test_the_wounded_return_after_the_recovery_time_on_average(setting: Setting, force: str) -> None:
    parts, weeks, tau = 4, 300, 9.0
    steps = weeks * parts
    still = {name: np.zeros(steps) for name in setting.inputs}
    changes = {"recovery_time": tau, "principal_casualty_rate": 0.0, "opponent_casualty_rate": 0.0}
    parameters = {**setting.medians, **changes}
    start = {name: np.zeros(()) for name in setting.structure.stocks}
    start |= {"principal_troops": np.asarray(4e5), "opponent_troops": np.asarray(4e5)}
    start[f"{force}_recovering"] = np.asarray(5000.0)
    path = setting.run(parameters, still, setting.calm(steps), 1.0 / parts, start)
    returned = path[f"{force}_returns"] / parts
    assert returned.sum() == pytest.approx(5000.0, rel=1e-9)
    middle_of_step = (np.arange(steps) + 0.5) / parts
    assert np.sum(middle_of_step * returned) / 5000.0 == pytest.approx(tau, rel=1e-3)


def test_experience_approaches_its_ceiling_exponentially(setting: Setting) -> None:
    fighting = {"contributor_combat_share": np.full(WEEKS, 0.7)}
    for parts in (1, 4):
        path = run(setting, {"contingent_scale": 0.0, "learning_rate": 0.1}, fighting, parts)
        start, ceiling = setting.medians["initial_effectiveness"], setting.medians["mature_effectiveness"]
        expected = ceiling - (ceiling - start) * np.exp(-0.1 * 0.7 * times(parts))
        np.testing.assert_allclose(path["contributor_effectiveness"], expected, rtol=1e-12)


def test_newcomers_dilute_experience_to_the_mean_of_the_contingent(setting: Setting) -> None:
    arrivals = {"contributor_arrivals": np.zeros(WEEKS), "contributor_combat_share": np.zeros(WEEKS)}
    arrivals["contributor_arrivals"][10] = 1000.0
    start = {name: np.asarray(1.0) for name in setting.structure.stocks}
    start |= {"principal_troops": np.asarray(4e5), "opponent_troops": np.asarray(4e5)}
    start |= {"contributor_troops": np.asarray(3000.0), "contributor_effectiveness": np.asarray(0.9)}
    start["contributor_recovering"] = np.asarray(0.0)
    changes = {"contingent_scale": 1.0, "initial_effectiveness": 0.5, "contributor_departures": 0.0}
    inputs = {**setting.first(WEEKS), **arrivals}
    path = setting.run({**setting.medians, **changes}, inputs, setting.calm(WEEKS), 1.0, start)
    assert path["contributor_effectiveness"][9] == pytest.approx(0.9, rel=1e-12)
    assert path["contributor_effectiveness"][-1] == pytest.approx((3000 * 0.9 + 1000 * 0.5) / 4000, rel=1e-12)


def test_the_first_contingent_arrives_with_the_experience_of_newcomers(setting: Setting) -> None:
    path = setting.run(setting.medians, setting.inputs, setting.calm(len(setting.weeks)))
    first = int(np.flatnonzero(path["contributor_arrived"])[0])
    assert path["contributor_effectiveness"][first] == pytest.approx(
        setting.medians["initial_effectiveness"], rel=1e-12
    )


@pytest.mark.parametrize("parts", [1, 4])
def test_the_drift_of_the_advance_reverts_exponentially(setting: Setting, parts: int) -> None:
    path = run(setting, {"strength_effect": 0.0, "initial_advance_drift": -40.0, "mean_advance": 60.0}, parts=parts)
    kept = setting.medians["drift_persistence"]
    before = np.concatenate([[0.0], times(parts)[:-1]])
    np.testing.assert_allclose(path["advance_drift"], 60.0 - 100.0 * kept ** times(parts), rtol=1e-11)
    np.testing.assert_allclose(path["advance"], 60.0 - 100.0 * kept**before, atol=1e-9)
    np.testing.assert_allclose(path["area_gained"], np.cumsum(path["advance"]) / parts, rtol=1e-11, atol=1e-9)


def test_steady_supplies_settle_firepower_at_their_gain(setting: Setting) -> None:
    weeks = 1000
    supplies = {name: np.zeros(weeks) for name in setting.inputs}
    supplies["contributor_shell_deliveries"] += 2.0 * setting.medians["reference_shell_rate"]
    supplies["committed_aid"] += 3.0 * setting.medians["reference_aid_rate"]
    path = setting.run({**setting.medians, **NO_AID_BUT_COMMITTED}, supplies, setting.calm(weeks))
    gains = setting.medians["shell_firepower_gain"], setting.medians["aid_firepower_gain"]
    assert path["principal_firepower"][-1] == pytest.approx(2.0 * gains[0], rel=1e-9)
    assert path["opponent_firepower"][-1] == pytest.approx((3.0 - 1.0) * gains[1], rel=1e-9)
