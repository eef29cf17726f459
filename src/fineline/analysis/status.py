"""What the data say about each parameter: estimated, weak or assumed, measured by contraction.

Contraction is ``1 - var(posterior) / var(prior)``: 1 when the data settle the parameter, 0 when they leave the prior as
it was, below 0 when the posterior is wider than the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from fineline.errors import FinelineError
from fineline.inference.diagnostics import INFORMED_FROM

Status = Literal["estimated", "weak", "assumed"]

ESTIMATED_FROM = 0.5
"""At least this contraction: the data, more than the prior, hold the parameter."""
WEAK_FROM = INFORMED_FROM
"""At least this contraction, and below ``ESTIMATED_FROM``: the data speak, softly. Below it: an assumption."""


class ContractionError(FinelineError):
    """A contraction that is no number at all, or above 1."""

    fault = "no status follows from this contraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterStatus:
    """One parameter, its contraction (no unit) and what follows from it."""

    name: str
    contraction: float
    status: Status


def status_of(contraction: float) -> Status:
    """Name the status of one contraction. Raises ``ContractionError`` when it is not finite or above 1."""
    if not isfinite(contraction) or contraction > 1:
        raise ContractionError(
            expected="a finite contraction of at most 1",
            found=str(contraction),
            where="contraction table",
            remedy="recompute the prior and posterior variances; a prior variance of zero gives no contraction",
        )
    if contraction >= ESTIMATED_FROM:
        return "estimated"
    return "weak" if contraction >= WEAK_FROM else "assumed"


def parameter_statuses(contraction: Mapping[str, float]) -> tuple[ParameterStatus, ...]:
    """The status of every parameter, in the order given. Raises ``ContractionError``."""
    return tuple(
        ParameterStatus(name=name, contraction=float(value), status=status_of(float(value)))
        for name, value in contraction.items()
    )
