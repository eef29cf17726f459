"""`fineline backtest`: forecasts as of several days, scored on what came."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fineline.case import load_case
from fineline.commands.console import messages, output, show_files, table
from fineline.commands.faults import Stopped
from fineline.commands.score import show_skill
from fineline.commands.structures import parse_days
from fineline.products.backtest import Backtest, make_backtest
from fineline.products.backtest_blocks import Working
from fineline.products.requests import BacktestRequest, checked
from fineline.runs import save_run


def run(
    name: str,
    *,
    cuts: str | None,
    horizon: int,
    only: str | None,
    quick: bool,
    ahead: bool,
    jobs: int,
    seed: int,
    out: Path | None,
) -> None:
    """Back-test a case, write forecasts, scores and the page, and print the skill.

    Args:
        name: name or folder of the case.
        cuts: days separated by commas; those of the request when None.
        horizon: the longest horizon, in weeks.
        only: rivals as ``NAME=FORM``, separated by commas; those of the request when None.
        quick: the case's own structure alone, with a handful of draws.
        ahead: forecast from the last data on as well.
        jobs: how many blocks are made at a time.
        seed: of everything random.
        out: folder of the files; that of the run when None.

    Raises:
        Stopped: Ctrl-C.
        FinelineError: a fault of the request, the case or the disk.
    """
    case = load_case(name)
    given: dict[str, object] = {"horizon": horizon, "quick": quick, "ahead": ahead, "seed": seed}
    if cuts is not None:
        given["cuts"] = parse_days(cuts)
    if only is not None:
        given["rivals"] = tuple(text.strip() for text in only.split(","))
    request = checked(BacktestRequest, **given)
    seconds: dict[tuple[str, str], float] = {}
    try:
        with block_bars() as show:
            product = make_backtest(case, request, jobs=jobs, out=out, progress=show, seconds=seconds)
    except KeyboardInterrupt as stop:
        raise Stopped(next_line(name, request, jobs, out)) from stop
    record = save_run(product.run)
    show_skill(product.result.skill, title=f"Back-test of {name}, horizon {request.horizon} weeks")
    show_log_scores(product.result)
    show_blocks(product.result, seconds)
    show_files(product.files, product.run.id, record)


def next_line(name: str, request: BacktestRequest, jobs: int, out: Path | None) -> str:
    """The command that goes on where the work was stopped: the same one, for blocks that are there stay."""
    parts = ["fineline", "backtest", name, "--cuts", ",".join(map(str, request.cuts))]
    parts += ["--horizon", str(request.horizon), "--only", ",".join(request.rivals), "--jobs", str(jobs)]
    if request.quick:
        parts.append("--quick")
    if request.ahead:
        parts.append("--ahead")
    parts += ["--seed", str(request.seed)]
    if out is not None:
        parts += ["--out", str(out)]
    return shlex.join(parts)


def show_blocks(made: Backtest, seconds: Mapping[tuple[str, str], float]) -> None:
    """Print what ran, what failed, and how long each took, earlier calls of the same run included."""
    rows = [
        (row.structure, row.as_of, row.state, _time(seconds.get((row.structure, row.as_of))), row.note)
        for row in made.blocks
    ]
    columns = ("block", "as of", "state", "seconds", "note")
    output().print(table("What ran", columns, rows, numbers=("seconds",)))


def show_log_scores(made: Backtest) -> None:
    """Print mean log scores by series and forecaster, the best first within each series."""
    rows = [
        (row.series, row.forecaster, str(row.rows), f"{row.log_score:.3f}", f"{row.behind:.3f}")
        for row in made.log_scores
    ]
    columns = ("series", "forecaster", "observations", "log score", "behind")
    console = output()
    console.print(table("Log scores of those that state a density", columns, rows, numbers=columns[2:]))
    console.print(
        "Log score: minus the log of the density given to what came, the lower the better. Headline and baselines are "
        "quantiles and state none."
    )


@contextmanager
def block_bars() -> Generator[Callable[[Working], None]]:
    """Two bars, the blocks and the sampler last heard of; silent when the output is no terminal.

    Yields:
        What to call with the state of the work.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages(), disable=not sys.stdout.isatty(), transient=True) as bars:
        blocks = bars.add_task("blocks", total=None)
        present = bars.add_task("", total=None)

        def show(working: Working) -> None:
            bars.update(blocks, completed=working.done, total=working.total)
            sampled = working.sampled
            if sampled is None:
                bars.update(present, description=working.what, completed=0, total=None)
            else:
                said = f"{working.what}: {sampled.stage}"
                bars.update(present, description=said, completed=sampled.done, total=sampled.total)

        yield show


def _time(seconds: float | None) -> str:
    return "was there" if seconds is None else f"{seconds:.0f}"
