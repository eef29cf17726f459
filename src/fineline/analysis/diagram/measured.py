"""The causal diagram of a set of runs, measured where they stand in the last week with data."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from datetime import date

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from jax import Array
from numpy.typing import NDArray

from fineline.analysis.diagram.declared import Declaration, DiagramError
from fineline.analysis.diagram.loops import named_loops, prevailing
from fineline.analysis.diagram.outline import Edge, outline
from fineline.analysis.diagram.records import Diagram, DiagramLink, DiagramNode, Kind
from fineline.analysis.diagram.response import responses
from fineline.analysis.trajectories import data_end, position, values
from fineline.inference.target import constants_of
from fineline.model.links import slopes
from fineline.model.structure import NEXT, Equation, Structure
from fineline.scenario.setting import Setting

Floats = NDArray[np.float64]

DUST = 1e-9
"""A quantity whose standard deviation is below this share of its size has not moved: what is left is rounding."""
LOW, HIGH = 0.05, 0.95


def causal_diagram(setting: Setting, runs: xr.Dataset, declared: Declaration) -> Diagram:
    """The diagram of the setting's structure at the end of the last week with data.

    Args:
        setting: draws, inputs and structure.
        runs: its trajectories: every stock, and every flow that is shown.
        declared: nodes and loops.

    Raises:
        TrajectoryError: the trajectories hold a stock or a shown flow not, or not the last week with data.
        DiagramError: an equation has no finite derivative there.
    """
    structure = setting.structure
    found = outline(structure, declared.nodes)
    moved = responses(slopes_at(setting, runs), found, declared.weeks)
    swings = {name: _swing(setting, runs, name) for name in found.nodes}
    return Diagram(
        at=data_end(runs).astype(date),
        weeks=declared.weeks,
        draws=runs.sizes["draw"],
        groups=declared.groups,
        labels={name: node.label for name, node in declared.nodes.items()},
        nodes=tuple(_node(structure, declared, name, swings[name]) for name in found.nodes),
        links=tuple(_link(structure, edge, found.through[edge], moved[edge], swings) for edge in found.edges),
        loops=named_loops(declared.loops, moved),
        absent=tuple(name for name in declared.nodes if name not in found.nodes),
    )


def slopes_at(setting: Setting, runs: xr.Dataset) -> dict[Edge, Floats]:
    """Derivative of each equation by each quantity it reads, in the last week with data, shape (draws,).

    Stocks are those at the end of that week, inputs those of the week; shocks are zero.

    Raises:
        DiagramError: a derivative is not finite.
    """
    structure, at = setting.structure, position(runs, data_end(runs))
    own = {name: jnp.asarray(setting.parameters[name]) for name in structure.parameters}
    stocks = {name: jnp.asarray(values(runs, name)[:, at]) for name in structure.stocks}
    fixed = {name: jnp.asarray(value) for name, value in constants_of(setting.case).items()}
    weekly = {name: jnp.asarray(setting.inputs[name][at]) for name in structure.inputs}

    @jax.jit
    @jax.vmap
    def each(drawn: Mapping[str, Array]) -> dict[Edge, Array]:
        return slopes(structure, {**drawn, **fixed, **weekly})

    made = {edge: np.asarray(slope) for edge, slope in each({**own, **stocks}).items()}
    for (cause, equation), slope in made.items():
        if not np.isfinite(slope).all():
            raise DiagramError(
                expected="a finite derivative in every draw",
                found=f"none in {int((~np.isfinite(slope)).sum())} of {slope.size} draws",
                where=f"{equation} by {cause}, week to {data_end(runs)}",
                remedy="mend the equation where it has a corner or a root at zero",
            )
    return made


def formula(equation: Equation) -> str:
    """The formula in an equation's description, or its first sentence where it states none."""
    text = " ".join((inspect.getdoc(equation) or "").split())
    stated = re.search(r"``(.+?)``", text)
    return stated.group(1) if stated else re.split(r"\.(?:\s|$)", text, maxsplit=1)[0]


def _node(structure: Structure, declared: Declaration, name: str, swing: Floats) -> DiagramNode:
    kinds: dict[Kind, tuple[str, ...]] = {
        "stock": structure.stocks,
        "flow": structure.flows,
        "input": structure.inputs,
    }
    return DiagramNode(
        name=name,
        label=declared.nodes[name].label,
        group=declared.nodes[name].group,
        kind=next(kind for kind, names in kinds.items() if name in names),
        unit=structure.units[name],
        swing=float(np.median(swing)),
    )


def _link(
    structure: Structure, edge: Edge, through: tuple[str, ...], response: Floats, swings: Mapping[str, Floats]
) -> DiagramLink:
    cause, effect = edge
    sign, agreement = prevailing(response)
    strength = low = high = None
    if swings[cause].all() and swings[effect].all():
        sizes = np.abs(response) * swings[cause] / swings[effect]
        low, strength, high = (float(size) for size in np.quantile(sizes, [LOW, 0.5, HIGH]))
    return DiagramLink(
        cause=cause,
        effect=effect,
        sign=sign,
        agreement=agreement,
        strength=strength,
        low=low,
        high=high,
        response=float(np.median(response)),
        through=through,
        formula=formula(structure.weekly.get(effect) or structure.weekly[NEXT + effect]),
    )


def _swing(setting: Setting, runs: xr.Dataset, name: str) -> Floats:
    """Standard deviation of a quantity over the weeks of the record, shape (draws,); 0 where it never moved."""
    weeks = slice(position(runs, data_end(runs)) + 1)
    inputs = setting.inputs
    path = inputs[name][None, weeks] if name in inputs else values(runs, name)[:, weeks]
    sd = path.std(axis=1)
    moved = np.where(sd > DUST * np.abs(path).max(axis=1), sd, 0.0)
    return np.broadcast_to(moved, runs.sizes["draw"])
