"""Where commands print: results to standard output, faults and progress to standard error."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from fineline.report.numbers import step_for

WIDTH_IN_A_FILE = 160
"""Columns when the output is no terminal, wide enough that a table keeps its rows."""


class Sampled(Protocol):
    """How far a fit is."""

    @property
    def done(self) -> int:
        """Iterations done, over all chains."""
        ...

    @property
    def total(self) -> int:
        """Iterations in all."""
        ...

    @property
    def stage(self) -> str:
        """What the sampler is doing."""
        ...

    @property
    def divergences(self) -> int:
        """Divergent transitions so far."""
        ...


def output() -> Console:
    """The console for results. Text is printed as it is: brackets in a title are no mark-up."""
    return _console(stderr=False)


def messages() -> Console:
    """The console for faults and progress."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_IN_A_FILE
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)


def table(
    title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], *, numbers: Iterable[str] = ()
) -> Table:
    """A table to print.

    Args:
        title: shown above it.
        columns: headings.
        rows: cells, printed with `str`.
        numbers: headings of the columns that are set to the right.
    """
    made = Table(title=title, title_justify="left", title_style="bold")
    right = set(numbers)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(str(cell) for cell in row))
    return made


def show_files(files: Iterable[Path], run_id: str, record: Path) -> None:
    """Name the files made, a folder of figures as one line, and how to make them again."""
    console = output()
    made = tuple(files)
    top = min((len(file.parts) for file in made), default=0)
    for file in made:
        if len(file.parts) == top:
            console.print(f"wrote {file}", soft_wrap=True)
    deeper = Counter(file.parent for file in made if len(file.parts) > top)
    for folder, count in deeper.items():
        console.print(f"wrote {count} files to {folder}", soft_wrap=True)
    console.print(f"run {run_id}, recorded in {record}; `fineline reproduce {run_id}` makes it again", soft_wrap=True)


def rounded_alike(median: float, *bounds: tuple[float, float]) -> tuple[str, ...]:
    """A median and intervals around it as text, all rounded to the step that the widest interval allows.

    Args:
        median: the centre.
        bounds: low and high of each interval, the widest last.

    Returns:
        The median, then one text for each interval.
    """
    step = step_for(*bounds[-1])
    return _at(median, step), *(f"{_at(low, step)} to {_at(high, step)}" for low, high in bounds)


def _at(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step)))
    text = f"{round(value / step) * step + 0.0:,.{decimals}f}"
    return text.replace("-", "−")


@contextmanager
def sampling_bar() -> Generator[Callable[[Sampled], None]]:
    """A bar for a fit; silent when the output is no terminal.

    Yields:
        What to call with the progress of the sampler.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=messages(), disable=not sys.stdout.isatty(), transient=True) as bars:
        task = bars.add_task("compiling", total=None, note="")

        def show(progress: Sampled) -> None:
            note = f"{progress.divergences} divergences" if progress.divergences else ""
            bars.update(task, description=progress.stage, completed=progress.done, total=progress.total, note=note)

        yield show


@contextmanager
def working(what: str) -> Generator[None]:
    """A sign of life for work without a count; silent when the output is no terminal."""
    if not sys.stdout.isatty():
        yield
        return
    with messages().status(what):
        yield
