"""Tables of the evidence page, counted from the tables of the case."""

from __future__ import annotations

from collections import Counter

from fineline.case import Case
from fineline.evidence import View, series_rows, source_rows

from .pieces import table

INTERESTS = ("party", "ally of party", "independent", "unknown")


def evidence_parts(case: Case) -> dict[str, str]:
    """What the evidence page includes, by name of the file."""
    view = case.evidence().view(case.calendar.knowledge)
    return {
        "parts/counts": _counts(view),
        "parts/sources": _sources(case, view),
        "parts/series": _series(view),
        "parts/claims": _claims(view),
        "parts/claimants": _claimants(case, view),
    }


def _counts(view: View) -> str:
    rows = series_rows(view)
    return (
        f"As of {view.as_of} the case holds {len(view.claims):,} claims by "
        f"{len({claim.claimant for claim in view.claims.values()}):,} claimants, and "
        f"{sum(row.rows for row in rows):,} figures in {len(rows)} series."
    )


def _sources(case: Case, view: View) -> str:
    series: Counter[str] = Counter()
    for row in series_rows(view):
        series.update(row.sources)
    rows = [
        (
            row.id,
            f"[{row.name}]({row.url})" if row.url.startswith("http") else row.name,
            row.publisher,
            row.licence,
            row.known_biases,
            series[row.id] or "",
        )
        for row in source_rows(case.folder)
    ]
    return table(("id", "source", "publisher", "licence", "how it may mislead", "series"), rows)


def _series(view: View) -> str:
    rows = [
        (
            f"`{row.name}`",
            row.title,
            row.unit,
            row.use,
            f"{row.first} to {row.last}" if row.first else "not public yet",
            row.rows,
            row.claimants,
            row.set_aside or "",
        )
        for row in series_rows(view)
    ]
    return table(("series", "what", "unit", "use", "covers", "figures", "claimants", "set aside"), rows)


def _claims(view: View) -> str:
    by_topic: dict[str, Counter[str]] = {}
    for claim in view.claims.values():
        by_topic.setdefault(claim.topic, Counter())[claim.interest] += 1
    rows = [
        (f"`{topic}`", *(counted[interest] or "" for interest in INTERESTS), counted.total())
        for topic, counted in sorted(by_topic.items())
    ]
    counted = sum(by_topic.values(), Counter[str]())
    total = ("all", *(counted[interest] for interest in INTERESTS), counted.total())
    return table(("topic", *INTERESTS, "claims"), [*rows, total])


def _claimants(case: Case, view: View) -> str:
    spoken = Counter(claim.claimant for claim in view.claims.values())
    rows = [
        (name, claimant.family, claimant.interest, claimant.gains, ", ".join(claimant.copies) or "", spoken[name] or "")
        for name, claimant in case.catalogue.claimants.items()
    ]
    return table(("claimant", "family", "interest", "what a figure does for it", "copies in", "claims"), rows)
