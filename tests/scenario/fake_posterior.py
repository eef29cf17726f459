"""A posterior nobody fitted: draws from the prior and standard normal shocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import jax
import numpy as np

from fineline.case import Case, load_case, model_inputs
from fineline.case.priors import Levels
from fineline.evidence import open_store
from fineline.inference.parameters import ParameterMap
from fineline.inference.target import assemble
from fineline.observation.general_staff import WEEKS_PER_KNOT
from fineline.time import weeks as all_weeks


@dataclass(frozen=True)
class Pins:
    as_of: str
    seed: int = 1


@dataclass(frozen=True)
class FakePosterior:
    draws: dict[str, np.ndarray]
    weeks: np.ndarray
    pins: Pins
    id: str = "0123456789ab"
    contraction: Mapping[str, float] = field(default_factory=dict)

    def flat(self) -> dict[str, np.ndarray]:
        return {name: values.reshape(-1, *values.shape[2:]) for name, values in self.draws.items()}


UNREACHED = ("disclosure_support_shift", "claim_belief_shift")
"""Parameters that this fit does not hold."""
UNINFORMED = {"casualty_sensitivity": 0.03}
"""Contraction of a parameter that it holds and about which the record says nothing."""


@cache
def ukraine() -> Case:
    return load_case("ukraine")


@cache
def fake_posterior(chains: int = 2, draws: int = 150, last: date = date(2025, 12, 28)) -> FakePosterior:
    case = ukraine()
    weeks = all_weeks(case.calendar.first_week, last)
    as_of = case.calendar.knowledge
    structure = assemble(case, model_inputs(case, open_store(case.folder, case.catalogue).view(as_of), weeks))
    held = {name: prior for name, prior in case.priors.items() if name not in UNREACHED}
    levels = {name: prior.prior.values for name, prior in held.items() if isinstance(prior.prior, Levels)}
    priors = {
        name: prior for name, prior in held.items() if name not in levels and (not prior.each or name == "claims_walk")
    }
    sizes = {name: len(weeks) // WEEKS_PER_KNOT if prior.each else 1 for name, prior in priors.items()}
    prior = ParameterMap(priors, sizes)
    keys = jax.random.split(jax.random.key(3), chains * draws)
    drawn = jax.jit(jax.vmap(lambda key: prior.constrain(prior.draw(key))))(keys)
    rng = np.random.default_rng(4)
    shocks = {name: rng.standard_normal((chains, draws, len(weeks))) for name in structure.shocks}
    made = {name: np.asarray(v).reshape(chains, draws, *v.shape[1:]) for name, v in drawn.items()}
    assumed = {
        name: np.array([np.full(draws, values[chain % len(values)]) for chain in range(chains)])
        for name, values in levels.items()
    }
    contraction = {**{name: 0.6 for name, prior in priors.items() if not prior.each}, **UNINFORMED}
    pins = Pins(as_of.isoformat())
    return FakePosterior({**made, **assumed, **shocks}, weeks, pins, contraction=contraction)
