"""The inputs of the model, week by week, as they were known on the day of a view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fineline.case.deployments import Dated, LevelSince, Movement, Shells
from fineline.case.records import Case, RecentMean, Rule
from fineline.evidence import View
from fineline.time import DAYS_PER_WEEK, WEEK, Days, season_angle, spread_monthly, week_ending
from fineline.time import weeks as all_weeks

Floats = npt.NDArray[np.float64]
DatedT = TypeVar("DatedT", bound=Dated)

AID = "aid_military_allocated"
# Before anything is known of a relative profile, the reference level is all there is to say.
REFERENCE_LEVEL = 1.0
# A mean over recent weeks needs weeks before the first one asked for.
LEAD_IN_WEEKS = 53


def model_inputs(case: Case, view: View, weeks: Days) -> dict[str, Floats]:
    """Every input of the model for the weeks asked for, reading nothing published after the view's day.

    Up to the last week known, inputs follow the record; later weeks follow the case's rules for what lies beyond the
    data. The last week known is the last of the case's calendar or the last whole week before the view's day, whichever
    comes first; for aid, the last week of which every day has been reported.

    Args:
        case: the case.
        view: its evidence as of a day.
        weeks: consecutive Sundays; may run past the data; shape (weeks,).

    Returns:
        Arrays of shape (weeks,) by name: `contributor_arrivals`, `contributor_departures`, `principal_mobilisation`
        (persons/week); `contributor_combat_share`, `opponent_mobilisation_profile`, `opponent_absence_profile`
        (pure numbers); `contributor_shell_deliveries` (rounds/week); `aid_allocated` (EUR bn/week); `season_angle`
        (radians).

    Raises:
        UnknownSeriesError: the case declares no series of aid.
    """
    grid = _grid(case, weeks)
    as_of = view.as_of
    contributor, opponent = case.contributor, case.opponent
    end = _last_known_week(case, as_of)
    aid, aid_end = _aid(view, grid, end)
    known: dict[str, tuple[Floats, date]] = {
        "contributor_arrivals": (_movements(contributor.arrivals, as_of, grid), end),
        "contributor_departures": (_movements(contributor.departures, as_of, grid), end),
        "contributor_combat_share": (_levels(contributor.combat_share, as_of, grid, before=0.0), end),
        "contributor_shell_deliveries": (_shells(contributor.shells, as_of, grid), end),
        "aid_allocated": (aid, aid_end),
        "opponent_mobilisation_profile": (_profile(opponent.mobilisation, as_of, grid), end),
        "opponent_absence_profile": (_profile(opponent.absence, as_of, grid), end),
        "principal_mobilisation": (_movements(case.principal.mobilisation, as_of, grid), end),
    }
    wanted = np.searchsorted(grid, weeks)
    made = {
        name: _beyond(values, grid, until, getattr(case.beyond_data, name))[wanted]
        for name, (values, until) in known.items()
    }
    return {**made, "season_angle": season_angle(weeks)}


def known_by(entries: Iterable[DatedT], as_of: date) -> tuple[DatedT, ...]:
    """The dated facts that were public on a day, in their order."""
    return tuple(entry for entry in entries if entry.published <= as_of)


def _grid(case: Case, weeks: Days) -> Days:
    """Consecutive weeks that hold those asked for, the calendar's own, and a lead-in before them."""
    first = min(case.calendar.first_week, weeks[0].astype(date)) - timedelta(weeks=LEAD_IN_WEEKS)
    last = max(case.calendar.last_week, weeks[-1].astype(date))
    return all_weeks(first, last)


def _last_known_week(case: Case, as_of: date) -> date:
    return min(case.calendar.last_week, _last_whole_week(as_of))


def _last_whole_week(day: date) -> date:
    """The last Sunday on or before a day."""
    sunday = week_ending(day)
    return sunday if sunday == day else sunday - timedelta(days=DAYS_PER_WEEK)


def _movements(entries: Sequence[Movement], as_of: date, grid: Days) -> Floats:
    """Persons a week, each movement spread evenly over its weeks."""
    total = np.zeros(len(grid))
    for entry in known_by(entries, as_of):
        first = np.datetime64(entry.week, "D")
        total += np.where((grid >= first) & (grid < first + entry.weeks * WEEK), entry.persons / entry.weeks, 0.0)
    return total


def _levels(entries: Sequence[LevelSince], as_of: date, grid: Days, before: float) -> Floats:
    """A level that each entry sets from its week on; `before` holds until the first."""
    level = np.full(len(grid), before)
    for entry in sorted(known_by(entries, as_of), key=lambda entry: entry.since):
        level[grid >= np.datetime64(entry.since, "D")] = entry.value
    return level


def _profile(entries: Sequence[LevelSince], as_of: date, grid: Days) -> Floats:
    """A relative level; before the first entry known, that entry's own level."""
    known = sorted(known_by(entries, as_of), key=lambda entry: entry.since)
    return _levels(known, as_of, grid, before=known[0].value if known else REFERENCE_LEVEL)


def _shells(shells: Shells, as_of: date, grid: Days) -> Floats:
    """Rounds a week: the running total straight between the knots known, then at the last rate known."""
    knots = known_by(shells.knots, as_of)
    if len(knots) < 2:
        return np.zeros(len(grid))
    days = np.array([knot.date for knot in knots], "datetime64[D]").astype(np.float64)
    totals = np.array([knot.rounds for knot in knots])
    rate = (totals[-1] - totals[-2]) / (days[-1] - days[-2])
    if len(knots) == len(shells.knots):
        rate *= shells.afterwards.value if shells.afterwards.published <= as_of else 1.0
    ends = grid.astype(np.float64)
    return _running_total(ends, days, totals, rate) - _running_total(ends - DAYS_PER_WEEK, days, totals, rate)


def _running_total(at: Floats, days: Floats, totals: Floats, rate_after: float) -> Floats:
    return np.interp(at, days, totals) + rate_after * np.maximum(at - days[-1], 0.0)


def _aid(view: View, grid: Days, end: date) -> tuple[Floats, date]:
    """Aid a week, and the last week of which every day is covered by a month reported."""
    data = view.latest(AID)
    if not len(data):
        return np.zeros(len(grid)), grid[0].astype(date) - timedelta(days=DAYS_PER_WEEK)
    covered = _last_whole_week(data.date[-1].astype(date))
    return spread_monthly(data.date, data.value, grid), min(end, covered)


def _beyond(values: Floats, grid: Days, until: date, rule: Rule) -> Floats:
    """The input with its weeks after `until` filled by rule."""
    known = grid <= np.datetime64(until, "D")
    if known.all() or not known.any():
        return values
    return np.where(known, values, _filling(values[known], rule))


def _filling(known: Floats, rule: Rule) -> float:
    if isinstance(rule, RecentMean):
        return float(known[-rule.weeks :].mean())
    return 0.0 if rule.rule == "zero" else float(known[-1])
