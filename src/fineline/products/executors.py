"""Who computes chunks: this process on its cores, or workers of a Dask cluster.

An executor gives chunks as they are done, in any order. It decides nothing about their content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from importlib.util import find_spec
from typing import Any, Literal, Protocol, TypeVar

from fineline.environment import cores
from fineline.errors import FinelineError, SettingError

Done = TypeVar("Done")
Kind = Literal["threads", "dask"]

AHEAD = 2
"""Chunks under way for each worker: enough to keep it busy, few enough to keep the memory flat."""
RETRIES = 3
"""How often a chunk that fails is begun again; the scheduler gives that of a worker that dies to as many others."""


class ExecutorError(FinelineError):
    """A library or a cluster that is not there."""

    fault = "the chunks cannot be handed out"


class Executor(Protocol):
    """Computes numbered chunks.

    Attributes:
        cores_a_chunk: over how many cores the blocks of a chunk are spread where it is computed.
    """

    cores_a_chunk: int

    def run(self, compute: Callable[[int], Done], numbers: Iterable[int]) -> Iterator[Done]:
        """What ``compute`` gives for each number, as it is done."""
        ...


class Threads:
    """Threads of this process, one to a core: the compiled code does not hold the interpreter.

    The blocks of all chunks under way share the cores, so that none is idle before the last block.
    """

    def __init__(self, workers: int | None = None) -> None:
        """Choose how many; as many as there are cores when None."""
        self.workers = self.cores_a_chunk = workers or cores()

    def run(self, compute: Callable[[int], Done], numbers: Iterable[int]) -> Iterator[Done]:
        """As `Executor`."""
        waiting, running = iter(numbers), set[Future[Done]]()
        with ThreadPoolExecutor(self.workers) as pool:
            try:
                while True:
                    while len(running) < self.workers + 1 and (number := next(waiting, None)) is not None:
                        running.add(pool.submit(compute, number))
                    if not running:
                        return
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            finally:
                pool.shutdown(cancel_futures=True)


class Dask:
    """Workers of dask.distributed: a cluster of this machine, or one that is running already."""

    cores_a_chunk = 1

    def __init__(self, scheduler: str | None = None, workers: int | None = None) -> None:
        """Choose the cluster.

        Args:
            scheduler: address of a running one; a local cluster is started when None.
            workers: processes of the local cluster; as many as there are cores when None.

        Raises:
            SettingError: both are given.
            ExecutorError: dask.distributed is not installed.
        """
        if scheduler is not None and workers is not None:
            raise SettingError(
                expected="either the address of a scheduler or a number of workers",
                found="both",
                where="--scheduler, --workers",
                remedy="leave out --workers: the cluster has its own",
            )
        if find_spec("distributed") is None:
            raise ExecutorError(
                expected="the library dask.distributed",
                found="none",
                where="--executor dask",
                remedy="install it: pip install 'fineline[explore]'",
            )
        self.scheduler, self.workers = scheduler, workers

    def run(self, compute: Callable[[int], Done], numbers: Iterable[int]) -> Iterator[Done]:
        """As `Executor`.

        Raises:
            ExecutorError: no scheduler answers, it was lost, or workers die again and again over a chunk.
        """
        from distributed import Client, LocalCluster, as_completed  # noqa: PLC0415 - an extra

        if self.scheduler is None:
            own: Any = LocalCluster(n_workers=self.workers or cores(), threads_per_worker=1, dashboard_address=":0")
            with own as cluster, Client(cluster) as client:
                yield from _completed(client, as_completed, compute, numbers)
            return
        try:
            client = Client(self.scheduler, timeout="10s")
        except OSError as error:
            raise ExecutorError(
                expected="a scheduler of dask.distributed",
                found=str(error) or type(error).__name__,
                where=self.scheduler,
                remedy="start one with `dask scheduler`, or correct the address",
            ) from error
        with client:
            yield from _completed(client, as_completed, compute, numbers)


def _completed(
    client: Any,  # noqa: ANN401 - the types of the library are incomplete
    as_completed: Any,  # noqa: ANN401
    compute: Callable[[int], Done],
    numbers: Iterable[int],
) -> Iterator[Done]:
    waiting = iter(numbers)
    at_once = AHEAD * max(len(client.scheduler_info()["workers"]), 1)

    under_way: dict[str, int] = {}

    def submit(number: int) -> Any:  # noqa: ANN401
        future = client.submit(compute, number, pure=False, retries=RETRIES)
        under_way[future.key] = number
        return future

    done = as_completed([submit(number) for _, number in zip(range(at_once), waiting, strict=False)])
    for future in done:
        result = _result(future, under_way.pop(future.key))
        future.release()
        if (number := next(waiting, None)) is not None:
            done.add(submit(number))
        yield result


def _result(future: Any, number: int) -> Any:  # noqa: ANN401
    """What a worker made of a chunk.

    Raises:
        ExecutorError: the workers that had it died, or the scheduler is gone.
        FinelineError: a fault that the worker found.
    """
    from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - an extra

    try:
        return future.result()
    except KilledWorker as error:
        raise ExecutorError(
            expected="workers that live through a chunk of futures",
            found=f"{error.allowed_failures + 1} that died over it, the last at {error.last_worker.address}",
            where=f"chunk {number}",
            remedy="see the log of the workers: most often they lack memory, so give them more or start fewer "
            "(--workers); then go on with --resume, which keeps every chunk that is done",
        ) from error
    except CancelledError as error:
        raise ExecutorError(
            expected="a scheduler that lives through the run",
            found="none any more",
            where=f"chunk {number}",
            remedy="start it again, and go on with --resume, which keeps every chunk that is done",
        ) from error


def executor_of(kind: Kind, *, scheduler: str | None = None, workers: int | None = None) -> Executor:
    """The executor of a name.

    Raises:
        SettingError: a scheduler for threads, or both a scheduler and a number of workers.
        ExecutorError: dask.distributed is not installed.
    """
    if kind == "dask":
        return Dask(scheduler, workers)
    if scheduler is not None:
        raise SettingError(
            expected="--executor dask, which has a scheduler",
            found="threads",
            where="--scheduler",
            remedy="add --executor dask, or leave out --scheduler",
        )
    return Threads(workers)
