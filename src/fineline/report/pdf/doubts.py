"""The second page of the summary: what could flip it, what is not known, how far to trust it."""

from __future__ import annotations

from fineline.analysis.levers import CRITERIA
from fineline.report.headlines import WEEKS
from fineline.report.schema import Briefing, Grid, Identification, OutlookRow, Topic

OPEN = "open"
MOST_UNKNOWN = 7
"""Open propositions named; the briefing holds the whole scorecard."""
RIVAL_ANSWERS = "aid_quarter_"
"""Rows of the outlook that hold what backers may do under rival assumptions."""
COMPARED = ("all_deaths", "ground", "support", "aid")
"""Criteria by which levers are told."""
NINETY = 0.9


def flips(content: Briefing) -> dict[str, object]:
    """What could turn the answers: judgements on assumed ground, rival answers of backers, and levers."""
    at = content.outlook.horizons.index(WEEKS) if WEEKS in content.outlook.horizons else -1
    rivals = [row for row in content.outlook.rows if row.key.startswith(RIVAL_ANSWERS)]
    levers = _topic(content, "levers")
    return {
        "low": [
            f"{one.heading}: {one.confidence.reason}" for one in content.judgements if one.confidence.level == "low"
        ],
        "rivals": [_rival(row, at) for row in rivals],
        "levers": None if levers is None else _levers(levers.grids[0]),
    }


def unknowns(content: Briefing) -> dict[str, object]:
    """Propositions to which no probability can be given, with what would settle each, and the figure most missed."""
    rows = [row for row in content.scorecard.rows if row.verdict == OPEN and row.likelihood is None]
    missing = _topic(content, "missing-figures")
    return {
        "rows": [[f"{row.id} {row.text}", row.would_settle] for row in rows[:MOST_UNKNOWN]],
        "more": max(0, len(rows) - MOST_UNKNOWN),
        "missing": "" if missing is None else missing.sentences[-1],
    }


def trust(content: Briefing) -> dict[str, object]:
    """How far the machinery may be trusted: levels claimed, parameters by status, coverage, the sampler."""
    return {
        "levels": [[row.title, row.level] for row in content.annex.credibility],
        "lines": [line for line in (_parameters(content.identification), _coverage(content.identification)) if line],
    }


def _rival(row: OutlookRow, at: int) -> str:
    cell = row.cells[at]
    number = "" if cell.quantity is None else f": {cell.quantity.phrase}"
    return f"{row.label[:1].upper()}{row.label[1:]}{number}"


def _levers(grid: Grid) -> dict[str, object]:
    columns = [at for at, one in enumerate(CRITERIA) if one.key in COMPARED]
    return {
        "caption": grid.caption,
        "heads": ["Lever", *(grid.heads[at + 1] for at in columns)],
        "rows": [[row.label, *(row.cells[at] for at in columns)] for row in grid.rows],
    }


def _parameters(found: Identification) -> str:
    counts = [
        f"{sum(one.status == status for one in found.parameters)} {status}"
        for status in ("estimated", "weak", "assumed")
    ]
    beyond = f"; {len(found.assumed)} more are out of its reach and assumed" if found.assumed else ""
    return f"What the record taught about {len(found.parameters)} parameters: {', '.join(counts)}{beyond}."


def _coverage(found: Identification) -> str:
    if found.hindcast is None or NINETY not in found.hindcast.levels or not found.hindcast.rows:
        return ""
    at = found.hindcast.levels.index(NINETY)
    shares = [row.shares[at] for row in found.hindcast.rows]
    met = all(one.met for one in found.diagnostics)
    return (
        f"Of the figures published, intervals of 90 % that were fitted without them hold {min(shares):.0%} to "
        f"{max(shares):.0%}, series by series. The sampler {'meets' if met else 'fails some of'} its bars."
    )


def _topic(content: Briefing, identifier: str) -> Topic | None:
    topics = () if content.politics is None else content.politics.topics
    return next((topic for topic in topics if topic.id == identifier), None)
