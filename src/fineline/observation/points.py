"""Point claims about a level or a running total, with one bias per family of claimants.

``ln y ~ StudentT(4, ln(truth) + b_family, s + half the published range)``. Claimants who copy another series are left
out (``derived_from`` in the case). Used for intelligence estimates of casualties and deaths, for claims of force
size, and for the foreign contingent's numbers, killed and wounded.
"""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jax import Array
from numpyro import distributions as dist

from fineline.observation.rows import (
    ObservationModel,
    Parameters,
    Path,
    Published,
    Rows,
    level_at,
    make_rows,
    total_at,
)
from fineline.time import Days

TAIL = 4.0
BASE_NOISE = 0.10
CONTINGENT_NOISE = 0.25
"""Log scatter of figures on a contingent nobody can count: rival same-day figures differ by factors of up to three."""
FLOOR = 50.0
"""Persons below which a claim about the contingent says nothing: keeps logarithms finite before it arrives."""

Truth = Callable[[Path, Parameters, Rows], Array]


def prepare(series: Published, weeks: Days) -> Rows:
    """Claims above zero that no other series of the case already holds."""
    return make_rows(series, weeks, (series.value > 0) & (series.derived_from == ""))


def running_total(flow: str, before: str) -> Truth:
    """Truth of a cumulative claim: what preceded the first week (a parameter) plus the flow since."""
    return lambda path, parameters, rows: total_at(path[flow], parameters[before], rows.position)


def contingent_total(*flows: str) -> Truth:
    """Truth of a cumulative claim about the contingent: the sum of flows since its arrival, floored."""

    def truth(path: Path, parameters: Parameters, rows: Rows) -> Array:
        del parameters
        total = sum((path[flow] for flow in flows), start=jnp.zeros(()))
        return jnp.maximum(total_at(total, jnp.zeros(()), rows.position), FLOOR)

    return truth


def contingent_wounded(path: Path, parameters: Parameters, rows: Rows) -> Array:
    """Truth of a claim of the contingent's wounded: casualties less killed, running total, floored."""
    del parameters
    wounded = path["contributor_casualties"] - path["contributor_killed"]
    return jnp.maximum(total_at(wounded, jnp.zeros(()), rows.position), FLOOR)


def contingent_present(path: Path, parameters: Parameters, rows: Rows) -> Array:
    """Truth of a claim of foreign soldiers present: the stock, floored."""
    del parameters
    return jnp.maximum(level_at(path["contributor_troops"], jnp.zeros(()), rows.position), FLOOR)


def principal_force(path: Path, parameters: Parameters, rows: Rows) -> Array:
    """Truth of a claim of the principal's own soldiers in theatre: the stock."""
    return level_at(path["principal_troops"], parameters["initial_principal_troops"], rows.position)


def point_claims(truth: Truth, bias: str, noise: float | str) -> ObservationModel:
    """Observation model of point claims.

    Args:
        truth: what the claim is about, as a function of trajectory, parameters and rows.
        bias: name of the parameter with one log bias per claimant family.
        noise: log scatter of a claim without a published range: a number, or the name of a parameter.
    """

    def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
        scatter = parameters[noise] if isinstance(noise, str) else jnp.asarray(noise)
        centre = jnp.log(truth(path, parameters, rows)) + parameters[bias][rows.family]
        error = dist.StudentT(TAIL, centre, scatter + rows.spread)
        return dist.TransformedDistribution(error, dist.transforms.ExpTransform())

    return ObservationModel(prepare=prepare, distribution=distribution, bias=bias)


PRINCIPAL_CASUALTIES = point_claims(
    running_total("total_casualties", "principal_casualties_before"), "principal_casualties_bias", BASE_NOISE
)
PRINCIPAL_DEATHS = point_claims(
    running_total("principal_killed", "principal_deaths_before"), "principal_deaths_bias", BASE_NOISE
)
OPPONENT_CASUALTIES = point_claims(
    running_total("opponent_casualties", "opponent_casualties_before"), "opponent_casualties_bias", BASE_NOISE
)
OPPONENT_DEATHS = point_claims(
    running_total("opponent_killed", "opponent_deaths_before"), "opponent_deaths_bias", BASE_NOISE
)
PRINCIPAL_FORCE = point_claims(principal_force, "principal_force_bias", "force_claims_noise")
CONTINGENT_PRESENT = point_claims(contingent_present, "contingent_present_bias", CONTINGENT_NOISE)
CONTINGENT_SENT = point_claims(contingent_total("contributor_arrived"), "contingent_sent_bias", BASE_NOISE)
CONTINGENT_KILLED = point_claims(contingent_total("contributor_killed"), "contingent_killed_bias", CONTINGENT_NOISE)
CONTINGENT_CASUALTIES = point_claims(
    contingent_total("contributor_casualties"), "contingent_casualties_bias", CONTINGENT_NOISE
)
CONTINGENT_WOUNDED = point_claims(contingent_wounded, "contingent_wounded_bias", CONTINGENT_NOISE)
