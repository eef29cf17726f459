"""A case that answers at once: one baseline kept warm, and any state of its levers run against it.

The page and the API ask here. What they get are the same fans, headline numbers and differences that the briefing
prints, from the same functions, for the draws of the state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import cast

import numpy as np
import xarray as xr

from fineline._runtime import forget_programs
from fineline.analysis.intervals import LEVELS
from fineline.analysis.policies import Standing, criterion, standings
from fineline.analysis.scenarios import OUTCOMES, Outcome, WindowDifferences, differences, measure, scenario_windows
from fineline.analysis.trajectories import Window, data_end, total, values, week_days
from fineline.case import Case, Change
from fineline.case.lever_file import LeverSpec
from fineline.errors import SettingError
from fineline.evidence import View
from fineline.products.chunks import levers_of_case
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import BRIEF_HORIZON, State
from fineline.products.states import changes_of, first_week_ahead, titles_of
from fineline.report.headlines import WEEKS
from fineline.report.names import Names, names_of
from fineline.report.quantities import from_draws, to_date
from fineline.report.schema import Quantity, TimeFigure
from fineline.report.sections.fans import Fan, fan_figure, fan_figures
from fineline.scenario import Pair
from fineline.scenario.arms import run_pair
from fineline.scenario.setting import Setting, prepare

KEPT = 6
"""Settings kept warm: each is a baseline of some thousand draws and weeks."""


@dataclass(frozen=True, slots=True)
class Graph:
    """One graph: the briefing's figure of the baseline, and the variable it draws."""

    variable: str
    figure: TimeFigure


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline number of baseline, arm and difference; the arm is None where nothing is set."""

    label: str
    horizon: str
    baseline: Quantity
    arm: Quantity | None
    difference: Quantity | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A setting, its baseline and what is drawn of it.

    Attributes:
        setting: draws, inputs and shocks.
        baseline: its runs.
        graphs: in the order of the page.
    """

    setting: Setting
    baseline: xr.Dataset
    graphs: tuple[Graph, ...]


class Live:
    """A case, its posterior, and the settings that were asked of it."""

    def __init__(self, case: Case, chosen: Chosen) -> None:
        """Read levers and evidence; nothing is run before it is asked for."""
        self.case, self.chosen = case, chosen
        self.levers: Mapping[str, LeverSpec] = levers_of_case(case)
        self.view: View = case.evidence().view(as_of_of(chosen.posterior))
        self.names: Names = names_of(case)
        self.after_data = first_week_ahead(chosen.posterior)
        self._making = Lock()
        self._ready = lru_cache(maxsize=KEPT)(self._made)

    def ready(self, state: State) -> Ready:
        """The baseline of a state, made when it is asked for the first time.

        Raises:
            SettingError: more draws than there are, or an assumption that cannot be made.
        """
        with self._making:
            return self._ready(state.horizon, state.draws, state.seed, tuple(sorted(state.assumptions.items())))

    def changes(self, state: State) -> tuple[Change, ...]:
        """What a state changes: its scenarios, one on top of the other, and its levers on top of them.

        Raises:
            SettingError: a name that the case does not hold, a value outside its range, or a day that is no Sunday.
        """
        return changes_of(self.case, self.levers, state.scenarios, state.levers, self.after_data)

    def titles(self, state: State) -> tuple[str, ...]:
        """What is set, in words."""
        return titles_of(self.case, self.levers, state.scenarios, state.levers)

    def pair(self, state: State) -> Pair:
        """Baseline and arm of a state, the quantities that graphs and outcomes read.

        Raises:
            SettingError: as for `ready` and `changes`, or a week outside the runs.
        """
        ready = self.ready(state)
        wanted = tuple(str(name) for name in ready.baseline.data_vars)
        return run_pair(ready.setting, self.changes(state), baseline=ready.baseline, wanted=wanted)

    def _made(self, horizon: int, draws: int, seed: int, assumptions: tuple[tuple[str, float], ...]) -> Ready:
        forget_programs()  # every number of draws and weeks has programs of its own
        setting = prepare(
            self.case, self.chosen.posterior, horizon=horizon, draws=draws, seed=seed, assumptions=dict(assumptions)
        )
        baseline = setting.run(wanted=wanted_of(setting))
        figures = (*fan_figures(baseline, self.view, self.names), *(self._fan(fan, baseline) for fan in political()))
        named = ((figure.id.removeprefix("outlook-").replace("-", "_"), figure) for figure in figures)
        graphs = tuple(Graph(variable, figure) for variable, figure in named if variable in baseline)
        return Ready(setting, baseline, graphs)

    def _fan(self, fan: Fan, baseline: xr.Dataset) -> TimeFigure:
        return fan_figure(fan, baseline, self.view, to_date(week_days(baseline)[0]))


