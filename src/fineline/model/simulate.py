"""Stepping the model through the weeks: one plain scan over composed equations."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

import jax
import jax.numpy as jnp
from jax import Array

from fineline.model.structure import INITIAL_PREFIX, NEXT, STEP, Structure

Path = dict[str, Array]


def _pick(function: Callable[..., object], values: Mapping[str, Array]) -> dict[str, Array]:
    return {name: values[name] for name in inspect.signature(function).parameters}


def starting_stocks(structure: Structure, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Stocks at the start of the first week, scalars by name, from parameters and constants.

    Raises:
        KeyError: if a parameter or constant that the structure reads is missing.
    """
    computed = structure.start(**_pick(structure.start, parameters))
    known = {**parameters, **computed}
    return {stock: jnp.asarray(known[INITIAL_PREFIX + stock]) for stock in structure.stocks}


def one_week(structure: Structure, known: Mapping[str, Array]) -> tuple[Path, Path]:
    """The equations of one week.

    Args:
        structure: the assembled model.
        known: everything that they read, by name: parameters, constants, inputs, shocks, stocks and the step.

    Returns:
        Stocks at the end of the week; and every quantity, flows of the week and stocks at its end.
    """
    given = structure.week(**_pick(structure.week, known))
    following = {stock: given[NEXT + stock] for stock in structure.stocks}
    return following, {**{flow: given[flow] for flow in structure.flows}, **following}


def simulate(
    structure: Structure,
    parameters: Mapping[str, Array],
    inputs: Mapping[str, Array],
    shocks: Mapping[str, Array],
    *,
    step: float = 1.0,
    stocks: Mapping[str, Array] | None = None,
    unroll: int = 1,
) -> Path:
    """Run one trajectory.

    Args:
        structure: the assembled model.
        parameters: scalars by name: parameters and constants of the structure.
        inputs: weekly inputs by name, shape ``(steps,)``, in units per week.
        shocks: standard normal shocks by name, shape ``(steps,)``.
        step: length of a step in weeks, at most 1.
        stocks: starting stocks; by default those of the first modelled week.
        unroll: steps that the compiler unrolls, a matter of speed alone.

    Returns:
        Every quantity by name, shape ``(steps,)``: flows of the step, stocks at its end.
    """
    begin = dict(stocks) if stocks is not None else starting_stocks(structure, parameters)
    fixed = {**parameters, STEP: jnp.asarray(step, dtype=begin["tempo"].dtype)}
    names = inspect.signature(structure.week).parameters
    driven = {name: values for name, values in {**inputs, **shocks}.items() if name in names}

    def advance_one(state: dict[str, Array], drivers: dict[str, Array]) -> tuple[Path, Path]:
        return one_week(structure, {**fixed, **drivers, **state})

    _, path = jax.lax.scan(advance_one, begin, driven, unroll=unroll)
    return path
