"""Assumptions set by hand: parameters that the record does not inform, held at one value in every draw.

Only what the record leaves open can be assumed. A parameter that is drawn from its prior, or whose contraction is below
`INFORMED_FROM`, takes the value in every draw. An assumption on which the chains of the fit were conditioned is kept to
the chains that hold the value: those draws fit the record as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from fineline.case import Case, Prior
from fineline.case.priors import Levels
from fineline.case.quantiles import prior_quantile
from fineline.errors import SettingError
from fineline.inference.diagnostics import INFORMED_FROM
from fineline.model.structure import Structure

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ATTRIBUTE = "assumptions"
"""Attribute of trajectories that names what was assumed, one sentence to a line; absent when nothing was."""
TAIL = 0.005
"""Share of a prior on either side of its central range."""
SHOWN = 5
"""How many names are offered to somebody who gave another."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A parameter set by hand.

    Attributes:
        name: the parameter.
        value: its value in every draw, in the unit of its prior.
        unit: that unit.
        allowed: the values it may have, in words.
        inside: whether the value is one of them.
        conditioned: whether chains of a fit are conditioned on the values of its prior.
    """

    name: str
    value: float
    unit: str
    allowed: str
    inside: bool
    conditioned: bool

    def __str__(self) -> str:
        """A sentence without its full stop, which says so when the value was forced."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        said = f"{self.name} is assumed to be {self.value:g}{unit} in every draw"
        return said if self.inside else f"{said}, FORCED: outside {self.allowed}"


def assumed(
    case: Case, posterior: Posterior, structure: Structure, values: Mapping[str, float], *, force: bool
) -> tuple[Assumption, ...]:
    """The assumptions asked for, checked.

    Args:
        case: holds the priors.
        posterior: tells what the record informs.
        structure: tells what is read.
        values: value by parameter.
        force: whether values outside the range of a prior are taken.

    Raises:
        SettingError: a name that is no parameter of the model, a parameter that the record informs, or a value outside
            the central 99 % of its prior that is not forced.
    """
    return tuple(_one(case, posterior, structure, name, value, force) for name, value in values.items())


def fitting_draws(posterior: Posterior, assumptions: tuple[Assumption, ...]) -> Mask:
    """Draws whose chains hold the values assumed, by place in the posterior, shape ``(draws,)``.

    A value that no chain holds leaves all of them: it is then laid over every draw.
    """
    flat = {name: values for name, values in posterior.flat().items() if values.ndim == 1}
    fitting = np.ones(len(next(iter(flat.values()))), dtype=bool)
    for assumption in assumptions:
        if assumption.conditioned and assumption.name in flat:
            held = np.isclose(flat[assumption.name], assumption.value)
            fitting &= held if held.any() else True
    return fitting


def assumptions_of(trajectories: xr.Dataset) -> tuple[str, ...]:
    """What was assumed in a set of runs, in sentences without full stops; none when nothing was set by hand."""
    said = str(trajectories.attrs.get(ATTRIBUTE, ""))
    return tuple(said.splitlines())


def stamp(assumptions: tuple[Assumption, ...]) -> dict[str, str]:
    """The attribute of trajectories that names the assumptions; nothing when there are none."""
    return {ATTRIBUTE: "\n".join(map(str, assumptions))} if assumptions else {}


def _one(case: Case, posterior: Posterior, structure: Structure, name: str, value: float, force: bool) -> Assumption:
    if name not in structure.parameters:
        close = get_close_matches(name, _open(posterior, structure), SHOWN, 0.0)
        raise _refused(
            f"a parameter that an equation of the mechanisms chosen reads, such as {', '.join(close)}",
            f"{name}, which none of them reads",
            name,
            "name one of these; `fineline explain` shows what each does",
        )
    contraction = posterior.contraction.get(name, 0.0)
    if contraction >= INFORMED_FROM:
        raise _refused(
            f"a parameter that the record leaves open (contraction below {INFORMED_FROM:g})",
            f"{name}, about which the record speaks: contraction {contraction:.2f}",
            name,
            "leave it to the posterior, or change its prior in the case and fit again",
        )
    prior = case.priors[name]
    allowed, inside = _allowed(prior, value)
    if not inside and not force:
        raise _refused(
            f"a value within {allowed}",
            f"{value:g}",
            name,
            "give another, or force it; it is then stamped on every output",
        )
    return Assumption(name, value, prior.unit, allowed, inside, isinstance(prior.prior, Levels))


def _open(posterior: Posterior, structure: Structure) -> list[str]:
    return [name for name in structure.parameters if posterior.contraction.get(name, 0.0) < INFORMED_FROM]


def _allowed(prior: Prior, value: float) -> tuple[str, bool]:
    """The range of an assumption in words, and whether a value lies in it."""
    if isinstance(prior.prior, Levels):
        named = ", ".join(f"{level:g}" for level in prior.prior.values)
        return f"the values {named} of its prior", bool(np.isclose(prior.prior.values, value).any())
    low, high = prior_quantile(prior, TAIL), prior_quantile(prior, 1.0 - TAIL)
    unit = "" if prior.unit == "1" else f" {prior.unit}"
    return f"the central 99 % of its prior, {low:.3g} to {high:.3g}{unit}", low <= value <= high


def _refused(expected: str, found: str, name: str, remedy: str) -> SettingError:
    return SettingError(expected=expected, found=found, where=f"assumption {name}", remedy=remedy)
