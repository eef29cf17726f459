"""Forecasts: what would be reported, with the noise of each source."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.errors import SettingError
from fineline.observation.rows import Rows
from fineline.scenario import forecast
from fineline.scenario.forecast import TARGETS, _sampler, longer_walk, rows_ahead
from fineline.scenario.setting import prepare

from .fake_posterior import FakePosterior, fake_posterior, ukraine


@pytest.fixture(scope="module")
def posterior() -> FakePosterior:
    return fake_posterior()


def test_a_forecast_covers_history_and_horizon(posterior: FakePosterior) -> None:
    made = forecast(ukraine(), posterior, horizon=26, draws=30)
    assert made.reference_date == date(2025, 12, 28)
    assert made.trajectories.sizes == {"draw": 30, "week": len(posterior.weeks) + 26}
    assert set(made.predictive) == set(TARGETS)
    assert all(values.shape == (30, 26) and np.isfinite(values).all() for values in made.predictive.values())
    assert (made.predictive["principal_losses_claimed"] > 0).all()


def test_more_draws_and_a_longer_horizon_leave_the_rest_unchanged(posterior: FakePosterior) -> None:
    few = forecast(ukraine(), posterior, horizon=6, draws=10)
    many = forecast(ukraine(), posterior, horizon=12)
    for target, values in few.predictive.items():
        assert np.allclose(values, many.predictive[target][:10, :6], rtol=1e-12), target
    more = forecast(ukraine(), posterior, horizon=6, draws=290)
    for target, values in few.predictive.items():
        assert values.tobytes() == more.predictive[target][:10].tobytes(), target


def test_the_same_seed_gives_the_same_reports(posterior: FakePosterior) -> None:
    first, again, other = (forecast(ukraine(), posterior, horizon=6, draws=10, seed=seed) for seed in (1, 1, 2))
    for target, values in first.predictive.items():
        assert values.tobytes() == again.predictive[target].tobytes()
        assert not np.any(values == other.predictive[target])


def test_reports_scatter_around_the_truth_as_their_source_does(posterior: FakePosterior) -> None:
    made = forecast(ukraine(), posterior, horizon=13)
    index = made.trajectories["draw"].values
    flat = posterior.flat()
    truth = made.trajectories["advance"].values[:, -13:]
    noise = (flat["isw_noise"][:, None] + flat["isw_noise_share"][:, None] * np.abs(truth[np.argsort(index)]))[index]
    scores = (made.predictive["area_change_isw"] - truth) / noise
    assert abs(np.median(scores)) < 0.06
    assert abs(np.quantile(np.abs(scores), 0.5) - 0.741) < 0.05  # half the mass of a Student t of 4 degrees of freedom


def test_the_claims_level_keeps_its_last_value_and_walks_on(posterior: FakePosterior) -> None:
    setting = prepare(ukraine(), posterior, horizon=39, draws=300, seed=0)
    fitted = setting.parameters["claims_walk"]
    walk = longer_walk(setting, 0)
    assert np.array_equal(walk[:, : fitted.shape[1]], fitted)
    assert walk.shape[1] == fitted.shape[1] + 4  # 157 weeks and 39 more begin a sixteenth quarter
    prior = ukraine().priors["claims_walk"].prior
    assert abs(walk[:, fitted.shape[1] :].std() / prior.sd - 1.0) < 0.1


def test_rows_ahead_stand_at_the_ends_of_their_weeks(posterior: FakePosterior) -> None:
    rows = rows_ahead(posterior.weeks, len(posterior.weeks) - 3)
    assert rows.position.tolist() == [len(posterior.weeks) - 2, len(posterior.weeks) - 1, len(posterior.weeks)]
    assert np.isnan(np.asarray(rows.value)).all()
    assert not rows.begin.any()
    assert not rows.marked.any()


def test_rows_ahead_from_before_the_change_of_level_are_marked(posterior: FakePosterior) -> None:
    rows = rows_ahead(posterior.weeks[:28], 25)
    assert [str(day) for day in posterior.weeks[25:28]] == ["2023-06-25", "2023-07-02", "2023-07-09"]
    assert rows.marked.tolist() == [1.0, 0.0, 0.0]


def test_a_draw_below_what_a_source_can_publish_is_read_as_the_least_of_it() -> None:
    draws, months = 200, 5
    none = np.zeros(months)
    columns = {"position": np.arange(months) * 4.0 + 4.0, "begin": np.arange(months) * 4.0}
    rows = Rows(**{field.name: jnp.asarray(columns.get(field.name, none)) for field in fields(Rows)})
    flow = {"lead_backer_aid": jnp.full((draws, 20), 1e-3)}
    keys = jax.random.split(jax.random.key(0), (draws, months))
    made = np.asarray(_sampler("lead_backer_aid")(flow, {"aid_noise": jnp.full(draws, 0.7)}, rows, keys))
    assert made.shape == (draws, months)
    assert made.min() == 0.0
    assert 0.2 < (made == 0.0).mean() < 0.8


def test_a_fit_that_ends_earlier_is_forecast_from_there() -> None:
    early = replace(fake_posterior(1, 4, date(2024, 6, 30)), id="early")
    made = forecast(ukraine(), early, horizon=4)
    assert made.reference_date == date(2024, 6, 30)
    assert made.trajectories["week"].values[-1] == np.datetime64("2024-07-28")


def test_a_forecast_of_no_week_is_refused(posterior: FakePosterior) -> None:
    with pytest.raises(SettingError, match="at least one week"):
        forecast(ukraine(), posterior, horizon=0)
