"""What the tests of the model start from: a structure, its constants, priors and inputs, and trajectories run so.

Draws from the priors are made here with SciPy, apart from the code that makes them for a fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from scipy import stats

from fineline.case import Case, Prior, load_case, model_inputs
from fineline.case.records import CONSTANT_UNITS
from fineline.evidence import open_store
from fineline.model.simulate import simulate
from fineline.model.structure import MECHANISMS, Structure, weekly_forms
from fineline.time import Days, weeks

Floats = npt.NDArray[np.float64]
Values = Mapping[str, float | Floats]
Trajectory = dict[str, Floats]


@dataclass(frozen=True)
class Setting:
    """A case and the model assembled for it."""

    case: Case
    weeks: Days
    inputs: Mapping[str, Floats]
    constants: Mapping[str, float]

    def with_mechanisms(self, **forms: str) -> Setting:
        """The same case and record under other forms of some mechanisms."""
        return replace(self, case=self.case.with_mechanisms(forms))

    @cached_property
    def structure(self) -> Structure:
        return Structure(weekly_forms(self.case.mechanisms), tuple(self.inputs), tuple(self.constants))

    @cached_property
    def priors(self) -> dict[str, Prior]:
        """Priors of the parameters that the structure reads."""
        return {name: self.case.priors[name] for name in self.structure.parameters}

    def at(self, quantiles: Mapping[str, float | Floats]) -> dict[str, float | Floats]:
        """Parameters at given quantiles of their priors, with the constants."""
        return {**self.constants, **{name: quantile_of(self.priors[name], q) for name, q in quantiles.items()}}

    @cached_property
    def medians(self) -> dict[str, float | Floats]:
        """Every parameter at the median of its prior, with the constants."""
        return self.at(dict.fromkeys(self.priors, 0.5))

    def draws(self, count: int, seed: int) -> dict[str, float | Floats]:
        """Independent draws from the priors, shape (count,) each, with the constants repeated."""
        generator = np.random.default_rng(seed)
        drawn = self.at({name: generator.uniform(size=count) for name in self.priors})
        return {name: np.broadcast_to(value, count) for name, value in drawn.items()}

    def calm(self, steps: int) -> dict[str, Floats]:
        """Shocks that are all zero."""
        return {name: np.zeros(steps) for name in self.structure.shocks}

    def noise(self, shape: tuple[int, ...], seed: int) -> dict[str, Floats]:
        """Standard normal shocks."""
        generator = np.random.default_rng(seed)
        return {name: generator.standard_normal(shape) for name in self.structure.shocks}

    def first(self, steps: int) -> dict[str, Floats]:
        """The inputs of the first weeks."""
        return {name: values[:steps] for name, values in self.inputs.items()}

    @cached_property
    def run(self) -> Callable[..., Trajectory]:
        """One trajectory: ``run(parameters, inputs, shocks, step=1.0, stocks=None)``."""
        return _runner(self.structure, lambda run: run)

    @cached_property
    def run_draws(self) -> Callable[..., Trajectory]:
        """One trajectory for each draw: parameters of shape (draws,), shocks of shape (draws, steps)."""
        return _runner(self.structure, lambda run: jax.vmap(run, in_axes=(0, None, 0)))


def _runner(
    structure: Structure, over: Callable[[Callable[..., object]], Callable[..., object]]
) -> Callable[..., Trajectory]:
    @partial(jax.jit, static_argnames="step")
    def compiled(parameters: object, inputs: object, shocks: object, step: float, stocks: object) -> object:
        return over(partial(_simulate, structure, step, stocks))(parameters, inputs, shocks)

    def run(
        parameters: Values, inputs: Values, shocks: Values, step: float = 1.0, stocks: Values | None = None
    ) -> Trajectory:
        path = compiled(_arrays(parameters), _arrays(inputs), _arrays(shocks), step, stocks and _arrays(stocks))
        return {name: np.asarray(values) for name, values in path.items()}

    return run


def _simulate(structure: Structure, step: float, stocks: object, *given: object) -> object:
    return simulate(structure, *given, step=step, stocks=stocks)


def _arrays(values: Values) -> dict[str, jax.Array]:
    return {name: jnp.asarray(value, dtype=jnp.float64) for name, value in values.items()}


@cache
def ukraine() -> Setting:
    """The Ukraine case with everything known by its default day."""
    case = load_case("ukraine")
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    calendar = weeks(case.calendar.first_week, case.calendar.last_week)
    constants = {name: getattr(case.constants, name).value for name in CONSTANT_UNITS}
    return Setting(case, calendar, model_inputs(case, view, calendar), constants)


FORMS = tuple((mechanism, form) for mechanism, forms in MECHANISMS.items() for form in forms)
"""Every form of every mechanism, rivals and defaults alike."""


@cache
def rival(mechanism: str, form: str) -> Setting:
    """The Ukraine case under one form of one mechanism, the others as the case has them."""
    return ukraine().with_mechanisms(**{mechanism: form})


def quantile_of(prior: Prior, q: float | Floats) -> float | Floats:
    """A quantile of a declared prior."""
    spec = prior.prior
    if spec.family == "levels":
        place = np.floor(np.asarray(q) * len(spec.values)).astype(int)
        return np.asarray(spec.values)[np.minimum(place, len(spec.values) - 1)]
    if spec.family == "lognormal":
        return stats.lognorm.ppf(q, s=spec.log_sd, scale=spec.median)
    if spec.family == "beta":
        return stats.beta.ppf(q, spec.a, spec.b)
    low = -np.inf if spec.low is None else (spec.low - spec.mean) / spec.sd
    high = np.inf if spec.high is None else (spec.high - spec.mean) / spec.sd
    return stats.truncnorm.ppf(q, low, high, loc=spec.mean, scale=spec.sd)


def repeated(inputs: Values, times: int) -> dict[str, Floats]:
    """Each week's inputs held over as many shorter steps; they are rates, so they stay as they are."""
    return {name: np.repeat(values, times) for name, values in inputs.items()}


def anywhere(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, float]]:
    """Quantiles far into the tails of the priors, one per parameter."""
    return st.fixed_dictionaries({name: st.floats(0.0005, 0.9995) for name in names})
