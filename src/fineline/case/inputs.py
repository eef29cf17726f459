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
from fineline.time import DAYS_PER_WEEK, WEEK, Days, season_angle, week_ending
from fineline.time import weeks as all_weeks

Floats = npt.NDArray[np.float64]
DatedT = TypeVar("DatedT", bound=Dated)

# Before anything is known of a relative profile, the reference level is all there is to say.
REFERENCE_LEVEL = 1.0
# A mean over recent weeks needs weeks before the first one asked for.
LEAD_IN_WEEKS = 53


def model_inputs(case: Case, view: View, weeks: Days) -> dict[str, Floats]:
    """Every input of the model for the weeks asked for, reading nothing published after the view's day.

    Up to the last week known, inputs follow the record; later weeks follow the case's rules for what lies beyond the
    data. The last week known is the last of the case's calendar or the last whole week before the view's day, whichever
    comes first.

    Args:
        case: the case.
        view: its evidence as of a day.
        weeks: consecutive Sundays; may run past the data; shape (weeks,).

    Returns:
        Arrays of shape (weeks,) by name. Flows in persons/week: `contributor_arrivals`, `contributor_departures`,
        `principal_mobilisation`, `substitute_recruits`; `contributor_shell_deliveries` (rounds/week); `committed_aid`
        (EUR bn/week). Levels (pure numbers): `contributor_combat_share`, `opponent_mobilisation_profile`,
        `opponent_absence_profile`, `sanctions_markup`, `talks_factor`, `tempo_push` (log). States (0 or 1):
        `contingent_public`, `contingent_acknowledged`, `contingent_disclosed` (1 in the week of publicity alone),
        `success_claimed`, `lead_backer_regime`. `season_angle` (radians). Those that only a scenario uses are neutral.
    """
    grid = _grid(case, weeks)
    as_of = view.as_of
    contributor, opponent = case.contributor, case.opponent
    end = _last_known_week(case, as_of)
    known: dict[str, Floats] = {
        "contributor_arrivals": _movements(contributor.arrivals, as_of, grid),
        "contributor_departures": _movements(contributor.departures, as_of, grid),
        "contributor_combat_share": _levels(contributor.combat_share, as_of, grid, before=0.0),
        "contributor_shell_deliveries": _shells(contributor.shells, as_of, grid),
        "opponent_mobilisation_profile": _profile(opponent.mobilisation, as_of, grid),
        "opponent_absence_profile": _profile(opponent.absence, as_of, grid),
        "principal_mobilisation": _movements(case.principal.mobilisation, as_of, grid),
    }
    followed = {name: _beyond(values, grid, end, getattr(case.beyond_data, name)) for name, values in known.items()}
    made = {**followed, **_states(case, as_of, grid), **_neutral(grid)}
    wanted = np.searchsorted(grid, weeks)
    return {**{name: values[wanted] for name, values in made.items()}, "season_angle": season_angle(weeks)}


def _states(case: Case, as_of: date, grid: Days) -> dict[str, Floats]:
    """States that hold from their week on, 0 or 1."""
    public = _since(case, "public", as_of, grid)
    return {
        "contingent_public": np.maximum(public, _since(case, "acknowledged", as_of, grid)),
        "contingent_acknowledged": _since(case, "acknowledged", as_of, grid),
        "contingent_disclosed": disclosed(public),
        "success_claimed": _levels(case.principal.success_claimed, as_of, grid, before=0.0),
        "lead_backer_regime": _levels(case.backers.lead_regime, as_of, grid, before=0.0),
    }


def disclosed(public: Floats) -> Floats:
    """One in the week in which a contingent became public, zero in all others, from its state by week."""
    return np.clip(np.diff(public, prepend=0.0), 0.0, 1.0)


def _since(case: Case, stage: str, as_of: date, grid: Days) -> Floats:
    """One from the week in which a stage of disclosure began."""
    days = [entry.since for entry in known_by(case.contributor.disclosure, as_of) if entry.stage == stage]
    return (grid >= np.datetime64(min(days), "D")).astype(np.float64) if days else np.zeros(len(grid))


def _neutral(grid: Days) -> dict[str, Floats]:
    """Inputs that nothing but a scenario sets."""
    none = np.zeros(len(grid))
    return {
        "tempo_push": none,
        "committed_aid": none,
        "substitute_recruits": none,
        "sanctions_markup": np.ones(len(grid)),
        "talks_factor": np.ones(len(grid)),
    }


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
