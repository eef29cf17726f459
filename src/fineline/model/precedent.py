"""Precedent: how often states newly send troops to the wars of others, and whether one sending begets the next.

One step is one calendar year, outside the weekly model: nothing here reads a weekly quantity or is read by one. A
*sending* is a conflict-year in which at least one state newly supports a side with troops. Whether it was called a
success is not on record, so that every past sending counts as a precedent.

Self-excitation and a rate that differs from one period or kind of war to another leave much the same traces in a count
(Feller 1943, "On a general class of contagious distributions"): a self-exciting form that forecasts better is no proof
of contagion, and the rivals without it are always shown beside it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import jax
import jax.numpy as jnp
from jax import Array

from fineline.model.naming import gives
from fineline.model.units import Pure

Years = Annotated[Array, "year"]
ConflictYears = Annotated[Array, "conflict_year"]
Sendings = Annotated[Array, "sending"]
SendingRate = Annotated[Array, "sending/conflict_year"]


# Self-exciting -----------------------------------------------------------------------------------------------------


@gives("sending_rate")
def self_exciting_sending_rate(
    precedent_base_rate: SendingRate, precedent_contagion: Pure, recent_sending_rate: SendingRate
) -> SendingRate:
    """Sendings to expect per conflict-year: ``mu + alpha S``, ``S`` the kernel-weighted mean of past rates.

    ``alpha`` in [0, 1) is the number of later sendings that one sending begets when the number of wars stays the same;
    at 0 the form is that without contagion. After Hawkes (1971), in yearly counts.
    """
    return precedent_base_rate + precedent_contagion * recent_sending_rate


def next_recent_sending_rate(
    recent_sending_rate: SendingRate, observed_sending_rate: SendingRate, precedent_memory: Years
) -> SendingRate:
    """Memory of past sendings next year: ``S' = k S + (1 - k) x`` with ``k = exp(-1/tau)``.

    This is the sum over lags ``sum_j g(j) x_{t-j}`` with the exponential kernel ``g(j) = (1 - k) k^(j-1)``, whose
    weights sum to one. The kernel is not identified by the record: see its contraction.
    """
    kept = jnp.exp(-1.0 / precedent_memory)
    return kept * recent_sending_rate + (1.0 - kept) * observed_sending_rate


def initial_recent_sending_rate(precedent_base_rate: SendingRate, precedent_contagion: Pure) -> SendingRate:
    """Memory before the first year: that of an average past, ``mu / (1 - alpha)``."""
    return precedent_base_rate / (1.0 - precedent_contagion)


def observed_sending_rate(sendings: Sendings, conflict_years: ConflictYears) -> SendingRate:
    """Sendings per conflict-year in the year itself; 0 in a year without conflicts, which sets no precedent."""
    return sendings / jnp.maximum(conflict_years, 1.0)


# Covariate ---------------------------------------------------------------------------------------------------------


@gives("sending_rate")
def covariate_sending_rate(
    precedent_base_rate: SendingRate,
    precedent_cold_war_effect: Pure,
    precedent_intensity_effect: Pure,
    cold_war: Pure,
    high_intensity_share: Pure,
) -> SendingRate:
    """Sendings to expect per conflict-year: ``mu exp(b_1 cold war + b_2 high-intensity share)``.

    ``mu`` is the rate after the Cold War in conflicts below 1,000 deaths a year. The share is that of the year itself,
    so that this form knows a little more than its rivals when it forecasts a year ahead.
    """
    effects = precedent_cold_war_effect * cold_war + precedent_intensity_effect * high_intensity_share
    return precedent_base_rate * jnp.exp(effects)


# None --------------------------------------------------------------------------------------------------------------


@gives("sending_rate")
def constant_sending_rate(precedent_base_rate: SendingRate) -> SendingRate:
    """Sendings to expect per conflict-year: always ``mu``."""
    return precedent_base_rate


def expected_sendings(conflict_years: ConflictYears, sending_rate: SendingRate) -> Sendings:
    """Sendings to expect in a year: ``conflict-years times rate``."""
    return conflict_years * sending_rate


MECHANISM = {
    "self_exciting": (
        self_exciting_sending_rate,
        expected_sendings,
        observed_sending_rate,
        next_recent_sending_rate,
    ),
    "covariate": (covariate_sending_rate, expected_sendings),
    "none": (constant_sending_rate, expected_sendings),
}
"""Rival forms of precedent by name, each in the order in which its equations are evaluated."""

COLD_WAR_ENDED = 1989
"""Last year in which `cold_war` is 1."""
INPUTS = ("conflict_years", "cold_war", "high_intensity_share")
"""What a year brings from outside."""

_MEMORY, _NUMBER = "recent_sending_rate", "number"


def parameters_of(form: str) -> tuple[str, ...]:
    """Names of the scalars that a form reads and that need a prior, in the order of its equations."""
    equations = [*MECHANISM[form], *((initial_recent_sending_rate,) if form == "self_exciting" else ())]
    given = {equation.__name__ for equation in equations} | {_MEMORY, "sendings", *INPUTS}
    read = dict.fromkeys(name for equation in equations for name in inspect.signature(equation).parameters)
    return tuple(name for name in read if name not in given)


@dataclass(frozen=True)
class Course:
    """A form run over some years.

    Attributes:
        sending_rate: sendings to expect per conflict-year, shape ``(years, draws)``.
        expected_sendings: sendings to expect, shape ``(years, draws)``.
        memory: memory at the end, shape ``(draws,)``; None in a form without one.
    """

    sending_rate: Array
    expected_sendings: Array
    memory: Array | None


def run_years(
    form: str,
    parameters: Mapping[str, Array],
    inputs: Mapping[str, Array],
    sendings: Callable[[Array, Array], Array],
    memory: Array | None = None,
) -> Course:
    """Run a form over years in which it is told, or assumes, what was sent.

    Args:
        form: name of the form.
        parameters: by name, shape ``(draws,)`` each.
        inputs: `INPUTS` by name, shape ``(years,)`` each.
        sendings: what a year adds to the memory, from its number, counted from 0, and the sendings expected in it.
        memory: memory before the first year; that of an average past when None.
    """
    if memory is None and form == "self_exciting":
        memory = initial_recent_sending_rate(parameters["precedent_base_rate"], parameters["precedent_contagion"])

    def year(remembered: Array | None, given: dict[str, Array]) -> tuple[Array | None, tuple[Array, Array]]:
        known = {**parameters, **given}
        if remembered is not None:
            known[_MEMORY] = remembered
        for equation in MECHANISM[form]:
            if equation is observed_sending_rate:
                known["sendings"] = sendings(given[_NUMBER], known["expected_sendings"])
            known[equation.__name__] = equation(*(known[name] for name in inspect.signature(equation).parameters))
        return known.get(f"next_{_MEMORY}"), (known["sending_rate"], known["expected_sendings"])

    numbers = jnp.arange(len(inputs["conflict_years"]))
    last, (rates, expected) = jax.lax.scan(year, memory, {_NUMBER: numbers, **{name: inputs[name] for name in INPUTS}})
    return Course(rates, expected, last)
