"""Levers compared on several criteria, with regret across futures; nothing is weighed between criteria.

A lever is a scenario that somebody could bring about. Each runs with the same draws and shocks as the baseline, over
the same weeks, so that what it changes in a draw is its effect there. In every criterion less counts as better: the
view of an outsider who wants fewer deaths, less ground taken by force and lower costs. A reader who wants the opposite
turns the sign.

A future is a set of draws that share what is assumed. The regret of a lever in a future is how much more of a criterion
it leaves there, on average over its draws, than the lever that leaves the least of it. Doing nothing is an option too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.intervals import Probability, Summary, probability, summarise
from fineline.analysis.milestones import response_name
from fineline.analysis.scenarios import POINTS
from fineline.analysis.trajectories import values

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Measures = Mapping[str, Floats]
"""What a set of runs holds of each criterion, by key, shape (draw,)."""

NO_LEVER = "no lever"
"""Name of the option of doing nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What levers are compared by; less of it counts as better.

    Attributes:
        key: its key.
        label: what it is.
        variables: variables of the trajectories that are added up.
        unit: of the measure; shares of one are compared in percentage points.
        over: summed over all weeks, or read at the last.
    """

    key: str
    label: str
    variables: tuple[str, ...]
    unit: str
    over: Literal["sum", "end"] = "sum"


DEATHS = ("principal_killed", "contributor_killed", "opponent_killed")
CRITERIA: tuple[Criterion, ...] = (
    Criterion(key="own_deaths", label="deaths of the principal", variables=DEATHS[:1], unit="persons"),
    Criterion(key="foreign_deaths", label="deaths of the foreign soldiers", variables=DEATHS[1:2], unit="persons"),
    Criterion(key="opponent_deaths", label="deaths of the opponent", variables=DEATHS[2:], unit="persons"),
    Criterion(key="all_deaths", label="deaths on all sides", variables=DEATHS, unit="persons"),
    Criterion(key="ground", label="ground the principal gains, net", variables=("advance",), unit="km2"),
    Criterion(
        key="support",
        label="support for the war at its end",
        variables=("war_support_share",),
        unit=POINTS,
        over="end",
    ),
    Criterion(key="aid", label="aid of the backers", variables=("aid_allocated",), unit="EUR_bn"),
    Criterion(
        key="goes_on",
        label="chance that the sender goes on at its next review",
        variables=("continuation_probability",),
        unit=POINTS,
        over="end",
    ),
)
"""Deaths on each side and together, ground, support, cost, and whether the deal holds."""
VARIABLES: tuple[str, ...] = tuple(dict.fromkeys(name for one in CRITERIA for name in one.variables))
"""What has to be simulated."""


def _disclosure_named(shift: Floats) -> NDArray[np.str_]:
    return np.where(shift < 0, "being seen reads as weakness", "being seen reads as strength")


def _response_named(response: Floats) -> NDArray[np.str_]:
    return np.array([f"aid answers by {response_name(value)}" for value in response.tolist()])


AXES: Mapping[str, Callable[[Floats], NDArray[np.str_]]] = MappingProxyType(
    {"aid_belief_response": _response_named, "disclosure_belief_shift": _disclosure_named}
)
"""Assumptions that futures are made of, by parameter, and the words for each of their values.

Both are assumptions whose very sign the record leaves open. One that the mechanisms chosen do not read divides nothing.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Future:
    """Draws that share what is assumed.

    Attributes:
        label: the assumptions in words.
        draws: which draws, shape (draw,).
    """

    label: str
    draws: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a lever changes in one criterion; not `reached` when it is zero in every draw."""

    lever: str
    criterion: str
    summary: Summary
    mean: float
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """How an option does in one criterion against the best there is.

    Attributes:
        option: name of the lever, or `NO_LEVER`.
        criterion: its key.
        by_future: mean of the criterion less the smallest mean of any option, in the order of the futures.
        worst: place of the future in which that is largest; the first of them where several are.
        best: chance that no option leaves less of the criterion in a draw; ties count for each.
    """

    option: str
    criterion: str
    by_future: tuple[float, ...]
    worst: int
    best: Probability

    @property
    def largest(self) -> float:
        """The largest regret over futures."""
        return self.by_future[self.worst]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Levers side by side.

    Attributes:
        levers: their names.
        criteria: by what they are compared.
        futures: ways of crossing what is assumed.
        effects: for each lever and criterion.
        regrets: for each option and criterion; doing nothing is the first option.
    """

    levers: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    futures: tuple[Future, ...]
    effects: tuple[Effect, ...]
    regrets: tuple[Regret, ...]

    @property
    def idle(self) -> tuple[str, ...]:
        """Levers that change none of the criteria."""
        moving = {effect.lever for effect in self.effects if effect.reached}
        return tuple(name for name in self.levers if name not in moving)

    def effect(self, lever: str, criterion: str) -> Effect:
        """What a lever changes in a criterion. Raises ``KeyError`` for a pair that was not compared."""
        return {(one.lever, one.criterion): one for one in self.effects}[lever, criterion]

    def regret(self, option: str, criterion: str) -> Regret:
        """How an option does in a criterion. Raises ``KeyError`` for a pair that was not compared."""
        return {(one.option, one.criterion): one for one in self.regrets}[option, criterion]


