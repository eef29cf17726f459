"""An article read: draft claims, and the fact-check sheet beside the verdicts of a briefing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fineline.case import Case
from fineline.evidence.claims import Claim
from fineline.files import write_text
from fineline.products.briefing import brief
from fineline.products.posteriors import choose
from fineline.products.requests import BriefRequest
from fineline.reading.article import Article, read_article
from fineline.reading.draft import Row, draft_rows, write_draft
from fineline.reading.finding import Finder, Finding
from fineline.reading.lexicon import load_lexicon
from fineline.reading.likeness import lacking, likeness_of
from fineline.reading.sheet import sheet
from fineline.reading.verdicts import Briefed, briefed, read_briefed


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read.

    Attributes:
        article: the article.
        findings: sentences that speak to the case.
        rows: the draft.
        claims: the case's claims by identifier.
        lacking: why rules alone read it; empty where the model of sentences did as well.
    """

    article: Article
    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]
    claims: dict[str, Claim]
    lacking: str


def read(case: Case, path: Path, published: date | None = None) -> Read:
    """Read an article for a case.

    Args:
        case: the case.
        path: a text or HTML file.
        published: its day of publication; that of the page when None.

    Raises:
        ArticleError: there is nothing to read.
        CaseError: the case does not say how to read, or its model of sentences is broken.
    """
    article = read_article(path, published)
    finder = Finder(load_lexicon(case.folder), likeness_of(case.folder))
    claims = dict(case.evidence().view(case.calendar.knowledge).claims)
    findings = finder.findings(article.paragraphs, article.published)
    rows = draft_rows(article, findings, case, claims.values())
    return Read(article, findings, rows, claims, lacking(case.folder))


def write_drafts(found: Read, out: Path) -> Path:
    """Write the draft. Returns its path; raises `StorageError`."""
    return write_draft(out, found.rows)


def verdicts_for(case: Case, briefing: Path | None = None) -> Briefed:
    """The verdicts of a briefing: of its file, or made anew from the posterior of the case, which takes minutes.

    Raises:
        SettingError: the file is no briefing.
        PosteriorError: without a file, the posterior of the case is missing or does not fit.
    """
    if briefing is not None:
        return read_briefed(briefing)
    content = brief(case, choose(case).posterior, BriefRequest())
    return briefed(content.model_dump(mode="json"), "briefing")


def write_sheet(case: Case, found: Read, told: Briefed, out: Path) -> Path:
    """Write the fact-check sheet. Returns its path; raises `StorageError`."""
    return write_text(out, sheet(found.article, found.findings, told, found.claims, case.title, found.lacking))
