"""What the deal pays, to whom, and whether it goes on."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from fineline.analysis.arrangement import (
    TERMS,
    arrangement,
    earned_over_time,
    over_time,
    parameters_of_accounts,
    rival_prices,
    withdrawals,
)
from fineline.analysis.trajectories import TrajectoryError, Window, since_arrival
from fineline.case import load_case
from fineline.errors import SettingError, WeekError
from fineline.model.deal import MECHANISM, WEEKS_PER_MONTH

from .synthetic import trajectories

DRAWS = 40
LEVELS = {
    "soldier_value": 5000.0,
    "soldier_cost": 1000.0,
    "deal_price": 3000.0,
    "principal_surplus": 2000.0,
    "contributor_surplus": 2000.0,
    "grievance": 150.0,
    "continuation_probability": 0.9,
    "withdrawal_hazard": 0.01,
}


def deal(**changed: float) -> xr.Dataset:
    """A run whose deal is the same in every week and draw; 10,000 soldiers from week 60 of 120 on."""
    run = trajectories(draws=DRAWS)
    for name, level in {**LEVELS, **changed}.items():
        run[name] = xr.full_like(run["contributor_troops"], level)
        run[name].attrs["units"] = "USD/month" if name in TERMS else "1"
    return run


def window(run: xr.Dataset) -> Window:
    found = since_arrival(run)
    assert found is not None
    return found


def accounts() -> dict[str, np.ndarray]:
    """Parameters of every account, the bargaining share at one half."""
    made = parameters_of_accounts(load_case("ukraine"), {}, 0, np.arange(DRAWS))
    return {**made, "contributor_share": np.full(DRAWS, 0.5)}


def test_what_is_earned_is_price_times_soldiers_times_months() -> None:
    run = deal()
    found = arrangement(run, window(run))
    months = window(run).weeks / WEEKS_PER_MONTH
    assert found.earned.median == pytest.approx(3000.0 * 10_000 * months)
    assert found.kept.median == pytest.approx(2000.0 * 10_000 * months)
    assert found.earned.unit == found.kept.unit == "USD"


def test_terms_are_means_by_soldier_and_levels_at_the_end() -> None:
    run = deal()
    last = int(np.flatnonzero(run["week"].values == window(run).last.astype("datetime64[ns]"))[0])
    run["deal_price"][:, last] = 7000.0
    run["contributor_troops"][:, last] = 30_000.0
    price = arrangement(run, window(run)).of("deal_price")
    weeks = window(run).weeks
    mean = (3000.0 * 10_000 * (weeks - 1) + 7000.0 * 30_000) / (10_000 * (weeks - 1) + 30_000)
    assert price.mean.median == pytest.approx(mean)
    assert price.at_end.median == 7000.0


@pytest.mark.parametrize(("kept", "share"), [(2000.0, 1.0), (-1.0, 0.0)])
def test_both_gain_where_the_price_lies_between_cost_and_value(kept: float, share: float) -> None:
    run = deal(principal_surplus=kept)
    assert arrangement(run, window(run)).both_gain.value == share


def test_a_window_without_foreign_soldiers_is_refused() -> None:
    run = deal()
    run["contributor_troops"][:] = 0.0
    with pytest.raises(TrajectoryError, match="none in 40 draws"):
        arrangement(
            run, Window(name="w", label="w", first=np.datetime64("2025-03-02"), last=np.datetime64("2025-04-06"))
        )


def test_bands_cover_every_term_and_earnings_never_fall_while_a_price_is_paid() -> None:
    run = deal()
    assert set(over_time(run)) == {*TERMS, "continuation_probability"}
    earned = earned_over_time(run)
    assert earned.attrs["units"] == "USD"
    assert np.all(np.diff(earned["median"].values) >= 0)
    assert earned["median"].values[59] == 0
    assert earned["median"].values[60] == pytest.approx(3000.0 * 10_000 / WEEKS_PER_MONTH)


def test_a_constant_hazard_withdraws_exponentially() -> None:
    found = withdrawals(deal())
    assert [item.horizon for item in found] == [4, 13, 26, 52]
    for item in found:
        assert item.chance == pytest.approx(1 - np.exp(-0.01 * item.horizon))
        assert item.spread.low90 == pytest.approx(item.spread.high90)


def test_hazards_before_the_end_of_data_are_over() -> None:
    run = deal()
    run["withdrawal_hazard"][:, :68] = 5.0
    assert withdrawals(run) == withdrawals(deal())


def test_a_horizon_beyond_the_trajectories_is_refused() -> None:
    with pytest.raises(WeekError):
        withdrawals(deal(), (104,))


def test_every_account_prices_the_same_soldiers() -> None:
    run = deal()
    found = {item.form: item for item in rival_prices(run, accounts(), window(run))}
    assert tuple(found) == tuple(MECHANISM)
    bargained = found["bargaining"]
    assert bargained.price.median == pytest.approx(3000.0)
    assert bargained.principal_gains.value == bargained.contributor_gains.value == 1
    assert found["insurance"].price.median > bargained.price.median


def test_goods_below_cost_leave_the_contributor_with_less_than_nothing() -> None:
    run = deal()
    poor = {name: np.full(DRAWS, 10.0) for name in ("fuel_payment", "food_payment", "technology_payment")}
    found = {item.form: item for item in rival_prices(run, {**accounts(), **poor}, window(run))}
    assert found["barter"].price.median == pytest.approx(30.0)
    assert found["barter"].contributor_gains.value == 0
    assert found["barter"].contributor_surplus.median == pytest.approx(30.0 - 1000.0)


def test_the_supply_curve_asks_its_reference_price_for_its_reference_contingent() -> None:
    run = deal()
    own = {"supply_reference_troops": np.full(DRAWS, 10_000.0), "supply_reference_price": np.full(DRAWS, 1900.0)}
    found = {item.form: item for item in rival_prices(run, {**accounts(), **own}, window(run))}
    assert found["supply_curve"].price.median == pytest.approx(1900.0)


def test_a_missing_parameter_is_named() -> None:
    run = deal()
    known = {name: draw for name, draw in accounts().items() if name != "supply_elasticity"}
    with pytest.raises(SettingError, match="supply_elasticity"):
        rival_prices(run, known, window(run))


def test_parameters_that_are_known_are_not_drawn_anew() -> None:
    held = {"contributor_share": np.linspace(0.1, 0.9, DRAWS)}
    made = parameters_of_accounts(load_case("ukraine"), held, 3, np.arange(DRAWS))
    np.testing.assert_array_equal(made["contributor_share"], held["contributor_share"])
    assert {"supply_elasticity", "fuel_payment", "protection_value"} <= made.keys()
