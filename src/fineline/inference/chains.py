"""A group of chains from its first point to its last draw: pilot, warm-up, sampling, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array
from numpyro.infer.hmc import HMCState

from fineline.files import atomic_path
from fineline.inference.precondition import (
    Preconditioner,
    find_centre,
    information_at,
    length,
    parameters_in,
    preconditioner,
)
from fineline.inference.sampler import BLOCK, BlockSampler, block_sampler
from fineline.inference.target import Assumed, Target

Floats = npt.NDArray[np.float64]

CHAINS_PER_GROUP = 3
"""Chains stepped together; fixed, so that draws do not depend on the number of cores."""
PILOTS = 2
"""Pilot runs that move the preconditioner to where the posterior mass lies; their draws are not kept."""
THIN = 12
"""Every twelfth transition of a block is kept.

Scales of noise and shocks mix by many short trajectories rather than by few long ones; the draws between hardly add to
the effective sample size and would swell the file.
"""


@dataclass(frozen=True)
class FitSettings:
    """Size and seed of a fit.

    Attributes:
        chains: number of chains.
        draws: draws kept per chain; each block of transitions yields ``BLOCK // THIN`` of them.
        warmup: warm-up transitions per chain, pilots included.
        seed: seed of the sampler.
    """

    chains: int = 6
    draws: int = 272
    warmup: int = 900
    seed: int = 1

    @property
    def groups(self) -> int:
        """Number of groups of chains."""
        return -(-self.chains // CHAINS_PER_GROUP)

    @property
    def pilot_blocks(self) -> int:
        """Blocks of each pilot: a quarter of the warm-up, at least one."""
        return max(1, self.warmup // 4 // BLOCK)

    @property
    def warmup_blocks(self) -> int:
        """Blocks of the warm-up proper: half of it, at least one."""
        return max(1, self.warmup // 2 // BLOCK)

    @property
    def sampling_blocks(self) -> int:
        """Blocks from which draws are kept."""
        return -(-self.draws // (BLOCK // THIN))

    @property
    def blocks(self) -> int:
        """Blocks that a group writes after its pilots."""
        return self.warmup_blocks + self.sampling_blocks

    def chains_in(self, group: int) -> int:
        """Number of chains in a group."""
        return min(CHAINS_PER_GROUP, self.chains - group * CHAINS_PER_GROUP)


def _key(settings: FitSettings, group: int, purpose: int) -> Array:
    return jax.random.fold_in(jax.random.fold_in(jax.random.PRNGKey(settings.seed), group), purpose)


def assumed_by_chain(target: Target, chains: range) -> Assumed:
    """Value of every assumption in each chain, in turn, shape (chains,) by name."""
    return {
        name: jnp.asarray([values[chain % len(values)] for chain in chains]) for name, values in target.levels.items()
    }


def _chains(settings: FitSettings, group: int) -> range:
    first = group * CHAINS_PER_GROUP
    return range(first, first + settings.chains_in(group))


def _pilot(target: Target, sampler: BlockSampler, settings: FitSettings, group: int) -> Preconditioner:
    """Find the centre, then let short runs move it from the mode to the mean of the posterior."""
    curvature = information_at(target)
    known = preconditioner(curvature, find_centre(target))
    chains = settings.chains_in(group)
    assumed = assumed_by_chain(target, _chains(settings, group))
    for pilot in range(PILOTS):
        point_key, chain_key = jax.random.split(_key(settings, group, pilot))
        points = jax.random.normal(point_key, (chains, known.centre.shape[0]))
        warmup = settings.pilot_blocks * BLOCK
        state = sampler.start(jax.random.split(chain_key, chains), points, known, assumed, warmup)
        visited: list[Floats] = []
        for _ in range(settings.pilot_blocks):
            state, block = sampler.run(state, known, assumed)
            visited.append(np.asarray(jax.vmap(jax.vmap(known))(block.draws)))
        later = np.concatenate(visited)[-max(1, len(visited) * BLOCK // 2) :]
        known = preconditioner(curvature, later.mean(axis=(0, 1)))
    return known


def _load_preconditioner(path: Path) -> Preconditioner:
    with np.load(path) as saved:
        return Preconditioner(*(jnp.asarray(saved[name]) for name in ("centre", "directions", "shrink")))


def block_path(folder: Path, index: int) -> Path:
    """File of a block."""
    return folder / f"block-{index:04d}.npz"


def blocks_done(folder: Path) -> int:
    """How many consecutive blocks are complete."""
    done = 0
    while block_path(folder, done).exists():
        done += 1
    return done


def _state_columns(state: HMCState) -> dict[str, Any]:
    return {f"state_{i}": np.asarray(leaf) for i, leaf in enumerate(jax.tree.leaves(state))}


def sample_group(target: Target, settings: FitSettings, group: int, folder: Path) -> None:
    """Sample a group, writing each block to ``folder`` whole; blocks already there are not made again.

    Raises:
        StorageError: the disk refused.
    """
    sampler = block_sampler(target)
    place = folder / "preconditioner.npz"
    if not place.exists():
        found = _pilot(target, sampler, settings, group)
        with atomic_path(place) as part:
            np.savez(part, centre=found.centre, directions=found.directions, shrink=found.shrink)
    known = _load_preconditioner(place)
    chains = settings.chains_in(group)
    assumed = assumed_by_chain(target, _chains(settings, group))
    point_key, chain_key = jax.random.split(_key(settings, group, PILOTS))
    points = jax.random.normal(point_key, (chains, length(target)))
    warmup = settings.warmup_blocks * BLOCK
    state = sampler.start(jax.random.split(chain_key, chains), points, known, assumed, warmup)
    leaves, shape = jax.tree.flatten(state)
    done = blocks_done(folder)
    if done:
        with np.load(block_path(folder, done - 1)) as saved:
            leaves = [jnp.asarray(saved[f"state_{i}"]) for i in range(len(leaves))]
        state = jax.tree.unflatten(shape, leaves)
    to_draws = jax.jit(jax.vmap(jax.vmap(known)))
    place_of_parameters = parameters_in(target)
    for index in range(done, settings.blocks):
        state, block = sampler.run(state, known, assumed)
        kept = index >= settings.warmup_blocks
        drawn = np.asarray(to_draws(block.draws))
        with atomic_path(block_path(folder, index)) as part:
            np.savez(
                part,
                draws=drawn[THIN - 1 :: THIN] if kept else drawn[:0],
                parameters=drawn[..., place_of_parameters],
                diverging=np.asarray(block.diverging),
                energy=np.asarray(block.energy),
                leapfrogs=np.asarray(block.leapfrogs),
                **_state_columns(state),
            )
