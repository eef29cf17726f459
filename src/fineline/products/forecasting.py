"""A forecast and its file of quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from fineline.analysis.intervals import Estimate, estimate
from fineline.case import Case
from fineline.evaluation.hub import quantile_table, write_csv
from fineline.evaluation.layout import TARGETS
from fineline.files import write_text
from fineline.inference.store import Posterior
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import ForecastRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import run_folder
from fineline.scenario import Forecast
from fineline.scenario import forecast as simulate_ahead
from fineline.scenario.assumptions import assumptions_of
from fineline.time import DAYS_PER_WEEK

ASSUMPTIONS = "assumptions.txt"
SHOWN_HORIZONS = (4, 13, 26, 52)
"""Weeks ahead that the command line shows; the file holds all of them."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one observed series may read in one week.

    Attributes:
        target: the series.
        horizon: weeks after the last week with data.
        week: the Sunday that ends the week.
        estimate: median with 50 and 90 % intervals, in the unit of the series.
    """

    target: str
    horizon: int
    week: date
    estimate: Estimate


def forecast(case: Case, posterior: Posterior, request: ForecastRequest) -> Forecast:
    """Simulate past the data and draw what each mapper and claimant would report."""
    return simulate_ahead(
        case,
        posterior,
        horizon=request.horizon,
        draws=request.draws,
        seed=request.seed,
        assumptions=request.assumptions,
        force=request.force,
    )


def make_forecast(
    case: Case, request: ForecastRequest, chosen: Chosen, *, out: Path | None = None
) -> Product[Forecast]:
    """Forecast, and write the quantiles as one CSV file in hub format.

    What was assumed by hand has no place in that format: it stands in `assumptions.txt` beside it.

    Args:
        case: the case.
        request: horizon, draws, seed and assumptions.
        chosen: the posterior.
        out: folder of the file; that of the run when None.

    Returns:
        The forecast, its files and its record, not yet saved.

    Raises:
        StorageError: the disk refused.
    """
    posterior = chosen.posterior
    as_of = as_of_of(posterior)
    pins = pins_of("forecast", request, case, as_of=as_of, seed=request.seed, posterior_id=posterior.id)
    folder = out or run_folder(pins.id)
    made = forecast(case, posterior, request)
    files = (*write_csv(quantile_table(made.predictive, made.reference_date), folder), *_assumed(made, folder))
    run = record(pins, case, files, folder, posterior_file=chosen.file)
    return Product(result=made, run=run, files=files)


def _assumed(made: Forecast, folder: Path) -> tuple[Path, ...]:
    said = assumptions_of(made.trajectories)
    return (write_text(folder / ASSUMPTIONS, "".join(f"{one}.\n" for one in said)),) if said else ()


def outlooks(made: Forecast) -> tuple[Outlook, ...]:
    """The forecast of every series at the horizons shown, by series and week."""
    return tuple(
        Outlook(
            target=target,
            horizon=horizon,
            week=_week(made, horizon),
            estimate=estimate(made.predictive[target][:, horizon - 1], TARGETS[target].unit),
        )
        for target in sorted(made.predictive)
        for horizon in SHOWN_HORIZONS
        if horizon <= made.predictive[target].shape[1]
    )


def _week(made: Forecast, horizon: int) -> date:
    return (np.datetime64(made.reference_date, "D") + DAYS_PER_WEEK * horizon).astype(date)
