"""Rival figures side by side: what an asker's word matches in the evidence, and how far apart the figures lie.

The ratio of a figure is its value over the lowest figure for the same quantity and unit that another or the same
claimant states about days at most `SAME_TIME` apart: figures further apart in time may differ because the world
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fineline.analysis.rivals import SAME_TIME, WORDING
from fineline.errors import SettingError
from fineline.evidence.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """One figure beside its rivals.

    Attributes:
        entry: the figure, with its claimant, interest and what the claimant gains.
        value: the number; the middle of the range where only a range is stated.
        lowest: the lowest figure for the same quantity and unit at about the same time, itself included.
        ratio: value over lowest, at least 1.
    """

    entry: Entry
    value: float
    lowest: Entry
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Figures that an asker's word matches, by the day they speak of.

    Attributes:
        asked: the word.
        matched: how it was understood.
        quantities: the quantities it matched.
        rivals: the figures that state a positive number.
        wording: matches that state a date, a flag or a word instead; not compared.
    """

    asked: str
    matched: str
    quantities: tuple[str, ...]
    rivals: tuple[Rival, ...]
    wording: tuple[Entry, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Units of the figures, the most frequent first; figures in different units are never compared."""
        units = [rival.entry.unit for rival in self.rivals]
        return tuple(sorted(set(units), key=lambda unit: (-units.count(unit), unit)))


def compare(entries: Sequence[Entry], asked: str) -> Comparison:
    """Put rival figures for a quantity side by side.

    Args:
        entries: the figures.
        asked: a topic, a quantity, the beginning of either, or words that topic and quantity hold together, such as
            ``dprk_killed``.

    Raises:
        SettingError: nothing in the evidence matches.
    """
    matched, found = match(entries, asked)
    numbers = [(number, entry) for entry in found if (number := number_of(entry)) is not None]
    rivals = tuple(_rival(number, entry, numbers) for number, entry in numbers)
    return Comparison(
        asked=asked,
        matched=matched,
        quantities=tuple(sorted({entry.quantity for entry in found})),
        rivals=tuple(sorted(rivals, key=lambda rival: (rival.entry.as_of, rival.entry.id))),
        wording=tuple(entry for entry in found if number_of(entry) is None),
    )


def match(entries: Sequence[Entry], asked: str) -> tuple[str, tuple[Entry, ...]]:
    """How an asker's word is understood, in words, and the entries it then means; the narrowest meaning counts.

    Raises:
        SettingError: nothing in the evidence matches.
    """
    words = set(asked.split("_"))
    meanings: tuple[tuple[str, Callable[[Entry], bool]], ...] = (
        (f"the quantity {asked}", lambda entry: entry.quantity == asked),
        (f"the topic {asked}", lambda entry: entry.topic == asked),
        (f"quantities that begin with {asked}", lambda entry: entry.quantity.startswith(asked)),
        (f"topics that begin with {asked}", lambda entry: entry.topic.startswith(asked)),
        (
            f"topic and quantity, one after the other, by {asked}",
            lambda entry: any(
                entry.topic.startswith(asked[:at]) and entry.quantity == asked[at + 1 :] for at in joints(asked)
            ),
        ),
        (
            f"figures whose topic and quantity hold the words {', '.join(asked.split('_'))}",
            lambda entry: words <= {*entry.topic.split("_"), *entry.quantity.split("_")},
        ),
    )
    for said, means in meanings:
        if asked and (found := tuple(entry for entry in entries if means(entry))):
            return said, found
    topics = sorted({entry.topic for entry in entries})
    raise SettingError(
        expected=f"a topic ({', '.join(topics)}), a quantity, or the beginning of one",
        found=asked or "nothing",
        where="QUANTITY",
        remedy="`fineline evidence list --topic TOPIC` prints the quantities of a topic",
    )


def joints(asked: str) -> tuple[int, ...]:
    """The places at which a word may be cut in two: its underscores."""
    return tuple(at for at, letter in enumerate(asked) if letter == "_")


def number_of(entry: Entry) -> float | None:
    """The positive number an entry states; the middle of a range; None where it states wording or no number."""
    if entry.unit.startswith(WORDING):
        return None
    parts = [entry.value] if entry.value else [entry.low, entry.high]
    try:
        value = sum(float(part) for part in parts) / len(parts)
    except ValueError:  # a date, a word, or half a range
        return None
    return value if value > 0 else None


def _rival(number: float, entry: Entry, numbers: Iterable[tuple[float, Entry]]) -> Rival:
    alike = [
        (other, rival)
        for other, rival in numbers
        if (rival.quantity, rival.unit) == (entry.quantity, entry.unit) and abs(rival.as_of - entry.as_of) <= SAME_TIME
    ]
    low, lowest = min(alike, key=lambda pair: (pair[0], pair[1].id))
    return Rival(entry=entry, value=number, lowest=lowest, ratio=number / low)
