"""The product's own rates: blocks in memory, a run with its files; and growth with futures, weeks and threads."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers import numpy_peer
from benchmarks.peers.problem import Floats, Problem, deviation, peak_mb, timed

from fineline._runtime import configure
from fineline.case import load_case
from fineline.products.chunks import Job, Runner, blocks_of, levers_of_case, runner_of
from fineline.products.executors import Threads
from fineline.products.exploring import make_exploration
from fineline.products.posteriors import choose
from fineline.products.requests import ExploreRequest
from fineline.scenario.lever_inputs import rounded
from fineline.scenario.outcomes import OUTCOMES

WEEKS, THREADS, REPEATS, CHECKED_BLOCKS = 104, 2, 5, 2
GROWTH = (
    *({"size": size, "weeks": WEEKS, "threads": THREADS} for size in (10_000, 100_000, 1_000_000)),
    *({"size": 50_000, "weeks": weeks, "threads": THREADS} for weeks in (52, 104, 208)),
    *({"size": 50_000, "weeks": WEEKS, "threads": threads} for threads in (1,)),
)


def request_of(size: int, weeks: int) -> ExploreRequest:
    """Every lever anywhere in its range, every outcome."""
    levers = levers_of_case(load_case("ukraine"))
    ranges = {name: (lever.low, lever.high) for name, lever in levers.items()}
    return ExploreRequest(size=size, levers=ranges, horizon=weeks)


def runner(size: int, weeks: int = WEEKS) -> Runner:
    """What makes the blocks, warm."""
    configure()
    case = load_case("ukraine")
    place, request = str(choose(case).file), request_of(size, weeks)
    made = runner_of(Job("ukraine", "", tuple(case.mechanisms.items()), place, request.model_dump_json()))
    made.block(0, made.design.values(0))
    return made


def _block(made: Runner, block: int) -> Floats:
    outcomes, _ = made.block(block, rounded(made.levers, made.design.values(block)))
    return np.stack([outcomes[name] for name in made.space.outcomes])


def blocks(made: Runner, threads: int) -> None:
    """All blocks of a design, outcomes in memory."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda block: _block(made, block), range(blocks_of(made.design))))


def run_of(size: int, weeks: int, threads: int = THREADS) -> Callable[[], None]:
    """A run as users have it, from a request to its files; the case is loaded before."""
    case, request = load_case("ukraine"), request_of(size, weeks)
    chosen = choose(case)

    def whole() -> None:
        with tempfile.TemporaryDirectory() as folder:
            make_exploration(case, request, chosen, out=Path(folder) / "futures", executor=Threads(threads))

    return whole


def agreement(made: Runner, problem: Problem) -> dict[str, float]:
    """Deviation of each outcome of the product from the program in double precision."""
    product = np.concatenate([_block(made, block) for block in range(CHECKED_BLOCKS)], axis=1)
    kept = numpy_peer.build(problem)(product.shape[1])
    names, draws = problem.program.names, problem.draws(product.shape[1])
    shown: list[Floats] = []
    for place, name in enumerate(names["kept"]):
        outcome = OUTCOMES[name]
        start: Any = (
            problem.start[names["stock"].index(outcome.reads)][draws] if outcome.reads in names["stock"] else None
        )
        carried: Any = kept[place]
        shown.append(np.asarray(outcome.shown(carried, start), np.float64))
    return dict(zip(names["kept"], deviation(product, np.stack(shown)).tolist(), strict=True))


def growth() -> list[dict[str, float]]:
    """Rates and peak memory by futures, weeks and threads, each in a process of its own."""
    made: list[dict[str, float]] = []
    for case in GROWTH:
        command = [sys.executable, "-m", "benchmarks.peers.product", json.dumps(case)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
        made.append({**case, **json.loads(done.stdout.splitlines()[-1])})
    return made


def one(size: int, weeks: int, threads: int) -> dict[str, float]:
    """One point of growth."""
    made = runner(size, weeks)
    in_memory = max(timed(lambda: blocks(made, threads), size, 3).rates)
    run = max(timed(run_of(size, weeks, threads), size, 3).rates)
    return {"blocks_per_s": in_memory, "run_per_s": run, "peak_MB": peak_mb()}


if __name__ == "__main__":
    print(json.dumps(one(**json.loads(sys.argv[1]))))
