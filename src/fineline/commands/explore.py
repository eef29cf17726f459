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
from fineline.commands.mechanisms import case_with
from fineline.errors import SettingError
from fineline.products.chunks import levers_of_case
from fineline.products.executors import Kind, executor_of
from fineline.products.exploring import Watch, make_exploration, outside_of
from fineline.products.posteriors import choose
from fineline.products.requests import ExploreRequest, checked
from fineline.runs import save_run
from fineline.scenario.outcomes import OUTCOMES

MOST_FILES = 6


def list_levers(name: str, ledger: Path | None) -> None:
    """Print the levers of a case.

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
            ", ".join(lever.evidence) or "assumed",
        )
        for key, lever in found.items()
    ]
    head = ("lever", "group", "what is chosen", "baseline", "range", "seen so far", "positions", "evidence")
    output().print(table(f"Levers of {name}", head, rows, numbers=("baseline",)))


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
    for said in outside_of(case, levers_of_case(case), request, chosen):
        output().print(f"{said}.", soft_wrap=True)
    _show_settings(request, known)
    pool = executor_of(executor, scheduler=scheduler, workers=workers)
    with _bar() as watch:
        made = make_exploration(case, request, chosen, out=out, resume=resume, executor=pool, watch=watch)
    _show_outcomes(made.result.folder)
    for lever in made.result.idle:
        output().print(f"{lever} reaches no outcome: every one is the same at both its ends.", soft_wrap=True)
    saved = save_run(made.run)
    output().print(f"{made.result.rows:,} futures, SHA-256 {made.result.sha256}", soft_wrap=True)
    show_files(made.files[:1], made.run.pins.id, saved)
    output().print(f"{len(made.files)} files in {made.result.folder}", soft_wrap=True)


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


def _show_settings(request: ExploreRequest, known: Mapping[str, LeverSpec]) -> None:
    rows = [
        (name, known[name].title, f"{known[name].default:g}", _asked(values, request.design), known[name].unit)
        for name, values in request.levers.items()
    ]
    rows += [
        (name, "assumption", "posterior", _asked(v, request.design), "") for name, v in request.assumptions.items()
    ]
    head = ("lever", "what it is", "baseline", "here", "unit")
    output().print(table("What differs from the baseline", head, rows, numbers=("baseline",)))


def _asked(values: Sequence[float], design: str) -> str:
    return (", " if design == "factorial" else " to ").join(f"{value:g}" for value in values)


def _show_outcomes(folder: Path) -> None:
    futures = pl.scan_parquet(folder / "futures-*.parquet")
    columns = [name for name in OUTCOMES if name in futures.collect_schema().names()]
    levels = (0.05, 0.5, 0.95)
    found = futures.select(
        [pl.col(name).quantile(level).alias(f"{name} {level}") for name in columns for level in levels]
    ).collect(engine="streaming")
    row = found.row(0, named=True)
    rows = [
        (OUTCOMES[name].title, OUTCOMES[name].unit, *(in_full(row[f"{name} {level}"]) for level in levels))
        for name in columns
    ]
    output().print(table("Over all futures", ("outcome", "unit", "5 %", "50 %", "95 %"), rows))


@contextmanager
def _bar() -> Generator[Watch]:
    columns = (TextColumn("chunks of futures"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages(), disable=not sys.stdout.isatty(), transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield show
