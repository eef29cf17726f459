"""The weekly calendar: every day in one week, nothing lost between months and weeks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.errors import NotASundayError, WeekError
from fineline.time import require_sunday, season_angle, spread_monthly, week_ending, week_index, weeks

days = st.dates(date(2014, 1, 1), date(2040, 12, 31))
october = weeks(date(2024, 10, 13), date(2024, 11, 3))


@given(days)
def test_every_day_lies_in_the_week_that_ends_within_six_days(day: date) -> None:
    sunday = week_ending(day)
    assert sunday.isoweekday() == 7
    assert timedelta(0) <= sunday - day <= timedelta(days=6)


@given(days, st.integers(0, 300))
def test_weeks_are_sundays_seven_days_apart_with_both_ends(day: date, count: int) -> None:
    first = week_ending(day)
    last = first + timedelta(weeks=count)
    calendar = weeks(first, last)
    assert calendar.dtype == np.dtype("datetime64[D]")
    assert len(calendar) == count + 1
    assert calendar[0] == np.datetime64(first)
    assert calendar[-1] == np.datetime64(last)
    assert np.all(np.diff(calendar) == np.timedelta64(7, "D"))


@given(days, st.integers(0, 60), st.integers(0, 6))
def test_week_index_finds_the_week_of_any_of_its_days(day: date, position: int, earlier: int) -> None:
    first = week_ending(day)
    calendar = weeks(first, first + timedelta(weeks=60))
    inside = first + timedelta(weeks=position, days=-earlier)
    assert week_index(calendar, inside) == position
    assert week_index(calendar, np.datetime64(inside)) == position


@pytest.mark.parametrize("outside", [date(2024, 10, 6), date(2024, 11, 4)])
def test_week_index_refuses_a_day_outside(outside: date) -> None:
    with pytest.raises(WeekError, match="2024-10-13 to 2024-11-03"):
        week_index(october, outside)


def test_week_index_refuses_an_empty_calendar() -> None:
    with pytest.raises(WeekError, match="no week at all"):
        week_index(october[:0], date(2024, 10, 13))


def test_a_day_that_is_no_sunday_is_refused_with_the_right_one() -> None:
    with pytest.raises(NotASundayError, match=r"2024-10-18, a Friday[\s\S]*2024-10-20") as caught:
        require_sunday(date(2024, 10, 18), "series.csv, line 3")
    assert caught.value.where == "series.csv, line 3"


@pytest.mark.parametrize(
    ("first", "last"), [(date(2024, 10, 12), date(2024, 11, 3)), (date(2024, 10, 13), date(2024, 11, 4))]
)
def test_weeks_refuse_ends_that_are_no_sundays(first: date, last: date) -> None:
    with pytest.raises(NotASundayError):
        weeks(first, last)


def test_weeks_refuse_ends_in_the_wrong_order() -> None:
    with pytest.raises(WeekError, match="earlier Sunday first"):
        weeks(date(2024, 11, 3), date(2024, 10, 13))


def test_season_angle_counts_days_of_the_year() -> None:
    angle = season_angle(weeks(date(2023, 1, 1), date(2023, 12, 31)))
    assert angle[0] == pytest.approx(2 * np.pi / 365.25)
    assert angle[-1] == pytest.approx(2 * np.pi * 365 / 365.25)
    assert np.all(np.diff(angle) > 0)


def test_the_worked_calendar() -> None:
    flow = spread_monthly(np.array(["2024-10-31"], dtype="datetime64[D]"), np.array([31.0]), october)
    assert flow.tolist() == pytest.approx([7.0, 7.0, 7.0, 4.0])


@given(
    st.integers(2015, 2030),
    st.integers(1, 12),
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=40),
)
def test_spreading_conserves_the_total_of_months_that_the_weeks_cover(
    year: int, month: int, values: list[float]
) -> None:
    first_month = np.datetime64(f"{year}-{month:02d}", "M")
    month_ends = (first_month + np.arange(1, len(values) + 1, dtype="timedelta64[M]")).astype(
        "datetime64[D]"
    ) - np.timedelta64(1, "D")
    first = week_ending(first_month.astype("datetime64[D]").astype(date))
    calendar = weeks(first, week_ending(month_ends[-1].astype(date)))
    flow = spread_monthly(month_ends, np.array(values), calendar)
    assert flow.sum() == pytest.approx(sum(values), abs=1e-9 * (1 + sum(map(abs, values))))


@given(st.floats(0.1, 100.0))
def test_an_even_daily_flow_is_even_in_weeks(per_day: float) -> None:
    month_ends = np.array(["2024-01-31", "2024-02-29", "2024-03-31"], dtype="datetime64[D]")
    inside = weeks(date(2024, 1, 7), date(2024, 3, 31))
    flow = spread_monthly(month_ends, per_day * np.array([31.0, 29.0, 31.0]), inside)
    assert flow == pytest.approx(np.full(len(inside), 7.0 * per_day))


@pytest.mark.parametrize(
    ("month_ends", "values"),
    [
        (["2024-10-30"], [1.0]),
        (["2024-10-31", "2024-10-31"], [1.0, 1.0]),
        (["2024-11-30", "2024-10-31"], [1.0, 1.0]),
        (["2024-10-31"], [1.0, 2.0]),
    ],
    ids=["not the last day", "repeated", "out of order", "one value too many"],
)
def test_months_that_do_not_hold_together_are_refused(month_ends: list[str], values: list[float]) -> None:
    with pytest.raises(WeekError, match="in order"):
        spread_monthly(np.array(month_ends, dtype="datetime64[D]"), np.array(values), october)
