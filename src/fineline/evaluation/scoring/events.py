"""Probabilities of events held against what came: the Brier score and its decomposition.

References: Brier (1950), "Verification of forecasts expressed in terms of probability"; Murphy (1973), "A new vector
partition of the probability score"; Stephenson, Coelho and Jolliffe (2008), "Two extra components in the Brier score
decomposition".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CLASSES = 10
"""Classes of probability, equally wide, in which the decomposition counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrierParts:
    """The mean Brier score and its parts: ``score = reliability - resolution + uncertainty + within``.

    Attributes:
        score: the mean score; 0 for a forecast that knew, the lower the better.
        reliability: how far probabilities lie from how often the event then came; the lower the better.
        resolution: how far the classes differ in how often it came; the higher the better.
        uncertainty: of the event itself, whoever forecasts: ``o (1 - o)`` with ``o`` how often it came.
        within: what is left because the probabilities of one class are not all the same; 0 where they are.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


def brier_score(probability: Floats, came: Flags) -> Floats:
    """Squared distance of each probability from what came, 1 or 0; shape ``(rows,)``.

    Args:
        probability: of the event, in [0, 1], shape ``(rows,)``.
        came: whether it came, shape ``(rows,)``.
    """
    return np.square(probability - came)


def brier_decomposition(probability: Floats, came: Flags) -> BrierParts:
    """The mean Brier score in the parts of Murphy (1973), over ten classes of probability.

    With ``n_k`` forecasts in class k, their mean probability ``p_k`` and the share ``o_k`` of events that came::

        reliability = sum_k n_k (p_k - o_k)^2 / n,   resolution = sum_k n_k (o_k - o)^2 / n,   uncertainty = o (1 - o)

    Murphy's sum is exact when all probabilities of a class are equal; the rest, by Stephenson et al. (2008), is the
    variance inside classes less twice the covariance with what came.

    Args:
        probability: of the event, in [0, 1], shape ``(rows,)``, at least one row.
        came: whether it came, shape ``(rows,)``.
    """
    # The small step keeps 0.3 and 0.1 + 0.2 in one class.
    place = np.minimum((probability * CLASSES + 1e-9).astype(np.int64), CLASSES - 1)
    _, place = np.unique(place, return_inverse=True)
    count = np.bincount(place)
    said, seen = (np.bincount(place, weights=values) / count for values in (probability, came))
    share, base = count / count.sum(), float(came.mean())
    score = float(brier_score(probability, came).mean())
    reliability = float(share @ np.square(said - seen))
    resolution = float(share @ np.square(seen - base))
    uncertainty = base * (1.0 - base)
    return BrierParts(
        score=score,
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within=score - reliability + resolution - uncertainty,
    )
