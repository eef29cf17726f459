"""The named loops of a structure: whether it has them, which way they turn, and how much comes back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.diagram.declared import Loop
from fineline.analysis.diagram.outline import Edge
from fineline.analysis.diagram.records import DiagramLoop, LoopPath, Sign, legs

Floats = NDArray[np.float64]


def named_loops(loops: Mapping[str, Loop], responses: Mapping[Edge, Floats]) -> tuple[DiagramLoop, ...]:
    """Every declared loop, measured.

    Args:
        loops: declared loops by key.
        responses: response of each effect to each cause, by link, shape (draws,).
    """
    return tuple(
        DiagramLoop(
            key=key, title=loop.title, says=loop.says, paths=tuple(_path(chain, responses) for chain in loop.paths)
        )
        for key, loop in loops.items()
    )


def prevailing(values: Floats) -> tuple[Sign, float]:
    """The sign that most draws have, and their share; shape (draws,)."""
    signs: tuple[Sign, ...] = (1, -1, 0)
    shares = [float(np.mean(np.sign(values) == sign)) for sign in signs]
    most = int(np.argmax(shares))
    return signs[most], shares[most]


def _path(chain: tuple[str, ...], responses: Mapping[Edge, Floats]) -> LoopPath:
    """The units cancel around a closed chain, so the product of its responses is a pure number."""
    missing = tuple(leg for leg in legs(chain) if leg not in responses)
    draws = next(iter(responses.values())).shape
    product = np.prod([np.ones(draws), *(responses[leg] for leg in legs(chain) if leg in responses)], axis=0)
    sign, agreement = prevailing(product)
    gain = None if missing else float(np.median(np.abs(product)))
    return LoopPath(nodes=chain, missing=missing, sign=sign, agreement=agreement, gain=gain)
