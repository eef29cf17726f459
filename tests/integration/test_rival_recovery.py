"""Every rival finds its own truth in a record that it has made itself.

A war is drawn from the prior of the rival's structure and leaves a record at the dates of the real one. The mode of the
posterior and its curvature then give an interval for every parameter. The scales of noise and shocks stand at their
prior medians, in the war as in the fit: a joint mode over shocks and their scales means nothing. This is cruder than
the sampled recovery of the default structure beside it, and takes a minute for a rival instead of ten.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.case import load_case, model_inputs
from fineline.evidence import open_store
from fineline.inference.precondition import SCALES, find_centre, information_at, parameters_in
from fineline.inference.target import Target, build_target, fitted_weeks
from fineline.model.simulate import simulate
from fineline.model.structure import MECHANISMS
from fineline.observation.registry import OBSERVATION_MODELS

from .test_truth_recovery import Arrays, record_of, within_the_record

REACHED = ("attrition", "advance", "recruitment", "lethality", "learning", "foreign_deaths", "belief", "public", "aid")
QUICK = (("attrition", "square"), ("public", "marginal"))
RIVALS = [(name, form) for name in REACHED for form in list(MECHANISMS[name])[1:]]
SEED = 20
COVERED = (0.78, 1.0)
"""Share of 90 % intervals of one rival that must hold the truth: some 100 intervals, dependent within a war."""
FARTHEST = 4.0
"""Standard deviations within which the parameters of the rival itself must lie."""


@cache
def target_of(mechanism: str, form: str) -> Target:
    case = load_case("ukraine").with_mechanisms({mechanism: form})
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    weeks = fitted_weeks(case, view.as_of)
    return build_target(case, view, weeks, model_inputs(case, view, weeks))


def scales_at_their_medians(target: Target, vector: jax.Array) -> jax.Array:
    for name, place in target.parameters.slices.items():
        if name.endswith(SCALES):
            vector = vector.at[place].set(0.0)
    return vector


def war_of(target: Target, key: jax.Array) -> tuple[jax.Array, Arrays, Arrays]:
    """A war within the range of the public record: its vector, path and parameters."""

    @jax.jit
    def war(one: jax.Array) -> tuple[jax.Array, Arrays, Arrays]:
        vector = scales_at_their_medians(target, target.parameters.draw(one))
        parameters = {**target.parameters.constrain(vector), **target.assumed_in_the_middle}
        keys = jax.random.split(jax.random.fold_in(one, 1), len(target.structure.shocks))
        shocks = {
            name: jax.random.normal(other, target.weeks.shape)
            for name, other in zip(target.structure.shocks, keys, strict=True)
        }
        known = {**parameters, **{name: jnp.asarray(value) for name, value in target.constants.items()}}
        return vector, simulate(target.structure, known, target.inputs, shocks), parameters

    wars = (war(one) for one in jax.random.split(key, 400))
    return next(found for found in wars if within_the_record(target, found[1]))


def distances(mechanism: str, form: str) -> Mapping[str, np.ndarray]:
    """Truth less mode in standard deviations, by parameter, scales left out."""
    real = target_of(mechanism, form)
    key = jax.random.PRNGKey(SEED)
    truth, path, parameters = war_of(real, key)
    seen = record_of(real)(path, parameters, key)
    rows = {
        place: dataclasses.replace(one, value=jnp.maximum(seen[place], OBSERVATION_MODELS[place[1]].least))
        for place, one in real.rows.items()
    }
    target = dataclasses.replace(real, rows=rows)
    centre = find_centre(target)
    deviation = np.sqrt(np.diag(np.linalg.inv(information_at(target)(centre))))
    place = parameters_in(target)
    away = (np.asarray(truth) - centre[place]) / deviation[place]
    return {name: away[part] for name, part in target.parameters.slices.items() if not name.endswith(SCALES)}


def own_parameters(mechanism: str, form: str) -> set[str]:
    """Parameters that the rival has and the default structure has not."""
    default = target_of(mechanism, next(iter(MECHANISMS[mechanism])))
    return set(target_of(mechanism, form).parameters.priors) - set(default.parameters.priors)


@pytest.mark.integration
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("mechanism", "form"),
    [pytest.param(*rival, marks=[] if rival in QUICK else [pytest.mark.study]) for rival in RIVALS],
)
def test_a_rival_recovers_its_own_truth(mechanism: str, form: str) -> None:
    away = distances(mechanism, form)
    share = float(np.mean(np.abs(np.concatenate(list(away.values()))) < 1.645))
    assert COVERED[0] <= share <= COVERED[1], f"{share:.1%} of the intervals hold the truth"
    far = {name: away[name].round(1).tolist() for name in own_parameters(mechanism, form) if name in away}
    assert all(np.max(np.abs(found)) < FARTHEST for found in far.values()), far
