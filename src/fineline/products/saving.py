"""From a result to a saved run: pins before, record after."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from fineline.case import Case
from fineline.environment import lock, model_version, versions
from fineline.model.initial import INITIAL
from fineline.model.structure import Structure, weekly_forms
from fineline.products.cases import place_of
from fineline.products.requests import Request, arguments_of
from fineline.runs import Command, Places, Run, RunPins, checksums

Result = TypeVar("Result")

FITTING: frozenset[Command] = frozenset({"fit", "structures", "backtest"})
"""Commands that read neither propositions nor scenarios."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Generic[Result]):
    """What a command made.

    Attributes:
        result: the result itself.
        run: its record, which `save_run` saves.
        files: the files written.
    """

    result: Result
    run: Run
    files: tuple[Path, ...]


def pins_of(
    command: Command, request: Request, case: Case, *, as_of: date, seed: int, posterior_id: str = ""
) -> RunPins:
    """Everything that fixes a run that is about to be made.

    Args:
        command: its command.
        request: what is asked.
        case: the case.
        as_of: the day whose knowledge is read.
        seed: of the random streams.
        posterior_id: the posterior read; empty for a fit.
    """
    locked = lock()
    return RunPins(
        command=command,
        arguments=arguments_of(request),
        case=case.name,
        case_digest=digest_for(command, case),
        as_of=as_of,
        model_version=model_version(),
        mechanisms=dict(case.mechanisms),
        structure=structure_digest(case),
        seed=seed,
        posterior_id=posterior_id,
        lock_sha256=locked.sha256,
        lock_of=locked.of,
        versions=versions(),
    )


def digest_for(command: Command, case: Case) -> str:
    """A checksum over the files of a case that a command reads: a fit reads no question."""
    return case.fitted_digest() if command in FITTING else case.digest()


def structure_digest(case: Case) -> str:
    """A checksum over the text of every equation that a case names, so that a changed equation is told.

    Raises:
        UnknownMechanismError: the case names a mechanism that does not exist.
    """
    equations = Structure(weekly_forms(case.mechanisms), (), ()).weekly.values()
    texts = sorted(inspect.getsource(equation) for equation in (*equations, *INITIAL))
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def record(
    pins: RunPins,
    case: Case,
    files: Iterable[Path],
    folder: Path,
    *,
    posterior_file: Path | None = None,
    made: str = "",
) -> Run:
    """The record of a run whose files are written.

    Args:
        pins: what fixes it.
        case: the case, for the place it was read from.
        files: the files written.
        folder: the folder that holds them all.
        posterior_file: the file of the posterior read, if it came from one.
        made: identifier of the posterior made, if the run was a fit.
    """
    return Run(
        pins=pins,
        found_in=Places(
            case=place_of(case),
            posterior=str(posterior_file.resolve()) if posterior_file else "",
            ledger=str(case.ledger.resolve()) if case.ledger else "",
        ),
        written_to=str(folder.resolve()),
        outputs=checksums(files, folder),
        made=made,
    )
