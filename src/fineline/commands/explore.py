"""`fineline levers` and `fineline explore`: what people could choose, and many futures in which they choose it."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fineline.analysis.discovery import in_full
from fineline.case.lever_file import LeverSpec
from fineline.commands.console import messages, output, show_files, table
from fineline.commands.forecast import say_which
from fineline.commands.futures_page import show, show_head, write_page
from fineline.commands.mechanisms import case_with
from fineline.errors import SettingError
from fineline.products.chunks import levers_of_case
from fineline.products.executors import Kind, executor_of
from fineline.products.exploring import Watch, make_exploration, manifest_of, outside_of
from fineline.products.futures import Futures, read_futures
from fineline.products.posteriors import choose
from fineline.products.requests import ExploreRequest, checked
from fineline.report.checks import Table
from fineline.runs import save_run
from fineline.scenario.outcomes import OUTCOMES

NO_EVIDENCE = "no evidence in the record"


def list_levers(name: str, ledger: Path | None) -> None:
    """Print the levers of a case, and beneath them where the figures of each come from.

    Raises:
        FinelineError: the case or its file of levers is faulty.
    """
    found = levers_of_case(case_with(name, None, ledger))
    rows = [
        (
            key,
            lever.group,
            lever.title,
            f"{lever.default:g}",
            f"{lever.low:g} to {lever.high:g}",
            "none like it" if lever.historic is None else f"{lever.historic[0]:g} to {lever.historic[1]:g}",
            ", ".join(f"{position} {value:g}" for position, value in lever.positions.items()),
            ", ".join(lever.evidence) or NO_EVIDENCE,
        )
        for key, lever in found.items()
    ]
    head = ("lever", "group", "what is chosen", "baseline", "range", "seen so far", "positions", "evidence")
    output().print(table(f"Levers of {name}", head, rows, numbers=("baseline",)))
    for key, lever in found.items():
        output().print(f"{key}: {lever.reason}", soft_wrap=True)


def run(
    name: str,
    *,
    levers: Sequence[str],
    assume: Sequence[str],
    design: str,
    size: int,
    start: date | None,
    horizon: int,
    seed: int,
    posterior: Path | None,
    mechanisms: Sequence[str] | None,
    ledger: Path | None,
    out: Path | None,
    resume: bool,
    force: bool,
    executor: Kind,
    scheduler: str | None,
    workers: int | None,
) -> None:
    """Run futures and print what heads them and how the outcomes are spread.

    Raises:
        FinelineError: a fault of the request, the case, the posterior, the cluster or the disk.
    """
    case = case_with(name, mechanisms, ledger)
    known = levers_of_case(case)
    factorial = design == "factorial"
    asked = {
        "design": design,
        "size": size,
        "levers": _levers(levers, known, factorial=factorial),
        "assumptions": dict(_pair(text, {}) for text in assume),
    }
    request = checked(ExploreRequest, **asked, start=start, horizon=horizon, seed=seed, force=force)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    outside = outside_of(case, known, request, chosen)
    show_head(manifest_of(case, known, request, chosen, "", 0, outside))
    pool = executor_of(executor, scheduler=scheduler, workers=workers)
    with _bar() as watch:
        made = make_exploration(case, request, chosen, out=out, resume=resume, executor=pool, watch=watch)
    futures = read_futures(made.result.folder)
    outcomes = _outcomes(futures, made.result.idle)
    show((outcomes,))
    saved = save_run(made.run)
    output().print(f"{made.result.rows:,} futures, SHA-256 {made.result.sha256}", soft_wrap=True)
    show_files(made.files[:1], made.run.pins.id, saved)
    output().print(f"{len(made.files)} files in {made.result.folder}", soft_wrap=True)
    write_page(futures.manifest, (outcomes,), made.result.folder, "futures")


def _levers(texts: Sequence[str], known: Mapping[str, LeverSpec], *, factorial: bool) -> dict[str, tuple[float, ...]]:
    """Levers asked for; all of them over their whole range, or at their positions, when none is named."""
    if not texts:
        return {
            name: tuple(lever.positions.values()) if factorial else (lever.low, lever.high)
            for name, lever in known.items()
        }
    found: dict[str, tuple[float, ...]] = {}
    for text in texts:
        name, _, _ = text.partition("=")
        if name not in known:
            raise SettingError(
                expected=f"one of {', '.join(known) or 'none: the case declares no levers'}",
                found=name,
                where="--lever",
                remedy="name one of these; `fineline levers` lists them",
            )
        lever = known[name]
        whole = tuple(lever.positions.values()) if factorial else (lever.low, lever.high)
        found[name] = whole if "=" not in text else _pair(text, lever.positions)[1]
    return found


def _pair(text: str, positions: Mapping[str, float]) -> tuple[str, tuple[float, ...]]:
    """``NAME=LOW:HIGH`` or ``NAME=A,B,...`` with values or names of positions."""
    name, _, values = text.partition("=")
    parts = [part.strip() for part in values.replace(":", ",").split(",")]
    try:
        return name, tuple(positions[part] if part in positions else float(part) for part in parts)
    except ValueError as error:
        raise SettingError(
            expected="NAME=LOW:HIGH or NAME=VALUE,VALUE,... with numbers"
            + (f" or positions ({', '.join(positions)})" if positions else ""),
            found=text,
            where="--lever, --assume",
            remedy="write the values as numbers, with a point",
        ) from error


def _outcomes(futures: Futures, idle: Sequence[str]) -> Table:
    levels = (0.05, 0.5, 0.95)
    found = futures.table.select(
        [pl.col(name).quantile(level).alias(f"{name} {level}") for name in futures.outcomes for level in levels]
    ).collect(engine="streaming")
    row = found.row(0, named=True)
    rows = [
        (OUTCOMES[name].title, OUTCOMES[name].unit, *(in_full(row[f"{name} {level}"]) for level in levels))
        for name in futures.outcomes
    ]
    head = ("outcome", "unit", "5 %", "50 %", "95 %")
    told = ("Quantiles over every future, at all values of the levers and assumptions together.",)
    told += tuple(f"{lever} reaches no outcome: every one is the same at both its ends." for lever in idle)
    return Table(title="Over all futures", note=" ".join(told), head=head, rows=rows)


@contextmanager
def _bar() -> Generator[Watch]:
    columns = (TextColumn("chunks of futures"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages(), disable=not sys.stdout.isatty(), transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield show
