"""Claims of a day: running totals and levels, one bias per family of claimants, none that repeats another series."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from fineline.observation import points
from fineline.observation.rows import ObservationModel

from .published import WEEKS, N, given, path, series, sundays

FLOW = np.linspace(100.0, 200.0, N)


def density(model: ObservationModel, trajectory: dict, parameters: dict, data: object) -> list[float]:
    rows = model.prepare(data, WEEKS)
    return np.asarray(model.distribution(trajectory, parameters, rows).log_prob(rows.value)).tolist()


def log_t(y: float, truth: float, bias: float, scatter: float) -> float:
    return float(stats.t.logpdf(np.log(y), 4.0, np.log(truth) + bias, scatter) - np.log(y))


def test_claims_that_repeat_another_series_are_left_out() -> None:
    data = series(sundays(1, 2, 3), [10.0, 20.0, 30.0], derived_from=["", "principal_losses_claimed", ""])
    assert points.prepare(data, WEEKS).value.tolist() == [10.0, 30.0]


def test_claims_of_nobody_are_left_out() -> None:
    assert points.prepare(series(sundays(1, 2), [0.0, 20.0]), WEEKS).value.tolist() == [20.0]


TOTALS = [
    (points.PRINCIPAL_CASUALTIES, "total_casualties", "principal_casualties_before", "principal_casualties_bias"),
    (points.PRINCIPAL_DEATHS, "principal_killed", "principal_deaths_before", "principal_deaths_bias"),
    (points.OPPONENT_CASUALTIES, "opponent_casualties", "opponent_casualties_before", "opponent_casualties_bias"),
    (points.OPPONENT_DEATHS, "opponent_killed", "opponent_deaths_before", "opponent_deaths_bias"),
]


@pytest.mark.parametrize(("model", "flow", "before", "bias"), TOTALS)
def test_a_running_total_has_the_density_of_its_model(
    model: ObservationModel, flow: str, before: str, bias: str
) -> None:
    data = series(sundays(9, 29), [9000.0, 1.1e4], family=["us", "bbc"], low=[8000.0, np.nan], high=[1e4, np.nan])
    found = density(model, path(**{flow: FLOW}), given(**{before: 8000.0, bias: [0.2, -0.1]}), data)
    spread = 0.5 * np.log(10 / 8)
    expected = [
        log_t(9000.0, 8000.0 + FLOW[:10].sum(), -0.1, 0.1 + spread),
        log_t(1.1e4, 8000.0 + FLOW[:30].sum(), 0.2, 0.1),
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert model.bias == bias


def test_a_claim_within_a_week_counts_its_share_of_the_week() -> None:
    truth = points.running_total("total_casualties", "before")
    rows = points.prepare(series(["2023-01-04"], [1.0]), WEEKS)
    found = truth(path(total_casualties=FLOW), given(before=1000.0), rows)
    np.testing.assert_allclose(found, [1000.0 + FLOW[0] + FLOW[1] * 3 / 7])


def test_a_claim_of_force_is_the_stock_of_that_day() -> None:
    data = series(sundays(9), [5e5])
    stock = np.linspace(400e3, 600e3, N)
    parameters = given(initial_principal_troops=350e3, principal_force_bias=[0.03], force_claims_noise=0.06)
    found = density(points.PRINCIPAL_FORCE, path(principal_troops=stock), parameters, data)
    np.testing.assert_allclose(found, [log_t(5e5, stock[9], 0.03, 0.06)], rtol=1e-9)


CONTINGENT = [
    (points.CONTINGENT_SENT, {"contributor_arrived": 30.0}, 300.0, 0.10),
    (points.CONTINGENT_KILLED, {"contributor_killed": 12.0}, 120.0, 0.25),
    (points.CONTINGENT_CASUALTIES, {"contributor_casualties": 40.0}, 400.0, 0.25),
    (points.CONTINGENT_WOUNDED, {"contributor_casualties": 40.0, "contributor_killed": 12.0}, 280.0, 0.25),
    (points.CONTINGENT_PRESENT, {"contributor_troops": 9000.0}, 9000.0, 0.25),
]


@pytest.mark.parametrize(("model", "flows", "truth", "noise"), CONTINGENT)
def test_a_claim_about_the_contingent_has_the_density_of_its_model(
    model: ObservationModel, flows: dict[str, float], truth: float, noise: float
) -> None:
    assert model.bias is not None
    found = density(model, path(**flows), given(**{model.bias: [0.1]}), series(sundays(9), [350.0]))
    np.testing.assert_allclose(found, [log_t(350.0, truth, 0.1, noise)], rtol=1e-9)


@pytest.mark.parametrize(("model", "flows", "truth", "noise"), CONTINGENT)
def test_before_the_contingent_a_claim_about_it_says_little_but_stays_finite(
    model: ObservationModel, flows: dict[str, float], truth: float, noise: float
) -> None:
    assert model.bias is not None
    found = density(model, path(**dict.fromkeys(flows, 0.0)), given(**{model.bias: [0.0]}), series(sundays(3), [100.0]))
    np.testing.assert_allclose(found, [log_t(100.0, 50.0, 0.0, noise)], rtol=1e-9)
