"""Verdicts on the propositions of a case, computed from draws and claims, never written by hand.

A proposition names a test; the test gives the chance of its event. From ``SUPPORTED_FROM`` upward the proposition is
supported, at ``CONTRADICTED_TO`` and below it is contradicted, between them it is open: "very likely" and "very
unlikely" on the scale of ICD 203. A proposition without a test is not yet modelled, and says what will answer it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fineline.analysis.hypotheses import TESTS as WAR_TESTS
from fineline.analysis.hypotheses import Finding, Findings
from fineline.analysis.political_hypotheses import POLITICAL_TESTS
from fineline.case.propositions import Proposition
from fineline.errors import CaseError
from fineline.words import probability_text

Judgement = Literal["supported", "contradicted", "open", "not yet modelled"]

TESTS = {**WAR_TESTS, **POLITICAL_TESTS}
"""Every test by the key that a proposition names."""
SUPPORTED_FROM = 0.80
"""From this chance upward a proposition is supported."""
CONTRADICTED_TO = 0.20
"""At this chance and below a proposition is contradicted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One proposition, what the numbers say of it, and the sentence that says so."""

    id: str
    text: str
    judgement: Judgement
    finding: Finding | None
    sentence: str
    answered_by: str
    claims: tuple[str, ...]


def judge(chance: float) -> Judgement:
    """Supported, contradicted or open, from the chance of a test's event, between 0 and 1."""
    if chance >= SUPPORTED_FROM:
        return "supported"
    return "contradicted" if chance <= CONTRADICTED_TO else "open"


def verdicts(rows: Iterable[Proposition], findings: Findings) -> tuple[Verdict, ...]:
    """A verdict for every proposition, in the order given. Raises ``CaseError`` for a test that does not exist."""
    return tuple(_verdict(row, findings) for row in rows)


def _verdict(row: Proposition, findings: Findings) -> Verdict:
    finding = _finding(row, findings)
    if finding is None:
        judgement: Judgement = "not yet modelled"
        sentence = f"Not yet modelled; to be answered by: {row.answered_by}."
    else:
        judgement = judge(finding.chance)
        sentence = f"{judgement.capitalize()}: {_strength(finding)} {finding.sentence} Left open: {finding.left_open}."
    return Verdict(
        id=row.id,
        text=row.text,
        judgement=judgement,
        finding=finding,
        sentence=sentence,
        answered_by=row.answered_by,
        claims=row.claims,
    )


def _finding(row: Proposition, findings: Findings) -> Finding | None:
    if row.test is None:
        return None
    if row.test not in TESTS:
        raise CaseError(
            expected=f"one of {', '.join(TESTS)}",
            found=row.test,
            where=f"proposition {row.id}, test",
            remedy="name a test that exists, or leave the proposition without one",
        )
    return TESTS[row.test](findings)


def _strength(finding: Finding) -> str:
    rule = f"{finding.quantity}: {finding.comparison}"
    if finding.probability is None:
        return f"{rule}, in {finding.chance:.0%} of cases counted."
    return f"{rule}, is {probability_text(finding.chance)}."
