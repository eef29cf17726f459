"""The fine line: whether pressing harder pays for itself at home.

A higher tempo gains ground and with it an expectation of success, which lifts support for the war; and it costs lives,
which wear support down. The index is the one effect over the other: the tempo is pushed in every week of a horizon, all
shocks as they were, and what the push adds to each of the two forces on support is summed over those weeks. Above 1
pressing harder gains support within the horizon, below 1 it costs support.

The index is a ratio and exists where the push wears support down by more than nothing. Whether pressing pays is a
difference and exists in every draw: it is what the chances speak of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.intervals import Estimate, Probability, estimate, probability
from fineline.inference.target import constants_of
from fineline.scenario.arms import TROOPS
from fineline.scenario.ensemble import Ensemble
from fineline.scenario.setting import Setting
from fineline.time import WEEK, Days, week_index
from fineline.words import probability_number, probability_text

Floats = NDArray[np.float64]
Run = Callable[[Floats], Mapping[str, Floats]]
"""From a push of the log tempo by week, shape (week,), to both forces on support, shape (draw, week) each."""

PUSH = "tempo_push"
SUCCESS, CASUALTY = "success_effect", "casualty_effect"
HORIZON = 26
"""Weeks over which both effects are summed unless another horizon is named."""
HORIZONS: tuple[int, ...] = (4, 13, 26, 52)
"""Horizons compared: deaths are seen at once, ground and what is made of it take longer."""
STEP = 1e-3
"""Push of the log tempo in the finite difference, a tenth of a per cent: the curvature left in it is as small."""
NEGLIGIBLE = 1e-4
"""Wear of support, logit over the horizon for a tempo e times as high, below which there is no ratio to speak of: a few
thousandths of a point in a hundred, which no survey tells from nothing."""
EVERY = 13
"""Weeks between the starts at which the index is followed through history."""


class Effects(NamedTuple):
    """What pressing adds to the two forces on support, logit for each unit of log tempo, shape (draw,) each."""

    success: Floats
    casualty: Floats

    @property
    def net(self) -> Floats:
        """What pressing adds to support over the horizon; above zero where the index would lie above 1."""
        return self.success - self.casualty

    @property
    def defined(self) -> NDArray[np.bool_]:
        """Draws in which pressing wears support down, so that there is a ratio."""
        return self.casualty > NEGLIGIBLE

    @property
    def ratio(self) -> Floats:
        """The index by draw; not a number where it is undefined."""
        return np.divide(self.success, self.casualty, out=np.full_like(self.success, np.nan), where=self.defined)


@dataclass(frozen=True)
class PressedRuns:
    """Runs of the same draws with the same shocks under any push of the tempo.

    Attributes:
        weeks: Sundays of the runs, shape (week,).
        run: gives both forces on support under a push.
    """

    weeks: Days
    run: Run

    @cached_property
    def unpressed(self) -> Mapping[str, Floats]:
        """Both forces as they are without a push."""
        return self.run(np.zeros(len(self.weeks)))

    def sums(self, first: np.datetime64, horizon: int, push: float) -> Effects:
        """Both forces summed over a horizon under a push that lasts as long, logit, shape (draw,) each.

        Raises:
            WeekError: the horizon reaches beyond the runs.
        """
        start = week_index(self.weeks, first)
        stop = week_index(self.weeks, first + (horizon - 1) * WEEK) + 1
        if push:
            by_week = np.zeros(len(self.weeks))
            by_week[start:stop] = push
            made = self.run(by_week)
        else:
            made = self.unpressed
        return Effects(made[SUCCESS][:, start:stop].sum(axis=1), made[CASUALTY][:, start:stop].sum(axis=1))

    def effects(self, first: np.datetime64, horizon: int = HORIZON) -> Effects:
        """What a small push adds over a horizon, by finite difference. Raises ``WeekError`` as `sums` does."""
        pressed, unpressed = self.sums(first, horizon, STEP), self.sums(first, horizon, 0.0)
        return Effects((pressed.success - unpressed.success) / STEP, (pressed.casualty - unpressed.casualty) / STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class FineLine:
    """The index from one week on over one horizon.

    ``index`` speaks of the draws in which it is defined, and is None where it is in none; ``undefined`` is the chance
    that it is not. ``pays`` is P(pressing gains support), over all draws. ``success`` and ``casualty`` are the two
    effects, logit for each unit of log tempo. ``values`` holds the index by draw, shape (draw,), not a number where
    it is undefined.
    """

    first: np.datetime64
    horizon: int
    index: Estimate | None
    undefined: Probability
    pays: Probability
    success: Estimate
    casualty: Estimate
    values: Floats = field(repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """The index and whether pressing pays, in words and numbers."""
        if self.index is None:
            said = "The index is undefined: pressing does not wear support down in any draw"
        else:
            low, middle, high = (f"{bound:.2g}" for bound in (self.index.low90, self.index.median, self.index.high90))
            said = f"The fine-line index is {middle} (90 % interval {low} to {high})"
            if self.undefined.value > 0:
                said += f", undefined in {probability_number(self.undefined.value)} of draws"
        gain = f"that pressing harder for {self.horizon} weeks from {self.first} gains more support than it costs"
        return f"{said}; {gain} is {probability_text(self.pays.value)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingentShift:
    """How the foreign soldiers move the fine line from one week on.

    ``net`` is what pressing adds to support with them less without them, logit for each unit of log tempo;
    ``easier`` is P(it is above zero). ``index`` is the index with them less without, over the draws in which both are
    defined; None where there is none.
    """

    with_them: FineLine
    without_them: FineLine
    net: Estimate
    easier: Probability
    index: Estimate | None


def pressed_runs(setting: Setting, *, contingent: bool = True) -> PressedRuns:
    """Runs of a setting under a push of the tempo, evaluating only what the two forces on support rest on.

    Args:
        setting: draws, inputs and shocks; a push of its own stays in both arms.
        contingent: whether the foreign soldiers come. Without them nobody arrives or goes home; what has been said
            of them in public stays as it was.
    """
    ensemble = Ensemble(setting.structure, constants_of(setting.case), (SUCCESS, CASUALTY))
    gone = {} if contingent else {name: np.zeros_like(setting.inputs[name]) for name in TROOPS}
    inputs = {**setting.inputs, **gone}

    def run(push: Floats) -> Mapping[str, Floats]:
        return ensemble.run(setting.parameters, {**inputs, PUSH: inputs[PUSH] + push}, setting.shocks)

    return PressedRuns(setting.weeks, run)


def fine_line(runs: PressedRuns, first: np.datetime64, horizon: int = HORIZON) -> FineLine:
    """The index from one week on. Raises ``WeekError`` where the horizon reaches beyond the runs."""
    return _line(runs.effects(first, horizon), first, horizon)


def by_horizon(runs: PressedRuns, first: np.datetime64, horizons: Iterable[int] = HORIZONS) -> tuple[FineLine, ...]:
    """The index from one week on over several horizons. Raises ``WeekError`` as `fine_line` does."""
    return tuple(fine_line(runs, first, horizon) for horizon in horizons)


def starts(weeks: Days, history: int, horizon: int = HORIZON) -> Days:
    """Weeks from which the index is followed: every 13 weeks while the horizon has data, then the first after the data.

    The last of them looks ahead and is left out where the runs do not reach as far.
    """
    past = np.arange(0, history - horizon + 1, EVERY)
    ahead = [history] if history + horizon <= len(weeks) else []
    return weeks[np.concatenate([past, np.array(ahead, dtype=past.dtype)])]


def over_time(runs: PressedRuns, firsts: Days, horizon: int = HORIZON) -> tuple[FineLine, ...]:
    """The index from each of some weeks on. Raises ``WeekError`` as `fine_line` does."""
    return tuple(fine_line(runs, first, horizon) for first in firsts)


def contingent_shift(
    with_them: PressedRuns, without_them: PressedRuns, first: np.datetime64, horizon: int = HORIZON
) -> ContingentShift:
    """How the foreign soldiers move the fine line: the same draws and shocks with them and without.

    Raises:
        WeekError: the horizon reaches beyond the runs.
    """
    present, absent = (runs.effects(first, horizon) for runs in (with_them, without_them))
    both = present.defined & absent.defined
    moved = present.net - absent.net
    return ContingentShift(
        with_them=_line(present, first, horizon),
        without_them=_line(absent, first, horizon),
        net=estimate(moved, "logit"),
        easier=probability(moved > 0),
        index=estimate((present.ratio - absent.ratio)[both], "1") if both.any() else None,
    )


def _line(effects: Effects, first: np.datetime64, horizon: int) -> FineLine:
    index, defined = effects.ratio, effects.defined
    return FineLine(
        first=first,
        horizon=horizon,
        index=estimate(index[defined], "1") if defined.any() else None,
        undefined=probability(~defined),
        pays=probability(effects.net > 0),
        success=estimate(effects.success, "logit"),
        casualty=estimate(effects.casualty, "logit"),
        values=index,
    )
