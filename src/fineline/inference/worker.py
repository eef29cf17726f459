"""One process that samples one group of chains and writes every block.

Each group has a process of its own: two groups use two cores, and the compiler flags that make the model fast concern
the sampler alone.

* XLA compiles a whole loop over the weeks into one function instead of dispatching some two hundred tiny kernels
  per week: a gradient takes
  0.3 ms instead of 2 ms (two chains, jax 0.10.2). The limit keeps out the sampler's own larger loops, which take long
  to compile.
* With more than one thread that option is not safe: the same seed gave different draws. One thread per process
  makes it so.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from pathlib import Path

from fineline.errors import StorageError

LOOP_BYTES = 250_000
FLAGS = f"--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold={LOOP_BYTES}"
DISK_FULL = 28
HELD: list[int] = []
"""Locks on the cores that this process has taken, as file descriptors that stay open."""


def environment() -> dict[str, str]:
    """Environment in which a worker must be started."""
    threads = dict.fromkeys(("NPROC", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {**os.environ, **threads, "XLA_FLAGS": FLAGS, "JAX_ENABLE_X64": "true", "JAX_PLATFORMS": "cpu"}


def pin(group: int) -> None:
    """Keep this process on one core, where the system can do that: the first that no other sampler has taken.

    A core is taken with a lock on a file, which ends with the process, whoever started it. Where all cores are taken,
    or no file can be locked, groups share them in turn.
    """
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        turn = group % len(cores)
        free = (core for core in cores[turn:] + cores[:turn] if _taken(core))
        os.sched_setaffinity(0, {next(free, cores[turn])})


def _taken(core: int) -> bool:
    """Take a core for as long as this process lives; False where another has it."""
    import fcntl  # noqa: PLC0415 - only where cores can be chosen

    try:
        name = f"fineline-{os.getuid()}-core-{core}.lock"
        lock = os.open(Path(tempfile.gettempdir()) / name, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    except OSError:  # a fit must not fail for want of a place to say which core it has
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another has it, or this file system knows no locks
        os.close(lock)
        return False
    HELD.append(lock)
    return True


def main(folder: Path, group: int) -> int:
    """Sample the group's chains, or go on where its blocks end. Returns the exit code."""
    pin(group)
    from fineline.inference.chains import sample_group  # noqa: PLC0415 - JAX must start after the core is chosen

    target, settings = pickle.loads((folder / "target.pkl").read_bytes())  # noqa: S301 - written by the parent process
    try:
        sample_group(target, settings, group, folder / f"group-{group}")
    except StorageError as error:
        sys.stderr.write(f"{error}\n")
        return DISK_FULL
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
