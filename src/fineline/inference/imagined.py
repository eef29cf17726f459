"""Wars that never were: drawn from the prior, seen by the real sources on the days on which they did publish.

Every row of the record keeps its place; only its value is drawn anew from its observation model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import jax
import jax.numpy as jnp
from jax import Array

from fineline.inference.target import Assumed, Target
from fineline.model.simulate import Path, simulate
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows

Key = tuple[str, str]


def published_as(key: Key) -> str:
    """Name under which what an observation says of an imagined war goes into a density."""
    return "published " + " ".join(key)


@dataclass(frozen=True)
class ImaginedTarget(Target):
    """The density of a case that reads its figures from among the assumptions, not from its rows.

    One compiled density so serves any number of imagined wars, each a chain of its own.
    """

    def value(self, key: Key, rows: Rows, parameters: Mapping[str, Array]) -> Array:
        """What an observation says, shape ``(rows,)``."""
        del rows
        return parameters[published_as(key)]


def imagining(target: Target) -> ImaginedTarget:
    """The same density, its figures to be given with the assumptions."""
    return ImaginedTarget(**{field.name: getattr(target, field.name) for field in fields(Target)})


def war(target: Target, key: Array, assumed: Assumed) -> tuple[Path, dict[str, Array]]:
    """A war drawn from the prior under given assumptions: its path and its parameters."""
    parameters = {**target.parameters.constrain(target.parameters.draw(key)), **assumed}
    keys = jax.random.split(jax.random.fold_in(key, 1), len(target.structure.shocks))
    shocks = {
        name: jax.random.normal(one, target.weeks.shape)
        for name, one in zip(target.structure.shocks, keys, strict=True)
    }
    known = {**parameters, **{name: jnp.asarray(value) for name, value in target.constants.items()}}
    return simulate(target.structure, known, target.inputs, shocks), parameters


def record(target: Target, path: Path, parameters: Mapping[str, Array], key: Array) -> dict[Key, Array]:
    """What every source would publish of a war, at the dates at which it did publish, shape ``(rows,)`` each."""
    return {
        place: jnp.asarray(
            OBSERVATION_MODELS[place[1]].distribution(path, parameters, rows).sample(jax.random.fold_in(key, number))
        )
        for number, (place, rows) in enumerate(target.rows.items())
    }
