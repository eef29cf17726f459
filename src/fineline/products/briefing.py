"""The briefing and its files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from fineline.case import Case, Scenario
from fineline.evidence import open_store
from fineline.inference.store import Posterior
from fineline.products.pairing import counterfactual
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import BRIEF_HORIZON, BriefRequest, CounterfactualRequest, Lever
from fineline.products.saving import Product, pins_of, record
from fineline.report.briefing import write_briefing
from fineline.report.content import briefing_content
from fineline.report.schema import Briefing
from fineline.runs import run_folder
from fineline.scenario import Pair


def brief(case: Case, posterior: Posterior, request: BriefRequest) -> Briefing:
    """Everything the briefing says, as plain data.

    Args:
        case: the case.
        posterior: the fit behind it.
        request: draws and seed.

    Raises:
        AsOfError: nothing was known on the day of the fit.
    """
    view = open_store(case.folder, case.catalogue).view(as_of_of(posterior))
    pairs = {lever: _pair(case, posterior, request, lever) for lever in get_args(Lever)}
    placebo = _placebo(case)
    if placebo is None:
        return briefing_content(case, view, posterior, pairs)
    scenario, weeks = placebo
    control = _pair(case, posterior, request, scenario.without, start=weeks[0])
    return briefing_content(case, view, posterior, pairs, control, weeks)


def make_brief(case: Case, request: BriefRequest, chosen: Chosen, *, out: Path | None = None) -> Product[Briefing]:
    """Write the briefing: page, data file and figures.

    Args:
        case: the case.
        request: draws and seed.
        chosen: the posterior.
        out: folder of the files; that of the run when None.

    Returns:
        The content, its files and its record, not yet saved.

    Raises:
        StorageError: the disk refused.
    """
    posterior = chosen.posterior
    as_of = as_of_of(posterior)
    pins = pins_of("brief", request, case, as_of=as_of, seed=request.seed, posterior_id=posterior.id)
    folder = out or run_folder(pins.id)
    content = brief(case, posterior, request)
    files = write_briefing(content, folder)
    run = record(pins, case, files, folder, posterior_file=chosen.file)
    return Product(result=content, run=run, files=files)


def _pair(
    case: Case, posterior: Posterior, request: BriefRequest, without: Lever, *, start: date | None = None
) -> Pair:
    asked = CounterfactualRequest(
        without=without, start=start, horizon=BRIEF_HORIZON, draws=request.draws, seed=request.seed
    )
    return counterfactual(case, posterior, asked)


def _placebo(case: Case) -> tuple[Scenario, tuple[date, date]] | None:
    """The case's negative control: a lever taken away in weeks in which it was not in use."""
    for scenario in case.scenarios.values():
        if scenario.expect == "no difference" and scenario.start and scenario.end:
            return scenario, (scenario.start, scenario.end)
    return None
