"""Settings every test shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fineline._runtime import configure, forget_programs

# Many processes of a run compile the same programs: what one has compiled the others read, and so does the next run.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path(__file__).parents[1] / ".pytest_cache" / "compiled"))

# Precision is a setting of the whole process: set here, no test depends on which file ran before it.
configure()

# An example may have to wait for a compilation, so no example has a deadline; the whole suite has one instead.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(autouse=True, scope="module")
def few_programs() -> Iterator[None]:
    """Forget compiled programs between files: a process of the suite compiles thousands, and too many abort it."""
    yield
    forget_programs()
