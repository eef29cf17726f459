"""Which propositions a sentence speaks to, and how surely."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from fineline.reading.lexicon import ABSENT, OTHER_SUBJECTS, OTHER_WARS, WAR_ROLES, WAR_WORDS, Lexicon
from fineline.reading.likeness import Thresholds

Sureness = Literal["high", "moderate", "low"]


@dataclass(frozen=True, slots=True)
class Match:
    """What a sentence speaks to.

    Attributes:
        propositions: identifiers, in the order of the case.
        mechanisms: mechanisms they concern.
        confidence: high where two rules of one proposition, or a rule and the model of sentences, agree; moderate for
            one rule, or for the model alone; low where the parties were taken over from the sentence before.
    """

    propositions: tuple[str, ...]
    mechanisms: tuple[str, ...]
    confidence: Sureness


def match(lexicon: Lexicon, concepts: Collection[str], carried: Collection[str] = ()) -> Match | None:
    """The propositions that a sentence speaks to; None where it speaks to none.

    Args:
        lexicon: the rules.
        concepts: concepts in the sentence.
        carried: parties to the war that the sentence before named, for a sentence that names none itself.
    """
    if _speaks_of_something_else(concepts):
        return None
    own = any(role in concepts for role in WAR_ROLES)
    named = frozenset(concepts) if own else frozenset(concepts) | frozenset(carried)
    hits = {key: sum(_holds(rule, named) for rule in topic.rules) for key, topic in lexicon.propositions.items()}
    found = tuple(key for key, count in hits.items() if count)
    if not found:
        return None
    sure: Sureness = "high" if max(hits.values()) > 1 else "moderate"
    return Match(found, _mechanisms(lexicon, found), sure if own else "low")


def weighed(
    lexicon: Lexicon,
    chances: Mapping[str, float],
    thresholds: Thresholds,
    concepts: Collection[str],
    carried: Collection[str] = (),
) -> Match | None:
    """The propositions that a sentence speaks to by rules and the model of sentences together.

    The model decides on propositions alone: whether a sentence speaks of this war is left to its words.

    Args:
        lexicon: the rules.
        chances: the model's probability for each proposition.
        thresholds: the probabilities that suffice.
        concepts: concepts in the sentence.
        carried: parties to the war that the sentence before named.
    """
    own = any(role in concepts for role in WAR_ROLES)
    if _speaks_of_something_else(concepts) or not (own or carried):
        return None
    ruled = match(lexicon, concepts, carried)
    agreed = frozenset(ruled.propositions if ruled else ())
    # "They were used as assault infantry" tells the model little, since it reads each sentence alone: rules then stand.
    enough = thresholds.agreed if own else 0.0
    found = tuple(
        key for key in lexicon.propositions if chances.get(key, 0.0) >= (enough if key in agreed else thresholds.alone)
    )
    if not found:
        return None
    sure: Sureness = "high" if agreed.intersection(found) else "moderate"
    return Match(found, _mechanisms(lexicon, found), sure if own else "low")


def _mechanisms(lexicon: Lexicon, propositions: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for key in propositions for name in lexicon.propositions[key].mechanisms))


def _speaks_of_something_else(concepts: Collection[str]) -> bool:
    """Whether another war or, without two parties and a word of this one, another subject is named."""
    parties = sum(role in concepts for role in WAR_ROLES)
    other = OTHER_SUBJECTS in concepts and not (parties > 1 and WAR_WORDS in concepts)
    return OTHER_WARS in concepts or other


def _holds(rule: tuple[str, ...], concepts: frozenset[str]) -> bool:
    return all(
        name.removeprefix(ABSENT) not in concepts if name.startswith(ABSENT) else name in concepts for name in rule
    )
