"""Dated statements on manpower: contracts, bonuses, force sizes, mobilisation, absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from table_builders.claims import Claims, from_claim
from table_builders.rows import Row, SourceRow, day, days_in, month_start, number, only, plain, read_source, with_note

CONTRACT_SERIES = (
    "ru_contracts_cum_year_claimed",
    "ru_contracts_cum_year_hur",
    "ru_contracts_cum_year_kluge",
    "ru_contracts_budget_based_year",
    "ru_contracts_budget_based_halfyear",
    "ru_contracts_budget_based_quarter",
    "ru_contracts_month_kluge",
    "ru_contracts_month_hur",
    "ru_contracts_year_ua_estimate",
    "ru_contracts_per_day_kluge",
    "ru_recruits_per_day_hur",
)
# Where the source file has no day of publication but an attributed claim from the same page does.
PUBLISHED_WITH_CLAIM = {
    ("ru_contracts_per_day_kluge", "2024-06-30"): "RUM-116",
    ("ru_contracts_per_day_kluge", "2024-09-30"): "RUM-117",
    ("ru_signing_bonus_regional_mean", "2024-11-30"): "RUM-117",
}
# Two statements by one author on one month, the later replacing the earlier: their days of publication are vintages.
REVISED_MONTHS = {date(2025, 4, 30), date(2025, 5, 31)}
REVISING_CLAIMANT = "J. Kluge (SWP)"
# Stated at the start of September as the pace of the moment: it speaks of the month before, not of the one to come.
PACE_OF_MONTH_BEFORE = {("ru_contracts_month_hur", "2025-09-30"): date(2025, 8, 31)}
PACE_WINDOW_DAYS = 30


def recruits(folder: Path, claims: Claims) -> Iterator[Row]:
    """Contracts signed as a total over a stated period, whatever form the claim has."""
    rows = read_source(folder / "recruitment_claims.csv")
    for series in CONTRACT_SERIES:
        for row in only(rows, series):
            yield _revision(_contract_total(_with_claim_day(row, claims)))
    for claim, start in (
        ("RUM-123", date(2025, 4, 28)),
        ("RUM-124", date(2025, 8, 1)),
        ("RUM-133", date(2025, 1, 1)),
    ):
        made = from_claim(claims, claim, "recruits_claimed", "persons", "S17" if claim == "RUM-124" else "S18")
        yield replace(made, period_start=start)


def _with_claim_day(row: SourceRow, claims: Claims) -> SourceRow:
    claim = PUBLISHED_WITH_CLAIM.get((row["series"], row["date"]))
    return {**row, "published": claims[claim]["published"]} if claim else row


def _contract_total(row: SourceRow) -> Row:
    end = PACE_OF_MONTH_BEFORE.get((row["series"], row["date"]), day(row["date"]))
    made = plain(row, "recruits_claimed", "persons", date=end, period_start=_period_start(row, end))
    if end != day(row["date"]):
        made = with_note(made, "pace stated early in September, taken for August")
    if "per_day" not in row["series"]:
        return made
    days = days_in(_period_start(row, end), end)
    scaled = {name: number(float(row[name]) * days) if row[name] else "" for name in ("value", "low", "high")}
    return with_note(replace(made, **scaled), f"stated as {row['value']} a day, times {days} days")


def _period_start(row: SourceRow, end: date) -> date:
    series, unit = row["series"], row["unit"]
    if "per_day" in series and "quarter" not in unit and "month" not in unit:
        return end - timedelta(days=PACE_WINDOW_DAYS - 1)
    if "quarter" in series or "quarter" in unit:
        return date(end.year, end.month - 2, 1)
    if "month" in series or "month" in unit:
        return month_start(end)
    return date(end.year, 1, 1)  # since 1 January: running totals, years, first half-years


def _revision(row: Row) -> Row:
    one_month = row.period_start == month_start(row.date)
    if row.claimant == REVISING_CLAIMANT and one_month and row.date in REVISED_MONTHS:
        return replace(row, vintage=row.published)
    return row


def signing_bonus(folder: Path, claims: Claims) -> Iterator[Row]:
    """What a recruit is paid on signing: the federal rate of the day plus the mean regional one, nominal."""
    rows = read_source(folder / "recruitment_claims.csv")
    federal = [(day(row["date"]), float(row["value"])) for row in rows if row["series"] == "ru_signing_bonus_federal"]
    for row in only(rows, "ru_signing_bonus_regional_mean"):
        rate = [value for start, value in federal if start <= day(row["date"])][-1]
        made = plain(
            _with_claim_day(row, claims),
            "signing_bonus",
            "thousand_RUB",
            value=number(float(row["value"]) + rate),
        )
        yield with_note(made, f"mean regional {row['value']} plus federal {number(rate)}")
    for claim in ("RUM-139", "RUM-140"):
        made = from_claim(claims, claim, "signing_bonus", "thousand_RUB", "S20")
        yield replace(made, value=number(float(made.value) / 1000))


def force_sizes(folder: Path, claims: Claims) -> Iterator[Row]:
    """The principal's force in theatre, by claimant."""
    rows = read_source(folder / "strength_mobilisation.csv")
    for row in only(rows, "ru_grouping_in_ukraine"):
        yield plain(row, "principal_force_claimed", "persons")
    yield from_claim(claims, "RUM-051", "principal_force_claimed", "persons", "S21")


