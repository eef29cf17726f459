"""The model of the Ukraine case, assembled once for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import pytest

from .setting import Setting, ukraine


@pytest.fixture(autouse=True)
def strict_promotion() -> Iterator[None]:
    """No equation may mix kinds of number without saying so."""
    with jax.numpy_dtype_promotion("strict"):
        yield


@pytest.fixture(scope="session")
def setting() -> Setting:
    return ukraine()
