"""Weekly and monthly records: claimed losses, deaths, area, lists, aid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from table_builders.rows import Row, SourceRow, day, month_start, number, only, plain, read_source, with_note

PROBATE_VINTAGES = (
    ("weekly_deaths_vintage_2025.csv", "ru_deaths_estimate_meduza_v2025", date(2025, 10, 10)),
    ("weekly_deaths.csv", "ru_deaths_estimate_meduza", date(2026, 5, 11)),
)
# In the vintage of 2025 the last weeks are of another kind: counted by the day a death was found, not the day it
# happened. They are not earlier values of the same figures and stay out.
NOT_COMPARABLE = "not comparable"
OPPONENT_LIST_PUBLISHED = date(2025, 11, 8)
AID_RELEASE = "value as in the release of 2026-08-04, no earlier vintage found"
AID_FIRST_DAY = date(2022, 1, 1)
# Each series, the donor groups of the tracker that it sums, and what to remark on the sum.
AID_SERIES = (
    ("aid_military_allocated", ("all",), ""),
    ("lead_backer_aid_allocated", ("us",), ""),
    ("other_backers_aid_allocated", ("europe", "other"), "Europe plus other donors"),
)


def losses(folder: Path) -> Iterator[Row]:
    """Claimed losses of personnel, weekly and as a running total."""
    rows = read_source(folder / "weekly_ru_losses_claimed.csv")
    for row in only(rows, "ru_personnel_losses_claimed"):
        yield plain(row, "principal_losses_claimed", "persons/week")
    for row in only(rows, "ru_personnel_losses_claimed_cum"):
        yield plain(row, "principal_losses_claimed_cum", "persons")


def deaths(folder: Path) -> Iterator[Row]:
    """Deaths by week from the probate registry, as known at two dates."""
    for file, series, vintage in PROBATE_VINTAGES:
        for row in only(read_source(folder / file), series):
            if NOT_COMPARABLE not in row["note"]:
                yield plain(row, "principal_deaths_probate", "persons/week", vintage=vintage)


def area(folder: Path) -> Iterator[Row]:
    """Area held and its weekly change, for each mapper."""
    rows = read_source(folder / "weekly_territory.csv")
    names = (
        ("controlled_area_isw", "area_isw", "km2"),
        ("controlled_area_isw_change", "area_change_isw", "km2/week"),
        ("occupied_area_deepstate_excl_crimea", "area_deepstate_excl_crimea", "km2"),
        ("occupied_area_deepstate_change", "area_change_deepstate", "km2/week"),
    )
    for source_series, series, unit in names:
        for row in only(rows, source_series):
            yield plain(row, series, unit)


def opponent_list(folder: Path) -> Iterator[Row]:
    """The opponent's named dead and missing of one week together: people move from one list to the other."""
    rows = read_source(folder / "weekly_deaths.csv")
    missing = {row["date"]: float(row["value"]) for row in only(rows, "ua_missing_named_list")}
    for row in only(rows, "ua_deaths_named_list"):
        total = number(float(row["value"]) + missing[row["date"]])
        made = plain(row, "opponent_listed_dead_missing", "persons/week", value=total, vintage=OPPONENT_LIST_PUBLISHED)
        yield with_note(made, "named dead plus missing of the week")


def aid(folder: Path, lag_days: Mapping[str, int]) -> Iterator[Row]:
    """Military aid allocated by month: by all donors, by the lead backer, and by all the others.

    The tracker appears about every second month. A month counts as public once its end plus the source's lag has
    passed, because only the latest release is at hand and its day of publication would hide the whole record.
    """
    rows = read_source(folder / "monthly_aid.csv")
    for series, groups, remark in AID_SERIES:
        parts = [list(only(rows, f"aid_military_allocated_{group}", AID_FIRST_DAY)) for group in groups]
        for month in zip(*parts, strict=True):
            yield _aid_of_month(series, month, remark, lag_days)


def _aid_of_month(series: str, month: tuple[SourceRow, ...], remark: str, lag_days: Mapping[str, int]) -> Row:
    end = day(month[0]["date"])
    lag = lag_days[month[0]["source"]]
    total = number(sum(float(row["value"]) for row in month))
    made = plain(month[0], series, "EUR_bn/month", value=total, period_start=month_start(end))
    made = replace(made, published=end + timedelta(days=lag))
    made = with_note(made, remark) if remark else made
    return with_note(made, f"{AID_RELEASE}; published: month end plus {lag} days")


def weekly_rows(folder: Path, lag_days: Mapping[str, int]) -> Iterator[Row]:
    """Every regular series.

    Args:
        folder: the folder with the source files.
        lag_days: days from the date of a figure to its publication, for each source.
    """
    yield from losses(folder)
    yield from deaths(folder)
    yield from area(folder)
    yield from opponent_list(folder)
    yield from aid(folder, lag_days)
