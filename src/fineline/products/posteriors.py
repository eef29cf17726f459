"""Which posterior answers a question: the one given, the one shipped with the case, or a fit of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fineline.case import Case
from fineline.environment import model_version
from fineline.errors import PinMismatchError, PosteriorNotFoundError
from fineline.inference.store import Posterior, load_posterior
from fineline.products.cases import SHIPPED, known_day, place_of
from fineline.runs import Run, runs_folder, saved_runs


@dataclass(frozen=True, slots=True)
class Chosen:
    """A posterior, and the file it was read from; None when it was handed over in memory."""

    posterior: Posterior
    file: Path | None

    @property
    def as_of(self) -> date:
        """The day whose knowledge the fit read."""
        return as_of_of(self.posterior)


def as_of_of(posterior: Posterior) -> date:
    """The day whose knowledge a posterior was fitted to."""
    return date.fromisoformat(str(posterior.pins.as_of))


def choose(case: Case, *, as_of: date | None = None, given: Posterior | Path | None = None) -> Chosen:
    """The posterior for a question as of a day. Nothing stands in for one that is missing.

    Args:
        case: the case.
        as_of: the day; None for that of the posterior.
        given: a posterior or its file; None for the shipped one or, for another day, a fit among the saved runs.

    Raises:
        PosteriorNotFoundError: there is none; the message names the command that makes it.
        PinMismatchError: it was made from another case, model or day.
        TruncatedFileError: its file breaks off.
        AsOfError: the day lies after everything the case knows.
    """
    wanted = None if as_of is None else known_day(case, as_of)
    if given is None:
        return _shipped_or_own(case, wanted)
    chosen = Chosen(load_posterior(given, case), given) if isinstance(given, Path) else Chosen(given, None)
    if wanted is not None and chosen.as_of != wanted:
        raise PinMismatchError(
            expected=f"a posterior as of {wanted.isoformat()}",
            found=f"one as of {chosen.as_of.isoformat()}",
            where=str(chosen.file or "posterior"),
            remedy=f"leave out the as-of day, or fit anew: {fit_command(case, wanted)}",
        )
    return chosen


def fit_command(case: Case, as_of: date) -> str:
    """The command that makes the posterior of a case as of a day."""
    return f"fineline fit {place_of(case)} --as-of {as_of.isoformat()}"


def _shipped_or_own(case: Case, wanted: date | None) -> Chosen:
    shipped = case.folder / SHIPPED
    if wanted is None or (wanted == case.calendar.knowledge and shipped.is_file()):
        return Chosen(load_posterior(shipped, case), shipped)
    fits = sorted(_fits(case, wanted), key=_most_draws_first)
    if not fits:
        raise PosteriorNotFoundError(
            expected=f"a posterior of {case.name} as of {wanted.isoformat()}",
            found=f"none shipped with the case, and no fit of that day among the runs in {runs_folder()}",
            where="posterior",
            remedy=f"make it: {fit_command(case, wanted)}",
        )
    file = fits[0].files[0]
    return Chosen(load_posterior(file, case), file)


def _fits(case: Case, wanted: date) -> Iterator[Run]:
    """Saved fits of this case, model and day whose file is still there."""
    fixed = (case.digest(), model_version(), dict(case.mechanisms), wanted)
    for run in saved_runs():
        pins = run.pins
        same = (pins.case_digest, pins.model_version, pins.mechanisms, pins.as_of) == fixed
        if pins.command == "fit" and same and run.files[0].is_file():
            yield run


def _most_draws_first(run: Run) -> tuple[int, int, str]:
    arguments = run.pins.arguments
    return -int(str(arguments["chains"])) * int(str(arguments["draws"])), run.pins.seed, run.id
