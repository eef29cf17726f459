"""The briefing and its files."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from fineline.case import Case
from fineline.evaluation.hindcast import hindcast_of
from fineline.inference.store import Posterior
from fineline.products.annexed import read_backtest, read_claimants
from fineline.products.choices import asked, choice_of
from fineline.products.ingredients import extras_of, gathered
from fineline.products.pairing import counterfactual
from fineline.products.politics import politics
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import BRIEF_HORIZON, BriefRequest, CounterfactualRequest, Lever
from fineline.products.saving import Product, pins_of, record
from fineline.products.states import first_week_ahead
from fineline.report.briefing import DOCUMENTS, Kind, write_briefing
from fineline.report.content import briefing_content
from fineline.report.names import names_of
from fineline.report.pairs import SOLDIERS
from fineline.report.schema import Briefing, Topic
from fineline.report.sections.claimants import claimants_topic
from fineline.report.sections.track_record import backtest_topic
from fineline.runs import run_folder
from fineline.scenario import Pair


def brief(case: Case, posterior: Posterior, request: BriefRequest) -> Briefing:
    """Everything the briefing says, as plain data.

    Args:
        case: the case.
        posterior: the fit behind it.
        request: draws, seed and assumptions, and what is set.

    Raises:
        AsOfError: nothing was known on the day of the fit.
        SettingError: a scenario, lever or assumption that cannot be had.
        ComparisonError, LaidError: a result that lies with the case cannot be read.
    """
    wanted = asked(case, request.scenarios, request.levers, first_week_ahead(posterior))
    view = case.evidence().view(as_of_of(posterior))
    pairs = {lever: _pair(case, posterior, request, lever) for lever in get_args(Lever)}
    baseline = pairs[SOLDIERS].baseline
    held = gathered(case, view, posterior, request, baseline)
    told, extras = politics(case, view, posterior, held, pairs[SOLDIERS]), extras_of(held)
    seen = hindcast_of(case, view, baseline, pairs[SOLDIERS].parameters, seed=request.seed)
    choice = choice_of(case, posterior, request, baseline, wanted)
    name = _placebo(case)
    control = None if name is None else counterfactual(case, posterior, _asked(request, scenarios=(name,)))
    weeks = None if name is None else case.scenarios[name].span
    checks = _checks(case, posterior)
    return briefing_content(case, view, posterior, pairs, control, weeks, told, extras, seen, choice, checks)


def document(content: Briefing, kind: Kind) -> bytes:
    """One document of a briefing: the page, the same as PDF, or the summary of two pages.

    Args:
        content: what the briefing says.
        kind: which document.

    Raises:
        TypesettingError: a PDF that cannot be set.
    """
    return DOCUMENTS[kind](content)


def make_brief(case: Case, request: BriefRequest, chosen: Chosen, *, out: Path | None = None) -> Product[Briefing]:
    """Write the briefing: page, data file, figures, and as PDF whole and in two pages.

    Args:
        case: the case.
        request: draws, seed, assumptions, and what is set.
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


def _checks(case: Case, posterior: Posterior) -> tuple[Topic, ...]:
    """What lies with the case of how its forecasts did, and of how far its answers hang on one claimant."""
    names = names_of(case)
    return (
        backtest_topic(read_backtest(case), case, names),
        claimants_topic(read_claimants(case), case, posterior.id, names),
    )


def _pair(case: Case, posterior: Posterior, request: BriefRequest, without: Lever) -> Pair:
    return counterfactual(case, posterior, _asked(request, without=without))


def _asked(request: BriefRequest, **what: object) -> CounterfactualRequest:
    """A pair over the horizon of the briefing, on the draws, shocks and assumptions that the whole briefing shares."""
    return CounterfactualRequest.model_validate({**request.runs(), **what, "horizon": BRIEF_HORIZON})


def _placebo(case: Case) -> str | None:
    """The case's negative control: a lever taken away in weeks in which it was not in use."""
    controls = (name for name, scenario in case.scenarios.items() if scenario.expect == "no difference")
    return next((name for name in controls if case.scenarios[name].span is not None), None)
