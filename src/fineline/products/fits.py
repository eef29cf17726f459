"""Many fits, one after another: none is made twice, each goes on where it was stopped, and a table tells of all."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from fineline.case import Case
from fineline.errors import FinelineError, PosteriorError
from fineline.files import write_json
from fineline.inference.store import Posterior
from fineline.products.fitting import Watch, can_resume, fit_pins, keep, make_fit
from fineline.products.posteriors import choose
from fineline.products.requests import FitRequest
from fineline.runs import known_run

STATUS = "status.json"

State = Literal["waiting", "running", "done", "shared", "failed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fit in the table.

    Attributes:
        structure: the structure fitted.
        as_of: the day whose knowledge it reads.
        state: how far it is; ``shared`` when the observations do not tell it from another structure.
        note: which structure's fit it shares, or why it failed.
    """

    structure: str
    as_of: str
    state: State
    note: str = ""


class FitTable:
    """The state of every fit and the time spent on it, written to a file whenever one changes.

    The file is for whoever waits, and no part of the result: it holds times. Times of earlier calls are read from it.
    """

    def __init__(self, path: Path) -> None:
        """Begin with an empty table.

        Args:
            path: the file to write. The times in one that is there already are kept.
        """
        self._path = path
        self._entries: dict[tuple[str, str], Entry] = {}
        earlier = _earlier(path)
        self._unfinished = {place for place, row in earlier.items() if row.state != "done"}
        self._seconds = {place: row.seconds for place, row in earlier.items() if row.seconds is not None}
        self._lock = threading.Lock()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every fit, in the order in which they were entered."""
        return tuple(self._entries.values())

    def expect(self, structure: str, as_of: date) -> None:
        """Enter a fit that is still to be made."""
        self._put(Entry(structure=structure, as_of=as_of.isoformat(), state="waiting"))

    def share(self, structure: str, as_of: date, other: str) -> None:
        """Note that the fit of another structure serves."""
        self._put(Entry(structure=structure, as_of=as_of.isoformat(), state="shared", note=other))

    @contextmanager
    def working(self, structure: str, as_of: date) -> Generator[None]:
        """Note how the work inside the block ended, and how long it took. A fault goes on to the caller.

        Time is added to that of earlier calls, unless these had finished the work, which then begins anew.

        Raises:
            StorageError: the disk refused the table itself.
        """
        started = time.perf_counter()
        entry = Entry(structure=structure, as_of=as_of.isoformat(), state="running")
        place = entry.structure, entry.as_of
        before = self._seconds.get(place, 0.0) if place in self._unfinished else 0.0
        self._put(entry)
        entry = replace(entry, state="interrupted")
        try:
            yield
            entry = replace(entry, state="done")
        except (FinelineError, RuntimeError) as fault:
            entry = replace(entry, state="failed", note=reason(fault))
            raise
        finally:
            self._seconds[place] = round(before + time.perf_counter() - started, 1)
            self._put(entry)

    def done(self, structure: str, as_of: date) -> None:
        """Note that the work was there already, made by an earlier call, whose time stays."""
        self._put(Entry(structure=structure, as_of=as_of.isoformat(), state="done"))

    @property
    def seconds(self) -> Mapping[tuple[str, str], float]:
        """Time spent on each by this call and earlier ones of the same run, by structure and day."""
        return dict(self._seconds)

    def _put(self, entry: Entry) -> None:
        with self._lock:
            self._entries[entry.structure, entry.as_of] = entry
            rows = [asdict(held) | {"seconds": self._seconds.get(place)} for place, held in self._entries.items()]
            write_json(self._path, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed(Entry):
    """A row of the file.

    Attributes:
        seconds: time spent on it; None when nothing is known of it.
    """

    seconds: float | None


_ROWS: TypeAdapter[list[_Timed]] = TypeAdapter(list[_Timed])


def _earlier(path: Path) -> dict[tuple[str, str], _Timed]:
    """Rows that an earlier call wrote; none where the file cannot be read, since only times would be lost."""
    try:
        rows = _ROWS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return {}
    return {(row.structure, row.as_of): row for row in rows}


def reason(fault: FinelineError | RuntimeError) -> str:
    """Why something failed, in one line."""
    if isinstance(fault, FinelineError):
        return f"{fault.fault}: expected {fault.expected}, found {fault.found}"
    return str(fault).strip().splitlines()[-1]


def fitted(case: Case, request: FitRequest, progress: Watch | None = None) -> Posterior:
    """The posterior of a case: shipped, saved, or made now, going on with an interrupted fit of the same settings.

    Args:
        case: the case.
        request: day, size and seed of the fit.
        progress: told how far the fit is, when one is made.

    Raises:
        AsOfError: nothing was known on that day, or it lies after everything the case knows.
        StorageError: the disk refused.
    """
    shipped = _shipped(case, request)
    if shipped is not None:
        return shipped
    saved = known_run(fit_pins(case, request).id)
    if saved is not None and saved.files[0].is_file():
        return choose(case, given=saved.files[0]).posterior
    product = make_fit(case, request, resume=can_resume(case, request), progress=progress)
    keep(product)
    return product.result


def _shipped(case: Case, request: FitRequest) -> Posterior | None:
    """The posterior that comes with the case, if it was made by the very fit asked for."""
    if request.as_of != case.calendar.knowledge:
        return None
    try:
        posterior = choose(case).posterior
    except PosteriorError:
        return None
    pins = posterior.pins
    size = (pins.as_of, pins.chains, pins.draws, pins.warmup, pins.seed)
    asked = (request.as_of.isoformat(), request.chains, request.draws, request.warmup, request.seed)
    return posterior if size == asked else None
