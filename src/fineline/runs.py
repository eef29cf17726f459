"""Saved runs: what fixes a run, what it made, and where it is kept.

Every command that makes a result leaves `<id>/run.json` in the folder of runs: `runs` in the current folder, or the one
that the environment variable FINELINE_RUNS names. The record holds

    pins      everything that fixes the result; the identifier is a short hash of them
    found_in  where the case and the posterior were read from, to find them again
    outputs   the SHA-256 of every file made, by its path below `written_to`
    made      the identifier of the posterior, when the run was a fit

It holds no time and no name of a machine, and neither do the files, so that the same pins give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal, NoReturn

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from fineline.errors import FinelineError, SettingError
from fineline.files import sha256_of, write_json

FOLDER_VARIABLE = "FINELINE_RUNS"
DEFAULT_FOLDER = "runs"
RECORD = "run.json"
ID_LENGTH = 12

Command = Literal["fit", "forecast", "counterfactual", "scenarios", "brief", "structures", "backtest", "explore"]


class RunRecordError(FinelineError):
    """The record of a run that breaks off or was changed by hand."""

    fault = "the record of the run cannot be read"


class Plain(BaseModel):
    """A frozen record in which an unknown field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RunPins(Plain):
    """Everything that fixes what a run makes.

    Attributes:
        command: the command.
        arguments: what it was asked, without places of files.
        case: name of the case.
        case_digest: checksum of its files, as far as the command reads them.
        as_of: the day whose knowledge was read.
        model_version: version of Fineline.
        mechanisms: chosen equation by mechanism.
        structure: checksum over the text of its equations.
        seed: of the random streams.
        posterior_id: the posterior read; empty for a command that makes its own.
        lock_sha256: checksum over the libraries.
        lock_of: what that checksum was taken over.
        versions: versions of Python and of the libraries that shape numbers.
    """

    command: Command
    arguments: dict[str, JsonValue]
    case: str
    case_digest: str
    as_of: date
    model_version: str
    mechanisms: dict[str, str]
    structure: str
    seed: int
    posterior_id: str
    lock_sha256: str
    lock_of: str
    versions: dict[str, str]

    @property
    def id(self) -> str:
        """The identifier of the run: the first digits of a hash of the pins."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


class Places(Plain):
    """Where a run read from: no part of its identity, but needed to find things again.

    Attributes:
        case: name of an embedded case, or the folder of another.
        posterior: the posterior's file; empty when it was not read from one.
        ledger: the folder of imported evidence; empty when none was read.
    """

    case: str
    posterior: str = ""
    ledger: str = ""


class Run(Plain):
    """A saved run.

    Attributes:
        pins: what fixes it.
        found_in: where it read from.
        written_to: the folder of its files, from the root of the disk.
        outputs: SHA-256 of every file by its path below that folder.
        made: identifier of the posterior it made; empty unless it was a fit.
    """

    pins: RunPins
    found_in: Places
    written_to: str
    outputs: dict[str, str]
    made: str = ""

    @property
    def id(self) -> str:
        """The identifier of the run."""
        return self.pins.id

    @property
    def files(self) -> tuple[Path, ...]:
        """The files made, by path."""
        return tuple(Path(self.written_to) / name for name in self.outputs)


def runs_folder() -> Path:
    """Where runs are kept: the folder that FINELINE_RUNS names, or `runs` in the current folder."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def run_folder(run_id: str) -> Path:
    """The folder of one run, whether or not it exists."""
    return runs_folder() / run_id


def checksums(files: Iterable[Path], folder: Path) -> dict[str, str]:
    """SHA-256 of files by their path below a folder, in the order of the paths.

    Raises:
        ValueError: a file lies outside the folder.
    """
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(files)}


def save_run(run: Run) -> Path:
    """Write the record of a run into its folder.

    Returns:
        The path of the record.

    Raises:
        StorageError: the disk refused; an older record stays as it was.
    """
    return write_json(run_folder(run.id) / RECORD, {"id": run.id, **run.model_dump(mode="json")})


def saved_runs() -> tuple[Run, ...]:
    """Every run in the folder of runs, by identifier.

    Raises:
        RunRecordError: a record cannot be read.
    """
    return tuple(_read(path) for path in sorted(runs_folder().glob(f"*/{RECORD}")))


def known_run(run_id: str) -> Run | None:
    """The saved run with an identifier, or the fit that made the posterior with that identifier; None without one.

    Raises:
        RunRecordError: a record cannot be read.
    """
    found = saved_runs()
    return next((run for run in found if run_id in {run.id, run.made} - {""}), None)


def refuse_unknown_run(run_id: str) -> NoReturn:
    """Say which runs there are to somebody who asked for another.

    Raises:
        SettingError: always.
    """
    known = ", ".join(run.id for run in saved_runs())
    raise SettingError(
        expected=f"a run in {runs_folder()} ({known or 'there is none'}) or the identifier of a shipped posterior",
        found=run_id or "nothing",
        where="run",
        remedy=f"give one of these, or set {FOLDER_VARIABLE} to the folder that holds the run",
    )


def _read(path: Path) -> Run:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        run = Run.model_validate({name: value for name, value in content.items() if name != "id"})
        stated = content["id"]
    except (OSError, ValueError, AttributeError, KeyError, ValidationError) as error:
        raise _unreadable(path, str(error).splitlines()[0]) from error
    if stated != run.id:
        raise _unreadable(path, f"the identifier {stated} over pins that give {run.id}")
    return run


def _unreadable(path: Path, found: str) -> RunRecordError:
    return RunRecordError(
        expected="the record of a run as it was written",
        found=found,
        where=str(path),
        remedy="remove that folder and give the command again",
    )
