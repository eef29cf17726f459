"""The arrangement: what a foreign soldier is worth, costs and is paid, what the contributor earns, whether it goes on.

Everything here rests on assumptions: the record holds a claimed price or two, and no contract. Sums are US dollars, for
one soldier and one month unless said otherwise. The deal moves nothing in the core, so that every rival account of the
price can be laid over the same trajectories.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline._runtime import configure
from fineline.analysis.intervals import Estimate, Probability, band, estimate, probability
from fineline.analysis.trajectories import (
    TrajectoryError,
    Window,
    data_end,
    position,
    select,
    values,
)
from fineline.case import Case
from fineline.errors import SettingError
from fineline.inference.unlearned import unlearned
from fineline.model.deal import WEEKS_PER_MONTH
from fineline.model.structure import MECHANISMS
from fineline.time import WEEK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HORIZONS: tuple[int, ...] = (4, 13, 26, 52)
"""Weeks after the end of data at which the chance of a withdrawal is read."""
PER_MONTH = "USD/month"
TERMS: dict[str, str] = {
    "soldier_value": "worth of a foreign soldier to the principal",
    "soldier_cost": "cost of a soldier to the contributor",
    "deal_price": "price of a soldier",
    "principal_surplus": "what the principal keeps",
    "contributor_surplus": "what the contributor keeps",
    "grievance": "grievance of the contributor",
}
"""Quantities of the deal in US dollars for a soldier and a month, with their names for the reader."""
CONTINUATION = "continuation_probability"
_PRICED = ("deal_price", "principal_surplus", "contributor_surplus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One quantity of the deal: its mean over a window, weighted by the soldiers there, and its level at the end."""

    key: str
    label: str
    mean: Estimate
    at_end: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Chance that the contributor has withdrawn by a horizon.

    ``chance`` is the mean over draws; ``spread`` says how far the draws differ, each with its own assumptions.
    """

    horizon: int
    week: np.datetime64
    chance: float
    spread: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """The deal over one window.

    ``goes_on`` is the chance that the contributor goes on at its next review, as things stand at the end of the window.
    ``earned`` is the price of all soldiers over the window, USD; ``kept`` is what is left of it after their cost.
    ``both_gain`` is the share of draws in which the mean price lies between cost and value.
    """

    window: Window
    terms: tuple[Term, ...]
    goes_on: Estimate
    earned: Estimate
    kept: Estimate
    both_gain: Probability

    def of(self, key: str) -> Term:
        """The quantity with this key. Raises ``KeyError`` when there is none."""
        return {term.key: term for term in self.terms}[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalPrice:
    """One account of the price over the same trajectories: means over a window, USD for a soldier and a month.

    ``contributor_gains`` is the share of draws in which the mean price covers the contributor's cost,
    ``principal_gains`` that in which the principal keeps something.
    """

    form: str
    price: Estimate
    principal_surplus: Estimate
    contributor_surplus: Estimate
    principal_gains: Probability
    contributor_gains: Probability


def arrangement(trajectories: xr.Dataset, window: Window) -> Arrangement:
    """The deal over ``window``. Raises ``TrajectoryError`` when a soldier of the contributor is there in no week."""
    weights = _weights(trajectories, window)
    means = {key: _mean(trajectories, key, window, weights) for key in TERMS}
    end = position(trajectories, window.last)
    price = means["deal_price"]
    months = weights.sum(axis=1) / WEEKS_PER_MONTH
    return Arrangement(
        window=window,
        terms=tuple(
            Term(
                key=key,
                label=label,
                mean=estimate(means[key], PER_MONTH),
                at_end=estimate(values(trajectories, key)[:, end], PER_MONTH),
            )
            for key, label in TERMS.items()
        ),
        goes_on=estimate(values(trajectories, CONTINUATION)[:, end], "1"),
        earned=estimate(price * months, "USD"),
        kept=estimate(means["contributor_surplus"] * months, "USD"),
        both_gain=probability((means["principal_surplus"] >= 0) & (means["contributor_surplus"] >= 0)),
    )


def over_time(trajectories: xr.Dataset) -> dict[str, xr.Dataset]:
    """Median and intervals of each quantity of the deal by week, for a chart; with the chance that it goes on."""
    return {key: band(trajectories[key]) for key in (*TERMS, CONTINUATION)}


def earned_over_time(trajectories: xr.Dataset) -> xr.Dataset:
    """What the contributor has earned since the first week of the trajectories, USD, by week."""
    paid = values(trajectories, "deal_price") * values(trajectories, "contributor_troops") / WEEKS_PER_MONTH
    made = trajectories["deal_price"].transpose("draw", "week").copy(data=np.cumsum(paid, axis=1))
    made.attrs["units"] = "USD"
    return band(made)


def withdrawals(trajectories: xr.Dataset, horizons: tuple[int, ...] = HORIZONS) -> tuple[Withdrawal, ...]:
    """Chance that the contributor has withdrawn within each horizon after the end of data.

    ``1 - exp(-sum of the weekly hazards)``: the contingent of the trajectories is there until it withdraws.

    Raises ``WeekError`` when the trajectories do not reach the last horizon.
    """
    return tuple(_withdrawal(trajectories, horizon) for horizon in horizons)


def withdrawal_chances(trajectories: xr.Dataset, horizon: int) -> Floats:
    """Chance in each draw that the contributor withdraws in the weeks after the end of data, shape (draw,).

    Raises ``WeekError`` when the trajectories do not reach the horizon.
    """
    end = data_end(trajectories)
    ahead = slice(position(trajectories, end) + 1, position(trajectories, end + horizon * WEEK) + 1)
    return -np.expm1(-values(trajectories, "withdrawal_hazard")[:, ahead].sum(axis=1))


def rival_prices(trajectories: xr.Dataset, known: Mapping[str, Floats], window: Window) -> tuple[RivalPrice, ...]:
    """Every account of the price over the same trajectories.

    Args:
        trajectories: a run under any of them.
        known: parameters that the accounts read, by name, shape (draw,), from the same draws.
        window: the weeks.

    Raises:
        SettingError: a parameter is missing.
        TrajectoryError: a soldier of the contributor is there in no week.
    """
    configure()
    inside, weights = select(trajectories, window), _weights(trajectories, window)
    return tuple(_rival(form, inside, known, weights) for form in MECHANISMS["deal"])


def parameters_of_accounts(case: Case, known: Mapping[str, Floats], seed: int, index: Ints) -> dict[str, Floats]:
    """Parameters that the accounts of the price read, shape (draw,): those known, the others from their priors.

    Args:
        case: declares the priors.
        known: parameters of the run, shape (draw,).
        seed: of the draws from the priors.
        index: number of each draw.
    """
    read = {
        name
        for form in MECHANISMS["deal"].values()
        for equation in form
        if equation.__name__ in _PRICED
        for name in inspect.signature(equation).parameters
    }
    priors = {name: case.priors[name] for name in sorted(read & case.priors.keys())}
    configure()
    return {**{name: known[name] for name in priors if name in known}, **unlearned(priors, known, seed, index)}


def _weights(trajectories: xr.Dataset, window: Window) -> Floats:
    """Soldiers of the contributor by week of the window, shape (draw, week)."""
    there = values(select(trajectories, window), "contributor_troops")
    if not (there.sum(axis=1) > 0).all():
        raise TrajectoryError(
            expected="foreign soldiers in every draw",
            found=f"none in {int((there.sum(axis=1) <= 0).sum())} draws from {window.first} to {window.last}",
            where="contributor_troops",
            remedy="choose a window in which they are there, and a run that holds them",
        )
    return there


def _mean(trajectories: xr.Dataset, key: str, window: Window, weights: Floats) -> Floats:
    return _weighted(values(select(trajectories, window), key), weights)


def _weighted(levels: Floats, weights: Floats) -> Floats:
    return (levels * weights).sum(axis=1) / weights.sum(axis=1)


def _withdrawal(trajectories: xr.Dataset, horizon: int) -> Withdrawal:
    chance = withdrawal_chances(trajectories, horizon)
    last = data_end(trajectories) + horizon * WEEK
    return Withdrawal(horizon=horizon, week=last, chance=float(chance.mean()), spread=estimate(chance, "1"))


def _rival(form: str, inside: xr.Dataset, known: Mapping[str, Floats], weights: Floats) -> RivalPrice:
    found: dict[str, Floats] = {}
    for equation in MECHANISMS["deal"][form]:
        if equation.__name__ in _PRICED:
            read = inspect.signature(equation).parameters
            arguments = {name: _read(name, form, found, inside, known) for name in read}
            found[equation.__name__] = np.broadcast_to(np.asarray(equation(**arguments)), weights.shape)
    means = {name: _weighted(levels, weights) for name, levels in found.items()}
    return RivalPrice(
        form=form,
        price=estimate(means["deal_price"], PER_MONTH),
        principal_surplus=estimate(means["principal_surplus"], PER_MONTH),
        contributor_surplus=estimate(means["contributor_surplus"], PER_MONTH),
        principal_gains=probability(means["principal_surplus"] >= 0),
        contributor_gains=probability(means["contributor_surplus"] >= 0),
    )


def _read(name: str, form: str, found: Mapping[str, Floats], inside: xr.Dataset, known: Mapping[str, Floats]) -> Floats:
    """What an equation reads: this account's own result, a parameter, or a quantity of the trajectories."""
    if name in found:
        return found[name]
    if name in known:
        return known[name][:, None]
    if name in inside and name not in _PRICED:
        return values(inside, name)
    raise SettingError(
        expected=f"everything that the deal as {form} reads",
        found=f"nothing for {name}",
        where="known",
        remedy="give the parameters of every account, from the same draws",
    )
