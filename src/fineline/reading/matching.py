"""Which propositions a sentence speaks to, and how surely."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from fineline.reading.lexicon import ABSENT, OTHER_SUBJECTS, OTHER_WARS, WAR_ROLES, WAR_WORDS, Lexicon

Sureness = Literal["high", "moderate", "low"]


@dataclass(frozen=True, slots=True)
class Match:
    """What a sentence speaks to.

    Attributes:
        propositions: identifiers, in the order of the case.
        mechanisms: mechanisms they concern.
        confidence: high where two rules of one proposition agree, moderate for one rule, low where the parties were
            taken over from the sentence before.
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
    mechanisms = dict.fromkeys(name for key in found for name in lexicon.propositions[key].mechanisms)
    sure: Sureness = "high" if max(hits.values()) > 1 else "moderate"
    return Match(found, tuple(mechanisms), sure if own else "low")


def _speaks_of_something_else(concepts: Collection[str]) -> bool:
    """Whether another war or, without two parties and a word of this one, another subject is named."""
    parties = sum(role in concepts for role in WAR_ROLES)
    other = OTHER_SUBJECTS in concepts and not (parties > 1 and WAR_WORDS in concepts)
    return OTHER_WARS in concepts or other


def _holds(rule: tuple[str, ...], concepts: frozenset[str]) -> bool:
    return all(
        name.removeprefix(ABSENT) not in concepts if name.startswith(ABSENT) else name in concepts for name in rule
    )
