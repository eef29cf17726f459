"""Questions about the politics of the war: deaths that are seen, support, belief, aid, and whether the soldiers stay.

Nearly all of it rests on assumptions; what each answer assumes is told where the model's parameters are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from fineline.analysis.arrangement import withdrawal_chances
from fineline.analysis.contribution import PER, per_soldier
from fineline.analysis.intervals import expected
from fineline.analysis.milestones.records import (
    Floats,
    Grounds,
    LeftOpen,
    Milestone,
    Question,
    Span,
    ToldElsewhere,
    crossings,
)
from fineline.analysis.trajectories import Window, position, select, since_arrival, values

VISIBLE_STEP = 25_000
"""Deaths seen whose crossing is watched: multiples of this, as the public weighs them, since the record began."""
VISIBLE_WATCHED = 2
LARGE_CONTINGENT = 20_000
"""Soldiers: a contingent well beyond all that has been dated so far."""
QUARTER = 13
"""Weeks that stand for three months."""
MONTHS = 3
HALF = 0.5
"""Share of its mean below which three months of aid count as a collapse."""


def response_name(response: float) -> str:
    """What backers do who see the principal succeed: give up, give more, or neither, by the sign of the response."""
    if response == 0:
        return "no response"
    return "futility" if response < 0 else "urgency"


def _visible_deaths(span: Span) -> list[Milestone]:
    seen = "deaths that the principal's public sees"
    definition = "own deaths made visible, and foreign ones at the weight they are felt with, summed over the horizon"
    amount = span.milestone("visible_deaths", seen, definition, draws=(span.sum("visible_deaths"), "persons"))
    return [amount, *crossings(span, "visible_deaths", VISIBLE_STEP, VISIBLE_WATCHED, seen)]


def _support(span: Span) -> list[Milestone]:
    now, then = span.at_start("war_support_share"), span.at_end("war_support_share")
    definition = "share who would support the war if all spoke freely, at the end of the horizon"
    event = ("support is lower than at the end of data", then < now)
    return [span.milestone("war_support", "public support for the war", definition, draws=(then, "1"), event=event)]


def _beliefs(span: Span) -> list[Milestone]:
    seers = {"perceived_success": "the principal's public", "backers_perceived_success": "the opponent's backers"}
    return [_belief(span, name, seer) for name, seer in seers.items()]


def _belief(span: Span, name: str, seer: str) -> Milestone:
    now, then = span.at_start(name), span.at_end(name)
    label = f"chance of success as seen by {seer}"
    definition = "chance that the assumed goal is reached in two years, as a learner sees it at the end of the horizon"
    return span.milestone(
        name, label, definition, draws=(then, "1"), event=("it is seen as higher than at the end of data", then > now)
    )


def _aid(span: Span) -> list[Milestone]:
    """Three months of aid against half of their mean, pooled and under each assumed response apart."""
    if span.grounds.monthly_aid is None:
        return []
    last = position(span.trajectories, span.window.last)
    given = values(span.trajectories, "aid_allocated")[:, last + 1 - QUARTER : last + 1].sum(axis=1)
    half = HALF * MONTHS * span.grounds.monthly_aid
    label = "military aid over three months"
    definition = (
        f"underlying rate of allocation, without the scatter of packages, over the {QUARTER} weeks that end with the "
        f"horizon; half of the published mean is EUR {half:.1f} bn in three months. Single large packages lift that "
        "mean above the rate, so that the chance is rather too high. At horizons below "
        f"{QUARTER} weeks some of those weeks lie before the end of data"
    )
    event = ("it lies below half of its published mean", given < half)
    pooled = span.milestone("aid_quarter", label, definition, draws=(given, "EUR_bn"), event=event)
    return [pooled, *_by_response(span, given, half, definition)]


def _by_response(span: Span, given: Floats, half: float, definition: str) -> Iterator[Milestone]:
    responses = span.grounds.aid_response
    for response in [] if responses is None else np.unique(responses).tolist():
        name = response_name(response)
        alone = given[responses == response]
        event = (f"it lies below half of its published mean, if backers answer by {name}", alone < half)
        yield span.milestone(
            f"aid_quarter_{name.replace(' ', '_')}",
            f"military aid over three months, assuming {name}",
            f"{definition}. Only draws with that assumption count",
            draws=(alone, "EUR_bn"),
            event=event,
        )


def _contingent(span: Span) -> list[Milestone]:
    there = values(select(span.trajectories, span.window), "contributor_troops")
    label = f"the foreign contingent exceeds {LARGE_CONTINGENT:,}"
    definition = (
        "foreign soldiers in the theatre at the end of any week of the horizon. Arrivals after the end of data follow "
        "the case's rule, so that this is what the rule implies and no forecast of a decision"
    )
    hits = there.max(axis=1) > LARGE_CONTINGENT
    return [span.milestone("contingent_large", label, definition, event=(label, hits))]


def _withdrawn(span: Span) -> list[Milestone]:
    if span.grounds.pair is None:
        return []
    chances = withdrawal_chances(span.trajectories, span.horizon)
    label = "the foreign contingent is withdrawn"
    definition = (
        "chance by the deal's own hazard that the contributor has gone by the end of the horizon, averaged over draws; "
        "the trajectories go on as if it had stayed"
    )
    return [span.milestone("contingent_withdrawn", label, definition, event=(label, expected(chances)))]


def _spared(span: Span) -> list[Milestone]:
    pair = span.grounds.pair
    arrived = None if pair is None else since_arrival(span.trajectories)
    if pair is None or arrived is None:
        return []
    window = Window(name="to_horizon", label="to the horizon", first=arrived.first, last=span.window.last)
    found = per_soldier(pair, window)
    event = ("fewer of the principal's own soldiers have died than without the foreign ones", found.avoided)
    return [
        span.milestone(
            "deaths_avoided_per_1000",
            f"own deaths avoided per {PER:,} foreign soldiers",
            "deaths of the principal's own soldiers without the foreign ones less with them, from the week in which "
            f"they came, {window.first}, to the horizon, for each {PER:,} of them who came",
            draws=replace(found.per_1000_sent.estimate, unit="persons"),
            event=event,
        )
    ]


QUESTIONS: tuple[Question, ...] = (
    _visible_deaths,
    _support,
    _beliefs,
    _aid,
    _contingent,
    _withdrawn,
    _spared,
)
"""What is asked of the politics."""

ELSEWHERE: tuple[ToldElsewhere, ...] = (
    ToldElsewhere(
        key="fine_line",
        label="fine-line index and break-even tempo",
        part="fine-line",
        why="they need runs under other tempos",
    ),
    ToldElsewhere(
        key="covert_waits",
        label="weeks until a covert contingent becomes public, and is acknowledged, by its size",
        part="secrecy",
        why="they speak of contingents that do not exist, from the prior alone",
    ),
    ToldElsewhere(
        key="value_of_information",
        label="which missing figure would shrink which answer most",
        part="missing-figures",
        why="it speaks of figures and not of the war",
    ),
)
"""Questions that parts of the briefing of their own answer."""

NO_AID = LeftOpen(
    key="aid_quarter", label="military aid over three months", why="no figure of it was public, so that it has no mean"
)
NO_CONTINGENT = LeftOpen(
    key="contingent_withdrawn",
    label="withdrawal of the foreign contingent, and own deaths that it spares",
    why="no foreign soldier had come",
)


def left_open(grounds: Grounds) -> tuple[LeftOpen, ...]:
    """The questions without an answer, given what there is to read."""
    missing = [NO_AID] if grounds.monthly_aid is None else []
    missing += [NO_CONTINGENT] if grounds.pair is None else []
    return tuple(missing)
