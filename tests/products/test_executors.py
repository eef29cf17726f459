"""Workers of a real cluster that die: one costs its chunk and no more, and when all do the message says what to do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from dask import config
from distributed import LocalCluster

from fineline.case import load_case
from fineline.errors import SettingError
from fineline.products.chunks import BLOCKS_A_CHUNK
from fineline.products.executors import Dask, ExecutorError, Threads
from fineline.products.exploring import make_exploration
from fineline.products.posteriors import choose
from fineline.products.requests import ExploreRequest
from fineline.scenario.design import BLOCK

pytestmark = pytest.mark.integration

ENOUGH = 30.0
"""Seconds after which a cluster that has not begun to work never will."""


@pytest.fixture(name="cluster")
def two_workers() -> Iterator[Any]:
    """Two processes; the second death over a chunk is one too many, so that tests need not wait for four."""
    with (
        config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
    ):
        yield cluster


def killing(cluster: Any, killed: list[int]) -> Thread:
    """A thread that kills the first worker that has something to do, in the middle of it."""

    def kill() -> None:
        end = time.monotonic() + ENOUGH
        while time.monotonic() < end:
            for nanny in cluster.workers.values():
                state = cluster.scheduler.workers.get(nanny.worker_address)
                if state is not None and state.processing:
                    time.sleep(0.5)
                    os.kill(nanny.pid, signal.SIGKILL)
                    killed.append(nanny.pid)
                    return
            time.sleep(0.05)

    return Thread(target=kill, daemon=True)


def test_a_worker_killed_in_the_middle_of_a_chunk_leaves_the_same_bytes(cluster: Any, tmp_path: Path) -> None:
    case = load_case("ukraine")
    chosen = choose(case)
    asked: dict[str, Any] = {"levers": {"contingent": (0.0, 50_000.0)}, "outcomes": ("casualties",), "watched": ()}
    request = ExploreRequest(size=2 * BLOCKS_A_CHUNK * BLOCK, horizon=4, **asked)
    whole = make_exploration(case, request, chosen, out=tmp_path / "threads", executor=Threads()).result
    killed: list[int] = []
    done_when_killed: list[int] = []
    thread = killing(cluster, killed)
    thread.start()

    def watch(done: int, _: int) -> None:
        done_when_killed.append(len(killed))

    dask_run = Dask(cluster.scheduler_address)
    made = make_exploration(case, request, chosen, out=tmp_path / "dask", executor=dask_run, watch=watch).result
    thread.join()
    assert done_when_killed == [1, 1]  # both chunks were made after the kill
    assert made.sha256 == whole.sha256


def test_workers_that_die_again_and_again_are_told_with_the_chunk_and_a_remedy(cluster: Any) -> None:
    def compute(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(ExecutorError) as told:
        _ = list(Dask(cluster.scheduler_address).run(compute, range(3, 5)))
    assert told.value.where == "chunk 3"
    assert told.value.found.startswith("2 that died over it, the last at tcp://")
    assert "--resume" in told.value.remedy


def test_a_fault_that_a_worker_of_a_cluster_of_ones_own_finds_is_the_users() -> None:
    def compute(number: int) -> int:
        from fineline.errors import SettingError as Fault

        raise Fault(expected="a week", found=str(number), where="from", remedy="name one")

    with pytest.raises(SettingError, match="found:    7"):
        _ = list(Dask(workers=1).run(compute, [7]))


def test_a_scheduler_that_goes_away_is_told(cluster: Any) -> None:
    def compute(number: int) -> int:
        time.sleep(60.0 * number)
        return number

    found = Dask(cluster.scheduler_address).run(compute, [0, 1])
    assert next(found) == 0
    cluster.close()
    with pytest.raises(ExecutorError, match="scheduler that lives"):
        _ = next(found)


def test_an_address_without_a_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Callable[[], None]:
        raise OSError("nobody there")

    monkeypatch.setattr("distributed.Client", refuse)
    with pytest.raises(ExecutorError, match="dask scheduler"):
        _ = list(Dask("tcp://nowhere:1").run(int, [1]))
