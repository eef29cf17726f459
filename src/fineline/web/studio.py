"""The case behind the server, made ready in the background while the server already answers."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

from fineline.errors import FinelineError, SettingError

if TYPE_CHECKING:
    from fineline.web.library import Library

Load = Callable[[Callable[[str], None]], "Library"]
"""Makes a case ready; it is given what takes word of the stage it has come to."""


class NotReadyError(Exception):
    """The case is still being made ready; `stage` says how far that is."""

    def __init__(self, stage: str) -> None:
        """Keep the stage."""
        super().__init__(stage)
        self.stage = stage


class Studio:
    """One case that is being made ready, or is."""

    def __init__(self, name: str, load: Load) -> None:
        """Choose the case; `start` makes it ready."""
        self.name, self.stage = name, "starting"
        self._load, self._done = load, Event()
        self._library: Library | None = None
        self._fault: FinelineError | None = None

    @property
    def ready(self) -> bool:
        """Whether runs are answered."""
        return self._done.is_set() and self._library is not None

    def start(self) -> None:
        """Make ready in the background."""
        Thread(target=self._prepare, name="prepare", daemon=True).start()

    def wait(self) -> Library:
        """The case, once it is ready.

        Raises:
            FinelineError: it could not be made ready.
        """
        self._done.wait()
        return self.of(self.name)

    def of(self, case: str) -> Library:
        """The case with a name.

        Raises:
            SettingError: the server holds another.
            NotReadyError: it is not ready yet.
            FinelineError: it could not be made ready.
        """
        if case != self.name:
            raise SettingError(
                expected=f"one of {self.name}", found=ascii(case)[:200], where="case", remedy="name one of these"
            )
        if self._fault is not None:
            raise self._fault
        if self._library is None or not self._done.is_set():
            raise NotReadyError(self.stage)
        return self._library

    def _prepare(self) -> None:
        try:
            self._library = self._load(self._say)
            self.stage = "ready"
        except FinelineError as error:
            self._fault = error
        finally:
            if self._library is None:
                self._fault = self._fault or FinelineError(  # a fault of our own, which the log shows in full
                    expected="a case made ready", found="none", where=self.name, remedy="read the log, and start again"
                )
                self.stage = "failed"
            self._done.set()

    def _say(self, stage: str) -> None:
        self.stage = stage
