"""Questions about the war itself: ground, its price, losses, forces, the bonus and the foreign soldiers' part."""

from __future__ import annotations

import numpy as np

from fineline.analysis.cost import cost_of_ground
from fineline.analysis.manpower import LONG_RUN, Side, sustained_by
from fineline.analysis.milestones.records import Milestone, Question, Span, crossings
from fineline.analysis.trajectories import data_end, ground_gained

BONUS_RISE = 0.20
"""A rise of the signing bonus above this share of its level at the end of data counts as a marked one."""
THRESHOLD_STEP = {"principal_casualties": 100_000, "opponent_casualties": 50_000, "principal_killed": 50_000}
"""Round numbers whose crossing is watched: multiples of the step, persons since the record began."""
THRESHOLDS_WATCHED = 2
"""How many round numbers above the median total at the end of data are watched."""


def _area(span: Span) -> list[Milestone]:
    gained = ground_gained(span.trajectories, span.window)
    definition = "sum of the weekly advance of the principal, net of what it loses"
    event = ("the principal gains ground, net", gained > 0)
    return [span.milestone("area_change", "net change of area", definition, draws=(gained, "km2"), event=event)]


def _shortfalls(span: Span) -> list[Milestone]:
    return [_shortfall(span, "principal"), _shortfall(span, "opponent")]


def _shortfall(span: Span, side: Side) -> Milestone:
    event = f"losses exceed intake for {LONG_RUN} straight weeks"
    definition = (
        f"{LONG_RUN} straight weeks in which the {side}'s own force shrinks are complete in one of the weeks of the "
        "horizon; they may have begun before the end of data"
    )
    hits = sustained_by(span.trajectories, side, data_end(span.trajectories), span.horizon)
    return span.milestone(f"{side}_shortfall", f"sustained shortfall of the {side}", definition, event=(event, hits))


def _killed_share(span: Span) -> list[Milestone]:
    share = span.sum("principal_killed") / span.sum("principal_casualties")
    definition = "deaths over casualties of the principal's own soldiers, both summed over the horizon"
    return [span.milestone("killed_share", "killed share of casualties", definition, draws=(share, "1"))]


def _bonus(span: Span) -> list[Milestone]:
    rise = np.exp(span.at_end("log_signing_bonus") - span.at_start("log_signing_bonus")) - 1
    definition = (
        "signing bonus, nominal, in the last week of the horizon over its level in the last week with data, less 1"
    )
    event = (f"the nominal bonus stands more than {BONUS_RISE:.0%} higher", rise > BONUS_RISE)
    return [span.milestone("bonus_rise", "rise of the signing bonus", definition, draws=(rise, "1"), event=event)]


def _contributor_shares(span: Span) -> list[Milestone]:
    losses = span.sum("contributor_casualties") / span.sum("total_casualties")
    arrived = span.sum("contributor_arrived")
    manpower = arrived / (arrived + span.sum("recruits") + span.sum("principal_mobilised"))
    return [
        span.milestone(
            "contributor_share_of_losses",
            "foreign share of losses",
            "casualties of foreign soldiers over casualties of both forces on the principal's side, over the horizon",
            draws=(losses, "1"),
        ),
        span.milestone(
            "contributor_share_of_new_manpower",
            "foreign share of new manpower",
            "foreign soldiers who arrive over arrivals, recruits and mobilised together, over the horizon",
            draws=(manpower, "1"),
        ),
    ]


def _losses(span: Span) -> list[Milestone]:
    names = {
        "principal_casualties": "casualties of the principal's own soldiers",
        "principal_killed": "deaths of the principal's own soldiers",
        "contributor_casualties": "casualties of the foreign soldiers",
        "opponent_casualties": "casualties of the opponent",
        "opponent_killed": "deaths of the opponent's soldiers",
    }
    return [
        span.milestone(name, label, f"{label}, summed over the horizon", draws=(span.sum(name), "persons"))
        for name, label in names.items()
    ]


def _cost(span: Span) -> list[Milestone]:
    cost = cost_of_ground(span.trajectories, "total_casualties", span.window)
    definition = "casualties on the principal's side over net ground gained, both over the horizon"
    return [span.milestone("loss_per_km2", "losses per km2 gained", definition, cost=cost)]


def _strengths(span: Span) -> list[Milestone]:
    return [_strength(span, f"{force}_troops", force) for force in ("principal", "opponent", "contributor")]


def _strength(span: Span, name: str, force: str) -> Milestone:
    now, then = span.at_start(name), span.at_end(name)
    event = (f"the {force}'s force is larger than at the end of data", then > now)
    definition = f"soldiers of the {force} in the theatre at the end of the horizon, recovering wounded not counted"
    return span.milestone(name, f"strength of the {force}", definition, draws=(then, "persons"), event=event)


def _thresholds(span: Span) -> list[Milestone]:
    return [
        crossing
        for name, step in THRESHOLD_STEP.items()
        for crossing in crossings(span, name, step, THRESHOLDS_WATCHED)
    ]


QUESTIONS: tuple[Question, ...] = (
    _area,
    _cost,
    _losses,
    _killed_share,
    _shortfalls,
    _strengths,
    _bonus,
    _contributor_shares,
    _thresholds,
)
"""What is asked of the war itself."""
