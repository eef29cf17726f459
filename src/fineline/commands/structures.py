"""`fineline structures`: rival structures fitted, scored on what came after, stacked and compared."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fineline.case import load_case
from fineline.commands.console import messages, output, show_files, table
from fineline.commands.faults import Stopped
from fineline.errors import SettingError
from fineline.evaluation.compared import HORIZONS
from fineline.evaluation.structures import ForecastSpread, Weight
from fineline.products.requests import StructuresRequest, checked
from fineline.products.structures import Structures, Trust, Working, make_structures
from fineline.report.numbers import unit_phrase
from fineline.runs import save_run

MOST_RHAT = 1.01


def run(
    name: str,
    *,
    cuts: str | None,
    only: str | None,
    combine: Sequence[str] | None,
    quick: bool,
    seed: int,
    out: Path | None,
) -> None:
    """Compare rival structures, write the comparison and print it.

    Args:
        name: name or folder of the case.
        cuts: days separated by commas; those of the request when None.
        only: rivals as ``NAME=FORM``, separated by commas; all of them when None.
        combine: combinations as ``NAME=FORM+NAME=FORM``.
        quick: few draws, for a trial.
        seed: of everything random.
        out: folder of the files; that of the run when None.

    Raises:
        Stopped: Ctrl-C.
        FinelineError: a fault of the request, the case or the disk.
    """
    case = load_case(name)
    given: dict[str, object] = {"combine": tuple(combine or ()), "quick": quick, "seed": seed}
    if cuts is not None:
        given["cuts"] = parse_days(cuts)
    if only is not None:
        given["only"] = tuple(text.strip() for text in only.split(","))
    request = checked(StructuresRequest, **given)
    try:
        with comparing_bar() as show:
            product = make_structures(case, request, out=out, progress=show)
    except KeyboardInterrupt as stop:
        raise Stopped(next_line(name, request, out)) from stop
    record = save_run(product.run)
    show_weights(product.result)
    show_forecasts(product.result)
    show_failures(product.result)
    show_files(product.files, product.run.id, record)


def next_line(name: str, request: StructuresRequest, out: Path | None) -> str:
    """The command that goes on where the work was stopped: the same one, for fits that are there are not made again."""
    parts = ["fineline", "structures", name, "--cuts", ",".join(map(str, request.cuts))]
    if request.only is not None:
        parts += ["--only", ",".join(request.only)]
    for text in request.combine:
        parts += ["--combine", text]
    if request.quick:
        parts.append("--quick")
    parts += ["--seed", str(request.seed)]
    if out is not None:
        parts += ["--out", str(out)]
    return shlex.join(parts)


def show_weights(made: Structures) -> None:
    """Print weight and score of every structure, the heaviest first."""
    trust = {row.name: row for row in made.trust}
    rows = [_weight_row(weight, trust[weight.name]) for weight in sorted(made.weights, key=lambda row: -row.weight)]
    numbers = ("weight", "90 % interval", "log score", "against the default", "std. error", "R-hat", "divergent")
    title = (
        f"Structures of {made.case}, fitted as of {', '.join(made.cuts)}, by log score on {made.observations} "
        "observations that came after"
    )
    console = output()
    console.print(table(title, ("structure", *numbers), rows, numbers=numbers))
    console.print(f"Score: {made.rule}.")
    console.print(
        "Weights are those of the mixture that forecasts best, no probabilities that a structure is true. Structures "
        "that the observations cannot tell apart share one fit and, equally, its weight."
    )


def show_forecasts(made: Structures) -> None:
    """Print how much of each forecast's variance lies between structures."""
    rows = [_forecast_row(found) for found in made.forecasts]
    numbers = ("weeks ahead", "mean", "sd", "between structures", "90 % interval")
    title = f"Forecasts from the last data under the mixture, {' and '.join(map(str, HORIZONS))} weeks ahead"
    columns = ("forecast", "unit", *numbers, "lowest mean", "highest mean")
    output().print(table(title, columns, rows, numbers=numbers))


def show_failures(made: Structures) -> None:
    """Print which fits failed, if any did, and which are shared."""
    failed = [(row.structure, row.as_of, row.note) for row in made.fits if row.state == "failed"]
    if failed:
        output().print(table("Fits that failed; their structures are left out", ("structure", "as of", "why"), failed))
    shared = sorted({(row.structure, row.note) for row in made.fits if row.state == "shared"})
    if shared:
        output().print(table("Structures that share a fit", ("structure", "fit of"), shared))


@contextmanager
def comparing_bar() -> Generator[Callable[[Working], None]]:
    """Two bars, the fits and the sampler of the present one; silent when the output is no terminal.

    Yields:
        What to call with the state of the work.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages(), disable=not sys.stdout.isatty(), transient=True) as bars:
        fits = bars.add_task("fits", total=None)
        present = bars.add_task("", total=None)

        def show(working: Working) -> None:
            bars.update(fits, completed=working.number - 1, total=working.total)
            sampled = working.sampled
            if sampled is None:
                bars.update(present, description=working.what, completed=0, total=None)
            else:
                said = f"{working.what}: {sampled.stage}"
                bars.update(present, description=said, completed=sampled.done, total=sampled.total)

        yield show


def _weight_row(weight: Weight, trust: Trust) -> tuple[str, ...]:
    rhat = "undefined" if trust.largest_rhat is None else f"{trust.largest_rhat:.3f}"
    return (
        weight.name,
        f"{weight.weight:.2f}",
        f"{weight.low:.2f} to {weight.high:.2f}",
        f"{weight.log_score:.1f}",
        f"{weight.difference:+.1f}",
        f"{weight.difference_error:.1f}",
        rhat if trust.largest_rhat is not None and trust.largest_rhat <= MOST_RHAT else f"{rhat} (above {MOST_RHAT})",
        f"{trust.divergent:.2%}",
    )


def _forecast_row(found: ForecastSpread) -> tuple[str, ...]:
    lowest = min(found.members, key=lambda member: member.mean)
    highest = max(found.members, key=lambda member: member.mean)
    return (
        found.label,
        unit_phrase(found.unit),
        str(found.horizon),
        f"{found.mean:.4g}",
        f"{found.sd:.3g}",
        f"{found.share_between:.0%}",
        f"{found.low:.0%} to {found.high:.0%}",
        f"{lowest.mean:.4g} ({lowest.name})",
        f"{highest.mean:.4g} ({highest.name})",
    )


def parse_days(text: str) -> tuple[date, ...]:
    """Days separated by commas.

    Raises:
        SettingError: something that is no day.
    """
    return tuple(_day(part) for part in text.split(","))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise SettingError(
            expected="days such as 2024-12-31, separated by commas",
            found=text or "nothing",
            where="--cuts",
            remedy="write year, month and day",
        ) from error
