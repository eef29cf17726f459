"""What goes with the figures: names of claimants, the claims a case cites, the sources it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from table_builders.claims import CLAIM_COLUMNS, Claims
from table_builders.rows import Row, SourceRow, read_source

# One name for each claimant, so that families and copies can be declared once.
CLAIMANT_NAMES: Mapping[str, str] = {
    "General Staff of the Armed Forces of Ukraine": "General Staff of Ukraine",
    "Armed Forces of Ukraine": "General Staff of Ukraine",
    "Russian Ministry of Defense": "Russian Ministry of Defence",
    "Institute for the Study of War, as processed by The Economist": "ISW",
    "lostarmour.info compilation": "Lostarmour",
    "Kiel Institute, release 29": "Kiel Institute",
    "The Centre for Strategic and International Studies": "CSIS (2023)",
    "UK MoD": "UK Ministry of Defence",
    "UK MoD minister": "UK Ministry of Defence",
    "UK Foreign ministry": "UK Foreign Office",
    "Mediazona; Meduza (cumulative)": "Meduza / Mediazona",
    "Mediazona; Meduza": "Meduza / Mediazona",
    "Dutch Military Intelligence and Security Service (MIVD)": "Dutch MIVD",
    "Dutch Military Intelligence and Security Service (MIVD; note, timing clarified via email)": "Dutch MIVD",
    "Norwegian Defense Intelligence": "Norwegian Intelligence Service",
    "Excess deaths estimate (D. Kobak)": "D. Kobak (excess mortality)",
    "UAlosses": "UALosses",
    "US Sec of Def": "US DoD",
    "Pentagon": "US DoD",
    "US intelligence services": "US ODNI",
    "BBC Russia": "BBC Russian",
    "Ukraine President": "V. Zelensky",
    "Ukraine General Staff source (Reuters)": "Ukrainian General Staff source (Reuters)",
    "IStories (federal bonus payments)": "IStories",
    "Kluge (SWP)": "J. Kluge (SWP)",
    "V. Skibitskyi (HUR)": "Ukraine HUR",
    "Ukrainian Prosecutor General via Slovo i Dilo": "Ukrainian Prosecutor General (monthly, via Slovo i Dilo)",
    "Ukraine Prosecutor General": "Ukrainian Prosecutor General",
    "Ukraine Prosecutor General (via BBC Ukraine)": "Ukrainian Prosecutor General",
}

SOURCE_COLUMNS = ("id", "name", "publisher", "url", "licence", "measures", "known_biases", "coverage")
CLAIMS_SOURCE: SourceRow = {
    "id": "C01",
    "name": "Attributed public claims",
    "publisher": "officials, services, press and research bodies, each claim with its own page",
    "url": "",
    "licence": "single figures, each quoted with its page",
    "measures": "what one party said about one quantity on one day",
    "known_biases": "every claimant has an interest; pages are often second-hand; wording reduced to a figure",
    "coverage": "2022-08 to 2025-12, and earlier wars among the precedents",
}
_CLAIM_ID = re.compile(r"\b(?:[A-Z]{3})-\d{3}\b")
_SAME_LICENCE = re.compile(r"\bas (S\d\d)\b")
_SOURCE_ID = re.compile(r"\bS\d\d\b")


def claimant_name(name: str) -> str:
    """The one name under which a claimant appears in the tables."""
    return CLAIMANT_NAMES.get(name.strip(), name.strip())


def _case_text(case_dir: Path) -> str:
    files = sorted(path for kind in ("*.yaml", "*.toml") for path in case_dir.rglob(kind))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def embedded_claims(case_dir: Path, claims: Claims, rows: Iterable[Row]) -> Iterator[list[str]]:
    """Every claim of the source folder and those promoted from its tables, in the order of their identifiers.

    Each is one attributed figure with the address of its page, so all of them may be embedded, on every topic: what a
    reader holds against the case is then all that was collected, not only what a file happens to cite.

    Raises:
        SystemExit: a file cites a claim that the source folder does not hold.
    """
    cited = set(_CLAIM_ID.findall(_case_text(case_dir))) | {row.claim for row in rows if row.claim}
    if unknown := sorted(cited - claims.keys()):
        raise SystemExit(f"no such claim in the source folder: {', '.join(unknown)}; mend the case file that cites it")
    for claim in sorted(claims):
        row = {**claims[claim], "claimant": claimant_name(claims[claim]["claimant"])}
        yield [row[column] for column in CLAIM_COLUMNS]


def used_sources(folder: Path, case_dir: Path, rows: Iterable[Row]) -> Iterator[list[str]]:
    """The sources that a row of the table or a file of the case refers to."""
    used = {row.source for row in rows} | set(_SOURCE_ID.findall(_case_text(case_dir)))
    known = {row["id"]: row for row in [*read_source(folder / "sources.csv"), CLAIMS_SOURCE]}
    for row in known.values():
        if row["id"] in used:
            yield [
                _spelled_out(row[column], known) if column == "licence" else row[column] for column in SOURCE_COLUMNS
            ]


def _spelled_out(licence: str, known: Mapping[str, SourceRow]) -> str:
    """A licence without its reference to that of another source, which the table may not hold."""
    return _SAME_LICENCE.sub(lambda found: known[found.group(1)]["licence"], licence)
