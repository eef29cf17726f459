"""Monthly series ahead: aid and support, as their sources would report them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fineline.products.backtest_blocks import FUTURES, predictive
from fineline.products.requests import BacktestRequest
from fineline.scenario.forecast import had_figures
from fineline.scenario.forecast_months import forecast_months

from .fake_posterior import FakePosterior, Pins, fake_posterior, ukraine

MONTHS = np.array(["2026-01-31", "2026-02-28"], dtype="datetime64[D]")


@pytest.fixture(scope="module")
def posterior() -> FakePosterior:
    return fake_posterior(chains=2, draws=20)


def test_months_lie_in_the_range_of_their_series_and_repeat(posterior: FakePosterior) -> None:
    made = forecast_months(ukraine(), posterior, MONTHS, horizon=9, seed=1)
    assert {name: values.shape for name, values in made.items()} == {
        "aid_military_allocated": (40, 2),
        "war_support": (40, 2),
    }
    assert (made["aid_military_allocated"] >= 0).all()
    assert ((made["war_support"] > 0) & (made["war_support"] < 100)).all()
    again = forecast_months(ukraine(), posterior, MONTHS, horizon=9, seed=1)
    assert all(made[name].tobytes() == again[name].tobytes() for name in made)


def test_every_target_has_several_futures_of_each_draw(posterior: FakePosterior) -> None:
    made = predictive(ukraine(), posterior, BacktestRequest(horizon=9))
    assert {name: values.shape for name, values in made.items()} == {
        "principal_losses_claimed": (40 * FUTURES, 9),
        "area_change_isw": (40 * FUTURES, 9),
        "area_change_deepstate": (40 * FUTURES, 9),
        "aid_military_allocated": (40 * FUTURES, 2),
        "war_support": (40 * FUTURES, 2),
    }
    futures = made["principal_losses_claimed"].reshape(40, FUTURES, 9)
    assert (futures.std(axis=1) > 0).all()  # futures of one draw differ


def test_a_series_without_figures_is_not_forecast(posterior: FakePosterior) -> None:
    early = replace(posterior, pins=Pins(date(2024, 6, 30).isoformat()))
    assert had_figures(ukraine(), early) == ("principal_losses_claimed", "area_change_isw")
