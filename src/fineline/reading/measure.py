"""How well reading does on labelled sentences: precision, recall and F1 against labels set by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fineline.evidence.declared import Declared, checked, read_yaml
from fineline.reading.figures import Figure
from fineline.reading.finding import Finder


class LabelledFigure(Declared):
    """The figure that a reader sees in a sentence."""

    v: float | None = None
    lo: float | None = None
    hi: float | None = None
    u: str
    d: object = ""
    who: str = ""
    h: str = ""


class Labelled(Declared):
    """A sentence with what a reader sees in it: propositions and figures."""

    s: str
    p: tuple[str, ...]
    f: tuple[LabelledFigure, ...]


class _File(Declared):
    sentences: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of what was found rightly, found wrongly and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 where nothing is found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what there is that is found; 1 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """The labelled sentences of a file. Raises `MalformedCaseError` for a file that does not fit."""
    return checked(_File, {"sentences": read_yaml(path)}, path).sentences


def measure(rows: Sequence[Labelled], finder: Finder) -> dict[str, Score]:
    """Scores by what is measured, each sentence read alone.

    Args:
        rows: sentences with their labels.
        finder: what reads them.
    """
    pairs: list[tuple[set[object], set[object]]] = []
    figures: dict[str, list[tuple[Counter[object], Counter[object]]]] = {name: [] for name in _FIELDS}
    for row in rows:
        found = finder.findings((row.s,))
        seen = {key for one in found for key in one.match.propositions}
        pairs.append((set(row.p), set(seen)))
        read = [figure for one in found for figure, _ in one.figures]
        for name, fields in _FIELDS.items():
            wanted = Counter[object](_labelled_key(label, fields) for label in row.f)
            figures[name].append((wanted, Counter[object](_found_key(figure, fields) for figure in read)))
    scores = {"propositions": _score((Counter(wanted), Counter(got)) for wanted, got in pairs)}
    bearing = ((Counter[object]([1] * bool(w)), Counter[object]([1] * bool(g))) for w, g in pairs)
    return {**scores, "sentence bears on the case": _score(bearing)} | {n: _score(c) for n, c in figures.items()}


_NUMBER = ("value", "low", "high", "unit")
_FIELDS = {
    "figures (number, range, unit)": _NUMBER,
    "... and hedge": (*_NUMBER, "hedge"),
    "... and date": (*_NUMBER, "date"),
    "... and who says so": (*_NUMBER, "who"),
    "... and all three": (*_NUMBER, "hedge", "date", "who"),
}


def _found_key(figure: Figure, fields: tuple[str, ...]) -> tuple[object, ...]:
    values = {"value": figure.value, "low": figure.low, "high": figure.high, "unit": figure.unit}
    said = {"hedge": figure.hedge, "who": figure.who, "date": figure.date.text if figure.date else ""}
    return tuple((values | said)[name] for name in fields)


def _labelled_key(label: LabelledFigure, fields: tuple[str, ...]) -> tuple[object, ...]:
    values = {"value": label.v, "low": label.lo, "high": label.hi, "unit": label.u}
    said = {"hedge": label.h, "who": label.who, "date": str(label.d)}
    return tuple((values | said)[name] for name in fields)


def _score(counts: Iterable[tuple[Counter[object], Counter[object]]]) -> Score:
    right = wrong = missed = 0
    for wanted, got in counts:
        right += (wanted & got).total()
        wrong += (got - wanted).total()
        missed += (wanted - got).total()
    return Score(right, wrong, missed)
