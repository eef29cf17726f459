"""Counting events by week, country and actor: what the two catalogues of violent events have in common."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fineline.errors import DuplicateRowError
from fineline.evidence.figures import Figure, week_end
from fineline.evidence.importers.kind import Origin

_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a catalogue.

    Attributes:
        id: its identifier.
        date: the day it ended; an event longer than a week counts in its last.
        country: where.
        actors: who took part; each counts it once.
        deaths: the catalogue's best estimate.
    """

    id: str
    date: date
    country: str
    actors: frozenset[str]
    deaths: float


class Tally:
    """Events and deaths by week, country and actor; the order in which events are added does not matter."""

    def __init__(self, prefix: str, claimant: str, origin: Origin) -> None:
        """Start at nothing.

        Args:
            prefix: how the names of the series begin.
            claimant: who keeps the catalogue.
            origin: its source.
        """
        self._prefix, self._claimant, self._origin = prefix, claimant, origin
        self._seen: dict[str, Event] = {}

    def add(self, where: str, event: Event) -> None:
        """Count an event; the same event again changes nothing.

        Raises:
            DuplicateRowError: the identifier was used for another event.
        """
        if self._seen.setdefault(event.id, event) != event:
            raise DuplicateRowError(
                expected="one row for each event",
                found=f"{event.id} again, with other content",
                where=where,
                remedy="import one version of the catalogue at a time, each with its own --vintage",
            )

    def figures(self) -> Iterator[Figure]:
        """The counts: events a week and deaths a week of every country and actor with any in that week."""
        events: dict[tuple[str, date], int] = defaultdict(int)
        deaths: dict[tuple[str, date], float] = defaultdict(float)
        named: dict[str, str] = {}
        for event in self._seen.values():
            for actor in event.actors:
                name = f"{slug(event.country)}.{slug(actor)}"
                named[name] = f"{event.country}; {actor}"
                events[name, week_end(event.date)] += 1
                deaths[name, week_end(event.date)] += event.deaths
        for (name, of), count in events.items():
            yield self._figure(f"{self._prefix}_events.{name}", of, count, "events/week", named[name])
            yield self._figure(f"{self._prefix}_deaths.{name}", of, deaths[name, of], "persons/week", named[name])

    def _figure(self, series: str, of: date, value: float, unit: str, note: str) -> Figure:
        origin = self._origin
        return Figure(
            series, None, of, value, None, None, unit, origin.id, self._claimant, of, url=origin.url, note=note
        )


def slug(name: str) -> str:
    """A name in lower case, its words joined by underscores, so that it can be part of the name of a series."""
    return _BETWEEN_WORDS.sub("_", name.strip().lower()).strip("_")
