"""Settings of the numerical library that must be in place before it computes anything: double precision everywhere."""

from __future__ import annotations

import os
from pathlib import Path

from fineline.errors import SettingError

MAPPED = Path("/proc/self/maps")
MOST_MAPPED = 20_000
"""Pieces of memory beyond which compiled programs are forgotten: well under the 65,530 of Linux (vm.max_map_count)."""


def configure() -> None:
    """Ask for double precision; harmless to call again.

    Raises:
        SettingError: something forced the library into single precision.
    """
    os.environ.setdefault("JAX_ENABLE_X64", "true")
    import jax  # noqa: PLC0415 - only after the setting is made

    jax.config.update("jax_enable_x64", True)
    if jax.numpy.zeros(()).dtype != "float64":
        raise SettingError(
            expected="double precision",
            found=str(jax.numpy.zeros(()).dtype),
            where="jax",
            remedy="take JAX_ENABLE_X64 out of the environment",
        )


def keep_compiled() -> None:
    """Keep compiled programs in the user's cache, so that the next start is quick; what is set already stays."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(caches / "fineline"))
    # JAX keeps what took a second to compile; a start is made of many programs that take less
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.05")


def forget_programs(most: int = MOST_MAPPED) -> bool:
    """Forget compiled programs once they hold many pieces of memory; what is needed again is compiled again.

    Linux aborts a process that maps more pieces than it allows. Every compiled program takes some, every shape of an
    input has a program of its own, and a process that lives long may be asked for thousands of shapes.

    Args:
        most: pieces that the process may have mapped before it forgets.

    Returns:
        whether it forgot; never where the system does not tell what is mapped.
    """
    if not MAPPED.exists() or len(MAPPED.read_bytes().splitlines()) <= most:
        return False
    import jax  # noqa: PLC0415 - as above

    jax.clear_caches()
    return True
