"""The fact-check sheet: what an article says on each proposition, beside what evidence and model say today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from fineline.evidence.claims import Claim
from fineline.reading.article import Article
from fineline.reading.figures import Figure
from fineline.reading.finding import Finding
from fineline.reading.quantities import comparable, rivals
from fineline.reading.verdicts import Briefed, VerdictRow


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of the article beside its rivals in the case.

    Attributes:
        figure: the figure as text.
        who: who says it; empty where the article names nobody.
        when: the date it speaks of; empty where the article names none.
        quantity: what the case calls it; empty where the case knows no such quantity.
        rivals: claims on the same quantity.
    """

    figure: str
    who: str
    when: str
    quantity: str
    rivals: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One proposition that the article speaks to.

    Attributes:
        verdict: what the briefing says of it.
        findings: sentences of the article.
        claims: the case's claims that bear on it.
        figures: figures of those sentences.
    """

    verdict: VerdictRow
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Shown, ...]


def parts_of(findings: Sequence[Finding], told: Briefed, claims: Mapping[str, Claim]) -> tuple[Part, ...]:
    """The sheet's parts, in the order of the scorecard.

    Args:
        findings: what was found in the article.
        told: verdicts of a briefing.
        claims: the case's claims by identifier.
    """
    return tuple(
        Part(
            verdict=row,
            findings=about,
            claims=tuple(claims[key] for key in row.claims if key in claims),
            figures=tuple(shown for finding in about for shown in _figures(finding, claims.values())),
        )
        for row in told.scorecard.rows
        if (about := tuple(one for one in findings if row.id in one.match.propositions))
    )


def sheet(
    article: Article,
    findings: Sequence[Finding],
    told: Briefed,
    claims: Mapping[str, Claim],
    title: str,
    lacking: str,
) -> str:
    """The whole sheet as one HTML text that asks for nothing.

    Args:
        article: what was read.
        findings: what was found in it.
        told: verdicts of a briefing.
        claims: the case's claims by identifier.
        title: title of the case.
        lacking: why rules alone read the article; empty where the model of sentences did as well.
    """
    environment = Environment(
        loader=PackageLoader("fineline.reading", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = comparable
    parts = parts_of(findings, told, claims)
    css = files("fineline.report").joinpath("templates/briefing.css").read_text(encoding="utf-8")
    return environment.get_template("sheet.html.jinja").render(
        article=article, parts=parts, sentences=len(findings), told=told, title=title, css=css, lacking=lacking
    )


def figure_text(figure: Figure) -> str:
    """A figure in words: bound, number or range, unit."""
    if figure.value is None:
        return f"{figure.low:,.10g} to {figure.high:,.10g} {figure.unit}"
    return " ".join(word for word in (figure.hedge, f"{figure.value:,.12g}", figure.unit) if word)


def _figures(finding: Finding, claims: Iterable[Claim]) -> list[Shown]:
    known = tuple(claims)
    return [
        Shown(
            figure=figure_text(figure),
            who=figure.who,
            when=figure.date.text if figure.date else "",
            quantity=rule.names[0].replace("_", " ") if rule else "",
            rivals=rivals(known, rule) if rule else (),
        )
        for figure, rule in finding.figures
    ]
