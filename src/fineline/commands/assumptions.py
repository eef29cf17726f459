"""`--assume NAME=VALUE`, on every command that simulates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import xarray as xr

from fineline.commands.console import output
from fineline.errors import SettingError
from fineline.scenario.assumptions import assumptions_of

OPTION = "--assume"


def parse_assumptions(texts: Sequence[str] | None) -> dict[str, float]:
    """Value by parameter, from texts such as ``aid_belief_response=0.3``; none when None.

    Raises:
        SettingError: a text that is no name with a number, or two values for one name.
    """
    found: dict[str, float] = {}
    for text in texts or ():
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError as error:
            raise _refused("NAME=VALUE with a number, such as aid_belief_response=0.3", text or "nothing") from error
        if not name or found.setdefault(name, value) != value:
            raise _refused(f"one value of {name}" if name else "the name of a parameter", text)
    return found


def show_assumptions(runs: xr.Dataset) -> None:
    """Print what was assumed by hand in a set of runs; nothing when nothing was."""
    show_said(assumptions_of(runs))


def show_said(assumptions: Iterable[str]) -> None:
    """Print assumptions, one sentence to a line."""
    for said in assumptions:
        output().print(f"Assumption: {said}.", soft_wrap=True)


def _refused(expected: str, found: str) -> SettingError:
    return SettingError(
        expected=expected,
        found=found,
        where=OPTION,
        remedy="`fineline explain` lists the parameters; the briefing says which of them are assumed",
    )
