"""Futures in blocks: draws of the posterior, shocks by name, levers and assumptions by design, outcomes out.

A block of experiments is computed in single precision, all of its trajectories side by side. Shocks are addressed by
process, week and block of futures, so that a block gives the same numbers whoever computes it, in whatever order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array

from fineline.inference.target import constants_of
from fineline.model.simulate import one_week
from fineline.model.structure import STEP, Structure
from fineline.scenario.design import BLOCK
from fineline.scenario.lever_inputs import Pulled
from fineline.scenario.normals import addresses, block_normals
from fineline.scenario.outcomes import OUTCOMES
from fineline.scenario.setting import Setting
from fineline.scenario.shocks import process_key

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Arrays = Mapping[str, Array]

STREAM = "future "
"""Sets the streams of futures apart from those of forecasts, which are of double precision."""


GOLDEN = (5**0.5 - 1) / 2
"""Of the draws, the share by which one round of them begins after the one before."""


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
        read = {OUTCOMES[outcome].reads for outcome in self.outcomes}
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

    @cached_property
    def keys(self) -> npt.NDArray[np.uint32]:
        """Data of the key of each process, shape ``(processes, 2)``."""
        keys = [jax.random.key_data(process_key(self.seed, STREAM + name)) for name in self.structure.shocks]
        return np.asarray(keys, dtype=np.uint32).reshape(-1, 2)

    @property
    def draws(self) -> int:
        """Draws of the posterior."""
        return len(self.setting.index)


Carry = tuple[Arrays, Arrays, Arrays]
"""From week to week: stocks, what is kept of the outcomes, and the shocks of the week to come."""
Results = tuple[dict[str, Singles], dict[str, Singles]]
"""Outcomes, shape ``(BLOCK,)``, and weekly paths, shape ``(weeks, BLOCK)``, by name."""


def draws_of(space: Space, futures: int) -> npt.NDArray[np.int64]:
    """Place in the setting of the draw of each future of a block, shape ``(BLOCK,)``."""
    return in_turn(np.arange(futures * BLOCK, (futures + 1) * BLOCK), space.draws)


def in_turn(number: Any, draws: int) -> Any:  # noqa: ANN401 - an array of NumPy or of JAX, and the same again
    """The draw of each future by its number: all draws in turn, and every round begins further on.

    Were every round the same, a draw would meet the same part of a Sobol sequence in each: its first dimensions repeat
    themselves after any multiple of a power of two, and the number of draws may well be one.
    """
    further = round(draws * GOLDEN) | 1  # odd, so that it shares no factor with a power of two
    return (number + number // draws % draws * further) % draws


def block_runner(space: Space) -> Callable[[int, Floats], Results]:
    """A compiled block: from the number of its futures and the values of the factors, shape ``(BLOCK, factors)``."""
    drawn = drawn_of(space)
    compiled = jax.jit(partial(_block, space))

    def run(futures: int, values: Floats) -> Results:
        return _on_host(compiled(drawn, np.uint32(futures), np.ascontiguousarray(values.T, dtype=np.float32)))

    return run


def batch(
    space: Space,
) -> Callable[[tuple[Arrays, Arrays, Arrays], Array, Array], tuple[dict[str, Array], dict[str, Array]]]:
    """Many blocks side by side: what they draw from, numbers ``(blocks,)``, values ``(blocks, factors, BLOCK)``."""
    return jax.vmap(partial(_block, space), in_axes=(None, 0, 0))


def batch_runner(space: Space) -> Callable[[Sequence[int], Floats], list[Results]]:
    """Many blocks at once, for an accelerator: numbers of their futures, and values, ``(blocks, BLOCK, factors)``."""
    drawn = drawn_of(space)
    compiled = jax.jit(batch(space))

    def run(futures: Sequence[int], values: Floats) -> list[Results]:
        given = np.ascontiguousarray(values.transpose(0, 2, 1), dtype=np.float32)
        outcomes, paths = _on_host(compiled(drawn, np.asarray(futures, dtype=np.uint32), given))
        return [
            ({name: value[place] for name, value in outcomes.items()}, {n: path[place] for n, path in paths.items()})
            for place in range(len(futures))
        ]

    return run


def drawn_of(space: Space) -> tuple[Arrays, Arrays, Arrays]:
    """What every block draws from: stocks at the start, parameters, and shocks of weeks with data, run again."""
    _ = space.keys  # made before anything is traced
    return jax.device_put((space.start, space.parameters, space.past))


def _on_host(results: tuple[Arrays, Arrays]) -> Results:
    outcomes, paths = jax.device_get(results)
    return dict(outcomes), dict(paths)


def _block(
    space: Space, drawn: tuple[Arrays, Arrays, Arrays], futures: Array, values: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Outcomes and watched paths of a block; what is kept of a future is carried, so that no path need be stored."""
    setting, first, levers = space.setting, space.first, len(space.levers.names)
    index = in_turn(futures * BLOCK + jnp.arange(BLOCK, dtype=jnp.uint32), space.draws)
    start, parameters, past = ({name: held[..., index] for name, held in part.items()} for part in drawn)
    assumed = {name: values[levers + place] for place, name in enumerate(space.assumed)}
    own = {**parameters, **assumed, **_constants(space)}
    split = max(setting.history, first) - first
    numbers = jnp.asarray(setting.week_numbers[first:], jnp.uint32)
    addressed = addresses(jnp.asarray(space.keys), numbers, futures)
    weekly = {**_weekly(space), "next": jnp.roll(addressed, -1, axis=0)}
    carry = (start, {name: jnp.zeros(BLOCK, jnp.float32) for name in space.outcomes}, _shocks(space, addressed[0]))
    paths: list[Arrays] = []
    for weeks, shocks in ((slice(0, split), past), (slice(split, None), {})):
        driven = {**jax.tree.map(itemgetter(weeks), weekly), "shocks": shocks}
        carry, path = jax.lax.scan(partial(_step, space, own, values[:levers]), carry, driven)
        paths.append(path)
    outcomes = {name: OUTCOMES[name].shown(carry[1][name], start.get(OUTCOMES[name].reads)) for name in space.outcomes}
    return outcomes, {name: jnp.concatenate([part[name] for part in paths]) for name in space.watched}


