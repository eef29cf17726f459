"""The assembled model: which functions there are, what they read, and in which order they are evaluated.

Nobody keeps a second list. A function named ``next_X`` makes ``X`` a stock; any other function gives a flow or an
auxiliary quantity. Every argument that no function gives is a shock (its name ends in ``_shock``), a weekly input of
the case, a constant of the case, the length of a ``step``, or else a parameter that needs a prior.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import dags
from jax import Array

from fineline.errors import StructureError, UnknownMechanismError
from fineline.model import (
    advance,
    aid,
    attrition,
    belief_rivals,
    deal,
    disclosure,
    ending,
    firepower,
    learning,
    lethality,
    manpower,
    precedent,
    recruitment,
    returns,
    support,
    tempo,
    visibility,
)
from fineline.model.initial import INITIAL
from fineline.model.units import annotated_units

Equation = Callable[..., Array]

MECHANISMS: Mapping[str, Mapping[str, tuple[Equation, ...]]] = MappingProxyType(
    {
        "tempo": tempo.MECHANISM,
        "firepower": firepower.MECHANISM,
        "attrition": attrition.MECHANISM,
        "lethality": lethality.MECHANISM,
        "returns": returns.MECHANISM,
        "recruitment": recruitment.MECHANISM,
        "manpower": manpower.MECHANISM,
        "learning": learning.MECHANISM,
        "advance": advance.MECHANISM,
        "foreign_deaths": visibility.MECHANISM,
        "belief": belief_rivals.MECHANISM,
        "public": support.MECHANISM,
        "aid": aid.MECHANISM,
        "disclosure": disclosure.MECHANISM,
        "deal": deal.MECHANISM,
        "end": ending.MECHANISM,
    }
)
"""Every mechanism of the week with its rivals by name; the first form of each is the default."""

ANNUAL: Mapping[str, Mapping[str, tuple[Equation, ...]]] = MappingProxyType({"precedent": precedent.MECHANISM})
"""Mechanisms that run from year to year, outside the weekly structure."""


def weekly_forms(mechanisms: Mapping[str, str]) -> dict[str, str]:
    """The forms chosen of the mechanisms that run from week to week."""
    return {name: form for name, form in mechanisms.items() if name not in ANNUAL}


NEXT, INITIAL_PREFIX, SHOCK_SUFFIX, STEP = "next_", "initial_", "_shock", "step"


def _arguments(functions: Collection[Equation]) -> set[str]:
    return {name for function in functions for name in inspect.signature(function).parameters}


@dataclass(frozen=True)
class Structure:
    """One assembled model, good for any case and vintage that supplies its inputs, constants and priors.

    Attributes:
        mechanisms: chosen rival by mechanism; one that is not named takes its default form.
        inputs: names of the weekly inputs, shape ``(weeks,)`` each.
        constants: names of the constants.
        targets: quantities asked for; only what they rest on is evaluated. All of them when None.
    """

    mechanisms: Mapping[str, str]
    inputs: tuple[str, ...]
    constants: tuple[str, ...]
    targets: frozenset[str] | None = None

    def __post_init__(self) -> None:
        for mechanism, form in self.mechanisms.items():
            if mechanism not in MECHANISMS or form not in MECHANISMS[mechanism]:
                known = ", ".join(MECHANISMS.get(mechanism, MECHANISMS))
                raise UnknownMechanismError(
                    expected=f"one of: {known}",
                    found=f"{mechanism}: {form}",
                    where="the mechanisms chosen",
                    remedy="name an existing mechanism; `fineline explain` lists them all",
                )
        _refuse_repeats(self.chosen)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Form of every mechanism, named or default."""
        return {name: self.mechanisms.get(name, next(iter(forms))) for name, forms in MECHANISMS.items()}

    @cached_property
    def makers(self) -> dict[str, str]:
        """Mechanism that gives each quantity, by the name of the equation."""
        return {function.__name__: name for name, form in self.chosen.items() for function in MECHANISMS[name][form]}

    @cached_property
    def weekly(self) -> dict[str, Equation]:
        """Equations evaluated every week, by the name of the quantity they give."""
        functions = {
            function.__name__: function for name, form in self.chosen.items() for function in MECHANISMS[name][form]
        }
        if self.targets is None:
            return functions
        needed = _rests_on(functions, self.targets)
        return {name: function for name, function in functions.items() if name in needed}

    @cached_property
    def initial(self) -> dict[str, Equation]:
        """Starting values that are computed, by name."""
        functions = {function.__name__: function for function in INITIAL}
        return {name: function for name, function in functions.items() if name[len(INITIAL_PREFIX) :] in self.stocks}

    def restricted(self, targets: Collection[str]) -> Structure:
        """The same model, evaluating only what the targets rest on."""
        return Structure(self.mechanisms, self.inputs, self.constants, frozenset(targets))

    @cached_property
    def stocks(self) -> tuple[str, ...]:
        """Quantities carried from one week to the next."""
        return tuple(name.removeprefix(NEXT) for name in self.weekly if name.startswith(NEXT))

    @cached_property
    def flows(self) -> tuple[str, ...]:
        """Quantities of a week that are not stocks."""
        return tuple(name for name in self.weekly if not name.startswith(NEXT))

    @cached_property
    def shocks(self) -> tuple[str, ...]:
        """Standard normal weekly shocks, one named stream per process."""
        return tuple(sorted(name for name in _arguments(self.weekly.values()) if name.endswith(SHOCK_SUFFIX)))

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Scalars that need a prior: everything read that nothing else supplies."""
        starts = {INITIAL_PREFIX + stock for stock in self.stocks}
        supplied = {*self.weekly, *self.stocks, *self.inputs, *self.constants, *self.shocks, *self.initial, STEP}
        read = _arguments([*self.weekly.values(), *self.initial.values()])
        return tuple(sorted((read | starts) - supplied))

    def readers(self, quantity: str) -> tuple[str, ...]:
        """Names of the equations that read a quantity, starting values among them."""
        functions = {**self.weekly, **self.initial}
        return tuple(name for name, function in functions.items() if quantity in _arguments([function]))

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every quantity that an equation reads or gives.

        Raises:
            TypeError: if two equations give the same name different units.
        """
        units: dict[str, str] = {}
        for name, function in [*self.weekly.items(), *self.initial.items()]:
            for key, unit in annotated_units(function).items():
                quantity = (name if key == "return" else key).removeprefix(NEXT)
                if units.setdefault(quantity, unit) != unit:
                    raise TypeError(f"{quantity!r}: {name} says {unit!r}, another equation says {units[quantity]!r}")
        starts = {INITIAL_PREFIX + stock: units[stock] for stock in self.stocks}
        return {**starts, **units}

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Arrows of the causal diagram as (cause, effect); a stock stands for its own next value."""
        return tuple(
            (cause, effect.removeprefix(NEXT))
            for effect, function in self.weekly.items()
            for cause in inspect.signature(function).parameters
            if cause != STEP and cause != effect.removeprefix(NEXT)
        )

    @cached_property
    def week(self) -> Callable[..., dict[str, Array]]:
        """All equations of a week composed into one function of keyword arguments, evaluated in order of need."""
        return dags.concatenate_functions(
            functions=dict(self.weekly), targets=list(self.weekly), return_type="dict", enforce_signature=False
        )

    @cached_property
    def start(self) -> Callable[..., dict[str, Array]]:
        """Computed starting values composed into one function of keyword arguments."""
        return dags.concatenate_functions(
            functions=dict(self.initial), targets=list(self.initial), return_type="dict", enforce_signature=False
        )


def _refuse_repeats(chosen: Mapping[str, str]) -> None:
    makers: dict[str, str] = {}
    for name, form in chosen.items():
        for function in MECHANISMS[name][form]:
            known = makers.setdefault(function.__name__, f"{name}={form}")
            if known != f"{name}={form}":
                raise StructureError(
                    expected="every quantity given by one mechanism",
                    found=f"{function.__name__} given by {known} and by {name}={form}",
                    where="the mechanisms chosen",
                    remedy="choose another form of one of the two",
                )


def _rests_on(functions: Mapping[str, Equation], targets: Collection[str]) -> set[str]:
    """Names of the equations that the targets need, stocks through their next value."""
    needed: set[str] = set()
    open_ends = list(targets)
    while open_ends:
        name = open_ends.pop()
        for maker in (name, NEXT + name):
            if maker in functions and maker not in needed:
                needed.add(maker)
                open_ends.extend(inspect.signature(functions[maker]).parameters)
    return needed
