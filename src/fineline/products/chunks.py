"""One chunk of a run of many futures: made from names and numbers alone, anywhere, with the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import jax
import numpy as np
import polars as pl

from fineline._runtime import configure
from fineline.case import Case, load_case
from fineline.case.lever_file import LeverSpec, read_levers
from fineline.inference.store import load_posterior
from fineline.products.paths import no_paths, weekly_paths
from fineline.products.requests import ExploreRequest
from fineline.scenario.design import BLOCK, Design, Factorial, design_of
from fineline.scenario.exploration import Results, Space, batch_runner, block_runner, draws_of
from fineline.scenario.lever_inputs import pulled, rounded
from fineline.scenario.outcomes import OUTCOMES
from fineline.scenario.setting import plural, prepare

BLOCKS_A_CHUNK = 32
_BUILDING = Lock()
"""Threads of one process wait for the first to build what makes the chunks."""


@dataclass(frozen=True)
class Job:
    """What a worker needs to make any chunk of a run; it holds names and numbers only, and so goes anywhere.

    Attributes:
        case: name or folder of the case.
        ledger: folder of imported evidence; empty for none.
        mechanisms: forms chosen, as pairs.
        posterior: file of the posterior.
        request: what was asked, as JSON.
        head: what heads every file, as pairs of text; what makes the futures does not depend on it.
    """

    case: str
    ledger: str
    mechanisms: tuple[tuple[str, str], ...]
    posterior: str
    request: str
    head: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Chunk:
    """A chunk as files of Parquet: futures; and by week quantiles of some of them, with a few one by one."""

    number: int
    rows: bytes
    paths: bytes


@dataclass(frozen=True)
class Runner:
    """A design, the space it is run in, the compiled block, and the levers pulled."""

    design: Design
    space: Space
    block: Callable[[int, np.ndarray], Results]
    levers: tuple[LeverSpec, ...]

    @cached_property
    def batch(self) -> Callable[[Sequence[int], np.ndarray], list[Results]]:
        """Many blocks at once, compiled when first asked for."""
        return batch_runner(self.space)

    def blocks(self, futures: Sequence[int], values: np.ndarray, cores: int) -> list[Results]:
        """Blocks by number of futures and values, shape ``(blocks, BLOCK, factors)``.

        One to a core, so that each stays in its cache; or all at once where there is an accelerator.
        """
        if jax.default_backend() == "cpu":
            return list(_hands(cores).map(self.block, futures, values))
        return self.batch(futures, values)


@lru_cache(maxsize=4)
def _hands(cores: int) -> ThreadPoolExecutor:
    """Threads that make blocks, shared by all chunks of a process."""
    return ThreadPoolExecutor(cores, thread_name_prefix="block")


def levers_of_case(case: Case) -> dict[str, LeverSpec]:
    """The levers that a case declares, checked against its evidence."""
    return read_levers(case.folder, case.evidence().view(case.calendar.knowledge).claims)


def compute_chunk(job: Job, number: int, cores: int = 1) -> Chunk:
    """One chunk of a run, anywhere and over any number of cores: the same bytes from the same job and number."""
    request = ExploreRequest.model_validate_json(job.request)
    return _chunk(runner_of(job), request, number, cores, dict(job.head))


def runner_of(job: Job) -> Runner:
    """What makes the chunks of a job, built once in each process."""
    with _BUILDING:
        return _runner(job)


@lru_cache(maxsize=2)
def _runner(job: Job) -> Runner:
    configure()
    ledger = Path(job.ledger) if job.ledger else None
    case = load_case(job.case).with_ledger(ledger).with_mechanisms(dict(job.mechanisms))
    request, posterior = ExploreRequest.model_validate_json(job.request), load_posterior(Path(job.posterior), case)
    known = levers_of_case(case)
    levers = {name: known[name] for name in request.levers}
    setting = prepare(case, posterior, horizon=request.horizon, draws=None, seed=request.seed)
    first = setting.history
    if request.start is not None:
        first = int(np.searchsorted(setting.weeks, np.datetime64(request.start, "D")))
    outcomes = request.outcomes or tuple(OUTCOMES)
    pull = pulled(levers, setting.span, first)
    space = Space(setting, first, pull, tuple(request.assumptions), outcomes, request.watched, request.seed)
    return Runner(design_asked(request), space, block_runner(space), tuple(levers.values()))


def design_asked(request: ExploreRequest) -> Design:
    """The design of a request."""
    return design_of(request.design, {**request.levers, **request.assumptions}, request.size, request.seed)


def idle_levers(runner: Runner, names: Sequence[str], cores: int = 1) -> tuple[str, ...]:
    """Levers that reach no outcome: at either end of what is asked, every outcome is the same bit for bit.

    Args:
        runner: what makes the chunks.
        names: of the levers, in their order.
        cores: over which they are spread.
    """
    at_rest = runner.design.values(0).copy()
    at_rest[:, : len(names)] = runner.space.levers.defaults
    still, _ = runner.block(0, at_rest)

    def moves(place: int, lever: LeverSpec) -> bool:
        for end in (lever.low, lever.high):
            values = at_rest.copy()
            values[:, place] = end
            made, _ = runner.block(0, values)
            if any(not np.array_equal(made[name], still[name]) for name in still):
                return True
        return False

    moving = _hands(cores).map(moves, range(len(names)), runner.levers)
    return tuple(name for name, moved in zip(names, moving, strict=True) if not moved)


def blocks_of(design: Design) -> int:
    """Blocks of a design."""
    return -(-design.size // BLOCK)


def _chunk(runner: Runner, request: ExploreRequest, number: int, cores: int, head: Mapping[str, str]) -> Chunk:
    first = number * BLOCKS_A_CHUNK
    blocks = range(first, min(first + BLOCKS_A_CHUNK, blocks_of(runner.design)))
    futures = [runner.design.futures(block) for block in blocks]
    values = np.stack([runner.design.values(block) for block in blocks])
    values[..., : len(runner.levers)] = rounded(runner.levers, values[..., : len(runner.levers)])
    rows: list[pl.DataFrame] = []
    paths: list[pl.DataFrame] = []
    for place, (outcomes, watched) in enumerate(runner.blocks(futures, values, cores)):
        kept = _kept(runner.design, blocks[place])
        rows.append(_rows(runner, request, blocks[place], futures[place], values[place], outcomes).head(kept))
        if futures[place] == 0 and watched:
            paths.append(weekly_paths(runner.space.setting.weeks[runner.space.first :], blocks[place], kept, watched))
    units = {"units": json.dumps({name: plural(runner.space.structure.units[name]) for name in request.watched})}
    return Chunk(
        number,
        _parquet(pl.concat(rows), head),
        _parquet(pl.concat(paths) if paths else no_paths(), {**head, **units}),
    )


def _kept(design: Design, block: int) -> int:
    """Futures of a block that were asked for; the rest fills it up."""
    if isinstance(design, Factorial):
        return min(design.each - (block % design.blocks_each) * BLOCK, BLOCK)
    return min(design.size - block * BLOCK, BLOCK)


def _rows(
    runner: Runner,
    request: ExploreRequest,
    block: int,
    futures: int,
    values: np.ndarray,
    outcomes: Mapping[str, np.ndarray],
) -> pl.DataFrame:
    factors = (*request.levers, *request.assumptions)
    draws = runner.space.setting.index[draws_of(runner.space, futures)].astype(np.int32)
    return pl.DataFrame(
        {
            "experiment": np.arange(block * BLOCK, (block + 1) * BLOCK),
            "future": np.arange(futures * BLOCK, (futures + 1) * BLOCK),
            "draw": draws,
            **{name: values[:, i].astype(np.float32) for i, name in enumerate(factors)},
            **outcomes,
        }
    )


def rows_in(file: Path) -> int | None:
    """Number of rows of a file that a chunk is kept in; None where there is no such file, or half of one."""
    try:
        return pl.scan_parquet(file).select(pl.len()).collect().item()
    except (OSError, pl.exceptions.PolarsError):
        return None


def _parquet(table: pl.DataFrame, head: Mapping[str, str]) -> bytes:
    content = BytesIO()
    table.write_parquet(content, compression="zstd", statistics=False, metadata=dict(head))
    return content.getvalue()
