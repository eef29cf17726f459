"""Weeks and calendar dates, named once.

A week runs from Monday to Sunday and **is named by its Sunday**. A worked calendar, October and November 2024::

         Mon  Tue  Wed  Thu  Fri  Sat  Sun
    Oct    7    8    9   10   11   12  [13]   week 2024-10-13
          14   15   16   17   18   19  [20]   week 2024-10-20
          21   22   23   24   25   26  [27]   week 2024-10-27
          28   29   30   31    1    2  [ 3]   week 2024-11-03: four days of October, three of November

    week_ending(date(2024, 10, 18))                     -> 2024-10-20   (a Friday belongs to the Sunday after it)
    week_ending(date(2024, 10, 20))                     -> 2024-10-20   (a Sunday belongs to itself)
    weeks(date(2024, 10, 13), date(2024, 11, 3))        -> the four Sundays in brackets, both ends included
    week_index(weeks(...), date(2024, 10, 18))          -> 1
    spread_monthly([2024-10-31], [31.0], weeks(...))    -> [7, 7, 7, 4]: one a day; 1-6 October lie before the weeks

A flow of a week belongs to the seven days that end on its Sunday; a stock of a week is its level at the end of that
Sunday. Arrays of days are ``datetime64[D]``; single days are ``datetime.date``. There are no time zones: figures speak
of calendar days.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fineline.errors import NotASundayError, WeekError

Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]

DAYS_PER_WEEK = 7
DAYS_PER_YEAR = 365.25
WEEK = np.timedelta64(DAYS_PER_WEEK, "D")
SUNDAY = 6  # as date.weekday() counts, Monday being 0


def week_ending(day: date) -> date:
    """The Sunday that names the week a day lies in.

    Args:
        day: any calendar day.

    Returns:
        The same day if it is a Sunday, otherwise the next Sunday.
    """
    return day + timedelta(days=SUNDAY - day.weekday())


def require_sunday(day: date, where: str) -> None:
    """Refuse a day that does not name a week.

    Args:
        day: the day to check.
        where: the place to name in the error: file and line, or the argument.

    Raises:
        NotASundayError: the day is not a Sunday.
    """
    if day.weekday() != SUNDAY:
        raise NotASundayError(
            expected="a Sunday, since weeks are named by the Sunday they end on",
            found=f"{day.isoformat()}, a {day:%A}",
            where=where,
            remedy=f"write {week_ending(day).isoformat()} if that week is meant",
        )


def weeks(first: date, last: date) -> Days:
    """Every week from one Sunday to another.

    Args:
        first: the Sunday of the first week.
        last: the Sunday of the last week; the same as `first` gives one week.

    Returns:
        Sundays in order, both ends included; shape (weeks,), ``datetime64[D]``.

    Raises:
        NotASundayError: one of the ends is not a Sunday.
        WeekError: the last week lies before the first.
    """
    require_sunday(first, "first week")
    require_sunday(last, "last week")
    if last < first:
        raise WeekError(
            expected=f"a last week on or after the first, {first.isoformat()}",
            found=last.isoformat(),
            where="last week",
            remedy="give the earlier Sunday first",
        )
    return np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + WEEK, WEEK)


def week_index(weeks: Days, day: date | np.datetime64) -> int:
    """The position of the week that holds a day.

    Args:
        weeks: consecutive Sundays, as `weeks` gives them; shape (weeks,).
        day: any day of one of those weeks.

    Returns:
        The index into `weeks`.

    Raises:
        WeekError: the day lies outside the weeks given.
    """
    wanted = day.astype("datetime64[D]") if isinstance(day, np.datetime64) else np.datetime64(day, "D")
    index = int(np.searchsorted(weeks, wanted))
    if index == len(weeks) or wanted <= weeks[index] - WEEK:
        span = f"{weeks[0]} to {weeks[-1]}" if len(weeks) else "no week at all"
        raise WeekError(
            expected=f"a day in one of the weeks given ({span})",
            found=str(day),
            where="day",
            remedy="choose a day inside those weeks, or extend the calendar",
        )
    return index


def season_angle(weeks: Days) -> Floats:
    """Where in the year each week ends, as an angle.

    Args:
        weeks: Sundays; shape (weeks,).

    Returns:
        2 pi times the day of the year (1 January is 1) over 365.25, in radians; shape (weeks,).
    """
    day_of_year = (weeks - weeks.astype("datetime64[Y]")).astype("timedelta64[D]").astype(np.float64) + 1.0
    return 2.0 * np.pi * day_of_year / DAYS_PER_YEAR


def spread_monthly(month_ends: Days, values: Floats, weeks: Days) -> Floats:
    """Turn a monthly flow into a weekly one, taking it to be even over the days of each month.

    Nothing is lost or invented: each week receives exactly the days it shares with the months given. A day of a week
    that no month covers adds nothing, so that a caller who needs whole weeks must give whole months.

    Args:
        month_ends: the last day of each month, in order; shape (months,).
        values: the flow of each month, in any unit per month; shape (months,).
        weeks: Sundays in order; shape (weeks,).

    Returns:
        The flow of each week, in the same unit per week; shape (weeks,).

    Raises:
        WeekError: a date is not the last day of its month, the months are out of order or repeated, or the number of
            values differs from the number of months.
    """
    ends = month_ends.astype("datetime64[D]")
    _check_months(ends, values)
    starts = ends.astype("datetime64[M]").astype("datetime64[D]")
    per_day = values / _days(ends - starts + np.timedelta64(1, "D"))
    mondays = weeks - WEEK + np.timedelta64(1, "D")
    shared_first = np.maximum(mondays[:, None], starts[None, :])
    shared_last = np.minimum(weeks[:, None], ends[None, :])
    shared_days = np.maximum(_days(shared_last - shared_first) + 1.0, 0.0)
    return shared_days @ per_day


def _days(span: npt.NDArray[np.timedelta64]) -> Floats:
    return span.astype("timedelta64[D]").astype(np.float64)


def _check_months(ends: Days, values: Floats) -> None:
    true_ends = (ends.astype("datetime64[M]") + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    wrong = [str(day) for day in ends[ends != true_ends]]
    ordered = bool(np.all(ends[1:] > ends[:-1]))
    if wrong or not ordered or len(values) != len(ends):
        raise WeekError(
            expected="one value for each month, each month named once by its last day, in order",
            found=f"{len(values)} values, {len(ends)} months, not a month's last day: {', '.join(wrong) or 'none'}, "
            f"in order: {'yes' if ordered else 'no'}",
            where="monthly flow",
            remedy="name months by their last day, sort them, and give each one value",
        )
