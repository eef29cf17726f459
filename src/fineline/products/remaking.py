"""Making a saved run again, and saying file by file whether it came out the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fineline.case import Case, case_names, load_case
from fineline.errors import PinMismatchError, PosteriorError, PosteriorNotFoundError
from fineline.inference.store import Posterior, load_posterior
from fineline.products.backtest import make_backtest
from fineline.products.briefing import make_brief
from fineline.products.cases import SHIPPED
from fineline.products.exploring import make_exploration
from fineline.products.fitting import BLOCKS, Watch, make_fit
from fineline.products.forecasting import make_forecast
from fineline.products.pairing import make_counterfactual
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import (
    REQUESTS,
    BacktestRequest,
    BriefRequest,
    CounterfactualRequest,
    ExploreRequest,
    FitRequest,
    ForecastRequest,
    Request,
    ScenariosRequest,
    StructuresRequest,
    checked,
)
from fineline.products.saving import digest_for, pins_of, record
from fineline.products.scenarios import make_scenarios
from fineline.products.structures import Working, make_structures
from fineline.runs import Run, RunPins, known_run, refuse_unknown_run, saved_runs


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file of a run and of its repetition.

    Attributes:
        name: path below the folder of the files.
        recorded: SHA-256 as recorded; empty if the run did not make the file.
        remade: SHA-256 of the file made again; empty if the repetition did not make it.
    """

    name: str
    recorded: str
    remade: str

    @property
    def identical(self) -> bool:
        """Whether both are the same to the last bit."""
        return self.recorded == self.remade


@dataclass(frozen=True, slots=True)
class PinChange:
    """Something that is no longer as it was when the run was made, and may explain a difference."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A run made again.

    Attributes:
        run: the run as recorded.
        files: every file of either, by name.
        changes: pins that differ now.
    """

    run: Run
    files: tuple[FileCheck, ...]
    changes: tuple[PinChange, ...]

    @property
    def identical(self) -> bool:
        """Whether every file came out the same to the last bit."""
        return all(check.identical for check in self.files)


def remake(run: Run, *, progress: Watch | None = None) -> Reproduction:
    """Make a run again in a temporary folder and compare every file.

    Args:
        run: the run.
        progress: told how far a fit is.

    Raises:
        PinMismatchError: the case has changed since.
        PosteriorNotFoundError: the posterior the run read is not to be found.
        StorageError: the disk refused.
    """
    case = _same_case(run)
    with tempfile.TemporaryDirectory(prefix="fineline-") as scratch:
        again = _make(run, case, Path(scratch) / "again", progress)
    names = sorted({*run.outputs, *again.outputs})
    files = tuple(FileCheck(name, run.outputs.get(name, ""), again.outputs.get(name, "")) for name in names)
    return Reproduction(run, files, _changes(run.pins, again.pins))


def run_to_remake(run_id: str) -> Run:
    """The saved run with an identifier; for that of a posterior, the fit that made it, shipped ones included.

    Raises:
        SettingError: there is no such run.
        RunRecordError: its record cannot be read.
    """
    return known_run(run_id) or _shipped_run(run_id) or refuse_unknown_run(run_id)


def _make(run: Run, case: Case, folder: Path, progress: Watch | None) -> Run:
    request = checked(REQUESTS[run.pins.command], **run.pins.arguments)
    if isinstance(request, FitRequest):
        name = next(iter(run.outputs))
        return make_fit(case, request, out=folder / name, progress=progress, blocks=folder / BLOCKS).run
    if isinstance(request, StructuresRequest):
        return make_structures(case, request, out=folder, progress=_sampling_of(progress)).run
    if isinstance(request, BacktestRequest):
        return make_backtest(case, request, out=folder).run
    return _make_from_posterior(request, _same_posterior(run, case), case, folder)


