"""NUTS in blocks: one group of chains, stepped together, resumable after any block.

NumPyro's kernel does the sampling. Its state is a value, so a block of transitions is a pure function of the state
before it: writing the state with each block is all that resuming needs, and a resumed fit ends with the draws of an
uninterrupted one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpyro
from jax import Array
from numpyro import distributions as dist
from numpyro.infer import NUTS
from numpyro.infer.hmc import HMCState

from fineline.inference.interweaving import exchanges, proposal
from fineline.inference.precondition import Preconditioner, flatten, length, unflatten
from fineline.inference.redrawing import redrawn, redraws
from fineline.inference.target import Assumed, Draw, Target

BLOCK = 30
"""Transitions in a block."""
TARGET_ACCEPT = 0.9
MAX_TREE_DEPTH = 6
FIRST_STEP_SIZE = 0.1
SITE = "v"
Move = Callable[[Target, Draw, Assumed, Array], tuple[Draw, Array]]
MOVES: tuple[tuple[Callable[[Target], bool], Move], ...] = ((exchanges, proposal), (redraws, redrawn))
"""Moves between transitions, in order, and whether a structure has what each of them moves."""


class Block(NamedTuple):
    """What a block of transitions yields; shapes (transition, chain) and (transition, chain, size)."""

    draws: Array
    diverging: Array
    energy: Array
    leapfrogs: Array


@dataclass(frozen=True)
class BlockSampler:
    """A compiled block of transitions for one posterior.

    Attributes:
        start: state before the first transition, from keys of shape (chains, 2), a starting point of shape
            (chains, size), the preconditioner, the assumptions of each chain, shape (chains,) by name, and the number
            of warm-up transitions.
        run: state after a block, and what the block yielded.
        density: potential and its gradient at one point, given the assumptions of one chain.
    """

    start: Callable[[Array, Array, Preconditioner, Assumed, int], HMCState]
    run: Callable[[HMCState, Preconditioner, Assumed], tuple[HMCState, Block]]
    density: Callable[[Array, Preconditioner, Assumed], tuple[Array, Array]]


def _density(target: Target) -> Callable[[Array, Preconditioner, Assumed], Array]:
    """The potential in the sampler's coordinates, differentiated once and for all.

    NUTS asks for the gradient in several places; tracing the model anew in each would take longer than compiling it.
    """

    def plain(v: Array, preconditioner: Preconditioner, assumed: Assumed) -> Array:
        return target.potential(unflatten(target, preconditioner(v)), assumed)

    together = jax.jit(jax.value_and_grad(plain))

    @jax.custom_vjp
    def potential(v: Array, preconditioner: Preconditioner, assumed: Assumed) -> Array:
        return together(v, preconditioner, assumed)[0]

    def forward(
        v: Array, preconditioner: Preconditioner, assumed: Assumed
    ) -> tuple[Array, tuple[Array, Preconditioner, Assumed]]:
        value, gradient = together(v, preconditioner, assumed)
        return value, (gradient, preconditioner, assumed)

    def backward(
        saved: tuple[Array, Preconditioner, Assumed], cotangent: Array
    ) -> tuple[Array, Preconditioner, Assumed]:
        gradient, *fixed = saved
        none: tuple[Preconditioner, Assumed] = jax.tree.map(jnp.zeros_like, tuple(fixed))
        return cotangent * gradient, *none

    potential.defvjp(forward, backward)
    return potential


def block_sampler(target: Target) -> BlockSampler:
    """Compile NUTS for a posterior; the preconditioner is an argument, so that one compilation serves pilot and fit."""
    size = length(target)
    potential = _density(target)

    def density(preconditioner: Preconditioner, assumed: Assumed) -> None:
        v = numpyro.sample(SITE, dist.ImproperUniform(dist.constraints.real_vector, (), (size,)))
        numpyro.factor("posterior", -potential(jnp.asarray(v), preconditioner, assumed))

    kernel = NUTS(
        density,
        adapt_mass_matrix=False,
        target_accept_prob=TARGET_ACCEPT,
        max_tree_depth=MAX_TREE_DEPTH,
        step_size=FIRST_STEP_SIZE,
        find_heuristic_step_size=False,
    )

    def start(keys: Array, points: Array, preconditioner: Preconditioner, assumed: Assumed, warmup: int) -> HMCState:
        chains = [
            kernel.init(
                key,
                warmup,
                init_params={SITE: point},
                model_args=(preconditioner, {name: values[chain] for name, values in assumed.items()}),
                model_kwargs={},
            )
            for chain, (key, point) in enumerate(zip(keys, points, strict=True))
        ]
        return jax.tree.map(lambda *parts: jnp.stack([jnp.asarray(part) for part in parts]), *chains)

    again = jax.value_and_grad(potential)

    def moved(move: Move, number: int, chain: HMCState, preconditioner: Preconditioner, own: Assumed) -> HMCState:
        before = unflatten(target, preconditioner(chain.z[SITE]))
        move_key, accept_key = jax.random.split(jax.random.fold_in(chain.rng_key, number))
        after, balance = move(target, before, own, move_key)
        v = preconditioner.back(flatten(target, after))
        value, slope = again(v, preconditioner, own)
        taken = jnp.log(jax.random.uniform(accept_key)) < balance + chain.potential_energy - value
        new = chain._replace(z={SITE: v}, z_grad={SITE: slope}, potential_energy=value)
        return jax.tree.map(partial(jnp.where, taken), new, chain)

    moves = [move for known, move in MOVES if known(target)]

    @jax.jit
    def run(state: HMCState, preconditioner: Preconditioner, assumed: Assumed) -> tuple[HMCState, Block]:
        def one(chain: HMCState, own: Assumed) -> HMCState:
            chain = kernel.sample(chain, (preconditioner, own), {})
            for number, move in enumerate(moves, start=1):
                chain = moved(move, number, chain, preconditioner, own)
            return chain

        def transition(before: HMCState, _: None) -> tuple[HMCState, Block]:
            after = jax.vmap(one)(before, assumed)
            return after, Block(after.z[SITE], after.diverging, after.energy, after.num_steps)

        return jax.lax.scan(transition, state, None, length=BLOCK)

    return BlockSampler(start, run, again)
