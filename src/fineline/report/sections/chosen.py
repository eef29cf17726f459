"""What the reader set, and what that changes: the settings that differ, and the outcomes that differ, as a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fineline.analysis.scenarios import (
    HEADLINES,
    SETTLEMENT,
    Difference,
    WindowDifferences,
    differences,
    scenario_windows,
)
from fineline.analysis.trajectories import Window
from fineline.report.names import Names
from fineline.report.pairs import ScenarioPair
from fineline.report.quantities import from_estimate, likelihood, series, to_date
from fineline.report.schema import Chosen, Effect, Setting, TimeFigure, WindowEffects
from fineline.report.sections.drawing import Scale, last_data_week, time_figure


@dataclass(frozen=True, slots=True)
class Choice:
    """Levers and scenarios that the reader set: their titles, and the briefing's baseline beside what they make."""

    titles: tuple[str, ...]
    pair: ScenarioPair


@dataclass(frozen=True, slots=True)
class Drawn:
    """How an outcome is drawn: the variable, the title, what the axis measures, and its scale."""

    variable: str
    title: str
    quantity: str
    scale: Scale = "linear"


DRAWN: dict[str, Drawn] = {
    "ground": Drawn("area_gained", "Ground gained by {0}, running total", "net ground gained"),
    "own_strength": Drawn("principal_troops", "{0}'s own soldiers in theatre", "soldiers"),
    "support": Drawn("war_support_share", "Support for the war, if all spoke freely", "share", "share"),
}
"""Outcomes that can be drawn; a figure is shown where the scenario reaches its outcome."""
MOST_FIGURES = 2


def chosen_section(choice: Choice | None, assumptions: Sequence[str], names: Names) -> Chosen | None:
    """What heads the briefing; None for one of the baseline alone.

    Args:
        choice: levers and scenarios that were set; None where at most assumptions differ.
        assumptions: what was assumed by hand in every run, in sentences without full stops.
        names: countries by role.
    """
    if choice is None and not assumptions:
        return None
    titles = () if choice is None else choice.titles
    said = Chosen(titles=titles, assumptions=tuple(assumptions), settings=(), notes=(), windows=(), figures=())
    return said if choice is None else said.model_copy(update=_compared(choice.pair, names))


def _compared(pair: ScenarioPair, names: Names) -> dict[str, object]:
    windows = scenario_windows(pair, pair.first_week)
    told = (*HEADLINES, SETTLEMENT) if _settles(pair, windows[-1]) else HEADLINES
    found = [differences(pair, window, told) for window in windows]
    return {
        "settings": tuple(
            Setting(name=one.name, baseline=str(one.baseline), arm=str(one.arm)) for one in pair.settings
        ),
        "notes": tuple(names.told(note) for note in pair.notes),
        "windows": tuple(_window(one, names) for one in found),
        "figures": _figures(pair, found[-1], names),
    }


def _settles(pair: ScenarioPair, last: Window) -> bool:
    """Whether what was set moves the chance of a settlement."""
    if SETTLEMENT.variable not in pair.baseline:
        return False
    return differences(pair, last, (SETTLEMENT,)).of(SETTLEMENT.key).reached


def _window(found: WindowDifferences, names: Names) -> WindowEffects:
    return WindowEffects(
        window=found.window.name,
        label=found.window.label,
        first=to_date(found.window.first),
        last=to_date(found.window.last),
        effects=tuple(_effect(one, names) for one in found.differences),
    )


def _effect(found: Difference, names: Names) -> Effect:
    label = names.told(found.outcome.label)
    return Effect(
        key=found.outcome.key,
        label=label,
        definition=found.outcome.definition,
        difference=from_estimate(label, found.summary.estimate, signed=True),
        positive=likelihood(f"{label}: scenario above baseline", found.summary.positive),
    )


def _figures(pair: ScenarioPair, last: WindowDifferences, names: Names) -> tuple[TimeFigure, ...]:
    reached = [key for key in DRAWN if last.of(key).reached]
    return tuple(_figure(key, pair, names) for key in reached[:MOST_FIGURES])


def _figure(key: str, pair: ScenarioPair, names: Names) -> TimeFigure:
    drawn, baseline, arm = DRAWN[key], pair.baseline, pair.arm
    return time_figure(
        f"chosen-{key.replace('_', '-')}",
        f"{drawn.title.format(names.principal)}: baseline and scenario",
        note="Both share every draw and every shock; their difference, in the table, is surer than the bands suggest.",
        quantity=drawn.quantity,
        unit="share" if drawn.scale == "share" else str(baseline[drawn.variable].attrs["units"]),
        lines=[
            series("baseline", "neutral", baseline[drawn.variable]),
            series("scenario", "shells", arm[drawn.variable]),
        ],
        data_end=last_data_week(baseline),
        scale=drawn.scale,
    )
