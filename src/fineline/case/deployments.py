"""Dated facts of a case that enter the model as inputs: soldiers, shells, mobilisation, disclosure.

Each names the day on which it was public and the claims it rests on, so that a view of an earlier day can leave it out.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared

Persons = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Level = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class Dated(Declared):
    """What every dated fact carries.

    Attributes:
        published: the day it was public; a view of an earlier day leaves it out.
        claims: identifiers of the claims it rests on.
        reason: why this figure.
    """

    published: date
    claims: tuple[str, ...] = Field(min_length=1)
    reason: Sentence


class Movement(Dated):
    """People who arrive or leave, in one week or evenly over several.

    Attributes:
        week: the Sunday that names the first week.
        weeks: over how many weeks.
        persons: how many in all.
    """

    week: date
    weeks: int = Field(default=1, ge=1)
    persons: Persons


class LevelSince(Dated):
    """A level that holds from a week on, until the next one.

    Attributes:
        since: the Sunday that names its first week.
        value: the level.
    """

    since: date
    value: Level


class ShareSince(LevelSince):
    """A share from 0 to 1 that holds from a week on."""

    value: Share


class ShellKnot(Dated):
    """A running total of rounds delivered.

    Attributes:
        date: the day.
        rounds: the total by then.
    """

    date: date
    rounds: Persons


class Afterwards(Dated):
    """What the last known rate is multiplied by after the last knot."""

    value: Level


class Shells(Declared):
    """Deliveries of rounds: a running total straight between knots, and the rate after the last."""

    knots: tuple[ShellKnot, ...] = Field(min_length=2)
    afterwards: Afterwards

    @model_validator(mode="after")
    def _rising(self) -> Self:
        days = [knot.date for knot in self.knots]
        totals = [knot.rounds for knot in self.knots]
        if days != sorted(set(days)) or totals != sorted(totals):
            raise ValueError("knots must be in the order of their days, each day once, with totals that never fall")
        return self


class Stage(Dated):
    """A stage of disclosure and the day it began."""

    stage: Literal["public", "acknowledged"]
    since: date


class Contributor(Declared):
    """The third state's soldiers and shells.

    Attributes:
        arrivals: soldiers who came.
        departures: soldiers who left, other than through losses.
        combat_share: share of those present who are in combat.
        shells: rounds delivered.
        disclosure: stages of disclosure; hidden before the first.
    """

    arrivals: tuple[Movement, ...]
    departures: tuple[Movement, ...]
    combat_share: tuple[ShareSince, ...]
    shells: Shells
    disclosure: tuple[Stage, ...]


class Opponent(Declared):
    """Inputs of the opponent's manpower, relative to the second half of 2024.

    Attributes:
        mobilisation: people mobilised.
        absence: absence without leave.
    """

    mobilisation: tuple[LevelSince, ...]
    absence: tuple[LevelSince, ...]


class Switch(LevelSince):
    """A state that is off (0) or on (1) from a week on."""

    value: Literal[0, 1]  # pyright: ignore[reportIncompatibleVariableOverride] - narrower on purpose


class Principal(Declared):
    """Inputs of the principal's manpower and politics.

    Attributes:
        mobilisation: people called up by decree.
        success_claimed: whether it has claimed a success for which the contingent was sent.
    """

    mobilisation: tuple[Movement, ...]
    success_claimed: tuple[Switch, ...] = ()


class Backers(Declared):
    """Inputs of the backers' aid.

    Attributes:
        lead: name of the backer that gives most.
        lead_regime: whether its government has changed its policy of aid.
    """

    lead: Sentence
    lead_regime: tuple[Switch, ...] = ()
