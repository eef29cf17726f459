"""The tests behind the propositions: each turns draws or claims into one event, its chance, and a sentence.

A test states the event in full, with its threshold named above. Thresholds say what would count as mattering; they
were set before the results were seen and can be argued with. Where the model gives a quantity its sign by
construction (more soldiers gain more ground, a foreign casualty spares an own one), the test asks for a size, never
for the sign alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.contribution import PER, Arms, relative_exposure
from fineline.analysis.intervals import Estimate, Probability, estimate, probability
from fineline.analysis.manpower import shrinking
from fineline.analysis.rivals import rival_claims
from fineline.analysis.trajectories import (
    TrajectoryError,
    Window,
    data_end,
    ground_gained,
    last_year,
    position,
    since_arrival,
    total,
    values,
    week_days,
)
from fineline.evidence.claims import Claim
from fineline.time import WEEK
from fineline.words import probability_text

TROOPS_SENT = 1000
"""Soldiers: more than advisers and observers (P1)."""
FAIR_SHARE = 1.0
"""Share of losses over share of strength; above it, foreign soldiers bear more than their part (P3)."""
MATERIAL_GROUND = 0.05
"""Share of the ground gained since the troops came that they must have added to matter (P4)."""
MATERIAL_DEATHS = 100
"""Own deaths avoided for each 1,000 foreign soldiers: one for every ten who came (P5)."""
SLOW = 250.0
"""km2 a week, about 1,000 a month: a pace at which a province takes years (P6)."""
DEAR = 50.0
"""Casualties for each km2: a great cost (P6)."""
YEAR = 52
"""Weeks in the year before the troops came, and in the year ahead."""
MARKED_RISE = 0.20
"""Rise of the signing bonus within a year that shows recruits were hard to find (P10)."""
RIVAL_FACTOR = 1.25
"""Claims a quarter apart disagree (P18)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the tests read.

    ``baseline`` holds history and at least 52 weeks after it; ``without_troops`` is the pair without the foreign
    soldiers; ``claims`` are those of the case; ``objective_km2`` is the ground the principal is taken to want, km2, or
    None where the case states none.
    """

    baseline: xr.Dataset
    without_troops: Arms
    claims: tuple[Claim, ...]
    objective_km2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one test.

    ``quantity`` is what was measured and ``estimate`` its value; ``comparison`` and ``threshold`` make the event whose
    chance is ``chance`` (a share of draws with its ``probability``, or a counted share of claims without one).
    ``left_open`` says what the test does not settle.
    """

    quantity: str
    comparison: str
    threshold: float
    estimate: Estimate | None
    chance: float
    probability: Probability | None
    sentence: str
    left_open: str


def troops_sent(findings: Findings) -> Finding:
    """P1: more than ``TROOPS_SENT`` foreign soldiers had been sent by the end of data."""
    _presence(findings.baseline)
    record = _until_data_end(findings.baseline)
    sent = values(record, "contributor_arrived").sum(axis=1)
    first = week_days(record)[int(np.argmax((values(record, "contributor_arrived") > 0).any(axis=0)))]
    size = estimate(sent, "persons")
    return of_draws(
        "foreign soldiers sent by the end of data",
        f"more than {TROOPS_SENT:,}",
        TROOPS_SENT,
        size,
        sent > TROOPS_SENT,
        f"{spread(size, '{:,.0f}')} soldiers were sent, the first in the week to {first}.",
        "the weeks of arrival are taken from the dated claims; only the size of the contingent is estimated",
    )


def bearing_of_losses(findings: Findings) -> Finding:
    """P3: since they came, the foreign soldiers' share of losses exceeded their share of strength."""
    relative = relative_exposure(findings.baseline, _presence(findings.baseline))
    size = estimate(relative, "1")
    return of_draws(
        "share of losses over share of strength since the foreign troops came",
        f"above {FAIR_SHARE:g}",
        FAIR_SHARE,
        size,
        relative > FAIR_SHARE,
        f"Man for man and week for week, foreign soldiers bore {spread(size, '{:.1f}')} times their share of losses.",
        "the weeks spent in combat are taken from the case; whether commanders meant to expend them is not measured",
    )