def mobilisation(folder: Path, claims: Claims) -> Iterator[Row]:
    """People the opponent mobilises in a month, by claimant."""
    rows = read_source(folder / "strength_mobilisation.csv")
    for row in only(rows, "ua_mobilised_per_month"):
        end = day(row["date"])
        start = date(end.year, 1, 1) if "average" in row["note"] else month_start(end)
        yield plain(row, "opponent_mobilised_claimed", "persons/month", period_start=start)
    monthly = from_claim(claims, "UAM-026", "opponent_mobilised_claimed", "persons/month", "S22")
    yield replace(monthly, period_start=date(2025, 5, 1))
    half_year = from_claim(claims, "UAM-028", "opponent_mobilised_claimed", "persons/month", "S22")
    half_year = replace(half_year, period_start=date(2025, 1, 1), value=number(float(half_year.value) / 6))
    yield with_note(half_year, "stated for six months, divided by six")


def absence(folder: Path, claims: Claims) -> Iterator[Row]:
    """Cases of absence without leave as a monthly flow: months as published, and means over the gaps between totals."""
    rows = read_source(folder / "strength_mobilisation.csv")
    months = [
        plain(row, "opponent_absence_cases", "cases/month", period_start=month_start(day(row["date"])))
        for row in only(rows, "ua_awol_cases_registered_month")
    ]
    yield from months
    yield _mean(months[0], 17658, date(2023, 1, 1), date(2023, 12, 31), 12, "year 2023: 17,658 cases (UAM-004)")
    yield _mean(months[0], 35307, date(2024, 1, 1), date(2024, 9, 30), 9, "January-September 2024: 35,307 cases")
    early = float(claims["UAM-002"]["value"])
    yield replace(
        _mean(months[0], early, date(2025, 1, 1), date(2025, 7, 31), 7, "January-July 2025: 110,511 cases (UAM-002)"),
        published=date.fromisoformat(claims["UAM-002"]["published"]),
        url=claims["UAM-002"]["url"],
        claim="UAM-002",
    )
    october = from_claim(claims, "UAM-006", "opponent_absence_cases", "cases/month", "S23")
    yield replace(october, period_start=date(2025, 10, 1))
    autumn = 161461 - early
    yield _mean(
        months[0], autumn, date(2025, 8, 1), date(2025, 10, 31), 3, "161,461 to October less 110,511 to July 2025"
    )


def _mean(like: Row, total: float, start: date, end: date, months: int, basis: str) -> Row:
    return replace(
        like,
        date=end,
        period_start=start,
        value=number(total / months, 1),
        claimant="Ukrainian Prosecutor General",
        published=None,
        note=f"mean of {months} months, {basis}",
    )


def manpower_rows(folder: Path, claims: Claims) -> Iterator[Row]:
    """Every dated statement on manpower of the two sides."""
    yield from recruits(folder, claims)
    yield from signing_bonus(folder, claims)
    yield from force_sizes(folder, claims)
    yield from mobilisation(folder, claims)
    yield from absence(folder, claims)
