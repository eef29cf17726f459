"""Quantities that reach beyond the war: precedent, what outsiders can change, and how far claims lie apart."""

from __future__ import annotations

import numpy as np

from fineline.analysis.contribution import Arms
from fineline.analysis.hypotheses.records import Asked, Findings, Floats, Measured, Missing, Quantity
from fineline.analysis.hypotheses.telling import number, spread
from fineline.analysis.rivals import rival_claims
from fineline.analysis.trajectories import Window, total

DEATHS = ("principal_killed", "contributor_killed", "opponent_killed")


def _sendings_added(findings: Findings, asked: Asked) -> Measured | Missing:  # noqa: ARG001 - no weeks
    found = findings.extras.precedents
    if found is None:
        return Missing("the record of precedents")
    weights = ", ".join(f"{form.replace('_', ' ')} {number(share, '{:.0%}')}" for form, share in found.weights.items())
    said = (
        f"One more sending adds {spread(found.added, '{:.2f}')} others in the {found.years} years after it, by all "
        f"forms together, weighed by how they forecast ({weights}). {found.sentence}"
    )
    return Measured(values=found.added, sentence=said)


SENDINGS_ADDED = Quantity(
    words="sendings of troops to wars between others that one more sending brings about",
    unit="1",
    form="{:.2g}",
    windows=(None,),
    measure=_sendings_added,
    decided_by=("precedent_contagion",),
    left_open=(
        "the record says who sent troops and not whether it was called a success: the condition of the proposition is "
        "untested, and a rate that drifts for other reasons would look the same"
    ),
)


def _deaths_between_levers(findings: Findings, asked: Asked) -> Measured:  # noqa: ARG001 - the pairs say all
    deaths = {name: _deaths(pair, asked.weeks, arm=True) for name, pair in asked.scenarios.items()}
    as_it_goes = _deaths(next(iter(asked.scenarios.values())), asked.weeks, arm=False)
    fewest, most = min(deaths, key=lambda name: deaths[name].mean()), max(deaths, key=lambda name: deaths[name].mean())
    apart = deaths[most] - deaths[fewest]
    said = (
        f"Of {len(deaths)} levers, '{_plain(fewest)}' leaves the fewest soldiers dead over {asked.weeks.label} and "
        f"'{_plain(most)}' the most. They lie {spread(apart, '{:,.0f}')} deaths apart, "
        f"{spread(apart / as_it_goes, '{:.1%}')} of all who die as things go."
    )
    return Measured(values=apart / as_it_goes, sentence=said)


DEATHS_BETWEEN_LEVERS = Quantity(
    words="deaths on all sides between the lever that leaves the fewest and the one that leaves the most, share of all",
    unit="1",
    form="{:.0%}",
    windows=("next half-year", "next year"),
    measure=_deaths_between_levers,
    decided_by=("shell_firepower_gain", "firepower_elasticity", "aid_firepower_gain", "troops_elasticity"),
    scenarios=(2, 20),
    left_open="ground, money and time weigh as well; and what brings a war to an end is not a lever here",
)


def _rival_claims_apart(findings: Findings, asked: Asked) -> Measured | Missing:  # noqa: ARG001 - no weeks
    rivals = rival_claims(findings.claims)
    if not rivals:
        return Missing("a quantity on which two claimants gave figures for the same month")
    factors = np.array([pair.factor for pair in rivals])
    said = (
        f"Among {len(findings.claims)} claims, rivals put figures on {factors.size} quantities for days within a month "
        f"of one another. The highest is {np.median(factors):.1f} times the lowest in the median quantity, and up to "
        f"{factors.max():.1f} times."
    )
    return Measured(values=factors, sentence=said, drawn=False)


RIVAL_CLAIMS_APART = Quantity(
    words="highest over lowest claim of rivals on one quantity in the same month",
    unit="1",
    form="{:.3g}",
    windows=(None,),
    measure=_rival_claims_apart,
    left_open="which of the rivals is right; those who agree may have copied one another",
)


def _deaths(pair: Arms, weeks: Window, *, arm: bool) -> Floats:
    runs = pair.arm if arm else pair.baseline
    return np.sum([total(runs, name, weeks) for name in DEATHS], axis=0)


def _plain(name: str) -> str:
    return name.replace("-", " ")
