"""Losses against intake."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fineline.analysis.manpower import balance, longest_run, shrinking, sustained_by, weekly_losses
from fineline.analysis.trajectories import TrajectoryError, Window, whole_record
from fineline.errors import WeekError
from fineline.time import WEEK

from .synthetic import trajectories, weeks_from


def forces(*levels: list[float], data_end: int) -> xr.Dataset:
    weeks = weeks_from("2024-01-07", len(levels[0]))
    return xr.Dataset(
        {"principal_troops": (("draw", "week"), np.array(levels, dtype=float))},
        coords={"week": weeks},
        attrs={"data_end": str(weeks[data_end])[:10]},
    )


def test_losses_exceed_intake_where_the_force_shrinks() -> None:
    record = forces([100, 90, 95, 94], data_end=3)
    assert shrinking(record, "principal").values.tolist() == [[True, False, True]]


def test_all_losses_are_casualties_and_discharges() -> None:
    record = trajectories()
    expected = record["principal_casualties"].values[:, 1:] + 450.0
    np.testing.assert_allclose(weekly_losses(record).values, expected, rtol=1e-9)


@pytest.mark.parametrize(("row", "expected"), [("", 0), ("0", 0), ("110111", 3), ("1111", 4), ("10101", 1)])
def test_longest_run_by_hand(row: str, expected: int) -> None:
    assert longest_run(np.array([[mark == "1" for mark in row]], dtype=bool)).tolist() == [expected]


@given(hnp.arrays(bool, st.tuples(st.integers(1, 5), st.integers(0, 30))))
def test_longest_run_agrees_with_reading_the_row(events: np.ndarray) -> None:
    expected = [max(map(len, "".join("x" if e else " " for e in row).split()), default=0) for row in events]
    assert longest_run(events).tolist() == expected


def test_a_balance_counts_weeks_by_hand() -> None:
    record = forces([100, 90, 80, 90], [100, 110, 100, 90], data_end=3)
    found = balance(record, "principal", whole_record(record))
    assert [item.shrinking.value for item in found.weekly] == [0.5, 1.0, 0.5]
    assert found.weeks_shrinking.median == 2
    assert found.longest_run.median == 2
    assert found.change.median == -10
    assert found.sustained.value == 0


@given(st.integers(0, 2**32 - 1))
def test_a_balance_keeps_its_shares_in_range(seed: int) -> None:
    record = trajectories(draws=5, seed=seed)
    found = balance(record, "principal", whole_record(record))
    assert 0 <= found.share_shrinking.low90 <= found.share_shrinking.high90 <= 1
    assert found.longest_run.high90 <= found.weeks_shrinking.high90
    assert all(0 <= item.shrinking.value <= 1 for item in found.weekly)


def test_the_first_week_alone_has_no_balance() -> None:
    record = forces([100, 90], data_end=1)
    first = np.datetime64("2024-01-07")
    with pytest.raises(TrajectoryError):
        balance(record, "principal", Window(name="first", label="first", first=first, last=first))


def test_a_window_outside_the_record_is_refused() -> None:
    record = forces([100, 90], data_end=1)
    window = Window(name="late", label="late", first=np.datetime64("2024-01-14"), last=np.datetime64("2024-02-18"))
    with pytest.raises(WeekError):
        balance(record, "principal", window)


def test_a_shortfall_may_begin_before_the_end_of_data() -> None:
    falling_six_weeks = [100.0 - step for step in range(7)]
    record = forces([*falling_six_weeks, 93.0, 92.0, 93.0, 94.0], data_end=6)
    end = np.datetime64("2024-01-07") + 6 * WEEK
    assert sustained_by(record, "principal", end, horizon=1).tolist() == [False]
    assert sustained_by(record, "principal", end, horizon=2).tolist() == [True]


def test_a_shortfall_complete_before_the_end_of_data_is_not_news() -> None:
    record = forces([100.0 - step for step in range(9)] + [93.0, 94.0], data_end=8)
    end = np.datetime64("2024-01-07") + 8 * WEEK
    assert sustained_by(record, "principal", end, horizon=2).tolist() == [False]
