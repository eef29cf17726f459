"""Sections 10 and 11: verdicts on the propositions, and the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fineline.analysis.propositions import CONTRADICTED_TO, SUPPORTED_FROM, Verdict
from fineline.case import Case
from fineline.case import Proposition as Asked
from fineline.evidence.summary import source_rows
from fineline.report.names import Names
from fineline.report.quantities import likelihood
from fineline.report.schema import Candidate, Proposition, Scorecard, Source, Status


def scorecard_section(case: Case, verdicts: Sequence[Verdict], names: Names) -> Scorecard:
    """One row for every proposition of the case, also for an open place and for what this run does not measure.

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
    if finding is not None and finding.probability is not None and not finding.assumed:
        found = likelihood(names.told(finding.rule), finding.probability)
    return Proposition(
        id=verdict.id,
        text=names.told(verdict.text),
        answered_by=names.told(asked.answered_by),
        verdict=verdict.judgement,
        likelihood=found,
        strength=verdict.strength,
        rule=names.told(finding.rule) if finding else "",
        evidence=names.told(finding.sentence) if finding else "",
        rests_on=_by_status(finding.rests_on) if finding else "",
        assumed=tuple(name for name, status in finding.rests_on.items() if status == "assumed") if finding else (),
        left_open=names.told(finding.left_open) if finding else "",
        missing=names.told(verdict.missing),
        would_settle=names.told(asked.would_settle),
        claims=asked.claims,
        candidates=tuple(
            Candidate(text=item.fear, would_show=names.told(item.would_show), claims=item.claims)
            for item in asked.candidates
        ),
    )


def _by_status(rests_on: Mapping[str, Status]) -> str:
    """The deciding parameters with what the record says about each, the best known first; empty without any."""
    order: tuple[Status, ...] = ("estimated", "weak", "assumed")
    named = {status: [name.replace("_", " ") for name, held in rests_on.items() if held == status] for status in order}
    return "; ".join(f"{status}: {', '.join(names)}" for status, names in named.items() if names)


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