def _make_from_posterior(request: Request, chosen: Chosen, case: Case, folder: Path) -> Run:
    if isinstance(request, ForecastRequest):
        return make_forecast(case, request, chosen, out=folder).run
    if isinstance(request, CounterfactualRequest):
        return make_counterfactual(case, request, chosen, out=folder).run
    if isinstance(request, ScenariosRequest):
        return make_scenarios(case, request, chosen, out=folder).run
    if isinstance(request, BriefRequest):
        return make_brief(case, request, chosen, out=folder).run
    if isinstance(request, ExploreRequest):
        return make_exploration(case, request, chosen, out=folder).run
    raise TypeError(f"no maker for {type(request).__name__}")


def _sampling_of(progress: Watch | None) -> Callable[[Working], None] | None:
    """Who follows one fit follows, of many, the one that is being made."""
    if progress is None:
        return None

    def show(working: Working) -> None:
        if working.sampled is not None:
            progress(working.sampled)

    return show


def _same_case(run: Run) -> Case:
    ledger = Path(run.found_in.ledger) if run.found_in.ledger else None
    case = load_case(_place(run.found_in.case)).with_ledger(ledger)
    digest = digest_for(run.pins.command, case)
    if digest != run.pins.case_digest:
        raise PinMismatchError(
            expected=f"the case {run.pins.case} with checksum {run.pins.case_digest[:12]}, as it was",
            found=f"checksum {digest[:12]}",
            where=str(case.folder),
            remedy="check out the state of the case that the run read, or make a new run",
        )
    return case.with_mechanisms(run.pins.mechanisms)


def _place(text: str) -> str | Path:
    return text if text in case_names() else Path(text)


def _same_posterior(run: Run, case: Case) -> Chosen:
    """The posterior a run read: where it was, shipped with the case, or made by a fit among the saved runs."""
    wanted = run.pins.posterior_id
    tried = list(dict.fromkeys(_candidates(run, case)))
    for file in tried:
        posterior = _loaded(file, case)
        if posterior is not None and posterior.id == wanted:
            return Chosen(posterior, file)
    raise PosteriorNotFoundError(
        expected=f"the posterior {wanted}, which the run read",
        found=f"none of that identifier among {', '.join(map(str, tried))}",
        where=f"run {run.id}",
        remedy="put the file back, or make the fit again with the same settings",
    )


def _candidates(run: Run, case: Case) -> Iterator[Path]:
    if run.found_in.posterior:
        yield Path(run.found_in.posterior)
    yield case.folder / SHIPPED
    for fit in saved_runs():
        if fit.made == run.pins.posterior_id:
            yield fit.files[0]


def _shipped_run(posterior_id: str) -> Run | None:
    """The fit behind a posterior that comes with an embedded case, told from the posterior's own pins."""
    for case in map(load_case, case_names()):
        file = case.folder / SHIPPED
        posterior = _loaded(file, case)
        if posterior is not None and posterior.id == posterior_id:
            return record(_fit_pins(posterior, case), case, [file], case.folder, made=posterior.id)
    return None


def _fit_pins(posterior: Posterior, case: Case) -> RunPins:
    pins = posterior.pins
    as_of = as_of_of(posterior)
    request = checked(FitRequest, as_of=as_of, chains=pins.chains, draws=pins.draws, warmup=pins.warmup, seed=pins.seed)
    then = {
        "model_version": pins.model_version,
        "lock_sha256": pins.lock_sha256,
        "versions": {name: str(version) for name, version in pins.versions.items()},
    }
    return pins_of("fit", request, case, as_of=as_of, seed=pins.seed).model_copy(update=then)


def _changes(then: RunPins, now: RunPins) -> tuple[PinChange, ...]:
    old, new = then.model_dump(mode="json"), now.model_dump(mode="json")
    return tuple(PinChange(name, str(old[name]), str(new[name])) for name in old if old[name] != new[name])


def _loaded(file: Path, case: Case) -> Posterior | None:
    """A posterior that may serve; a file that is gone, broken or of another case only means looking further."""
    try:
        return load_posterior(file, case)
    except PosteriorError:
        return None
