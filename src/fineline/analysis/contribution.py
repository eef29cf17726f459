"""What the contributor changed: a baseline beside the same history without its soldiers, its shells, or both.

Both arms of a pair share the posterior draw and every shock, so their difference is the effect of the lever in that
draw. All effects have the sign of **what the contributor added: with it less without it**; the two exceptions carry it
in their names: deaths *avoided* and recruits *saved* are without it less with it, so that a benefit to the principal
is positive. Effects are sums over a window for flows and differences at its last week for stocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.intervals import Estimate, Probability, Summary, estimate, probability, summarise
from fineline.analysis.manpower import shrinking
from fineline.analysis.trajectories import (
    TrajectoryError,
    Window,
    last_year,
    person_weeks,
    position,
    since_arrival,
    total,
    values,
    week_days,
    whole_record,
)
from fineline.time import WEEK

PER = 1000
"""Rates are given for this many soldiers."""


class Arms(Protocol):
    """A pair of runs with the same draws and the same shocks."""

    @property
    def baseline(self) -> xr.Dataset:
        """History as it was, with the contributor."""
        ...

    @property
    def arm(self) -> xr.Dataset:
        """The same history without the lever."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One difference between the arms over one window; ``definition`` says what is taken from what."""

    key: str
    label: str
    definition: str
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowEffects:
    """Every effect over one window."""

    window: Window
    effects: tuple[Effect, ...]

    def of(self, key: str) -> Effect:
        """The effect with this key. Raises ``KeyError`` when there is none."""
        return {effect.key: effect for effect in self.effects}[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerSoldier:
    """Deaths of the principal's own soldiers avoided, set against the foreign soldiers who came.

    ``per_1000_sent`` divides by arrivals in the window, ``per_1000_man_weeks`` by the weeks those soldiers were there
    (mid-week strength); ``deaths_exchanged`` is foreign deaths for each own death avoided and exists only in draws in
    which deaths were avoided: ``avoided`` is the chance of that, and the estimate speaks of those draws alone.
    """

    window: Window
    sent: Estimate
    man_weeks: Estimate
    per_1000_sent: Summary
    per_1000_man_weeks: Summary
    avoided: Probability
    deaths_exchanged: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How much of the fighting's cost fell on the foreign soldiers, for their number.

    ``relative`` is share of losses over share of strength (1 = their fair share); ``rate_ratio`` is their weekly
    casualty rate over that of the principal's own soldiers. ``above_one`` is P(relative > 1), which is also
    P(rate_ratio > 1). Rates are casualties over person-weeks.
    """

    window: Window
    share_of_losses: Estimate
    share_of_strength: Estimate
    relative: Estimate
    rate_ratio: Estimate
    above_one: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Effects by window; the account per soldier and the exposure where foreign soldiers are what the pair removes."""

    windows: tuple[WindowEffects, ...]
    per_soldier: PerSoldier | None
    exposure: Exposure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceboCheck:
    """Effects over a window in which the lever was not in use; ``passed`` when every 90 % interval holds zero.

    ``largest`` is the largest absolute difference in any variable, week and draw of the window: with the same shocks
    it should be zero to rounding.
    """

    effects: WindowEffects
    largest: float
    passed: bool


def contribution(pair: Arms) -> Contribution:
    """What the lever changed over the whole record, since the foreign troops arrived, and in the last 52 weeks.

    Raises ``TrajectoryError`` when the two arms do not match.
    """
    arrived = since_arrival(pair.baseline)
    windows = (whole_record(pair.baseline), arrived, last_year(pair.baseline))
    removed = arrived is not None and not (values(pair.arm, "contributor_troops") > 0).any()
    return Contribution(
        windows=tuple(effects(pair, window) for window in windows if window is not None),
        per_soldier=per_soldier(pair, arrived) if arrived and removed else None,
        exposure=exposure(pair.baseline, arrived) if arrived and removed else None,
    )


def effects(pair: Arms, window: Window) -> WindowEffects:
    """Every effect over ``window``. Raises ``TrajectoryError`` when the arms do not match."""
    _matched(pair)
    flows = [_flow_effect(pair, window, *spec) for spec in _FLOWS]
    return WindowEffects(
        window=window, effects=(*flows, *_stock_effects(pair, window), _shortfall_effect(pair, window))
    )


def per_soldier(pair: Arms, window: Window) -> PerSoldier:
    """Own deaths avoided for each 1,000 foreign soldiers. Raises ``TrajectoryError`` when none arrive in ``window``."""
    sent = total(pair.baseline, "contributor_arrived", window)
    if not (sent > 0).all():
        raise TrajectoryError(
            expected="foreign soldiers arriving in every draw",
            found=f"none in {int((sent <= 0).sum())} draws from {window.first} to {window.last}",
            where="contributor_arrived",
            remedy="choose a window that holds the arrivals",
        )
    saved = total(pair.arm, "principal_killed", window) - total(pair.baseline, "principal_killed", window)
    weeks = person_weeks(pair.baseline, "contributor_troops", window)
    foreign = total(pair.baseline, "contributor_killed", window)
    hits = saved > 0
    return PerSoldier(
        window=window,
        sent=estimate(sent, "persons"),
        man_weeks=estimate(weeks, "person-weeks"),
        per_1000_sent=summarise(PER * saved / sent, "deaths per 1,000 soldiers sent"),
        per_1000_man_weeks=summarise(PER * saved / weeks, "deaths per 1,000 soldier-weeks"),
        avoided=probability(hits),
        deaths_exchanged=estimate(foreign[hits] / saved[hits], "1") if hits.any() else None,
    )


def relative_exposure(trajectories: xr.Dataset, window: Window) -> NDArray[np.float64]:
    """Foreign share of losses over foreign share of strength in ``window``, shape (draw,); 1 is a fair share.

    Raises ``TrajectoryError`` when no foreign soldier is there, for the share of strength is then zero.
    """
    losses, strength = _foreign_shares(trajectories, window)
    return losses / strength


def exposure(trajectories: xr.Dataset, window: Window) -> Exposure:
    """Shares, relative exposure and rate ratio over ``window``. Raises ``TrajectoryError`` without foreign soldiers."""
    losses, strength = _foreign_shares(trajectories, window)
    relative = losses / strength
    ratio = (losses / (1 - losses)) / (strength / (1 - strength))
    return Exposure(
        window=window,
        share_of_losses=estimate(losses, "1"),
        share_of_strength=estimate(strength, "1"),
        relative=estimate(relative, "1"),
        rate_ratio=estimate(ratio, "1"),
        above_one=probability(relative > 1),
    )


def before_arrival(trajectories: xr.Dataset) -> Window | None:
    """The weeks of the record before foreign soldiers arrive, for a placebo; None when there are no such weeks."""
    arrived, days = since_arrival(trajectories), week_days(trajectories)
    if arrived is None or arrived.first == days[0]:
        return None
    return Window(
        name="before_arrival", label="before the foreign troops came", first=days[0], last=arrived.first - WEEK
    )


def placebo_check(pair: Arms, window: Window) -> PlaceboCheck:
    """Whether a lever that was not in use in ``window`` shows an effect there.

    Give it a pair that starts at a placebo date, and the weeks from that date to the true one.
    """
    found = effects(pair, window)
    start, stop = position(pair.baseline, window.first), position(pair.baseline, window.last) + 1
    gaps = [
        np.abs(values(pair.arm, str(name)) - values(pair.baseline, str(name)))[:, start:stop].max()
        for name in pair.baseline.data_vars
    ]
    holds = [_holds_zero(effect.summary.estimate) for effect in found.effects]
    return PlaceboCheck(effects=found, largest=float(max(gaps)), passed=all(holds))


_FLOWS: tuple[tuple[str, str, str, str, int], ...] = (
    ("ground", "ground gained", "advance", "km2", 1),
    ("principal_casualties", "casualties of the principal's own soldiers", "principal_casualties", "persons", 1),
    ("contributor_casualties", "casualties of the foreign soldiers", "contributor_casualties", "persons", 1),
    ("total_casualties", "casualties on the principal's side", "total_casualties", "persons", 1),
    ("opponent_casualties", "casualties of the opponent", "opponent_casualties", "persons", 1),
    ("opponent_killed", "deaths of the opponent's soldiers", "opponent_killed", "persons", 1),
    ("own_deaths_avoided", "deaths of the principal's own soldiers avoided", "principal_killed", "persons", -1),
    ("recruits_saved", "recruits the principal did not have to find", "recruits", "persons", -1),
)
"""Key, label, variable, unit, and 1 for with less without or -1 for without less with."""


def _flow_effect(pair: Arms, window: Window, key: str, label: str, name: str, unit: str, sign: int) -> Effect:
    added = sign * (total(pair.baseline, name, window) - total(pair.arm, name, window))
    order = "with less without" if sign > 0 else "without less with"
    return Effect(key=key, label=label, definition=f"sum over the window, {order}", summary=summarise(added, unit))


def _stock_effects(pair: Arms, window: Window) -> list[Effect]:
    last = position(pair.baseline, window.last)
    definition = "at the end of the window, with less without"
    named = {
        "principal_strength": ("strength of the principal's own force", "principal_troops"),
        "opponent_strength": ("strength of the opponent", "opponent_troops"),
    }
    return [
        Effect(
            key=key,
            label=label,
            definition=definition,
            summary=summarise((values(pair.baseline, name) - values(pair.arm, name))[:, last], "persons"),
        )
        for key, (label, name) in named.items()
    ]


def _shortfall_effect(pair: Arms, window: Window) -> Effect:
    added = _weeks_short(pair.baseline, window) - _weeks_short(pair.arm, window)
    return Effect(
        key="weeks_losses_exceed_intake",
        label="weeks in which the principal's losses exceed its intake",
        definition="count over the window, with less without; the own force shrinks in such a week",
        summary=summarise(added, "weeks"),
    )


def _weeks_short(trajectories: xr.Dataset, window: Window) -> NDArray[np.float64]:
    short = shrinking(trajectories, "principal")
    days = week_days(short)
    return short.values[:, (days >= window.first) & (days <= window.last)].sum(axis=1).astype(float)


def _foreign_shares(trajectories: xr.Dataset, window: Window) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    foreign = person_weeks(trajectories, "contributor_troops", window)
    own = person_weeks(trajectories, "principal_troops", window)
    if not (foreign > 0).all():
        raise TrajectoryError(
            expected="foreign soldiers in every draw",
            found=f"none in {int((foreign <= 0).sum())} draws from {window.first} to {window.last}",
            where="contributor_troops",
            remedy="choose a window in which they are there, and a run that holds them",
        )
    losses = total(trajectories, "contributor_casualties", window) / total(trajectories, "total_casualties", window)
    return losses, foreign / (foreign + own)


def _holds_zero(found: Estimate) -> bool:
    return found.low90 <= 0 <= found.high90


def _matched(pair: Arms) -> None:
    same_weeks = np.array_equal(week_days(pair.baseline), week_days(pair.arm))
    if not same_weeks or pair.baseline.sizes["draw"] != pair.arm.sizes["draw"]:
        raise TrajectoryError(
            expected="two arms with the same draws and weeks",
            found=f"sizes {dict(pair.baseline.sizes)} and {dict(pair.arm.sizes)}",
            where="pair",
            remedy="make both arms in one counterfactual run",
        )
