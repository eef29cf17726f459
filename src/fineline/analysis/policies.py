"""Policies side by side in the same futures: regret, satisfaction, the worth of a lever, and where a finding flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fineline.errors import SettingError

Floats = NDArray[np.float64]
RESAMPLES = 400
ALIKE = 1e-4
"""Share of an outcome by which policies may differ and still do alike: futures are run in single precision."""
SEED = 20240502


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What a policy is measured by.

    Attributes:
        outcome: name of the outcome.
        better: whether more or less of it is better, for whoever asks.
        enough: the value from which, or up to which, it satisfies; None where nobody has said.
    """

    outcome: str
    better: Literal["more", "less"]
    enough: float | None = None


def criterion(text: str) -> Criterion:
    """``more:OUTCOME`` or ``less:OUTCOME``, with ``:VALUE`` where that much is enough.

    Raises:
        SettingError: it says something else.
    """
    better, _, rest = text.partition(":")
    outcome, _, enough = rest.partition(":")
    try:
        if better == "more":
            return Criterion(outcome=outcome, better="more", enough=float(enough) if enough else None)
        if better == "less":
            return Criterion(outcome=outcome, better="less", enough=float(enough) if enough else None)
    except ValueError:
        pass
    raise SettingError(
        expected="more:OUTCOME or less:OUTCOME, and :VALUE where that much is enough",
        found=text,
        where="--criterion",
        remedy="write, say, less:principal_killed:100000",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one policy does on one criterion.

    Attributes:
        policy: its name.
        outcome: name of the outcome.
        median: over futures.
        low: 5 % quantile.
        high: 95 % quantile.
        regret: mean over futures of what the best policy of each future does better, in the unit of the outcome.
        worst_regret: its 95 % quantile.
        satisfied: share of futures in which it is enough; None where nobody has said what is.
        best: share of futures in which no other policy does better by more than single precision can tell.
    """

    policy: str
    outcome: str
    median: float
    low: float
    high: float
    regret: float
    worst_regret: float
    satisfied: float | None
    best: float


def standings(runs: Mapping[str, Mapping[str, Floats]], criteria: Sequence[Criterion]) -> tuple[Standing, ...]:
    """Every policy on every criterion, by criterion and then the least regret first.

    Args:
        runs: outcomes by policy, future by future the same draw and shocks, shape (futures,).
        criteria: what is compared.

    Raises:
        SettingError: fewer than two policies, or policies of different futures.
    """
    sizes = {len(values) for outcomes in runs.values() for values in outcomes.values()}
    if len(runs) < 2 or len(sizes) != 1:
        raise SettingError(
            expected="at least two policies in the same futures",
            found=f"{len(runs)} policies, {', '.join(map(str, sorted(sizes)))} futures",
            where="compare",
            remedy="explore with --design factorial, which pairs its combinations",
        )
    found: list[Standing] = []
    for criterion in criteria:
        table = np.stack([outcomes[criterion.outcome] for outcomes in runs.values()])
        signed = table if criterion.better == "more" else -table
        regrets = signed.max(axis=0) - signed
        rows = [
            _standing(policy, criterion, values, regret, regret <= ALIKE * np.abs(table).max(axis=0))
            for policy, values, regret in zip(runs, table, regrets, strict=True)
        ]
        found += sorted(rows, key=lambda row: row.regret)
    return tuple(found)


def _standing(
    policy: str, criterion: Criterion, values: Floats, regret: Floats, unbeaten: NDArray[np.bool_]
) -> Standing:
    low, median, high = (float(value) for value in np.quantile(values, (0.05, 0.5, 0.95)))
    satisfied = None
    if criterion.enough is not None:
        met = values >= criterion.enough if criterion.better == "more" else values <= criterion.enough
        satisfied = float(met.mean())
    return Standing(
        policy=policy,
        outcome=criterion.outcome,
        median=median,
        low=low,
        high=high,
        regret=float(regret.mean()),
        worst_regret=float(np.quantile(regret, 0.95)),
        satisfied=satisfied,
        best=float(unbeaten.mean()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a unit of a lever does to an outcome: mean of the paired differences per unit, with its 90 % range."""

    lever: str
    outcome: str
    per_unit: float
    low: float
    high: float


def worth_of_unit(lever: str, outcome: str, at: Sequence[float], runs: Sequence[Floats]) -> Worth:
    """The least-squares slope of an outcome in a lever within each future, over all futures.

    Args:
        lever: name of the lever.
        outcome: name of the outcome.
        at: values of the lever, at least two that differ.
        runs: the outcome at each of them in the same futures, shape (futures,) each.
    """
    places = np.asarray(at, dtype=np.float64)
    centred = places - places.mean()
    slopes = (centred @ np.stack(runs)) / (centred @ centred)
    low, high = (float(value) for value in np.quantile(slopes, (0.05, 0.95)))
    return Worth(lever=lever, outcome=outcome, per_unit=float(slopes.mean()), low=low, high=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """Where along a lever a finding turns.

    Attributes:
        lever: name of the lever.
        value: at which the probability crosses one half; None where it does not within the range.
        low: lower end of the 90 % bootstrap interval; None where a resample does not cross.
        high: upper end.
        at_ends: probability at the lowest and at the highest value.
    """

    lever: str
    value: float | None
    low: float | None
    high: float | None
    at_ends: tuple[float, float]


def flip(lever: str, values: Floats, holds: NDArray[np.bool_], *, level: float = 0.5) -> Flip:
    """Where the probability of a finding crosses a level as a lever moves, by isotonic regression.

    Args:
        lever: name of the lever.
        values: of the lever by future, shape (futures,).
        holds: whether the finding holds, shape (futures,).
        level: the probability at which it is said to turn.
    """
    random = np.random.default_rng(SEED)
    found, ends = _crossing(values, holds, level)
    picks = (random.integers(0, len(values), len(values)) for _ in range(RESAMPLES))
    again = [_crossing(values[rows], holds[rows], level)[0] for rows in picks]
    crossed = [value for value in again if value is not None]
    sure = found is not None and len(crossed) == len(again)
    low, high = np.quantile(crossed, (0.05, 0.95)) if sure else (None, None)
    return Flip(
        lever=lever,
        value=found,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        at_ends=ends,
    )


def _crossing(values: Floats, holds: NDArray[np.bool_], level: float) -> tuple[float | None, tuple[float, float]]:
    from scipy.optimize import isotonic_regression  # noqa: PLC0415 - one use

    order = np.argsort(values, kind="stable")
    told = holds[order].astype(np.float64)
    half = len(told) // 2
    rising = bool(told[half:].mean() >= told[:half].mean())
    curve = isotonic_regression(told, increasing=rising).x
    tenth = max(len(told) // 10, 1)  # the ends of the curve itself hang on single futures
    ends = float(told[:tenth].mean()), float(told[-tenth:].mean())
    if not min(ends) < level <= max(ends):
        return None, ends
    crossed = np.flatnonzero(curve >= level if rising else curve < level)
    return (float(values[order][crossed[0]]) if len(crossed) else None), ends
