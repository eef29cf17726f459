"""How faults are told: a text on standard error and an exit code, never a traceback for what a user can mend."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import typer

from fineline.commands.console import messages
from fineline.errors import FinelineError

TO_MEND = 2
STOPPED = 130
NOTHING_HALF = "nothing is left half written; give the same command again to start anew"


class Stopped(Exception):  # noqa: N818 - no error: the user asked for it
    """Work that the user stopped and that can be taken up; the text is the command that does so."""


@contextmanager
def guarded() -> Generator[None]:
    """Turn faults inside the block into text and exit codes: 2 for a fault to mend, 130 for Ctrl-C.

    Anything unexpected passes through, so that its traceback is seen and the exit code is 1.

    Raises:
        typer.Exit: with the code.
    """
    try:
        yield
    except FinelineError as fault:
        messages().print(str(fault), soft_wrap=True)
        raise typer.Exit(TO_MEND) from fault
    except Stopped as stop:
        messages().print(f"stopped; go on with: {stop}", soft_wrap=True)
        raise typer.Exit(STOPPED) from stop
    except KeyboardInterrupt as stop:
        messages().print(f"stopped; {NOTHING_HALF}", soft_wrap=True)
        raise typer.Exit(STOPPED) from stop
