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
from fineline.products.mechanisms import asked_forms, chosen_forms, same_fit
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
        given: a posterior or its file; None for the shipped one or, for another day or other mechanisms, a fit among
            the saved runs.

    Raises:
        PosteriorNotFoundError: there is none; the message names the command that makes it.
        PinMismatchError: it was made from another case, model or day, or with other mechanisms.
        TruncatedFileError: its file breaks off.
        AsOfError: the day lies after everything the case knows.
    """
    wanted = None if as_of is None else known_day(case, as_of)
    if given is None:
        return _shipped_or_own(case, wanted)
    chosen = Chosen(_read(case, given, wanted), given) if isinstance(given, Path) else _in_memory(case, given, wanted)
    if wanted is not None and chosen.as_of != wanted:
        raise PinMismatchError(
            expected=f"a posterior as of {wanted.isoformat()}",
            found=f"one as of {chosen.as_of.isoformat()}",
            where=str(chosen.file or "posterior"),
            remedy=f"leave out the as-of day, or fit anew: {fit_command(case, wanted)}",
        )
    return chosen


def fit_command(case: Case, as_of: date) -> str:
    """The command that makes the posterior of a case as of a day, with the forms asked for."""
    forms = "".join(f" --mechanism {name}={form}" for name, form in asked_forms(case).items())
    imported = f" --ledger {case.ledger}" if case.ledger else ""
    return f"fineline fit {place_of(case)} --as-of {as_of.isoformat()}{forms}{imported}"


def _read(case: Case, file: Path, wanted: date | None) -> Posterior:
    """A posterior from its file; one made from something else is refused with the command that makes the right one."""
    try:
        return load_posterior(file, case)
    except PinMismatchError as fault:
        command = fit_command(case, wanted or case.calendar.knowledge)
        raise PinMismatchError(
            expected=fault.expected,
            found=fault.found,
            where=fault.where,
            remedy=f"fit anew: {command}; or use the case, the ledger and the version it was made from",
        ) from fault


def _in_memory(case: Case, given: Posterior, wanted: date | None) -> Chosen:
    chosen, forms = Chosen(given, None), chosen_forms(case)
    held = dict(given.pins.mechanisms)
    expected = {name: forms.get(name, "") for name in held}
    if held != expected:
        raise PinMismatchError(
            expected=f"mechanisms {expected}",
            found=str(held),
            where="posterior",
            remedy=f"fit anew: {fit_command(case, wanted or chosen.as_of)}; or use the case as it was fitted",
        )
    return chosen


def _shipped_or_own(case: Case, wanted: date | None) -> Chosen:
    shipped, day = case.folder / SHIPPED, wanted or case.calendar.knowledge
    forms = asked_forms(case)
    refused: PinMismatchError | None = None
    if day == case.calendar.knowledge and (shipped.is_file() or not (wanted or forms)):
        try:
            return Chosen(_read(case, shipped, wanted), shipped)
        except PinMismatchError as fault:
            if not forms:
                raise
            refused = fault  # made with other mechanisms: a fit of one's own may serve
    fits = sorted(_fits(case, day), key=_most_draws_first)
    if not fits:
        those = "".join(f", {name}={form}" for name, form in forms.items())
        raise refused or PosteriorNotFoundError(
            expected=f"a posterior of {case.name} as of {day.isoformat()}{those}",
            found=f"none of that kind shipped with the case or among the runs in {runs_folder()}",
            where="posterior",
            remedy=f"make it: {fit_command(case, day)}",
        )
    file = fits[0].files[0]
    return Chosen(_read(case, file, wanted), file)


def _fits(case: Case, wanted: date) -> Iterator[Run]:
    """Saved fits of this case, model and day whose mechanisms serve and whose file is still there."""
    fixed = (case.fitted_digest(), model_version(), wanted)
    for run in saved_runs():
        pins = run.pins
        same = pins.command == "fit" and (pins.case_digest, pins.model_version, pins.as_of) == fixed
        if same and run.files[0].is_file() and same_fit(case, case.with_mechanisms(pins.mechanisms), wanted):
            yield run


def _most_draws_first(run: Run) -> tuple[int, int, str]:
    arguments = run.pins.arguments
    return -int(str(arguments["chains"])) * int(str(arguments["draws"])), run.pins.seed, run.id