def measured(runs: xr.Dataset) -> dict[str, Floats]:
    """What runs hold of every criterion, shape (draw,) by key; arm and baseline are to cover the same weeks.

    Sums run over all weeks: before a lever is pulled both arms are equal and nothing is left of those weeks in their
    difference. Raises ``TrajectoryError`` when a variable is missing.
    """
    return {one.key: _measure(runs, one) for one in CRITERIA}


def futures(parameters: Mapping[str, Floats], draws: int) -> tuple[Future, ...]:
    """Every way of crossing what is assumed that at least one draw holds; one future of all draws where nothing is.

    Args:
        parameters: parameters by name, shape (draw,).
        draws: number of draws.
    """
    named = [name_of(parameters[name]) for name, name_of in AXES.items() if name in parameters]
    made = [
        Future(label="; ".join(chosen), draws=_all_hold(named, chosen, draws))
        for chosen in product(*(np.unique(words).tolist() for words in named))
    ]
    return tuple(future for future in made if future.draws.any())


def compare(baseline: Measures, arms: Mapping[str, Measures], parameters: Mapping[str, Floats]) -> Comparison:
    """Levers side by side, criterion by criterion.

    Args:
        baseline: measures without any lever.
        arms: measures under each lever, by name, from the same draws and shocks.
        parameters: parameters of the draws by name, shape (draw,), for the futures.

    Raises:
        DrawsError: a measure is not finite.
    """
    found = futures(parameters, len(next(iter(baseline.values()))))
    options: dict[str, Measures] = {NO_LEVER: baseline, **arms}
    return Comparison(
        levers=tuple(arms),
        criteria=CRITERIA,
        futures=found,
        effects=tuple(
            _effect(name, one, arm[one.key] - baseline[one.key]) for name, arm in arms.items() for one in CRITERIA
        ),
        regrets=tuple(
            regret
            for one in CRITERIA
            for regret in _regrets(one.key, {name: held[one.key] for name, held in options.items()}, found)
        ),
    )


def _measure(runs: xr.Dataset, criterion: Criterion) -> Floats:
    held = sum((values(runs, name) for name in criterion.variables), start=np.zeros(()))
    scale = 100.0 if criterion.unit == POINTS else 1.0
    return scale * (held.sum(axis=1) if criterion.over == "sum" else held[:, -1])


def _effect(lever: str, criterion: Criterion, made: Floats) -> Effect:
    return Effect(
        lever=lever,
        criterion=criterion.key,
        summary=summarise(made, criterion.unit),
        mean=float(made.mean()),
        reached=bool(made.any()),
    )


def _regrets(criterion: str, held: Mapping[str, Floats], found: tuple[Future, ...]) -> list[Regret]:
    table = np.stack(list(held.values()))
    means = np.stack([table[:, future.draws].mean(axis=1) for future in found], axis=1)
    regrets, least = means - means.min(axis=0), table.min(axis=0)
    return [
        Regret(
            option=name,
            criterion=criterion,
            by_future=tuple(regrets[place].tolist()),
            worst=int(regrets[place].argmax()),
            best=probability(table[place] == least),
        )
        for place, name in enumerate(held)
    ]


def _all_hold(named: list[NDArray[np.str_]], chosen: tuple[str, ...], draws: int) -> Flags:
    held = np.ones(draws, dtype=bool)
    for words, word in zip(named, chosen, strict=True):
        held &= words == word
    return held
