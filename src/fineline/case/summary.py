"""The dated facts of a case, as plain rows to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fineline.case.deployments import Dated, LevelSince, Movement
from fineline.case.inputs import known_by
from fineline.case.records import Case
from fineline.time import DAYS_PER_WEEK


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """A dated fact that enters the model as an input.

    Attributes:
        kind: what it is about.
        since: the week or day from which it holds.
        until: the last week it spreads over; None for a level, which holds until the next.
        value: the figure, or the name of a stage.
        unit: its unit; empty for a stage.
        published: the day it was public.
        claims: identifiers of the claims it rests on.
        reason: why this figure.
    """

    kind: str
    since: date
    until: date | None
    value: float | str
    unit: str
    published: date
    claims: tuple[str, ...]
    reason: str


def deployment_rows(case: Case, as_of: date) -> tuple[DeploymentRow, ...]:
    """Every dated fact of a case that was public on a day, by kind, then in the order of the case file.

    Args:
        case: the case.
        as_of: the day; later publications are left out.
    """
    contributor = case.contributor
    return (
        *_movements("arrivals", contributor.arrivals, as_of),
        *_movements("departures", contributor.departures, as_of),
        *_levels("share in combat", contributor.combat_share, as_of),
        *(
            _row("shells delivered, running total", knot, knot.date, knot.rounds, "rounds")
            for knot in known_by(contributor.shells.knots, as_of)
        ),
        *(_row("disclosure", stage, stage.since, stage.stage, "") for stage in known_by(contributor.disclosure, as_of)),
        *_movements("mobilisation by the principal", case.principal.mobilisation, as_of),
        *_levels("mobilisation by the opponent, relative", case.opponent.mobilisation, as_of),
        *_levels("absence from the opponent's force, relative", case.opponent.absence, as_of),
    )


def _movements(kind: str, entries: Iterable[Movement], as_of: date) -> Iterator[DeploymentRow]:
    for entry in known_by(entries, as_of):
        until = entry.week + timedelta(days=DAYS_PER_WEEK * (entry.weeks - 1))
        yield _row(kind, entry, entry.week, entry.persons, "persons", until)


def _levels(kind: str, entries: Iterable[LevelSince], as_of: date) -> Iterator[DeploymentRow]:
    for entry in known_by(entries, as_of):
        yield _row(kind, entry, entry.since, entry.value, "1")


def _row(
    kind: str, entry: Dated, since: date, value: float | str, unit: str, until: date | None = None
) -> DeploymentRow:
    return DeploymentRow(
        kind=kind,
        since=since,
        until=until,
        value=value,
        unit=unit,
        published=entry.published,
        claims=entry.claims,
        reason=entry.reason,
    )
