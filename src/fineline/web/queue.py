"""How many requests are worked on at once, how many may wait, and which of them nobody waits for any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

Made = TypeVar("Made")
MOST_REMEMBERED = 1000
"""Pages of which the newest request is remembered."""


class SupersededError(Exception):
    """The page has asked for something newer."""


class BusyError(Exception):
    """As many wait already as may."""


class Queue:
    """Work in threads of its own, a few at a time."""

    def __init__(self, at_once: int, waiting: int) -> None:
        """Nobody has asked yet.

        Args:
            at_once: how many are worked on at the same time.
            waiting: how many may wait for that.
        """
        self._most = at_once + waiting
        self._held = 0
        self._newest: dict[str, int] = {}
        self._limit = CapacityLimiter(at_once)

    async def run(self, client: str, work: Callable[[], Made]) -> Made:
        """What work gives.

        Args:
            client: the page that asks; empty where it does not say, and then nothing supersedes its requests.
            work: done in a thread.

        Raises:
            BusyError: as many wait as may.
            SupersededError: a newer request of the same page came while it waited.
        """
        if self._held >= self._most:
            raise BusyError
        mine = self._remember(client)
        self._held += 1
        try:
            async with self._limit:
                if client and self._newest.get(client) != mine:
                    raise SupersededError
                return await to_thread.run_sync(work)
        finally:
            self._held -= 1

    def _remember(self, client: str) -> int:
        mine = self._newest[client] = self._newest.pop(client, 0) + 1
        if len(self._newest) > MOST_REMEMBERED:
            self._newest.pop(next(iter(self._newest)))
        return mine
