"""The words of a case: concepts, rules, claimants and quantities, declared in one file of the case."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, read_declared

READING_FILE = "reading.yaml"
ABSENT = "not "
WAR_ROLES = ("contributor", "principal", "opponent", "backers")
OTHER_WARS, OTHER_SUBJECTS, WAR_WORDS = "elsewhere", "unrelated", "war"

Phrases = Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Topic(Declared):
    """What makes a sentence speak to one proposition.

    Attributes:
        mechanisms: mechanisms of the model that the proposition concerns.
        rules: alternatives; each lists concepts that must be there, and after "not" those that must not.
    """

    mechanisms: tuple[str, ...] = ()
    rules: Annotated[tuple[tuple[Sentence, ...], ...], Field(min_length=1)]


class QuantityRule(Declared):
    """Which quantity of the claims a figure measures.

    Attributes:
        names: quantities of the case's claims that are rivals of the figure; the first names it in a draft.
        topic: topic of those claims.
        unit: unit of the figure.
        role: whose it is.
        words: words of which the sentence holds one.
    """

    names: Phrases
    topic: Sentence
    unit: Sentence
    role: Sentence
    words: Phrases


class Lexicon(Declared):
    """All that reading knows of a case.

    Attributes:
        concepts: phrases by concept.
        propositions: rules by identifier of the proposition.
        claimants: what claimants are called in prose; organisations, offices and states only.
        quantities: quantities by unit, role and word, the most specific first.
    """

    concepts: dict[str, Phrases]
    propositions: dict[str, Topic]
    claimants: dict[str, Phrases]
    quantities: tuple[QuantityRule, ...] = ()

    @model_validator(mode="after")
    def _known_concepts(self) -> Self:
        used = {
            name.removeprefix(ABSENT) for topic in self.propositions.values() for rule in topic.rules for name in rule
        }
        used |= {*WAR_ROLES, OTHER_WARS, OTHER_SUBJECTS, WAR_WORDS, *(rule.role for rule in self.quantities)}
        if unknown := sorted(used - self.concepts.keys()):
            raise ValueError(f"concepts without phrases: {', '.join(unknown)}")
        return self

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the concepts and quantities, in lower case."""
        phrases = [phrase for group in self.concepts.values() for phrase in group]
        phrases += [word for rule in self.quantities for word in rule.words]
        return frozenset(word.lower() for phrase in phrases for word in phrase.split())


def load_lexicon(folder: Path) -> Lexicon:
    """Read and check the words of a case.

    Args:
        folder: the folder of the case.

    Raises:
        UnknownKeyError, MalformedCaseError: the file is missing or does not fit the schema.
    """
    return read_declared(Lexicon, folder / READING_FILE)
