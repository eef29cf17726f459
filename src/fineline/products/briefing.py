"""The briefing and its files."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from fineline.case import Case
from fineline.evaluation.hindcast import hindcast_of
from fineline.inference.store import Posterior
from fineline.products.ingredients import extras_of, gathered
from fineline.products.pairing import counterfactual
from fineline.products.politics import politics
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import BRIEF_HORIZON, BriefRequest, CounterfactualRequest, Lever
from fineline.products.saving import Product, pins_of, record
from fineline.report.briefing import write_briefing
from fineline.report.content import briefing_content
from fineline.report.pairs import SOLDIERS
from fineline.report.schema import Briefing
from fineline.runs import run_folder
from fineline.scenario import Pair


def brief(case: Case, posterior: Posterior, request: BriefRequest) -> Briefing:
    """Everything the briefing says, as plain data.

    Args:
        case: the case.
        posterior: the fit behind it.
        request: draws, seed and assumptions.

    Raises:
        AsOfError: nothing was known on the day of the fit.
    """
    view = case.evidence().view(as_of_of(posterior))
    pairs = {lever: _pair(case, posterior, request, lever) for lever in get_args(Lever)}
    held = gathered(case, view, posterior, request, pairs[SOLDIERS].baseline)
    told, extras = politics(case, view, posterior, held, pairs[SOLDIERS]), extras_of(held)
    seen = hindcast_of(case, view, pairs[SOLDIERS].baseline, pairs[SOLDIERS].parameters, seed=request.seed)
    name = _placebo(case)
    if name is None:
        return briefing_content(case, view, posterior, pairs, politics=told, extras=extras, hindcasts=seen)
    control = counterfactual(case, posterior, _asked(request, scenarios=(name,)))
    return briefing_content(case, view, posterior, pairs, control, case.scenarios[name].span, told, extras, seen)


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


def _pair(case: Case, posterior: Posterior, request: BriefRequest, without: Lever) -> Pair:
    return counterfactual(case, posterior, _asked(request, without=without))


def _asked(request: BriefRequest, **what: object) -> CounterfactualRequest:
    """A pair over the horizon of the briefing, on the draws, shocks and assumptions that the whole briefing shares."""
    return CounterfactualRequest.model_validate({**request.model_dump(), **what, "horizon": BRIEF_HORIZON})


def _placebo(case: Case) -> str | None:
    """The case's negative control: a lever taken away in weeks in which it was not in use."""
    controls = (name for name, scenario in case.scenarios.items() if scenario.expect == "no difference")
    return next((name for name in controls if case.scenarios[name].span is not None), None)
