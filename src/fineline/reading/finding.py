"""From a paragraph to findings: a sentence, what it speaks to, its figures and its hedges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Span

from fineline.reading.attribution import Claimants
from fineline.reading.figures import Figure, find_figures
from fineline.reading.hedges import hedges
from fineline.reading.lexicon import WAR_ROLES, Lexicon, QuantityRule
from fineline.reading.likeness import Likeness
from fineline.reading.matching import Match, match, weighed
from fineline.reading.names import Withholder
from fineline.reading.pipeline import Reader, reader_of
from fineline.reading.quantities import quantity_of

TOO_SMALL = "[sentence withheld: it speaks of a unit or a place below an oblast]"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that speaks to the case.

    Attributes:
        sentence: the sentence, with names of persons and places struck out.
        match: what it speaks to, and how surely.
        figures: its figures, each with the quantity of the claims that it measures, where there is one.
        hedges: its hedging and denying words.
        who: the first claimant it names; empty where it names none.
        small: whether it speaks of a unit or a place below an oblast; its words and figures are then withheld.
    """

    sentence: str
    match: Match
    figures: tuple[tuple[Figure, QuantityRule | None], ...]
    hedges: tuple[str, ...]
    who: str
    small: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its concepts, and with the parties that sentences before it named."""

    span: Span
    concepts: frozenset[str]
    carried: frozenset[str]


class Finder:
    """Finds what speaks to a case; made once, used for any number of texts."""

    def __init__(self, lexicon: Lexicon, likeness: Likeness | None) -> None:
        """Prepare pipeline and patterns.

        Args:
            lexicon: the words of the case.
            likeness: the model of sentences; None to find by rules alone.
        """
        self._reader: Reader = reader_of(lexicon)
        self._claimants = Claimants(self._reader.nlp, lexicon)
        self._lexicon = lexicon
        self._likeness = likeness

    def findings(self, paragraphs: Iterable[str], published: date | None = None) -> tuple[Finding, ...]:
        """Everything in some paragraphs that speaks to the case, in their order.

        Args:
            paragraphs: the text.
            published: the day of publication, for dates such as "last month".
        """
        texts = tuple(paragraphs)
        withhold = Withholder(self._lexicon, texts)
        spans = [span for text in texts for span in self._in_paragraph(text)]
        matches = self._matches(spans)
        return tuple(
            self._finding(one, matched, published, withhold)
            for one, matched in zip(spans, matches, strict=True)
            if matched is not None
        )

    def _in_paragraph(self, paragraph: str) -> list[_Sentence]:
        """The sentences of a paragraph, each with the parties of those before it."""
        found: list[_Sentence] = []
        carried: frozenset[str] = frozenset()
        for span in self._reader.sentences(paragraph):
            concepts = self._reader.concepts(span)
            found.append(_Sentence(span, concepts, carried))
            carried = frozenset(concepts & set(WAR_ROLES)) or carried
        return found

    def _matches(self, sentences: Sequence[_Sentence]) -> list[Match | None]:
        """What each sentence speaks to; the model of sentences reads them all at once."""
        if self._likeness is None:
            return [match(self._lexicon, one.concepts, one.carried) for one in sentences]
        chances = self._likeness.chances([one.span.text.strip() for one in sentences])
        thresholds = self._likeness.regression.thresholds
        return [
            weighed(self._lexicon, likely, thresholds, one.concepts, one.carried)
            for one, likely in zip(sentences, chances, strict=True)
        ]

    def _finding(self, one: _Sentence, matched: Match, published: date | None, withhold: Withholder) -> Finding:
        span, text = one.span, one.span.text.strip()
        small = withhold.too_small(text)
        said = self._claimants.in_sentence(span)
        figures = () if small else find_figures(span.text, said, published)
        roles = one.concepts | one.carried
        measured = tuple((figure, quantity_of(self._reader, span, figure, roles)) for figure in figures)
        kept = TOO_SMALL if small else withhold(text)
        return Finding(kept, matched, measured, hedges(text), said[0].who if said else "", small)
