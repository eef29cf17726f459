"""The posterior density of a case as known on one day: priors, weekly shocks, one trajectory, every observation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from fineline.case.priors import Levels
from fineline.errors import AsOfError, StructureError
from fineline.inference.coordinates import CENTRED, transitions
from fineline.inference.parameters import ParameterMap
from fineline.model.simulate import Path, simulate
from fineline.model.structure import ANNUAL, MECHANISMS, Structure, weekly_forms
from fineline.observation.general_staff import WEEKS_PER_KNOT
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows, families
from fineline.time import DAYS_PER_WEEK, SUNDAY, week_ending
from fineline.time import weeks as weeks_between

if TYPE_CHECKING:
    from fineline.case import Case
    from fineline.evidence import View
    from fineline.evidence.view import SeriesData
    from fineline.time import Days

Draw = dict[str, Array]
Assumed = Mapping[str, Array]
"""Values of the assumptions by name, scalars; shape ``(chains,)`` for several chains."""
PARAMETERS = "parameters"


@dataclass(frozen=True)
class Target:
    """What the sampler explores.

    A draw is a dictionary of the vector ``parameters`` and one vector of standard normal shocks per process, each of
    shape ``(weeks,)``.

    Attributes:
        structure: the assembled model, as far as the observations rest on it.
        parameters: parameters that the observations rest on, and their priors.
        levels: values of each assumption that conditions the fit; every chain holds one of them.
        constants: constants of the case by name.
        inputs: weekly inputs by name, shape ``(weeks,)``.
        weeks: Sundays of the fit.
        rows: rows of each observation, keyed by series and model.
        families: claimant families of each bias parameter, in the order of its elements.
    """

    structure: Structure
    parameters: ParameterMap
    levels: Mapping[str, tuple[float, ...]]
    constants: Mapping[str, float]
    inputs: Mapping[str, Array]
    weeks: Days
    rows: Mapping[tuple[str, str], Rows]
    families: Mapping[str, tuple[str, ...]]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Length of each vector of a draw in the sampler's coordinates."""
        moved = [CENTRED.get(name, name) for name in self.structure.shocks]
        return {PARAMETERS: self.parameters.size, **dict.fromkeys(moved, len(self.weeks))}

    @property
    def element_names(self) -> dict[str, tuple[str, ...]]:
        """Names of the elements of each parameter; an empty tuple for a single number."""
        numbered = {name: tuple(str(i + 1) for i in range(size)) for name, size in self.parameters.sizes.items()}
        return {
            name: (self.families.get(name, numbered[name]) if prior.each else ())
            for name, prior in self.parameters.priors.items()
        }

    def shocks(self, draw: Mapping[str, Array], parameters: Mapping[str, Array]) -> dict[str, Array]:
        """Standard normal shocks by process, shape ``(weeks,)`` each, from the sampler's coordinates."""
        centred = transitions(draw, parameters)
        return {name: centred[name].shocks if name in centred else draw[name] for name in self.structure.shocks}

    @property
    def assumed_in_the_middle(self) -> dict[str, Array]:
        """Every assumption at the middle one of its values."""
        return {name: jnp.asarray(sorted(values)[len(values) // 2]) for name, values in self.levels.items()}

    @property
    def mechanisms(self) -> dict[str, str]:
        """Forms of the mechanisms that the observations rest on."""
        makers = self.structure.makers
        reached = {makers[name] for name in self.structure.weekly}
        return {name: form for name, form in self.structure.chosen.items() if name in reached}

    def path(self, draw: Mapping[str, Array], assumed: Assumed) -> tuple[Path, dict[str, Array]]:
        """Trajectory of a draw, and its parameters and assumptions by name."""
        parameters = {**self.parameters.constrain(draw[PARAMETERS]), **assumed}
        known = {**parameters, **{name: jnp.asarray(value) for name, value in self.constants.items()}}
        return simulate(self.structure, known, self.inputs, self.shocks(draw, parameters)), parameters

    def log_likelihood(self, path: Path, parameters: Mapping[str, Array]) -> dict[tuple[str, str], Array]:
        """Log likelihood of every row by observation, shape ``(rows,)`` each."""
        return {
            key: jnp.asarray(
                OBSERVATION_MODELS[key[1]]
                .distribution(path, parameters, rows)
                .log_prob(self.value(key, rows, parameters))
            )
            for key, rows in self.rows.items()
        }

    def value(self, key: tuple[str, str], rows: Rows, parameters: Mapping[str, Array]) -> Array:
        """What an observation says, shape ``(rows,)``."""
        del key, parameters
        return rows.value

    def shock_potential(self, draw: Mapping[str, Array], assumed: Assumed) -> Array:
        """Negative log posterior density of parameters and standard normal shocks up to a constant, a scalar."""
        path, parameters = self.path(draw, assumed)
        shocks = self.shocks(draw, parameters).values()
        squares = sum((jnp.sum(values**2) for values in shocks), start=jnp.zeros(()))
        parts = self.log_likelihood(path, parameters).values()
        likelihood = sum((jnp.sum(part) for part in parts), start=jnp.zeros(()))
        return 0.5 * squares - self.parameters.log_prior(draw[PARAMETERS]) - likelihood

    def potential(self, draw: Mapping[str, Array], assumed: Assumed) -> Array:
        """Negative log posterior density in the sampler's coordinates up to a constant, a scalar."""
        steps = transitions(draw, self.parameters.constrain(draw[PARAMETERS])).values()
        return self.shock_potential(draw, assumed) - sum((step.log_jacobian for step in steps), start=jnp.zeros(()))


def constants_of(case: Case) -> dict[str, float]:
    """Constants of the case by name, in the units the case declares."""
    return {name: constant.value for name, constant in case.constants if constant is not None}


def fitted_weeks(case: Case, as_of: date) -> Days:
    """Weeks a fit covers: from the case's first week to its last, or to the last week that had ended on ``as_of``.

    Raises:
        AsOfError: not one of the case's weeks had ended on that day.
    """
    ended = week_ending(as_of) if as_of.weekday() == SUNDAY else week_ending(as_of) - timedelta(days=DAYS_PER_WEEK)
    first = case.calendar.first_week
    if ended < first:
        raise AsOfError(
            expected=f"a day on or after {first.isoformat()}, when the first week of {case.name} had ended",
            found=as_of.isoformat(),
            where="as of",
            remedy=f"choose {first.isoformat()} or later",
        )
    return weeks_between(first, min(case.calendar.last_week, ended))


def assemble(case: Case, known_inputs: Mapping[str, np.ndarray]) -> Structure:
    """The structure that a case names, with its inputs and constants.

    Raises:
        UnknownMechanismError: if the case names a mechanism that does not exist.
        StructureError: if a quantity is given twice, or read and not given.
    """
    case.check_mechanisms({**MECHANISMS, **ANNUAL})
    case.check_observations(OBSERVATION_MODELS)
    structure = Structure(weekly_forms(case.mechanisms), tuple(known_inputs), tuple(constants_of(case)))
    for name in structure.parameters:
        if name not in case.priors:
            raise _undefined(structure, name)
    return structure


def _undefined(structure: Structure, name: str) -> StructureError:
    readers = structure.readers(name)
    by = ", ".join(f"{reader} of {structure.makers.get(reader, 'the starting values')}" for reader in readers)
    return StructureError(
        expected=f"{name} given by a mechanism, an input, a constant or a prior",
        found=f"none, and it is read by {by or 'the stock of that name'}",
        where="the mechanisms chosen",
        remedy="choose another form of the mechanism that reads it, or declare it in case.yaml or priors.yaml",
    )


def build_target(case: Case, view: View, weeks: Days, inputs: Mapping[str, np.ndarray]) -> Target:
    """The posterior density of a case, reading only what the view holds.

    Only what the observations rest on is evaluated and sampled; which that is follows from the equations. All other
    parameters keep their priors (``fineline.inference.unlearned``).

    Args:
        case: the case.
        view: the evidence as known on one day.
        weeks: Sundays of the fit, from the case's first week.
        inputs: weekly inputs, shape ``(weeks,)`` each.

    Raises:
        UnknownMechanismError: if the case names a mechanism or an observation model that does not exist.
        StructureError: if a quantity is given twice, or read and not given.
    """
    structure = assemble(case, inputs)
    rows, named = _observed(case, view, weeks)
    repeated = _repeated(named, weeks)
    known = {name: jnp.asarray(values) for name, values in inputs.items()}
    constants = constants_of(case)
    reads = _what_is_read(structure, _made_up(case, repeated), known, rows).values()
    quantities = frozenset[str]().union(*(one.quantities for one in reads))
    read = frozenset[str]().union(*(one.parameters for one in reads))
    reached = structure.restricted(quantities)
    wanted = {*reached.parameters, *read}
    priors = {
        name: prior for name, prior in case.priors.items() if name in wanted and (not prior.each or name in repeated)
    }
    sampled = {name: prior for name, prior in priors.items() if not isinstance(prior.prior, Levels)}
    return Target(
        structure=reached,
        parameters=ParameterMap(sampled, {name: repeated.get(name, 1) for name in sampled}),
        levels={name: prior.prior.values for name, prior in priors.items() if isinstance(prior.prior, Levels)},
        constants=constants,
        inputs=known,
        weeks=weeks,
        rows=rows,
        families=named,
    )


@dataclass(frozen=True)
class Reads:
    """What one observation model reads: quantities of the trajectory, and parameters of its own."""

    quantities: frozenset[str]
    parameters: frozenset[str]


def observation_reads(
    case: Case, view: View, weeks: Days, inputs: Mapping[str, np.ndarray]
) -> dict[tuple[str, str], Reads]:
    """What each observation of a fit reads, found by letting it read; keyed by series and observation model.

    Args:
        case: the case.
        view: the evidence as known on one day.
        weeks: Sundays of the fit, from the case's first week.
        inputs: weekly inputs, shape ``(weeks,)`` each.

    Raises:
        UnknownMechanismError, StructureError: as in `build_target`.
    """
    structure = assemble(case, inputs)
    rows, named = _observed(case, view, weeks)
    known = {name: jnp.asarray(values) for name, values in inputs.items()}
    return _what_is_read(structure, _made_up(case, _repeated(named, weeks)), known, rows)


def _repeated(named: Mapping[str, tuple[str, ...]], weeks: Days) -> dict[str, int]:
    """Number of elements of each repeated parameter."""
    return {**{name: len(found) for name, found in named.items()}, "claims_walk": len(weeks) // WEEKS_PER_KNOT}


def _made_up(case: Case, repeated: Mapping[str, int]) -> dict[str, Array | float]:
    """Parameters and constants with the right shapes; their values do not matter where only reading is watched."""
    made = {name: jnp.zeros(repeated[name]) if name in repeated else jnp.ones(()) for name in case.priors}
    return {**made, **constants_of(case)}


def published_rows(view: View, series: str, observation: str) -> SeriesData:
    """What an observation model reads of a series: every vintage where it learns from revisions, else the latest."""
    return view.vintages(series) if observation.startswith("probate") else view.latest(series)


def _observed(case: Case, view: View, weeks: Days) -> tuple[dict[tuple[str, str], Rows], dict[str, tuple[str, ...]]]:
    """Rows of every observation, and the claimant families of each bias parameter."""
    rows: dict[tuple[str, str], Rows] = {}
    named: dict[str, tuple[str, ...]] = {}
    for series, spec in case.catalogue.series.items():
        for name in spec.observations:
            model = OBSERVATION_MODELS[name]
            data = published_rows(view, series, name)
            if len(data) == 0:
                continue
            prepared = model.prepare(data, weeks)
            if len(prepared):
                rows[series, name] = prepared
                if model.bias is not None:
                    named[model.bias] = families(data)
    return rows, named


class _Recording(dict[str, Array]):
    """A dictionary that remembers which of its keys were read."""

    def __init__(self, values: Mapping[str, Array]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Array:
        self.read.add(key)
        return super().__getitem__(key)


def _what_is_read(
    structure: Structure,
    values: Mapping[str, Array | float],
    inputs: Mapping[str, Array],
    rows: Mapping[tuple[str, str], Rows],
) -> dict[tuple[str, str], Reads]:
    """Quantities of the trajectory and parameters that each observation model reads; nothing is computed."""
    weeks = len(next(iter(inputs.values())))
    found: dict[tuple[str, str], Reads] = {}

    def observe(parameters: Mapping[str, Array]) -> list[Array]:
        shocks = {name: jnp.zeros(weeks) for name in structure.shocks}
        simulated = simulate(structure, parameters, inputs, shocks)
        seen: list[Array] = []
        for key, part in rows.items():
            path, known = _Recording(simulated), _Recording(parameters)
            seen.append(jnp.asarray(OBSERVATION_MODELS[key[1]].distribution(path, known, part).log_prob(part.value)))
            found[key] = Reads(frozenset(path.read), frozenset(known.read))
        return seen

    jax.eval_shape(observe, {name: jnp.asarray(value, dtype=float) for name, value in values.items()})
    return found
