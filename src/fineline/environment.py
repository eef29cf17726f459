"""What a run ran on: the lock of its libraries and the versions that shape its numbers."""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from fineline.files import sha256_of

LOCK_FILE = "uv.lock"
SHAPING = ("jax", "numpyro")
"""Libraries whose version can change a number."""

CHECKOUT = Path(__file__).resolve().parents[2]
"""The folder that holds `uv.lock` when the package runs from a checkout."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A checksum over every library a run could have used.

    Attributes:
        sha256: the checksum, hexadecimal.
        of: what it was taken over: `uv.lock`, or `installed distributions` outside a checkout.
    """

    sha256: str
    of: str


def lock() -> Lock:
    """The lock of this installation.

    From a checkout it is that of `uv.lock`; otherwise it is taken over name and version of every distribution there is.
    """
    path = CHECKOUT / LOCK_FILE
    if path.is_file():
        return Lock(sha256_of(path), LOCK_FILE)
    installed = sorted({f"{found.name.lower()}=={found.version}" for found in metadata.distributions()})
    return Lock(hashlib.sha256("\n".join(installed).encode()).hexdigest(), "installed distributions")


def model_version() -> str:
    """The version of Fineline that is installed."""
    return metadata.version("fineline")


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that shape the numbers, by name."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in SHAPING}}


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
