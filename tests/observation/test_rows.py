"""Rows of a series on the weeks: where they stand, which are left out, and what a stock or a total is at that place."""

from __future__ import annotations

from datetime import date, timedelta

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fineline.observation.rows import (
    families,
    level_at,
    log_spread,
    make_rows,
    period_total,
    positions,
    total_at,
    week_of,
)
from fineline.time import week_index

from .published import WEEKS, N, days, series, sundays

EVERY = np.ones(1, dtype=np.bool_)
levels = arrays(np.float64, 12, elements=st.floats(-1e3, 1e3))
flows = arrays(np.float64, 12, elements=st.floats(0.0, 1e3))
places = st.floats(0.0, 12.0)


def test_a_sunday_is_a_whole_number_of_weeks_and_a_monday_a_seventh() -> None:
    assert positions(days(sundays(0, 1, 52)), WEEKS).tolist() == [1.0, 2.0, 53.0]
    np.testing.assert_allclose(
        positions(days(["2022-12-26", "2022-12-31", "2023-01-02"]), WEEKS), [1 / 7, 6 / 7, 8 / 7]
    )


@given(st.dates(date(2022, 12, 26), date(2023, 12, 31)))
def test_a_row_falls_into_the_week_of_its_day(day: date) -> None:
    rows = make_rows(series([str(day)], [1.0]), WEEKS, EVERY)
    assert int(week_of(rows)[0]) == week_index(WEEKS, day)


@given(st.dates(date(2022, 6, 1), date(2024, 6, 1)))
def test_rows_outside_the_weeks_are_left_out(day: date) -> None:
    first, last = date(2022, 12, 26), date(2023, 12, 31)
    rows = make_rows(series([str(day)], [1.0]), WEEKS, EVERY)
    if first <= day <= last:
        assert len(rows) == 1
    elif day < first or day >= last + timedelta(weeks=1):
        assert len(rows) == 0
    else:  # a figure of the days after the last week stands for its end
        assert rows.position.tolist() == [N]


def test_rows_keep_their_order_and_what_is_dropped_is_dropped_in_every_column() -> None:
    data = series(sundays(4, 2, 9), [4.0, 2.0, 9.0], family=["b", "a", "c"], low=[3, 1, 8], high=[5, 3, 10])
    rows = make_rows(data, WEEKS, np.array([True, False, True]), age=np.array([10.0, 20.0, 30.0]))
    assert rows.value.tolist() == [4.0, 9.0]
    assert rows.position.tolist() == [5.0, 10.0]
    assert rows.family.tolist() == [1, 2]
    assert rows.age.tolist() == [10.0, 30.0]
    np.testing.assert_allclose(rows.spread, 0.5 * np.log([5 / 3, 10 / 8]))
    assert rows.begin.tolist() == rows.paired_age.tolist() == rows.marked.tolist() == [0.0, 0.0]
    assert rows.repeats.tolist() == [1.0, 1.0]


def test_families_are_named_once_in_alphabetical_order() -> None:
    assert families(series(sundays(1, 2, 3), [1, 2, 3], family=["us", "bbc", "us"])) == ("bbc", "us")


def test_no_rows_at_all_are_no_error() -> None:
    assert len(make_rows(series([], []), WEEKS, np.ones(0, dtype=np.bool_))) == 0


def test_a_published_range_gives_its_half_width_and_nothing_else_does() -> None:
    low = np.array([80.0, np.nan, 90.0, 100.0, 0.0, 120.0])
    high = np.array([125.0, 110.0, np.nan, 100.0, 50.0, 80.0])
    np.testing.assert_allclose(log_spread(low, high), [0.5 * np.log(125 / 80), 0, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("position", "level"), [(0.0, 10.0), (0.5, 15.0), (1.0, 20.0), (1.25, 22.5), (2.0, 30.0), (3.0, 0.0)]
)
def test_a_level_between_week_ends_is_linear(position: float, level: float) -> None:
    stock = jnp.array([20.0, 30.0, 0.0])
    assert float(level_at(stock, jnp.array(10.0), jnp.array([position]))[0]) == pytest.approx(level)


@pytest.mark.parametrize(("position", "total"), [(0.0, 100.0), (1.0, 107.0), (1.5, 109.0), (2.0, 111.0), (3.0, 116.0)])
def test_a_total_counts_what_came_before_and_every_week_since(position: float, total: float) -> None:
    flow = jnp.array([7.0, 4.0, 5.0])
    assert float(total_at(flow, jnp.array(100.0), jnp.array([position]))[0]) == pytest.approx(total)


@settings(max_examples=60)
@given(levels, st.floats(-1e3, 1e3), st.lists(places, min_size=1, max_size=8))
def test_levels_are_those_of_linear_interpolation(level: np.ndarray, start: float, position: list[float]) -> None:
    expected = np.interp(position, np.arange(13), np.concatenate([[start], level]))
    found = level_at(jnp.asarray(level), jnp.asarray(start), jnp.asarray(position))
    np.testing.assert_allclose(found, expected, atol=1e-9)


@settings(max_examples=60)
@given(flows, st.floats(0.0, 1e6), places, places)
def test_a_running_total_never_falls_and_its_parts_add_up(
    flow: np.ndarray, before: float, one: float, two: float
) -> None:
    early, late = sorted((one, two))
    found = np.asarray(total_at(jnp.asarray(flow), jnp.asarray(before), jnp.asarray([0.0, early, late, 12.0])))
    assert found[0] == pytest.approx(before)
    assert np.all(np.diff(found) >= -1e-6)
    assert found[-1] - before == pytest.approx(flow.sum(), abs=1e-6)


def test_a_period_of_whole_weeks_holds_exactly_their_flows() -> None:
    flow = jnp.arange(1.0, 13.0)
    ends = total_at(flow, jnp.array(0.0), jnp.array([3.0, 7.0]))
    assert float(ends[1] - ends[0]) == pytest.approx(4 + 5 + 6 + 7)


def test_the_total_of_a_period_takes_its_share_of_the_weeks_at_its_ends() -> None:
    data = series(["2023-01-11"], [1.0], begins=["2023-01-01"])
    rows = make_rows(data, WEEKS, EVERY, begin=positions(data.period_start, WEEKS) - 1 / 7)
    flow = jnp.arange(1.0, N + 1.0)
    np.testing.assert_allclose(period_total(flow, rows), [1 * 1 / 7 + 2 + 3 * 3 / 7])