def combat_effect(findings: Findings) -> Finding:
    """P4: the troops added more than ``MATERIAL_GROUND`` of the ground gained since they came."""
    window = _presence(findings.baseline)
    gained = ground_gained(findings.baseline, window)
    added = gained - ground_gained(findings.without_troops.arm, window)
    size, whole = estimate(added, "km2"), estimate(gained, "km2")
    skill = values(findings.baseline, "contributor_effectiveness")
    skilled = estimate(skill[:, position(findings.baseline, window.last)], "1")
    return of_draws(
        "ground added by the foreign troops since they came",
        f"more than {MATERIAL_GROUND:.0%} of the ground gained in those weeks",
        MATERIAL_GROUND,
        size,
        added > MATERIAL_GROUND * np.abs(gained),
        f"The foreign troops added {spread(size, '{:,.0f}')} km2 to a net gain of {whole.median:,.0f} km2; at the end "
        f"of data one of them counted as {spread(skilled, '{:.2f}')} of an average soldier of the principal's own.",
        "effectiveness and the effect of strength on ground lean on their priors, and unmapped ground is not counted",
    )


def own_deaths_avoided(findings: Findings) -> Finding:
    """P5: each 1,000 foreign soldiers spared the principal more than ``MATERIAL_DEATHS`` deaths of its own."""
    window = _presence(findings.baseline)
    arm, base = findings.without_troops.arm, findings.baseline
    avoided = total(arm, "principal_killed", window) - total(base, "principal_killed", window)
    rate = PER * avoided / total(base, "contributor_arrived", window)
    saved = total(arm, "recruits", window) - total(base, "recruits", window)
    size, recruits = estimate(rate, "deaths per 1,000 soldiers sent"), estimate(saved, "persons")
    return of_draws(
        "deaths of own soldiers avoided for each 1,000 foreign soldiers sent",
        f"more than {MATERIAL_DEATHS}",
        MATERIAL_DEATHS,
        size,
        rate > MATERIAL_DEATHS,
        f"Each 1,000 foreign soldiers spared {spread(size, '{:.0f}')} own deaths; without them the principal would "
        f"have recruited {spread(recruits, '{:,.0f}')} more.",
        "whether lower costs to its own people were the aim: intentions and public support are not yet modelled",
    )


def grinding_advance(findings: Findings) -> Finding:
    """P6: in the last year of data, superior in strength, gaining, slower than ``SLOW``, dearer than ``DEAR``."""
    window = last_year(findings.baseline)
    gained = ground_gained(findings.baseline, window)
    lost = total(findings.baseline, "total_casualties", window)
    balance = total(findings.baseline, "strength_ratio_log", window) / window.weeks
    pace, ratio = estimate(gained / window.weeks, "km2/week"), estimate(np.exp(balance), "1")
    event = (balance > 0) & (gained > 0) & (gained < SLOW * window.weeks) & (lost > DEAR * gained)
    return of_draws(
        "net ground gained a week in the last 52 weeks with data",
        f"superior strength, a gain, below {SLOW:g} km2 a week, more than {DEAR:g} casualties for each km2: all four",
        SLOW,
        pace,
        event,
        f"The principal gained {spread(pace, '{:.0f}')} km2 a week at a strength ratio of {spread(ratio, '{:.2f}')} "
        f"and a median of {np.median(lost):,.0f} casualties.",
        "the strength ratio is hardly observed and leans on its priors",
    )


def objective_out_of_reach(findings: Findings) -> Finding | None:
    """P7: the coming year's gain falls short of the objective; None where the case states no objective."""
    if findings.objective_km2 is None:
        return None
    end = data_end(findings.baseline)
    window = Window(name="next_year", label="next 52 weeks", first=end + WEEK, last=end + YEAR * WEEK)
    share = ground_gained(findings.baseline, window) / findings.objective_km2
    size = estimate(share, "1")
    return of_draws(
        "share of the objective gained in the next 52 weeks",
        "less than all of it",
        1.0,
        size,
        share < 1.0,
        f"In 52 weeks the principal gains {spread(size, '{:.0%}')} of {findings.objective_km2:,.0f} km2; "
        f"{_time_to(share)}.",
        "the objective is an assumption; what winning means to either side, and how wars end, is not yet modelled",
    )


