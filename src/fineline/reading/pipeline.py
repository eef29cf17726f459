"""The pipeline of spaCy: sentences, word stems, concepts. It needs no trained model and no network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

import snowballstemmer
import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from fineline.reading.lexicon import Lexicon

PEOPLES = ("ians", "eans", "icans")
MASKED = "masked"
"""Concept whose phrases hide what lies inside them: "South Korean" holds no "Korean"."""
_BRITISH: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w{3})iz(?=(?:e|es|ed|ing|er|ers|ation|ations)$)"), "is"),
    (re.compile(r"(?<=^fav|^lab|^hon|^hum)or"), "our"),
    (re.compile(r"^defense"), "defence"),
    (re.compile(r"(?<=met)er(?=s?$)"), "re"),
    (re.compile(r"^armor"), "armour"),
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        """The stem of a word."""
        ...


@lru_cache(maxsize=1)
def _stemmer() -> _Stemmer:
    return cast(_Stemmer, snowballstemmer.stemmer("english"))


def _stemmed(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = stem_of(token.lower_)
    return doc


def stem_of(word: str) -> str:
    """The stem of a word in British spelling; "Russians" keeps its ending, since "Russian" says something else."""
    for american, british in _BRITISH:
        word = american.sub(british, word)
    return word if word.endswith(PEOPLES) else _stemmer().stemWord(word)


@Language.component("fineline_stems")
def _stems(doc: Doc) -> Doc:
    """Put the stem of each word where spaCy keeps its base form."""
    return _stemmed(doc)


def language() -> Language:
    """An empty English pipeline that splits sentences and stems words."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("fineline_stems")
    return nlp


@dataclass(frozen=True)
class Reader:
    """A pipeline with the concepts of a case.

    Attributes:
        nlp: the pipeline.
        matcher: phrases by concept, compared by stem.
        lexicon: the words of the case.
    """

    nlp: Language
    matcher: PhraseMatcher
    lexicon: Lexicon

    def sentences(self, paragraph: str) -> tuple[Span, ...]:
        """The sentences of a paragraph."""
        return tuple(self.nlp(paragraph).sents)

    def concepts(self, sentence: Span) -> frozenset[str]:
        """The concepts that a sentence names, but for those inside a masking phrase."""
        hits = [(self.nlp.vocab.strings[key], start, end) for key, start, end in cast(Any, self.matcher)(sentence)]
        masks = [(start, end) for name, start, end in hits if name == MASKED]
        hidden = {hit for hit in hits for start, end in masks if start <= hit[1] and hit[2] <= end}
        return frozenset(name for name, _, _ in set(hits) - hidden)

    def holds(self, sentence: Span, phrases: tuple[str, ...]) -> bool:
        """Whether a sentence holds one of some phrases, compared by stem."""
        text = f" {' '.join(token.lemma_ for token in sentence)} "
        return any(f" {' '.join(stem_of(word) for word in phrase.lower().split())} " in text for phrase in phrases)


def reader_of(lexicon: Lexicon) -> Reader:
    """The pipeline for a case."""
    nlp = language()
    matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
    for concept, phrases in lexicon.concepts.items():
        matcher.add(concept, [nlp(phrase) for phrase in phrases])
    return Reader(nlp=nlp, matcher=matcher, lexicon=lexicon)
