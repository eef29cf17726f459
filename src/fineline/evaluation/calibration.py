"""Simulation-based calibration: is the truth, among draws of the posterior, anywhere as often as anywhere else?

Wars are drawn from the prior and seen by the real sources; the sampler that fits the case is given what they would
have published. If prior, observation models and sampler fit together, the rank of the truth among thinned draws is
uniform (Talts, Betancourt, Simpson, Vehtari and Gelman 2018, arXiv:1804.06788). The likelihood of what was published
is ranked as well: a sampler that ignores the record would pass on parameters alone (Modrák and others 2023,
doi:10.1214/23-BA1404).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from numpyro.infer.hmc import HMCState
from scipy import stats

from fineline.inference.imagined import ImaginedTarget, imagining, published_as, record, war
from fineline.inference.precondition import Preconditioner, information_at, length, preconditioner, unflatten
from fineline.inference.sampler import BLOCK, BlockSampler, block_sampler
from fineline.inference.target import PARAMETERS, Assumed, Target

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIKELIHOOD = "log likelihood"
"""The quantity ranked besides the parameters."""
RANKS_PER_BIN = 3
OF_CHAINS = 2**31
"""Sets the random numbers of the chains apart from those of the wars, which are fewer."""


@dataclass(frozen=True)
class CalibrationSettings:
    """Size of a calibration.

    Attributes:
        warmup: blocks of warm-up.
        blocks: blocks of draws.
        thin: every how many transitions a draw is ranked; neighbours are alike.
        seed: of the wars and the sampler.
    """

    warmup: int = 5
    blocks: int = 10
    thin: int = 15
    seed: int = 1

    @property
    def ranked(self) -> int:
        """Draws among which the truth is ranked."""
        return self.blocks * BLOCK // self.thin


@dataclass(frozen=True)
class Ranks:
    """Ranks of the truth of some wars.

    Attributes:
        names: quantities.
        ranks: how many draws lie below the truth, shape (wars, quantities).
        failed: whether the chain of a war has no finite density, shape (wars,).
        diverging: share of divergent transitions of each war, shape (wars,).
    """

    names: tuple[str, ...]
    ranks: Ints
    failed: NDArray[np.bool_]
    diverging: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniformity:
    """Whether the ranks of one quantity are uniform.

    Attributes:
        name: of the quantity.
        p: of the chi-square test of uniformity.
        mean: mean rank as a share of the largest: below one half the draws lie too high.
        counts: wars by bin of ranks.
    """

    name: str
    p: float
    mean: float
    counts: tuple[int, ...]


def element_names(target: Target) -> tuple[str, ...]:
    """Names of the elements of the vector of parameters."""
    named: list[str] = []
    for name, elements in target.element_names.items():
        named += [f"{name}[{element}]" for element in elements] if elements else [name]
    return tuple(named)


def ranks_of(target: Target, wars: Sequence[int], settings: CalibrationSettings) -> Ranks:
    """Imagine wars, fit each, and rank its truth.

    Args:
        target: the density of the case, with the rows whose values are imagined.
        wars: numbers of the wars; a war is the same whichever others are asked for.
        settings: size and seed.
    """
    imagined = imagining(target)
    truths, assumed = _imagine(target, wars, settings.seed)
    sampler, known = block_sampler(imagined), _preconditioner(target)
    draws, diverging = _sample(imagined, sampler, known, wars, assumed, settings)
    vectors, likelihoods = _summaries(imagined, known, draws, assumed)
    below = (vectors < truths[0]).sum(axis=0)
    ranks = np.column_stack([below, (likelihoods < truths[1]).sum(axis=0)])
    failed = ~(np.isfinite(likelihoods).all(axis=0) & np.isfinite(truths[1]))
    return Ranks((*element_names(target), LIKELIHOOD), ranks, failed, diverging)


def _keys(root: Array, wars: Sequence[int], further: int = 0) -> Array:
    """A key for each war, shape (wars, 2)."""

    def keyed(number: Array) -> Array:
        return jax.random.fold_in(jax.random.fold_in(root, number), further)

    return jax.vmap(keyed)(jnp.asarray(wars))


def _imagine(target: Target, wars: Sequence[int], seed: int) -> tuple[tuple[Floats, Floats], Assumed]:
    """Parameters and log likelihood of the truth of each war, and what its chain is told: assumptions and record."""
    numbers = np.asarray(wars)
    keys = _keys(jax.random.PRNGKey(seed), wars)
    levels = {name: jnp.asarray(values)[numbers % len(values)] for name, values in target.levels.items()}

    def imagine(key: Array, own: Assumed) -> tuple[Array, Array, dict[str, Array]]:
        path, parameters = war(target, key, own)
        seen = {published_as(place): value for place, value in record(target, path, parameters, key).items()}
        parts = imagining(target).log_likelihood(path, {**parameters, **seen}).values()
        total = sum((jnp.sum(part) for part in parts), start=jnp.zeros(()))
        return target.parameters.draw(key), total, seen

    vectors, totals, seen = jax.jit(jax.vmap(imagine))(keys, levels)
    return (np.asarray(vectors), np.asarray(totals)), {**levels, **seen}


def _preconditioner(target: Target) -> Preconditioner:
    """One map for all wars, from what the record can be expected to tell at the middle of the prior."""
    return preconditioner(information_at(target), np.zeros(length(target)))


def _sample(
    target: ImaginedTarget,
    sampler: BlockSampler,
    known: Preconditioner,
    wars: Sequence[int],
    assumed: Assumed,
    settings: CalibrationSettings,
) -> tuple[Array, Floats]:
    """Thinned draws, shape (draws, wars, size), and the share of divergent transitions, shape (wars,)."""
    state = _start(target, sampler, known, wars, assumed, settings)
    for _ in range(settings.warmup):
        state, _ = sampler.run(state, known, assumed)
    kept: list[Array] = []
    diverging = np.zeros(len(wars))
    for _ in range(settings.blocks):
        state, block = sampler.run(state, known, assumed)
        kept.append(block.draws[settings.thin - 1 :: settings.thin])
        diverging += np.asarray(block.diverging).mean(axis=0) / settings.blocks
    return jnp.concatenate(kept), diverging


def _start(
    target: ImaginedTarget,
    sampler: BlockSampler,
    known: Preconditioner,
    wars: Sequence[int],
    assumed: Assumed,
    settings: CalibrationSettings,
) -> HMCState:
    """The state of all chains: that of the first, put at a point and given random numbers of each war's own."""
    root = jax.random.fold_in(jax.random.PRNGKey(settings.seed), OF_CHAINS)
    keys = _keys(root, wars)
    points = 0.5 * jax.vmap(partial(jax.random.normal, shape=(length(target),)))(_keys(root, wars, 1))
    first = sampler.start(keys[:1], points[:1], known, assumed, settings.warmup * BLOCK)
    state: HMCState = jax.tree.map(partial(jnp.repeat, repeats=len(wars), axis=0), first)
    values, slopes = jax.jit(jax.vmap(sampler.density, in_axes=(0, None, 0)))(points, known, assumed)
    site = next(iter(state.z))
    return state._replace(z={site: points}, z_grad={site: slopes}, potential_energy=values, rng_key=keys)


