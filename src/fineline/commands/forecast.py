"""`fineline forecast`: what the observed series may read in the weeks after the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fineline.analysis.intervals import Estimate
from fineline.commands.assumptions import parse_assumptions, show_assumptions
from fineline.commands.console import messages, output, rounded_alike, show_files, table, working
from fineline.commands.mechanisms import case_with
from fineline.products.forecasting import make_forecast, outlooks
from fineline.products.posteriors import Chosen, choose
from fineline.products.requests import ForecastRequest, checked
from fineline.runs import save_run
from fineline.scenario import Forecast

ESTIMATE = ("median", "50 % interval", "90 % interval")


def run(
    name: str,
    *,
    as_of: date | None,
    posterior: Path | None,
    horizon: int,
    out: Path | None,
    mechanisms: Sequence[str] | None = None,
    ledger: Path | None = None,
    assume: Sequence[str] | None = None,
    force: bool = False,
) -> None:
    """Forecast, write the quantiles and print the outlook.

    Args:
        name: name or folder of the case.
        as_of: the day whose knowledge may be used; that of the posterior when None.
        posterior: its file; chosen by the day when None.
        horizon: weeks after the last week with data.
        out: folder of the file; that of the run when None.
        mechanisms: forms asked for, as ``NAME=FORM``.
        ledger: folder of imported evidence to read as well.
        assume: values of assumed parameters, as ``NAME=VALUE``.
        force: take them outside their range all the same.

    Raises:
        FinelineError: a fault of the request, the case, the posterior or the disk.
    """
    case = case_with(name, mechanisms, ledger)
    request = checked(ForecastRequest, horizon=horizon, assumptions=parse_assumptions(assume), force=force)
    chosen = choose(case, as_of=as_of, given=posterior)
    say_which(chosen)
    with working("simulating"):
        product = make_forecast(case, request, chosen, out=out)
    record = save_run(product.run)
    show_assumptions(product.result.trajectories)
    show_outlook(product.result)
    show_files(product.files, product.run.id, record)


def say_which(chosen: Chosen) -> None:
    """Name the posterior that is read."""
    where = f" from {chosen.file}" if chosen.file else ""
    messages().print(f"posterior {chosen.posterior.id} as of {chosen.as_of}{where}", soft_wrap=True)


def show_outlook(made: Forecast) -> None:
    """Print the forecast of every observed series at a few horizons."""
    rows = [(row.target, row.horizon, row.week, *intervals(row.estimate), row.estimate.unit) for row in outlooks(made)]
    columns = ("series as observed", "weeks ahead", "week ending", *ESTIMATE, "unit")
    title = f"Forecast from {made.reference_date}, the last week with data"
    output().print(table(title, columns, rows, numbers=("weeks ahead", *ESTIMATE)))


def intervals(found: Estimate) -> tuple[str, ...]:
    """The median, the 50 % and the 90 % interval, as text."""
    return rounded_alike(found.median, (found.low50, found.high50), (found.low90, found.high90))
