"""Verdicts on the propositions of a case, computed from draws and claims, never written by hand.

A proposition declares tests; each sets a measured quantity against a threshold. From ``SUPPORTED_FROM`` upward their
joint event makes the proposition supported, at ``CONTRADICTED_TO`` and below it is contradicted, between them it is
open: "very likely" and "very unlikely" on the scale of ICD 203. Events declared as signs contradict it only where the
chance of any of them lies that low: signs that disagree leave it open. Whatever the share of draws, a proposition is
open where a test of it rests on parameters that the data left at their priors, every one of them: the share then
repeats what was assumed. A quantity that a run cannot measure gives no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from fineline.analysis.hypotheses import Finding, Findings, Missing
from fineline.analysis.hypotheses.testing import tested
from fineline.case.propositions import Proposition
from fineline.words import probability_text

Judgement = Literal["supported", "contradicted", "open", "not measured in this run"]

SUPPORTED_FROM = 0.80
"""From this chance upward a proposition is supported."""
CONTRADICTED_TO = 0.20
"""At this chance and below a proposition is contradicted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One proposition, what the numbers say of it, and the sentences that say so.

    Attributes:
        id: its identifier.
        text: the statement.
        judgement: what follows.
        finding: what its tests found; None for an open place and for what is not measured.
        sentence: judgement, chance and finding in words and numbers.
        strength: the chance of the event in words and numbers, or why none is given; empty without a finding.
        missing: what the run lacks; empty where it lacks nothing.
    """

    id: str
    text: str
    judgement: Judgement
    finding: Finding | None
    sentence: str
    strength: str = ""
    missing: str = ""


def judge(chance: float, highest: float | None = None) -> Judgement:
    """Supported, contradicted or open.

    Args:
        chance: of the event that speaks for the proposition, between 0 and 1.
        highest: chance that any of several signs holds, no lower than ``chance``; None where there is one event.
    """
    if chance >= SUPPORTED_FROM:
        return "supported"
    against = chance if highest is None else highest
    return "contradicted" if against <= CONTRADICTED_TO else "open"


def verdicts(rows: Iterable[Proposition], findings: Findings) -> tuple[Verdict, ...]:
    """A verdict for every proposition, in the order given.

    Raises:
        CaseError: a test names a quantity that does not exist, or one that it does not fit.
    """
    return tuple(_verdict(row, findings) for row in rows)


def verdict_on(quantity: str, found: Sequence[Verdict]) -> Verdict | None:
    """The first verdict that rests on a quantity and nothing else; None where there is none."""
    fitting = (verdict for verdict in found if verdict.finding is not None and verdict.finding.keys == (quantity,))
    return next(fitting, None)


def _verdict(row: Proposition, findings: Findings) -> Verdict:
    if not row.tests:
        said = f"Open: the text leaves a place, and none of {len(row.candidates)} candidates for it is asserted."
        return Verdict(id=row.id, text=row.text, judgement="open", finding=None, sentence=said)
    found = tested(row, findings)
    if isinstance(found, Missing):
        said = f"Not measured in this run: {found.what}."
        judgement: Judgement = "not measured in this run"
        return Verdict(id=row.id, text=row.text, judgement=judgement, finding=None, sentence=said, missing=found.what)
    judgement = "open" if found.assumed else judge(found.chance, found.highest)
    strength = _strength(found)
    said = f"{judgement.capitalize()}: {found.rule}: {strength}. {found.sentence} Left open: {found.left_open}."
    return Verdict(id=row.id, text=row.text, judgement=judgement, finding=found, sentence=said, strength=strength)


def _strength(finding: Finding) -> str:
    """The chance of the event; how many of the counted cases; or that assumptions alone decide."""
    if finding.assumed:
        return _as_assumed(finding)
    if finding.probability is not None:
        return probability_text(finding.chance)
    if finding.cases == 1:
        return "so it is" if finding.chance else "so it is not"
    return f"so it is in {round(finding.chance * finding.cases)} of {finding.cases} cases counted"


def _as_assumed(finding: Finding) -> str:
    names = ", ".join(name.replace("_", " ") for name in finding.assumed)
    lead = "so it is" if finding.chance else "so it is not"
    share = lead if finding.probability is None else f"so it is in {100.0 * finding.chance:.0f} % of draws"
    return f"{share}, which repeats an assumption: the record taught next to nothing about {names}"