def _summaries(target: ImaginedTarget, known: Preconditioner, draws: Array, assumed: Assumed) -> tuple[Floats, Floats]:
    """Parameters of each draw, shape (draws, wars, elements), and the log likelihood, shape (draws, wars)."""

    def summary(v: Array, own: Assumed) -> tuple[Array, Array]:
        draw = unflatten(target, known(v))
        path, parameters = target.path(draw, own)
        parts = target.log_likelihood(path, parameters).values()
        return draw[PARAMETERS], sum((jnp.sum(part) for part in parts), start=jnp.zeros(()))

    def of_all(points: Array) -> tuple[Array, Array]:
        return jax.vmap(summary)(points, assumed)

    vectors, likelihoods = jax.lax.map(of_all, draws)
    return np.asarray(vectors), np.asarray(likelihoods)


def uniformity(ranks: Ranks, ranked: int) -> tuple[Uniformity, ...]:
    """Test every quantity, the least uniform first. Wars that failed are not ranked.

    Args:
        ranks: of the truths.
        ranked: draws among which each was ranked.
    """
    good = ranks.ranks[~ranks.failed]
    edges = np.append(np.arange(0, ranked + 1, RANKS_PER_BIN), ranked + 1)
    found: list[Uniformity] = []
    for name, column in zip(ranks.names, good.T, strict=True):
        counts = np.histogram(column, bins=edges)[0]
        expected = len(column) * np.diff(edges) / (ranked + 1)
        p = float(stats.chisquare(counts, expected).pvalue)
        mean = float(column.mean() / ranked)
        found.append(Uniformity(name=name, p=p, mean=mean, counts=tuple(int(count) for count in counts)))
    return tuple(sorted(found, key=lambda one: one.p))


def together(parts: Sequence[Ranks]) -> Ranks:
    """The ranks of several groups of wars as one."""
    return Ranks(
        parts[0].names,
        np.concatenate([part.ranks for part in parts]),
        np.concatenate([part.failed for part in parts]),
        np.concatenate([part.diverging for part in parts]),
    )
