"""The price of ground, and where it has none."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.cost import Cost, cost_of_ground, rolling_cost
from fineline.analysis.trajectories import whole_record
from fineline.errors import SettingError

from .synthetic import trajectories, weeks_from


def record(advance: list[list[float]], casualties: float = 100.0) -> xr.Dataset:
    ground = np.array(advance)
    weeks = weeks_from("2024-01-07", ground.shape[1])
    return xr.Dataset(
        {
            "advance": (("draw", "week"), ground),
            "total_casualties": (("draw", "week"), np.full_like(ground, casualties)),
        },
        coords={"week": weeks},
        attrs={"data_end": str(weeks[-1])[:10]},
    )


def price(advance: list[list[float]]) -> Cost:
    data = record(advance)
    return cost_of_ground(data, "total_casualties", whole_record(data))


def test_price_by_hand() -> None:
    found = price([[10.0, 10.0]])
    assert found.median == 10
    assert found.undefined.value == 0
    assert found.unit == "persons/km2"


@pytest.mark.parametrize("advance", [[0.0, 0.0], [-5.0, 2.0], [1.0, 0.9]])
def test_no_gain_has_no_price(advance: list[float]) -> None:
    found = price([advance])
    assert found.median is None
    assert found.undefined.value == 1
    assert "too little ground" in found.sentence


def test_an_undefined_draw_stands_above_every_price() -> None:
    found = price([[10.0], [5.0], [-3.0]])
    assert (found.low90, found.median, found.high90) == (10, 20, None)
    assert found.undefined.value == pytest.approx(1 / 3)
    assert "no upper limit" in found.sentence


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_bounds_rise_and_vanish_only_from_the_top(gains: list[float]) -> None:
    found = price([[gain] for gain in gains])
    bounds = [found.low90, found.low50, found.median, found.high50, found.high90]
    numbers = [bound for bound in bounds if bound is not None]
    assert bounds[: len(numbers)] == sorted(numbers)


def test_rolling_windows_by_hand() -> None:
    found = rolling_cost(record([[10.0, 10.0, -10.0, 0.0]]), "total_casualties", weeks=2)
    np.testing.assert_array_equal(found["median"], [10.0, np.nan, np.nan])
    np.testing.assert_array_equal(found["undefined"], [0.0, 1.0, 1.0])
    assert str(found["week"].values[0])[:10] == "2024-01-14"


def test_the_last_rolling_window_is_the_window_of_the_same_weeks() -> None:
    data = trajectories(horizon=0)
    found = rolling_cost(data, "principal_killed", weeks=data.sizes["week"])
    assert float(found["median"][0]) == cost_of_ground(data, "principal_killed", whole_record(data)).median


@pytest.mark.parametrize("weeks", [0, 3])
def test_a_window_longer_than_the_record_is_refused(weeks: int) -> None:
    with pytest.raises(SettingError):
        rolling_cost(record([[1.0, 2.0]]), "total_casualties", weeks=weeks)
