"""A fit and its file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from fineline.case import Case, model_inputs
from fineline.errors import ResumeError
from fineline.inference.fit import FitSettings, Progress
from fineline.inference.fit import fit as sample
from fineline.inference.store import Posterior
from fineline.inference.target import fitted_weeks
from fineline.products.cases import known_day
from fineline.products.requests import FitRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import RunPins, run_folder, save_run

FILE = "posterior.nc"
BLOCKS = "blocks"
"""The folder, in that of the run, in which an unfinished fit keeps its draws."""

Watch = Callable[[Progress], None]


def fit_pins(case: Case, request: FitRequest) -> RunPins:
    """Everything that fixes a fit, known before it begins.

    Raises:
        AsOfError: the day lies after everything the case knows.
    """
    as_of = known_day(case, request.as_of)
    return pins_of("fit", request, case, as_of=as_of, seed=request.seed)


def make_fit(
    case: Case,
    request: FitRequest,
    *,
    out: Path | None = None,
    resume: bool = False,
    progress: Watch | None = None,
    blocks: Path | None = None,
) -> Product[Posterior]:
    """Fit the core of a case and write the posterior.

    Args:
        case: the case.
        request: day, size and seed of the fit.
        out: the file; `posterior.nc` in the folder of the run when None.
        resume: take up an interrupted fit.
        progress: told how far the fit is.
        blocks: folder of the unfinished draws; in that of the run when None.

    Returns:
        The posterior, its file and its record, not yet saved.

    Raises:
        AsOfError: nothing was known on that day, or it lies after everything the case knows.
        ResumeError: an unfinished fit is there and is not to be resumed, or there is none of these settings to resume.
        StorageError: the disk refused.
    """
    pins = fit_pins(case, request)
    folder = run_folder(pins.id)
    target = out or folder / FILE
    unfinished = blocks or folder / BLOCKS
    if resume and not unfinished.is_dir():
        raise _nothing_to_resume(unfinished)
    settings = FitSettings(chains=request.chains, draws=request.draws, warmup=request.warmup, seed=request.seed)
    view = case.evidence().view(pins.as_of)
    inputs = model_inputs(case, view, fitted_weeks(case, view.as_of))
    posterior = sample(case, view, inputs, settings, folder=unfinished, resume=resume, progress=progress)
    posterior.save(target)
    run = record(pins, case, [target], target.parent, made=posterior.id)
    return Product(result=posterior, run=run, files=(target,))


def keep(product: Product[Posterior]) -> Path:
    """Save the record of a finished fit and remove its blocks, which nothing needs any more.

    Returns:
        The path of the record.

    Raises:
        StorageError: the disk refused.
    """
    saved = save_run(product.run)
    shutil.rmtree(run_folder(product.run.id) / BLOCKS)
    return saved


def can_resume(case: Case, request: FitRequest) -> bool:
    """Whether an unfinished fit of these settings has left blocks to go on from."""
    return (run_folder(fit_pins(case, request).id) / BLOCKS).is_dir()


def _nothing_to_resume(folder: Path) -> ResumeError:
    return ResumeError(
        expected="an unfinished fit of the same case, day, chains, draws, warm-up and seed",
        found="none",
        where=str(folder),
        remedy="give the settings it was started with, or leave out --resume to begin",
    )
