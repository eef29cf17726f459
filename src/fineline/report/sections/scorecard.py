"""Sections 10 and 11: verdicts on the propositions, and the sources."""

from __future__ import annotations

from collections.abc import Sequence

from fineline.analysis.propositions import CONTRADICTED_TO, SUPPORTED_FROM, Verdict
from fineline.case import Case
from fineline.case import Proposition as Asked
from fineline.evidence.summary import source_rows
from fineline.report.names import Names
from fineline.report.quantities import likelihood
from fineline.report.schema import Candidate, Proposition, Scorecard, Source


def scorecard_section(case: Case, verdicts: Sequence[Verdict], names: Names) -> Scorecard:
    """One row for every proposition of the case, also for those that nothing answers yet.

    Args:
        case: states what is asked.
        verdicts: one for each proposition, in the case's order.
        names: countries by role.
    """
    asked = {proposition.id: proposition for proposition in case.propositions}
    return Scorecard(
        supported_from=SUPPORTED_FROM,
        contradicted_to=CONTRADICTED_TO,
        rows=tuple(_row(verdict, asked[verdict.id], names) for verdict in verdicts),
    )


def _row(verdict: Verdict, asked: Asked, names: Names) -> Proposition:
    finding = verdict.finding
    found = None
    if finding is not None and finding.probability is not None:
        found = likelihood(names.told(f"{finding.quantity}: {finding.comparison}"), finding.probability)
    return Proposition(
        id=verdict.id,
        text=names.told(verdict.text),
        quantity=names.told(asked.quantity),
        verdict=verdict.judgement,
        likelihood=found,
        rule=names.told(f"{finding.quantity}: {finding.comparison}") if finding else "",
        evidence=names.told(finding.sentence) if finding else "",
        left_open=names.told(finding.left_open) if finding else "",
        answered_by=names.told(verdict.answered_by),
        claims=verdict.claims,
        candidates=tuple(
            Candidate(text=item.fear, would_show=names.told(item.would_show), claims=item.claims)
            for item in asked.candidates
        ),
    )


def sources_section(case: Case) -> tuple[Source, ...]:
    """The sources of the case's tables, with licence, coverage and known biases."""
    return tuple(
        Source(
            id=row.id,
            name=row.name,
            publisher=row.publisher,
            url=row.url if row.url.startswith("http") else "",
            licence=row.licence,
            measures=row.measures,
            biases=row.known_biases,
            coverage=row.coverage,
        )
        for row in source_rows(case.folder)
    )
