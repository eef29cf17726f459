"""How strongly each equation of a week answers to what it reads: its derivatives at one state."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import jax
import jax.numpy as jnp
from jax import Array

from fineline.model.structure import STEP, Equation, Structure

Slopes = dict[tuple[str, str], Array]


def causes_of(structure: Structure, equation: str) -> tuple[str, ...]:
    """Quantities of the model that an equation reads: stocks, flows and weekly inputs.

    Parameters, constants, shocks and the length of the step are no causes: nothing in the model moves them.

    Args:
        structure: the assembled model.
        equation: its name; that of a stock's begins with ``next_``.
    """
    moving = {*structure.weekly, *structure.stocks, *structure.inputs}
    return tuple(name for name in inspect.signature(structure.weekly[equation]).parameters if name in moving)


def slopes(structure: Structure, known: Mapping[str, Array]) -> Slopes:
    """Derivative of each equation by each quantity it reads, all else in the equation held, at one state.

    Args:
        structure: the assembled model.
        known: stocks, inputs, parameters and constants by name, scalars. Shocks are zero and the step is a week.

    Returns:
        Derivatives by (quantity read, equation), in units of the result per unit of the quantity, scalars.

    Raises:
        KeyError: a value that an equation reads is missing.
    """
    calm = {name: jnp.zeros(()) for name in structure.shocks}
    given = {**known, **calm, STEP: jnp.ones(())}
    week = structure.week(**{name: given[name] for name in inspect.signature(structure.week).parameters})
    state = {**given, **week}
    found: Slopes = {}
    for name, equation in structure.weekly.items():
        read = {cause: state[cause] for cause in causes_of(structure, name)}
        held = {key: state[key] for key in inspect.signature(equation).parameters if key not in read}
        for cause, slope in _gradient(equation, read, held).items():
            found[cause, name] = slope
    return found


def _gradient(equation: Equation, read: dict[str, Array], held: dict[str, Array]) -> dict[str, Array]:
    def result(moved: dict[str, Array]) -> Array:
        return equation(**moved, **held)

    return jax.grad(result)(read) if read else {}
