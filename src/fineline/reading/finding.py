"""From a paragraph to findings: a sentence, what it speaks to, its figures and its hedges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fineline.reading.attribution import Claimants
from fineline.reading.figures import Figure, find_figures
from fineline.reading.hedges import hedges
from fineline.reading.lexicon import WAR_ROLES, Lexicon, QuantityRule
from fineline.reading.matching import Match, match
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


class Finder:
    """Finds what speaks to a case; made once, used for any number of texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Prepare pipeline and patterns.

        Args:
            lexicon: the words of the case.
        """
        self._reader: Reader = reader_of(lexicon)
        self._claimants = Claimants(self._reader.nlp, lexicon)
        self._lexicon = lexicon

    def findings(self, paragraphs: Iterable[str], published: date | None = None) -> tuple[Finding, ...]:
        """Everything in some paragraphs that speaks to the case, in their order.

        Args:
            paragraphs: the text.
            published: the day of publication, for dates such as "last month".
        """
        texts = tuple(paragraphs)
        withhold = Withholder(self._lexicon, texts)
        return tuple(found for text in texts for found in self._in_paragraph(text, published, withhold))

    def _in_paragraph(self, paragraph: str, published: date | None, withhold: Withholder) -> list[Finding]:
        found: list[Finding] = []
        carried: frozenset[str] = frozenset()
        for span in self._reader.sentences(paragraph):
            concepts = self._reader.concepts(span)
            matched = match(self._lexicon, concepts, carried)
            carried = frozenset(concepts & set(WAR_ROLES)) or carried
            if matched is None:
                continue
            text = span.text.strip()
            small = withhold.too_small(text)
            said = self._claimants.in_sentence(span)
            figures = () if small else find_figures(span.text, said, published)
            roles = concepts | carried
            measured = tuple((one, quantity_of(self._reader, span, one, roles)) for one in figures)
            kept = TOO_SMALL if small else withhold(text)
            found.append(Finding(kept, matched, measured, hedges(text), said[0].who if said else "", small))
        return found
