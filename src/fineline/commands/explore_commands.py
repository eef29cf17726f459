"""`fineline levers` and `fineline explore` on the command line; what is behind them is imported when one is given."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure
from fineline.commands.ledger import LedgerRead
from fineline.commands.options import Force


class Design(StrEnum):
    """How futures are spread."""

    SOBOL = "sobol"
    LHS = "lhs"
    FACTORIAL = "factorial"


class ExecutorName(StrEnum):
    """Who computes."""

    THREADS = "threads"
    DASK = "dask"


Levers = Annotated[
    list[str] | None,
    typer.Option(
        "--lever",
        metavar="NAME[=LOW:HIGH]",
        help="A lever and its range, or NAME=A,B,... its positions where the design is factorial; all by default. "
        "Levers begin in the first week after the data, or at --from where that is later; none has a week of its own.",
    ),
]
Futures = Annotated[
    int, typer.Option("--n", min=1, help="Futures; for every combination where the design is factorial.")
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A running Dask scheduler, such as tcp://host:8786.")
]
CaseName = Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"expected a day such as 2024-12-29, found {text}") from error


def register(app: typer.Typer) -> None:
    """Put the commands under an app."""
    app.command("levers")(levers)
    app.command("explore")(explore)
    app.command("sensitivity")(sensitivity)
    app.command("discover")(discover)
    app.command("compare")(compare)


def levers(case: CaseName, ledger: LedgerRead = None) -> None:
    """List what people could choose: levers with range, positions and evidence. Writes nothing."""
    configure()
    from fineline.commands import explore as command  # noqa: PLC0415

    command.list_levers(case, ledger)


def explore(
    case: CaseName,
    lever: Levers = None,
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="NAME=LOW:HIGH", help="The same of a parameter that the record leaves open."),
    ] = None,
    design: Annotated[Design, typer.Option(help="How futures are spread.")] = Design.SOBOL,
    n: Futures = 10_000,
    start: Annotated[
        date | None,
        typer.Option(
            "--from", metavar="SUNDAY", parser=_day, help="First week run; the first after the data by default."
        ),
    ] = None,
    horizon: Annotated[int, typer.Option(min=1, max=520, help="Weeks after the last week with data.")] = 104,
    seed: Annotated[int, typer.Option(min=0, help="Seed of design and shocks.")] = 0,
    posterior: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Posterior to read; by default the one shipped with the case.")
    ] = None,
    mechanism: Annotated[
        list[str] | None, typer.Option(metavar="NAME=FORM", help="A rival form, fitted as such; repeatable.")
    ] = None,
    ledger: LedgerRead = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to; by default that of the run.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with futures that are there.")] = False,
    force: Force = False,
    executor: Annotated[ExecutorName, typer.Option(help="Who computes.")] = ExecutorName.THREADS,
    scheduler: Scheduler = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads or local workers; one a core by default.")] = None,
) -> None:
    """Run many futures: draws of the posterior, shocks, and levers by design.

    Writes Parquet files of futures and of paths by week, a manifest that says what differs from the baseline, and a
    page in HTML. Stopped, it goes on with --resume; the files are the same whoever computes them.
    """
    configure()
    from fineline.commands import explore as command  # noqa: PLC0415

    command.run(
        case,
        levers=lever or (),
        assume=assume or (),
        design=design.value,
        size=n,
        start=start,
        horizon=horizon,
        seed=seed,
        posterior=posterior,
        mechanisms=mechanism,
        ledger=ledger,
        out=out,
        resume=resume,
        force=force,
        executor=executor.value,
        scheduler=scheduler,
        workers=workers,
    )


FuturesFolder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `fineline explore` wrote.")]
PageFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for a page in HTML; none by default.")
]


def sensitivity(
    futures: Annotated[
        list[Path],
        typer.Argument(metavar="DIR...", help="A folder that `explore` wrote, or one for each rival structure."),
    ],
    outcome: Annotated[
        list[str] | None, typer.Option("--outcome", metavar="NAME", help="An outcome; all by default. Repeatable.")
    ] = None,
    posterior: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Posterior of the run; by default the one shipped.")
    ] = None,
    out: PageFolder = None,
) -> None:
    """Say which levers, assumptions and parameters an outcome hangs on, with intervals.

    Of several folders, runs of one request under rival structures, the structure is looked at beside the levers.
    """
    configure()
    from fineline.commands import ask_futures as command  # noqa: PLC0415

    command.run_sensitivity(futures, outcome or (), posterior, out)


def discover(
    futures: FuturesFolder,
    when: Annotated[
        list[str], typer.Option("--when", metavar="CONDITION", help="Such as 'ground_gained > 5000'. Repeatable.")
    ],
    out: PageFolder = None,
) -> None:
    """Say under which levers and assumptions something comes about, or that there is no such condition."""
    configure()
    from fineline.commands import ask_futures as command  # noqa: PLC0415

    command.run_discover(futures, when, out)


def compare(
    futures: FuturesFolder,
    criterion: Annotated[
        list[str],
        typer.Option("--criterion", metavar="less:OUTCOME[:ENOUGH]", help="What policies are measured by. Repeatable."),
    ],
    out: PageFolder = None,
) -> None:
    """Set policies side by side in the same futures: regret, how often each is enough, what a unit of a lever does."""
    configure()
    from fineline.commands import ask_futures as command  # noqa: PLC0415

    command.run_compare(futures, criterion, out)