def political() -> tuple[Fan, ...]:
    """Fans beyond those of the outlook: support, belief, aid and the foreign force."""
    open_note = "No published figure is drawn: what is published measures something else, as the briefing says."
    return (
        Fan(
            variable="war_support_share",
            quantity="support",
            title="Support for the war, if all spoke freely",
            side="principal",
            note=open_note,
        ),
        Fan(
            variable="perceived_success",
            quantity="chance of success",
            title="Chance that the goal is reached, as the public sees it",
            side="principal",
            note=open_note,
        ),
        Fan(
            variable="aid_allocated",
            quantity="military aid",
            title="Military aid allocated to the opponent each week",
            side="opponent",
            note=open_note,
        ),
        Fan(
            variable="contributor_troops",
            quantity="soldiers",
            title="Foreign soldiers in theatre",
            side="contributor",
            note=open_note,
        ),
        Fan(
            variable="settlement_hazard",
            quantity="chance of a settlement",
            title="Chance of a settlement in a week",
            side="neutral",
            note="The base rate is that of wars between states, effects are assumed, and a settled war runs on here.",
        ),
    )


def wanted_of(setting: Setting) -> tuple[str, ...]:
    """Quantities that graphs, outcomes and headline numbers read, as far as the structure gives them."""
    drawn = (
        "advance",
        "total_casualties",
        "principal_killed",
        "opponent_killed",
        "principal_troops",
        "opponent_troops",
    )
    named = ("area_gained", "principal_casualties", *drawn, *(fan.variable for fan in political()))
    given = {*setting.structure.flows, *setting.structure.stocks}
    return tuple(dict.fromkeys(name for name in (*named, *(one.variable for one in OUTCOMES)) if name in given))


def bands(runs: xr.Dataset, variable: str, first: int) -> dict[str, list[float]]:
    """Median and 50 and 90 % bands by week from a place on, to six significant digits, as the briefing keeps them."""
    drawn = values(runs, variable)[:, first:]
    made = np.quantile(drawn, list(LEVELS.values()), axis=0)
    return {level: _six(row) for level, row in zip(LEVELS, made, strict=True)}


def _six(row: np.ndarray) -> list[float]:
    with np.errstate(divide="ignore"):
        places = 5 - np.floor(np.log10(np.where(row == 0.0, 1.0, np.abs(row))))
    scale = 10.0**places
    return cast("list[float]", (np.round(row * scale) / scale).tolist())


def headlines_of(pair: Pair) -> tuple[Headline, ...]:
    """Four headline numbers, half a year after the data end: those of the briefing, and what the arm makes of them."""
    end = data_end(pair.baseline)
    weeks = week_days(pair.baseline)
    place = int(np.searchsorted(weeks, end))
    last = min(place + WEEKS, len(weeks) - 1)
    window = Window(name="headline", label=f"{last - place} weeks", first=weeks[place + 1], last=weeks[last])
    changed = bool(pair.inputs)

    def one(label: str, variable: str, unit: str, *, signed: bool) -> Headline:
        def drawn(runs: xr.Dataset) -> np.ndarray:
            return values(runs, variable)[:, last] if unit == "share" else total(runs, variable, window)

        before = drawn(pair.baseline)
        after = drawn(pair.arm) if changed else None
        return Headline(
            label=label,
            horizon=f"{window.label}, to {to_date(window.last):%-d %b %Y}",
            baseline=from_draws(label, before, unit, signed=signed),
            arm=None if after is None else from_draws(label, after, unit, signed=signed),
            difference=None if after is None else from_draws(label, after - before, unit, signed=True),
        )

    return (
        one("Net change of area", "advance", "km2", signed=True),
        one("Casualties of the principal's own soldiers", "principal_casualties", "persons", signed=False),
        one("Casualties of the opponent", "opponent_casualties", "persons", signed=False),
        one("Public support for the war", "war_support_share", "share", signed=False),
    )


def outcomes_of(pair: Pair) -> WindowDifferences | None:
    """What the arm changes, from its first week to the horizon of the briefing; None where it changes nothing."""
    if pair.first_week is None:
        return None
    window = scenario_windows(pair, pair.first_week)[-1]
    weeks = week_days(pair.baseline)
    place = int(np.searchsorted(weeks, data_end(pair.baseline)))
    last = weeks[min(place + BRIEF_HORIZON, len(weeks) - 1)]
    return differences(
        pair, Window(name=window.name, label=window.label, first=window.first, last=max(last, window.first))
    )


def side_by_side(pairs: Mapping[str, Pair], criteria: Sequence[str]) -> tuple[Standing, ...]:
    """Several states on several criteria, with regret: `fineline compare` on the draws of the page.

    Args:
        pairs: by name; every one with the same draws.
        criteria: such as ``less:own_deaths``; what follows is the key of an outcome.

    Raises:
        SettingError: no criterion, or one of no outcome.
    """
    chosen = [criterion(text) for text in criteria]
    known = {one.key: one for one in OUTCOMES}
    for one in chosen:
        _known_outcome(one.outcome, known)
    runs = {name: {one.outcome: _outcome(pair, known[one.outcome]) for one in chosen} for name, pair in pairs.items()}
    return standings(runs, chosen)


def _outcome(pair: Pair, outcome: Outcome) -> np.ndarray:
    weeks = week_days(pair.arm)
    place = int(np.searchsorted(weeks, data_end(pair.arm)))
    last = min(place + BRIEF_HORIZON, len(weeks) - 1)
    return measure(pair.arm, Window(name="compare", label="", first=weeks[place + 1], last=weeks[last]), outcome)


def _known_outcome(name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise SettingError(
            expected=f"one of {', '.join(known)}", found=name, where="criteria", remedy="write, say, less:own_deaths"
        )
