"""Section 3: where the war stands in the last week with data, the model beside the newest published figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.trajectories import data_end, position, values
from fineline.evidence import View
from fineline.report.names import Names
from fineline.report.numbers import number_text
from fineline.report.published import newest
from fineline.report.quantities import from_draws, to_date
from fineline.report.schema import Freshness, Standing, StandingRow
from fineline.time import DAYS_PER_WEEK

RECENT_WEEKS = 13
"""Weekly flows are read as means over so many weeks: single weeks of claims are noisy."""

CLAIMANTS_NAMED = 5
"""Claimants named beside a series; section 8 names all of them."""

Reading = Callable[[xr.Dataset], NDArray[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: what it measures, how it is read off the runs, and the series that speaks of it."""

    name: str
    unit: str
    read: Reading
    series: str = ""
    weeks: int = 1
    signed: bool = False


def standing_section(runs: xr.Dataset, view: View, names: Names) -> Standing:
    """The state of the war.

    Args:
        runs: history and forecast.
        view: what was known.
        names: countries by role.
    """
    week = to_date(data_end(runs))
    return Standing(
        week=week,
        note=(
            f"Flows per week are means over the last {RECENT_WEEKS} weeks with data; stocks are read at their end. "
            "A published figure can measure something else than its neighbour: a claim of losses is not a count of "
            "casualties."
        ),
        rows=tuple(_row(line, runs, view, week) for line in _lines(names)),
        freshness=_freshness(view, week, names),
    )


def _row(line: Line, runs: xr.Dataset, view: View, week: date) -> StandingRow:
    found = newest(view, line.series, weeks=line.weeks) if line.series else None
    observed = ""
    if found is not None:
        mean = f", mean of {found.weeks} weeks" if found.weeks > 1 else ""
        observed = f"{number_text(found.value, unit=line.unit, digits=3, signed=line.signed)}{mean}"
    return StandingRow(
        estimate=from_draws(line.name, line.read(runs), line.unit, signed=line.signed),
        week=week,
        observed=observed,
        observed_on=found.date if found else None,
        claimant=found.claimant if found else "",
    )


def _lines(names: Names) -> tuple[Line, ...]:
    us, them, third = names.principal, names.opponent, names.contributor
    return (
        _flow(f"ground gained by {us}, net", "advance", "area_change_isw", unit="km2/week", signed=True),
        _flow(f"casualties on {us}'s side", "total_casualties", "principal_losses_claimed"),
        _flow(f"casualties of {us}'s own soldiers", "principal_casualties"),
        _flow(f"deaths of {us}'s own soldiers", "principal_killed", "principal_deaths_probate"),
        Line(name=f"killed share of {us}'s own casualties", unit="share", read=_killed_share),
        _flow(f"casualties of {third}'s soldiers", "contributor_casualties"),
        _flow(f"casualties of {them}", "opponent_casualties"),
        _flow(f"deaths of {them}'s soldiers, missing included", "opponent_killed"),
        _stock(f"{us}'s own soldiers in theatre", "principal_troops", "principal_force_claimed"),
        _stock(f"{them}'s soldiers in theatre", "opponent_troops"),
        _stock(f"{third}'s soldiers", "contributor_troops", "contributor_troops_present"),
        _ratio(f"firepower of {us}, reference = 1", "principal_firepower"),
        _ratio(f"firepower of {them}, reference = 1", "opponent_firepower"),
        _ratio(f"strength of {us}'s side over {them}'s, reference = 1", "strength_ratio_log"),
    )


def _flow(name: str, variable: str, series: str = "", *, unit: str = "persons/week", signed: bool = False) -> Line:
    """A weekly flow, as the mean of the recent weeks."""

    def read(runs: xr.Dataset) -> NDArray[np.float64]:
        return _recent(runs, variable).mean(axis=1)

    return Line(name=name, unit=unit, read=read, series=series, weeks=RECENT_WEEKS, signed=signed)


def _stock(name: str, variable: str, series: str = "") -> Line:
    """People, at the end of the last week with data."""
    return Line(name=name, unit="persons", read=lambda runs: _recent(runs, variable)[:, -1], series=series)


def _ratio(name: str, variable: str) -> Line:
    """A quantity held as a logarithm, as a multiple of its reference in the last week with data."""
    return Line(name=name, unit="1", read=lambda runs: np.exp(_recent(runs, variable)[:, -1]))


def _recent(runs: xr.Dataset, name: str) -> NDArray[np.float64]:
    last = position(runs, data_end(runs))
    return values(runs, name)[:, max(last - RECENT_WEEKS + 1, 0) : last + 1]


def _killed_share(runs: xr.Dataset) -> NDArray[np.float64]:
    return _recent(runs, "principal_killed").sum(axis=1) / _recent(runs, "principal_casualties").sum(axis=1)


def _freshness(view: View, week: date, names: Names) -> tuple[Freshness, ...]:
    titles = _titles(view)
    return tuple(
        Freshness(
            name=name,
            series=names.told(titles[name]),
            last_observed=last,
            claimants=_claimants(view, name),
            weeks_before_data_end=max((week - last).days, 0) // DAYS_PER_WEEK,
        )
        for name, last in view.last_observed().items()
    )


def _titles(view: View) -> dict[str, str]:
    """Titles that stand alone: a catalogue says "the same" of the series before."""
    found: dict[str, str] = {}
    before = ""
    for name, spec in view.catalogue.series.items():
        found[name] = spec.title.replace("the same", before) if spec.title.startswith("the same") else spec.title
        before = found[name]
    return found


def _claimants(view: View, series: str) -> str:
    found = list(dict.fromkeys(str(claimant) for claimant in view.latest(series).claimant))
    if len(found) <= CLAIMANTS_NAMED:
        return ", ".join(found)
    return f"{', '.join(found[: CLAIMANTS_NAMED - 1])} and {len(found) - CLAIMANTS_NAMED + 1} others"
