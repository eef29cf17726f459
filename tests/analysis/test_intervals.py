"""Summaries of draws."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fineline.analysis.intervals import DrawsError, band, estimate, probability, summarise

draws = hnp.arrays(float, st.integers(1, 60), elements=st.floats(-1e9, 1e9))


def test_estimate_of_the_numbers_from_0_to_100_reads_off_its_percentiles() -> None:
    found = estimate(np.arange(101.0), "km2")
    assert (found.low90, found.low50, found.median, found.high50, found.high90) == (5, 25, 50, 75, 95)
    assert found.unit == "km2"


@given(draws)
def test_the_wide_interval_holds_the_narrow_one_and_both_hold_the_median(values: np.ndarray) -> None:
    found = estimate(values, "1")
    assert found.low90 <= found.low50 <= found.median <= found.high50 <= found.high90
    assert values.min() <= found.low90
    assert found.high90 <= values.max()


@given(hnp.arrays(bool, st.integers(1, 200)))
def test_a_probability_lies_between_0_and_1_and_never_claims_to_be_exact(hits: np.ndarray) -> None:
    found = probability(hits)
    assert 0 <= found.value <= 1
    assert 0 < found.standard_error <= 0.5
    assert found.value + probability(~hits).value == pytest.approx(1)


def test_the_standard_error_is_that_of_a_share() -> None:
    found = probability(np.arange(1000) < 300)
    assert found.value == 0.3
    assert found.standard_error == pytest.approx(np.sqrt(0.3 * 0.7 / 1000), rel=0.01)


def test_positive_counts_draws_above_zero_not_at_zero() -> None:
    assert summarise(np.array([-1.0, 0.0, 1.0, 2.0]), "1").positive.value == 0.5


@pytest.mark.parametrize("bad", [[], [1.0, np.nan], [np.inf], [[1.0, 2.0]]])
def test_draws_that_would_hide_a_fault_are_refused(bad: list) -> None:
    with pytest.raises(DrawsError, match="finite"):
        estimate(bad, "1")


def test_a_probability_of_numbers_is_refused() -> None:
    with pytest.raises(DrawsError, match="true or false"):
        probability(np.array([0.2, 0.8]))


def test_a_band_agrees_with_the_estimate_of_each_week() -> None:
    values = np.random.default_rng(0).normal(size=(50, 3))
    found = band(xr.DataArray(values.T, dims=("week", "draw"), coords={"week": [0, 1, 2]}, attrs={"units": "km2"}))
    for week in range(3):
        expected = estimate(values[:, week], "km2")
        assert [float(found[name][week]) for name in found] == [getattr(expected, name) for name in found]
    assert found.attrs["units"] == "km2"


def test_a_band_refuses_a_week_that_is_not_finite() -> None:
    with pytest.raises(DrawsError):
        band(xr.DataArray([[1.0, np.nan]], dims=("draw", "week"), coords={"week": [0, 1]}))
