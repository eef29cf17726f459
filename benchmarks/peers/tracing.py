"""The product's own week, traced into a program; and the numbers it runs on, saved for peers that know no product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from benchmarks.peers.program import Program
from jax import Array
from jax.extend.core import Jaxpr, JaxprEqn

from fineline.inference.target import constants_of
from fineline.model.simulate import one_week
from fineline.model.structure import STEP
from fineline.products.chunks import Runner
from fineline.scenario.design import BLOCK
from fineline.scenario.exploration import Space
from fineline.scenario.lever_inputs import rounded
from fineline.scenario.normals import addresses
from fineline.scenario.outcomes import OUTCOMES

SAME = {"squeeze", "copy", "stop_gradient", "broadcast_in_dim", "reshape"}
CALLS = {"jit", "pjit", "custom_jvp_call", "custom_vjp_call"}
Atom = Any
"""A variable of a traced function, or a number in it."""


class _Levers:
    """Values of levers as scalars, indexed as the array that the product has."""

    def __init__(self, values: list[Array]) -> None:
        self.values, self.dtype = values, jnp.dtype(jnp.float64)

    def __getitem__(self, place: int) -> Array:
        return self.values[place]


def _week(space: Space, given: Mapping[str, Any]) -> tuple[list[Array], list[Array]]:
    """One week of one trajectory, as `fineline.scenario.exploration` has it: levers, equations, what is kept."""
    inputs = space.levers.apply(given["weekly"], given["held"], _Levers(given["lever"]))  # type: ignore[arg-type]
    known = {**given["constants"], **given["parameter"], **inputs, **given["shock"], **given["stock"]}
    following, path = one_week(space.structure, known)
    kept = [OUTCOMES[n].added(given["kept"][n], path[OUTCOMES[n].reads]) for n in space.outcomes]
    return [following[name] for name in space.structure.stocks], kept


def trace(space: Space) -> Program:
    """The program of a week."""
    structure, one = space.structure, jnp.ones(())
    held = [f"held_{a}_{b}" for a, steps in enumerate(space.levers.held) for b in range(len(steps))]
    names = {
        "parameter": list(structure.parameters),
        "lever": list(space.levers.names),
        "weekly": [*space.setting.inputs, *held],
        "stock": list(structure.stocks),
        "kept": list(space.outcomes),
        "shock": list(structure.shocks),
    }
    given = {
        **{kind: dict.fromkeys(names[kind], one) for kind in ("parameter", "stock", "kept", "shock")},
        "lever": [one for _ in names["lever"]],
        "weekly": dict.fromkeys(space.setting.inputs, one),
        "held": [[jnp.ones((), bool) for _ in steps] for steps in space.levers.held],
        "constants": {**constants_of(space.setting.case), STEP: 1.0},
    }
    constants = {name: jnp.asarray(float(value)) for name, value in given.pop("constants").items()}
    closed = jax.make_jaxpr(lambda part: _week(space, {**part, "constants": constants}))(given)
    paths = [path for path, _ in jax.tree_util.tree_flatten_with_path(given)[0]]
    program = Program(names)
    leaves = [_leaf(program, names, path) for path in paths]
    outputs = _interpret(program, closed.jaxpr, [_number(c, program) for c in closed.consts], leaves)
    program.stocks, program.kept = outputs[: len(names["stock"])], outputs[len(names["stock"]) :]
    return _with_fixed_weeks(program, space)


def _leaf(program: Program, names: Mapping[str, list[str]], path: tuple[Any, ...]) -> int:
    kind, place = path[0].key, path[1]
    if kind == "lever":
        return program.leaf(kind, place.idx)
    if kind == "held":
        return program.leaf("weekly", names["weekly"].index(f"held_{place.idx}_{path[2].idx}"))
    return program.leaf(kind, names[kind].index(place.key))


def _number(value: object, program: Program) -> int:
    return program.constant(float(np.asarray(value).item()))


def _interpret(program: Program, jaxpr: Jaxpr, constants: list[int], leaves: list[int]) -> list[int]:
    """Put every operation of a traced function into the program; functions called are written out."""
    known: dict[Any, int] = {
        **dict(zip(jaxpr.constvars, constants, strict=True)),
        **dict(zip(jaxpr.invars, leaves, strict=True)),
    }

    def value(atom: Atom) -> int:
        return _number(atom.val, program) if hasattr(atom, "val") else known[atom]

    for equation in jaxpr.eqns:
        args = [value(atom) for atom in equation.invars]
        if equation.primitive.name in CALLS:
            inner = equation.params.get("jaxpr") or equation.params["call_jaxpr"]
            consts = [_number(constant, program) for constant in inner.consts]
            made = _interpret(program, inner.jaxpr, consts, args)
        else:
            made = [_operation(program, equation, args)]
        known.update(zip(equation.outvars, made, strict=True))
    return [value(atom) for atom in jaxpr.outvars]


def _operation(program: Program, equation: JaxprEqn, args: list[int]) -> int:
    name = equation.primitive.name
    if name in SAME:
        return args[0]
    if name == "integer_pow" and equation.params["y"] == 2:
        return program.apply("square", args[0])
    if name == "select_n":
        test, otherwise, chosen = args
        return program.apply("select", test, chosen, otherwise)
    if name == "convert_element_type":
        return program.apply("number", args[0]) if equation.invars[0].aval.dtype == bool else args[0]
    return program.apply(name, *args)


def weekly_of(space: Space) -> np.ndarray:
    """What is given by week, shape ``(series, weeks)``, in the order of the program's names."""
    inputs = [np.asarray(held[space.first :], np.float64) for held in space.setting.inputs.values()]
    held = [np.asarray(step, np.float64) for steps in space.levers.held for step in steps]
    return np.stack([*inputs, *held])


def _with_fixed_weeks(program: Program, space: Space) -> Program:
    """The program with series that never change as constants, as anyone writing by hand would have them."""
    weekly = weekly_of(space)
    still = {("weekly", row): float(series[0]) for row, series in enumerate(weekly) if np.ptp(series) == 0.0}
    return program.rewritten(still)


def export(runner: Runner, blocks: int, folder: Path) -> None:
    """Save the program and the numbers that it runs on: those of the first blocks of the product's run."""
    space = runner.space
    program = trace(space)
    program.save(folder / "program.json")
    count = len(space.setting.week_numbers) - space.first
    weeks = jnp.asarray(space.setting.week_numbers[space.first :], jnp.uint32)
    address: Callable[[Array], Array] = jax.jit(partial(addresses, jnp.asarray(space.keys), weeks))
    values = np.concatenate([rounded(runner.levers, runner.design.values(block)) for block in range(blocks)])
    np.savez(
        folder / "numbers.npz",
        block=np.asarray(BLOCK),
        weeks=np.asarray(count),
        start=np.stack([space.start[name] for name in program.names["stock"]]),
        parameters=np.stack([space.parameters[name] for name in program.names["parameter"]]),
        levers=np.ascontiguousarray(values.T, dtype=np.float32),
        weekly=weekly_of(space),
        addresses=np.stack([np.asarray(address(jnp.uint32(block))) for block in range(blocks)]),
    )
