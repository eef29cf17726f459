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

from fineline.errors import UnknownMechanismError
from fineline.model import (
    advance,
    attrition,
    firepower,
    learning,
    lethality,
    manpower,
    recruitment,
    returns,
    tempo,
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
    }
)
"""Every mechanism with its rivals by name.

Belief, support, aid response, disclosure and the deal are not modelled yet.
"""

NEXT, INITIAL_PREFIX, SHOCK_SUFFIX, STEP = "next_", "initial_", "_shock", "step"


def _arguments(functions: Collection[Equation]) -> set[str]:
    return {name for function in functions for name in inspect.signature(function).parameters}


@dataclass(frozen=True)
class Structure:
    """One assembled model, good for any case and vintage that supplies its inputs, constants and priors.

    Attributes:
        mechanisms: chosen rival by mechanism.
        inputs: names of the weekly inputs, shape ``(weeks,)`` each.
        constants: names of the constants.
    """

    mechanisms: Mapping[str, str]
    inputs: tuple[str, ...]
    constants: tuple[str, ...]

    def __post_init__(self) -> None:
        for mechanism, chosen in self.mechanisms.items():
            if mechanism not in MECHANISMS or chosen not in MECHANISMS[mechanism]:
                known = ", ".join(MECHANISMS.get(mechanism, MECHANISMS))
                raise UnknownMechanismError(
                    expected=f"one of: {known}",
                    found=f"{mechanism}: {chosen}",
                    where="the case's mechanisms",
                    remedy="name an existing mechanism; `fineline show CASE` lists the choice made",
                )

    @cached_property
    def weekly(self) -> dict[str, Equation]:
        """Equations evaluated every week, by the name of the quantity they give."""
        chosen = [MECHANISMS[name][self.mechanisms.get(name, next(iter(MECHANISMS[name])))] for name in MECHANISMS]
        return {function.__name__: function for group in chosen for function in group}

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
        initial = {function.__name__ for function in INITIAL}
        starts = {INITIAL_PREFIX + stock for stock in self.stocks}
        supplied = {*self.weekly, *self.stocks, *self.inputs, *self.constants, *self.shocks, *initial, STEP}
        return tuple(sorted((_arguments([*self.weekly.values(), *INITIAL]) | starts) - supplied))

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every quantity that an equation reads or gives.

        Raises:
            TypeError: if two equations give the same name different units.
        """
        units: dict[str, str] = {}
        for name, function in [*self.weekly.items(), *((f.__name__, f) for f in INITIAL)]:
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
        functions = {function.__name__: function for function in INITIAL}
        return dags.concatenate_functions(
            functions=functions, targets=list(functions), return_type="dict", enforce_signature=False
        )
