"""Who says so: claimants of a list, and offices by pattern; never a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Span
from spacy.util import filter_spans

from fineline.reading.lexicon import Lexicon

# State, its adjective and its capital; a capital stands for the state.
STATES = (
    ("Ukraine", "Ukrainian", "Kyiv"),
    ("Russia", "Russian", "Moscow"),
    ("South Korea", "South Korean", "Seoul"),
    ("North Korea", "North Korean", "Pyongyang"),
    ("US", "US", "Washington"),
    ("United States", "American", "Washington"),
    ("UK", "British", "London"),
    ("China", "Chinese", "Beijing"),
    ("Japan", "Japanese", "Tokyo"),
    ("France", "French", "Paris"),
    ("Germany", "German", "Berlin"),
    ("Norway", "Norwegian", "Oslo"),
)
OFFICES = (
    "General Staff", "defence ministry", "ministry of defence", "defense ministry", "foreign ministry", "government",
    "intelligence", "military intelligence", "intelligence service", "officials", "authorities", "president",
    "commander-in-chief", "parliament", "ambassador", "army", "military", "lawmakers", "Security Council",
)  # fmt: skip
KINDS = ("think tank", "research institute", "news agency", "news channel", "pollster")
SPEECH = frozenset({
    "said", "say", "says", "told", "reported", "report", "reports", "estimated", "estimate", "estimates", "claimed",
    "claim", "claims", "assessed", "assess", "put", "puts", "believes", "believe", "counted", "counts", "found",
    "find", "finds", "showed", "shows", "calculated", "calculates", "concluded", "insisted", "confirmed", "spoke",
    "stated", "states", "announced", "acknowledged", "denied", "according", "survey", "figure", "figures",
    "estimate's",
})  # fmt: skip
REACH = 8
"""Words between a claimant and the word of speech that makes it one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A claimant to whom a sentence ascribes what it says.

    Attributes:
        who: organisation, office or state.
        start: first character in the sentence.
        end: the character after the last.
    """

    who: str
    start: int
    end: int


class Claimants:
    """Finds claimants in sentences of one pipeline."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        """Prepare the patterns.

        Args:
            nlp: the pipeline whose words are compared.
            lexicon: what claimants of the case are called.
        """
        self._matcher = Matcher(nlp.vocab)
        self._names: dict[str, str] = {}
        for who, phrases in lexicon.claimants.items():
            self._add(nlp, f"list:{who}", who, phrases)
        for state, adjective, capital in STATES:
            for office in OFFICES:
                canonical = f"{adjective} {office}"
                said = (
                    f"{adjective} {office}",
                    f"{state}'s {office}",
                    f"{office} of {state}",
                    f"{office} in {capital}",
                )
                self._add(nlp, f"office:{canonical}", canonical, said)
            self._add(nlp, f"state:{state}", state, (state, capital))
        for kind in KINDS:
            self._add(nlp, f"kind:{kind}", kind, (kind,))

    def _add(self, nlp: Language, key: str, who: str, phrases: tuple[str, ...]) -> None:
        exact = any(phrase.isupper() for phrase in phrases)
        patterns: list[list[dict[str, Any]]] = []
        for phrase in phrases:
            same = "ORTH" if exact and phrase.isupper() else "LOWER"
            patterns.append([{same: token.text if same == "ORTH" else token.lower_} for token in nlp.make_doc(phrase)])
        self._matcher.add(key, patterns)
        self._names[key] = who

    def in_sentence(self, sentence: Span) -> tuple[Said, ...]:
        """The claimants that stand near a word of speech, in the order of the sentence."""
        hits = [Span(sentence.doc, s, e, label=key) for key, s, e in self._matcher(sentence, as_spans=False)]
        shifted = [Span(sentence.doc, sentence.start + h.start, sentence.start + h.end, label=h.label) for h in hits]
        inside = {place for span in shifted for place in range(span.start, span.end)}
        speech = [token.i for token in sentence if token.lower_ in SPEECH and token.i not in inside]
        found: list[Said] = []
        for span in sorted(filter_spans(shifted), key=lambda one: one.start):
            key = sentence.doc.vocab.strings[span.label]
            if _speaks(span, speech, bare=key.startswith("state:")):
                offset = sentence.start_char
                found.append(Said(self._names[key], span.start_char - offset, span.end_char - offset))
        return _without_bare(found, {name for key, name in self._names.items() if key.startswith(("state:", "kind:"))})


def _speaks(span: Span, speech: list[int], *, bare: bool) -> bool:
    """Whether a word of speech is near; a bare state speaks only right before or after one, or after a first one."""
    reach = 1 if bare else REACH
    return any(0 <= place - span.end < reach or 0 < span.start - place <= reach for place in speech)


def _without_bare(found: list[Said], weak: set[str]) -> tuple[Said, ...]:
    """The claimants, without bare states and kinds where a named one speaks as well."""
    named = [one for one in found if one.who not in weak]
    return tuple(named or found)