def manpower_problem(findings: Findings) -> Finding:
    """P10: in the year before the troops came, a shortfall in half of the weeks, or a marked rise of the bonus."""
    start, stop = _year_before_arrival(findings.baseline)
    short = shrinking(findings.baseline, "principal").values[:, start - 1 : stop - 1].mean(axis=1)
    bonus = values(findings.baseline, "log_signing_bonus")
    rise = np.exp(bonus[:, stop - 1] - bonus[:, start - 1]) - 1
    size, dearer = estimate(short, "1"), estimate(rise, "1")
    return of_draws(
        f"share of weeks in which losses exceeded intake, {stop - start} weeks before the foreign troops came",
        f"at least half, or a nominal bonus more than {MARKED_RISE:.0%} higher within those weeks",
        0.5,
        size,
        (short >= 0.5) | (rise > MARKED_RISE),
        f"In the {stop - start} weeks before they came, losses exceeded intake in {spread(size, '{:.0%}')} of weeks, "
        f"and the nominal bonus changed by {spread(dearer, '{:+.0%}')}.",
        "whether the shortage caused the invitation",
    )


def rivals_disagree(findings: Findings) -> Finding:
    """P18: different claimants put the same quantity, at the same time, a factor ``RIVAL_FACTOR`` or more apart."""
    factors = np.array([rivals.factor for rivals in rival_claims(findings.claims)])
    apart = float((factors >= RIVAL_FACTOR).mean()) if factors.size else 0.0
    middle = float(np.median(factors)) if factors.size else float("nan")
    return Finding(
        quantity="share of rivalled quantities on which claimants disagree",
        comparison=f"a factor of {RIVAL_FACTOR:g} or more between the highest and the lowest claim of the same month",
        threshold=RIVAL_FACTOR,
        estimate=None,
        chance=apart,
        probability=None,
        sentence=f"{len(findings.claims)} claims; {factors.size} quantities have rivals, and on {apart:.0%} of those "
        f"the claims lie a factor of {RIVAL_FACTOR:g} or more apart (median {middle:.1f}).",
        left_open="which of the rivals is right",
    )


TESTS: dict[str, Callable[[Findings], Finding | None]] = {
    "troops_sent": troops_sent,
    "relative_exposure": bearing_of_losses,
    "combat_effect": combat_effect,
    "own_deaths_avoided": own_deaths_avoided,
    "grinding_advance": grinding_advance,
    "objective_out_of_reach": objective_out_of_reach,
    "manpower_problem": manpower_problem,
    "rival_claims": rivals_disagree,
}
"""Every test by the key that a proposition of a case names."""


def of_draws(
    quantity: str,
    comparison: str,
    threshold: float,
    size: Estimate,
    event: NDArray[np.bool_],
    sentence: str,
    left_open: str,
) -> Finding:
    """A finding whose chance is the share of draws in which an event, shape (draw,), holds."""
    chance = probability(event)
    return Finding(
        quantity=quantity,
        comparison=comparison,
        threshold=threshold,
        estimate=size,
        chance=chance.value,
        probability=chance,
        sentence=sentence,
        left_open=left_open,
    )


def spread(size: Estimate, form: str) -> str:
    """Median and 90 % interval in words."""
    low, middle, high = (form.format(bound) for bound in (size.low90, size.median, size.high90))
    return f"{middle} (90 % interval {low} to {high})"


def _time_to(share: NDArray[np.float64]) -> str:
    twice = float((share >= 0.5).mean())
    return f"at that pace, the whole of that assumed objective within two years is {probability_text(twice)}"


def _year_before_arrival(trajectories: xr.Dataset) -> tuple[int, int]:
    """First position, and the one past the last, of up to ``YEAR`` weeks before the troops came."""
    stop = position(trajectories, _presence(trajectories).first)
    if stop < 2:
        raise TrajectoryError(
            expected="at least two weeks of record before the foreign troops came",
            found=f"{stop}",
            where="trajectories",
            remedy="begin the record earlier",
        )
    return max(stop - YEAR, 1), stop


def _until_data_end(trajectories: xr.Dataset) -> xr.Dataset:
    return trajectories.isel(week=slice(position(trajectories, data_end(trajectories)) + 1))


def _presence(trajectories: xr.Dataset) -> Window:
    window = since_arrival(trajectories)
    if window is None:
        raise TrajectoryError(
            expected="foreign soldiers present in some week with data",
            found="none",
            where="contributor_troops",
            remedy="run the proposition's test on a baseline that holds them",
        )
    return window
