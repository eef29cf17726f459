"""`--state FILE`: a scenario saved on the page, in place of the options that it states."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fineline.errors import SettingError
from fineline.products.requests import State
from fineline.products.states import read_state


def saved_state(path: Path, options: Mapping[str, object]) -> State:
    """A saved scenario, given alone.

    Args:
        path: its file.
        options: what was given beside it, by name of the option; None or empty where it was not.

    Raises:
        SettingError: an option was given that the file states itself, or the file is wrong.
        StorageError: it cannot be read.
    """
    beside = [name for name, given in options.items() if given not in (None, [], ())]
    if beside:
        raise SettingError(
            expected="a saved scenario, which states all of it, or options",
            found=f"--state and {', '.join(beside)}",
            where="--state",
            remedy="leave out one of the two",
        )
    return read_state(path)
