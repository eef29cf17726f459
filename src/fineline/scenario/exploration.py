"""Futures in blocks: draws of the posterior, shocks by name, levers and assumptions by design, outcomes out.

A block of experiments is computed in single precision, all of its trajectories side by side. Shocks are addressed by
process, week and block of futures, so that a block gives the same numbers whoever computes it, in whatever order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline.inference.target import constants_of
from fineline.model.simulate import simulate
from fineline.model.structure import Structure
from fineline.scenario.design import BLOCK
from fineline.scenario.lever_inputs import Pulled
from fineline.scenario.outcomes import OUTCOMES
from fineline.scenario.setting import Setting
from fineline.scenario.shocks import process_key

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Arrays = Mapping[str, Array]

STREAM = "future "
"""Sets the streams of futures apart from those of forecasts, which are of double precision."""


@dataclass(frozen=True)
class Space:
    """What futures are drawn from.

    Attributes:
        setting: all draws over history and horizon.
        first: place of the first week run.
        levers: levers that are pulled.
        assumed: parameters whose value is set by experiment, in order.
        outcomes: what is kept, by name.
        watched: quantities whose weekly path is kept of some blocks.
        seed: of the shocks after the data.
    """

    setting: Setting
    first: int
    levers: Pulled
    assumed: tuple[str, ...]
    outcomes: tuple[str, ...]
    watched: tuple[str, ...]
    seed: int

    @cached_property
    def structure(self) -> Structure:
        """The model as far as the outcomes rest on it."""
        read = {name for outcome in self.outcomes for name in OUTCOMES[outcome].reads}
        return self.setting.structure.restricted({*read, *self.watched})

    @cached_property
    def start(self) -> dict[str, Singles]:
        """Stocks as the first week begins, shape ``(draws,)``."""
        stocks = self.structure.stocks
        made = self.setting.run(wanted=stocks)
        return {name: np.asarray(made[name].values[:, self.first - 1], dtype=np.float32) for name in stocks}

    @cached_property
    def parameters(self) -> dict[str, Singles]:
        """Parameters that the structure reads, shape ``(draws,)``."""
        return {name: self.setting.parameters[name].astype(np.float32) for name in self.structure.parameters}

    @cached_property
    def past(self) -> dict[str, Singles]:
        """Shocks of the weeks with data that are run again, shape ``(weeks, draws)``; none of them by default."""
        weeks = slice(self.first, max(self.setting.history, self.first))
        return {name: self.setting.shocks[name][:, weeks].T.astype(np.float32) for name in self.structure.shocks}

    @property
    def draws(self) -> int:
        """Draws of the posterior."""
        return len(self.setting.index)


Results = tuple[dict[str, Singles], dict[str, Singles]]
"""Outcomes, shape ``(BLOCK,)``, and weekly paths, shape ``(weeks, BLOCK)``, by name."""


def draws_of(space: Space, futures: int) -> npt.NDArray[np.int64]:
    """Place in the setting of the draw of each future of a block, shape ``(BLOCK,)``: all draws in turn."""
    return np.arange(futures * BLOCK, (futures + 1) * BLOCK) % space.draws


def block_runner(space: Space) -> Callable[[int, Floats], Results]:
    """A compiled block: from the number of its futures and the values of the factors, shape ``(BLOCK, factors)``."""
    compiled = jax.jit(_block(space))
    start, parameters, past = space.start, space.parameters, space.past

    def run(futures: int, values: Floats) -> Results:
        index = draws_of(space, futures)
        outcomes, paths = compiled(
            {name: drawn[index] for name, drawn in start.items()},
            {name: drawn[index] for name, drawn in parameters.items()},
            {name: drawn[:, index] for name, drawn in past.items()},
            np.ascontiguousarray(values.T, dtype=np.float32),
            np.uint32(futures),
        )
        return (
            {name: np.asarray(value) for name, value in outcomes.items()},
            {name: np.asarray(value) for name, value in paths.items()},
        )

    return run


def _block(space: Space) -> Callable[[Arrays, Arrays, Arrays, Array, Array], tuple[dict[str, Array], dict[str, Array]]]:
    setting, structure, first = space.setting, space.structure, space.first
    single = jnp.float32
    baseline = {name: values[first:] for name, values in setting.inputs.items()}
    constants = {name: jnp.asarray(value, single) for name, value in constants_of(setting.case).items()}
    ahead = setting.week_numbers[max(setting.history, first) :]
    keys = {name: jax.random.key_data(process_key(space.seed, STREAM + name)) for name in structure.shocks}
    count = len(space.levers.names)

    def shocks(name: str, futures: Array) -> Array:
        def of_week(week: Array) -> Array:
            key = jax.random.fold_in(jax.random.fold_in(jax.random.wrap_key_data(keys[name]), week), futures)
            return jax.random.normal(key, (BLOCK,), single)

        return jax.vmap(of_week)(jnp.asarray(ahead))

    def block(
        start: Arrays, parameters: Arrays, past: Arrays, values: Array, futures: Array
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        own = {**parameters, **{name: values[count + i] for i, name in enumerate(space.assumed)}}
        inputs = {name: jnp.asarray(weekly, single) for name, weekly in baseline.items()}
        inputs |= space.levers.apply(baseline, values[:count])
        driven = {name: jnp.concatenate([past[name], shocks(name, futures)]) for name in structure.shocks}
        path = simulate(structure, {**own, **constants}, inputs, driven, stocks=start)
        outcomes = {name: OUTCOMES[name].of(path, start) for name in space.outcomes}
        return outcomes, {name: path[name] for name in space.watched}

    return block