def _step(space: Space, own: Arrays, levers: Array, carry: Carry, week: Mapping[str, Any]) -> tuple[Carry, Arrays]:
    """One week of a block: the shocks of weeks with data are given, those of later weeks are drawn.

    They are drawn a week ahead and carried. Drawn where they are read, they would be made anew for every equation that
    reads them: the compiler holds them for cheap.
    """
    stocks, kept, drawn = carry
    inputs = space.levers.apply(week["inputs"], week["held"], levers)
    following, path = one_week(space.structure, {**own, **inputs, **(week["shocks"] or drawn), **stocks})
    kept = {name: OUTCOMES[name].added(kept[name], path[OUTCOMES[name].reads]) for name in space.outcomes}
    return (following, kept, _shocks(space, week["next"])), {name: path[name] for name in space.watched}


def _shocks(space: Space, address: Array) -> dict[str, Array]:
    return {name: block_normals(address[place], BLOCK) for place, name in enumerate(space.structure.shocks)}


def _constants(space: Space) -> dict[str, Array]:
    constants = {name: jnp.asarray(value, jnp.float32) for name, value in constants_of(space.setting.case).items()}
    return {**constants, STEP: jnp.ones((), jnp.float32)}


def _weekly(space: Space) -> dict[str, Any]:
    """What drives each week run, leading axis ``weeks``."""
    weekly = {name: jnp.asarray(held[space.first :], jnp.float32) for name, held in space.setting.inputs.items()}
    return {"inputs": weekly, "held": jax.tree.map(jnp.asarray, space.levers.held)}
