"""Section 5: what the contributor's soldiers and shells changed, apart and together, with a negative control."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from fineline.analysis import contribution as analysis
from fineline.analysis.intervals import Summary
from fineline.analysis.trajectories import values
from fineline.report.names import Names
from fineline.report.pairs import LEVERS, SOLDIERS, Pair
from fineline.report.quantities import from_draws, from_estimate, likelihood, to_date
from fineline.report.schema import Arm, Contribution, Effect, Likelihood, Placebo, Quantity, Setting, WindowEffects
from fineline.report.sections.contribution_figures import contribution_figures, main_window

LEARNING_WEEKS = (0, 13, 26)
"""Weeks after the first arrival at which effectiveness is read."""


def contribution_section(
    pairs: Mapping[str, Pair], control: analysis.PlaceboCheck | None, names: Names
) -> Contribution:
    """What each lever changed.

    Args:
        pairs: one pair for each key of `LEVERS`.
        control: the placebo check, None when the case has no weeks before the arrival.
        names: countries by role.
    """
    found = {lever: analysis.contribution(pairs[lever]) for lever in LEVERS}
    arms = tuple(_arm(lever, pairs[lever], found[lever], names) for lever in LEVERS)
    soldiers = found[SOLDIERS]
    return Contribution(
        main_window=main_window(arms[0]).window,
        arms=arms,
        per_soldier=_per_soldier(soldiers.per_soldier, names),
        exposure=_exposure(soldiers.exposure, names),
        exposed_more=_exposed_more(soldiers.exposure),
        learning=_learning(pairs[SOLDIERS].baseline),
        placebo=_placebo(control, names),
        figures=contribution_figures(arms, pairs, names),
    )


def _arm(lever: str, pair: Pair, found: analysis.Contribution, names: Names) -> Arm:
    label, side = LEVERS[lever]
    settings = tuple(Setting(name=item.name, baseline=str(item.baseline), arm=str(item.arm)) for item in pair.settings)
    windows = tuple(_window(effects, names) for effects in found.windows)
    return Arm(name=lever, label=label, side=side, settings=settings, windows=windows)


def _window(found: analysis.WindowEffects, names: Names) -> WindowEffects:
    return WindowEffects(
        window=found.window.name,
        label=found.window.label,
        first=to_date(found.window.first),
        last=to_date(found.window.last),
        effects=tuple(_effect(effect, names) for effect in found.effects),
    )


def _effect(found: analysis.Effect, names: Names) -> Effect:
    label = names.told(found.label)
    return Effect(
        key=found.key,
        label=label,
        definition=found.definition,
        difference=from_estimate(label, found.summary.estimate, signed=True),
        positive=likelihood(f"{label}: difference above zero", found.summary.positive),
    )


def _per_soldier(found: analysis.PerSoldier | None, names: Names) -> tuple[Quantity, ...]:
    if found is None:
        return ()
    avoided = f"deaths of {names.principal}'s own soldiers avoided"
    quantities = [
        from_estimate("foreign soldiers sent", found.sent),
        _signed(avoided, found.per_1000_sent),
        _signed(avoided, found.per_1000_man_weeks),
    ]
    if found.deaths_exchanged is not None:
        name = "foreign deaths for each own death avoided, in draws in which deaths were avoided"
        quantities.append(from_estimate(name, found.deaths_exchanged))
    return tuple(quantities)


def _signed(name: str, found: Summary) -> Quantity:
    return from_estimate(name, found.estimate, signed=True)


def _exposure(found: analysis.Exposure | None, names: Names) -> tuple[Quantity, ...]:
    if found is None:
        return ()
    return (
        from_estimate(f"foreign share of losses on {names.principal}'s side", found.share_of_losses, share=True),
        from_estimate(f"foreign share of strength on {names.principal}'s side", found.share_of_strength, share=True),
        from_estimate("share of losses over share of strength (1 = a fair share)", found.relative),
        from_estimate("weekly casualty rate of a foreign soldier over that of an own soldier", found.rate_ratio),
    )


def _exposed_more(found: analysis.Exposure | None) -> Likelihood | None:
    if found is None:
        return None
    return likelihood("foreign soldiers bore more than their share of the losses", found.above_one)


def _learning(baseline: xr.Dataset) -> tuple[Quantity, ...]:
    """Effectiveness of a foreign soldier against an own one (1), some weeks after the first arrival."""
    present = (values(baseline, "contributor_troops") > 0).any(axis=0)
    if not present.any():
        return ()
    first = int(np.argmax(present))
    effectiveness = values(baseline, "contributor_effectiveness")
    return tuple(
        from_draws(f"effectiveness {after} weeks after the first arrival", effectiveness[:, first + after], "1")
        for after in LEARNING_WEEKS
        if first + after < effectiveness.shape[1]
    )


def _placebo(found: analysis.PlaceboCheck | None, names: Names) -> Placebo | None:
    if found is None:
        return None
    window = found.effects.window
    return Placebo(
        first=to_date(window.first),
        last=to_date(window.last),
        passed=found.passed,
        largest=found.largest,
        effects=tuple(_effect(effect, names) for effect in found.effects.effects),
    )
