"""Fitting the yearly forms of precedent by weighted points, and scoring each a year ahead.

With at most four parameters no chain is needed. Points are spread evenly, half of them over the prior and a quarter
each around the posterior of the first half of the record and of the whole, as found so far; each carries the ratio of
prior to proposal as its weight, which the half drawn from the prior keeps below two (defensive importance sampling,
Hesterberg 1995). The likelihood of the first years gives the posterior as it stood then, so that one pass over the
points yields every forecast of a window that grows year by year. The points are those of a fixed sequence: the same
record always gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array
from jax.scipy.special import logsumexp as logsumexp_of
from numpyro import distributions
from scipy.special import logsumexp, ndtri
from scipy.stats import qmc

from fineline.errors import FinelineError, MalformedCaseError
from fineline.inference.parameters import ParameterMap
from fineline.model.precedent import COLD_WAR_ENDED, INPUTS, parameters_of, run_years

if TYPE_CHECKING:
    from fineline.case import Prior
    from fineline.evidence.precedent import Event, PrecedentRecord

Floats = npt.NDArray[np.float64]
Law = Literal["poisson", "negative_binomial"]

DISPERSION = "precedent_dispersion"
ROUNDS = 3
POINTS = 2**14
DRAWS = 4000
LEAST_EFFECTIVE = 200
"""A window whose posterior rests on fewer effective points than this is refused."""
SEED = 1
REPLICATES = 20_000
NEVER = 1e-12
"""Quantiles nearer to 0 or 1 are not proposed, so that every point is finite."""
TOO_FAR_OUT = 0.05
"""Counts that scatter more than all but this share of Poisson replicates are fitted with the wider law."""


class ThinPosteriorError(FinelineError):
    """Too few of the points carry the posterior."""

    fault = "the yearly fit rests on too few points"


@dataclass(frozen=True, kw_only=True)
class AnnualData:
    """What a yearly form is fitted to, shape ``(years,)`` each.

    Attributes:
        year: calendar years.
        events: events counted.
        inputs: what each year brings from outside, by name.
    """

    year: npt.NDArray[np.int64]
    events: Floats
    inputs: Mapping[str, Floats]

    @property
    def at_risk(self) -> npt.NDArray[np.bool_]:
        """Years with any conflict; the others say nothing."""
        return self.inputs["conflict_years"] > 0


@dataclass(frozen=True, kw_only=True)
class DispersionCheck:
    """Whether the counts scatter more than Poisson counts at a constant rate.

    Attributes:
        index: Pearson's chi-squared over its degrees of freedom; near 1 for Poisson counts.
        share_above: share of Poisson replicates with the same total that scatter at least as much.
        law: the law that follows.
    """

    index: float
    share_above: float
    law: Law


@dataclass(frozen=True, kw_only=True)
class AnnualFit:
    """A yearly form, fitted.

    Attributes:
        form: name of the form.
        law: law of the counts around what is expected.
        draws: parameters by name, equally weighted and in no order, shape ``(draws,)`` each.
        memory: memory of past sendings after the last year, shape ``(draws,)``; None in a form without one.
        year: calendar years of the record.
        log_predictive: log chance given to each year's count when only the years before were known, shape ``(years,)``;
            0 for a year without conflicts.
        contraction: ``1 - var(posterior)/var(prior)`` by parameter; of the logarithm where the prior is lognormal.
        effective_points: points that carry the posterior, in the window where they are fewest.
    """

    form: str
    law: Law
    draws: Mapping[str, Floats]
    memory: Floats | None
    year: npt.NDArray[np.int64]
    log_predictive: Floats
    contraction: Mapping[str, float]
    effective_points: float


def annual_data(record: PrecedentRecord, event: Event) -> AnnualData:
    """The counts of an event with what the forms read beside them."""
    at_risk = record.conflict_years.astype(np.float64)
    inputs = {
        "conflict_years": at_risk,
        "cold_war": (record.year <= COLD_WAR_ENDED).astype(np.float64),
        "high_intensity_share": record.war_years / np.maximum(at_risk, 1.0),
    }
    return AnnualData(year=record.year, events=record.events(event).astype(np.float64), inputs=inputs)


def check_dispersion(data: AnnualData) -> DispersionCheck:
    """Compare the scatter of the counts with that of Poisson counts at a constant rate and with the same total.

    Given their total such counts are multinomial, so that no parameter enters (Fisher 1950, "The significance of
    deviations from expectation in a Poisson series").
    """
    at_risk, observed = data.inputs["conflict_years"][data.at_risk], data.events[data.at_risk]
    share = at_risk / at_risk.sum()
    expected = observed.sum() * share
    replicates = np.random.default_rng(SEED).multinomial(int(observed.sum()), share, size=REPLICATES)

    def scatter(counts: Floats) -> Floats:
        return (np.square(counts - expected) / expected).sum(axis=-1)

    found = float(scatter(observed))
    above = float((scatter(replicates.astype(np.float64)) >= found).mean())
    law: Law = "negative_binomial" if above < TOO_FAR_OUT else "poisson"
    return DispersionCheck(index=found / (len(observed) - 1), share_above=above, law=law)


def fit_annual(data: AnnualData, priors: Mapping[str, Prior], form: str, law: Law) -> AnnualFit:
    """Fit one form to a record.

    Args:
        data: the record.
        priors: priors of the case; those the form reads are taken.
        form: name of the form.
        law: law of the counts.

    Raises:
        MalformedCaseError: the case has no prior for a parameter that the form reads.
        ThinPosteriorError: the points do not carry the posterior.
    """
    parameters = _parameter_map(priors, form, law)
    found = _explored(data, parameters, form, law)
    windows = np.asarray(found.windows)
    evidence = np.asarray(logsumexp(windows, axis=1))
    weights = np.exp(windows - evidence[:, None])
    effective = float((1.0 / np.square(weights).sum(axis=1)).min())
    if effective < LEAST_EFFECTIVE:
        raise ThinPosteriorError(
            expected=f"at least {LEAST_EFFECTIVE} effective points in every window",
            found=f"{effective:.0f}",
            where=f"precedent: {form}, {law}",
            remedy="widen priors that the record contradicts, or look for a year that no form can explain",
        )
    values = {name: np.asarray(value) for name, value in found.values.items()}
    chosen = _resampled(weights[-1])
    return AnnualFit(
        form=form,
        law=law,
        draws={name: value[chosen] for name, value in values.items()},
        memory=None if found.memory is None else np.asarray(found.memory)[chosen],
        year=data.year,
        log_predictive=np.diff(evidence),
        contraction=_contraction(parameters, values, weights[0], weights[-1]),
        effective_points=effective,
    )


def log_chance(law: Law, expected: Array, events: Array, parameters: Mapping[str, Array]) -> Array:
    """Log chance of counts under what is expected, broadcast over both; 0 where nothing is expected."""
    mean = jnp.where(expected > 0, expected, 1.0)
    if law == "poisson":
        found = distributions.Poisson(mean).log_prob(events)
    else:
        found = distributions.NegativeBinomial2(mean, parameters[DISPERSION]).log_prob(events)
    return jnp.where(expected > 0, jnp.asarray(found), 0.0)


def _parameter_map(priors: Mapping[str, Prior], form: str, law: Law) -> ParameterMap:
    names = [*parameters_of(form), *([DISPERSION] if law == "negative_binomial" else [])]
    if missing := [name for name in names if name not in priors]:
        raise MalformedCaseError(
            expected="a prior for every parameter of the form",
            found=f"none for {', '.join(missing)}",
            where=f"precedent: {form}",
            remedy="add them to the priors of the case",
        )
    return ParameterMap({name: priors[name] for name in names}, dict.fromkeys(names, 1))


class _Explored(NamedTuple):
    """Points, and what the record says of them.

    ``windows`` holds the log weight of each point in the posterior of the first 0, 1, 2 ... years, up to a constant
    that all windows share, shape ``(years + 1, points)``.
    """

    windows: Array
    values: dict[str, Array]
    memory: Array | None


class _Normal(NamedTuple):
    """A normal proposal: its centre and the root of its covariance."""

    centre: Floats
    root: Floats


def _explored(data: AnnualData, parameters: ParameterMap, form: str, law: Law) -> _Explored:
    """The last of some rounds, each proposing around what the one before found."""
    events = jnp.asarray(data.events)
    inputs = {name: jnp.asarray(data.inputs[name]) for name in INPUTS}

    @jax.jit
    def explore(points: Array | Floats, log_proposal: Array | Floats) -> _Explored:
        values = jax.vmap(parameters.constrain)(jnp.asarray(points))
        course = run_years(form, values, inputs, sendings=lambda number, _: events[number])
        log_likelihood = log_chance(law, course.expected_sendings, events[:, None], values)
        log_weight = jax.vmap(parameters.log_prior)(jnp.asarray(points)) - log_proposal
        log_weight = log_weight - logsumexp_of(log_weight)
        windows = log_weight + jnp.concatenate([jnp.zeros((1, len(points))), jnp.cumsum(log_likelihood, axis=0)])
        return _Explored(windows, values, course.memory)

    prior = _Normal(np.zeros(parameters.size), np.eye(parameters.size))
    normals = [prior] * 4
    for _ in range(ROUNDS - 1):
        points = _proposed(normals)
        windows = np.asarray(explore(points, _log_proposal(points, normals)).windows)
        normals = [prior, prior, *(_around(points, windows[row]) for row in (len(windows) // 2, -1))]
    points = _proposed(normals)
    return explore(points, _log_proposal(points, normals))


def _proposed(normals: Sequence[_Normal]) -> Floats:
    """The same number of points from each normal, shape ``(points, parameters)``."""
    uniform = qmc.Sobol(len(normals[0].centre), scramble=True, rng=np.random.default_rng(SEED)).random(POINTS)
    parts = np.split(ndtri(np.clip(uniform, NEVER, 1.0 - NEVER)), len(normals))
    return np.concatenate([normal.centre + part @ normal.root.T for normal, part in zip(normals, parts, strict=True)])


def _log_proposal(points: Floats, normals: Sequence[_Normal]) -> Floats:
    """Log density of the mixture of normals at each point up to a constant."""
    densities: list[Floats] = []
    for centre, root in normals:
        away = np.linalg.solve(root, (points - centre).T)
        densities.append(-0.5 * np.square(away).sum(axis=0) - np.log(np.diag(root)).sum())
    return np.asarray(logsumexp(densities, axis=0)) - np.log(len(normals))


def _around(points: Floats, log_weight: Floats) -> _Normal:
    """A normal around a weighted set of points, a little wider, so that tails are reached and no point is a trap."""
    weights = np.exp(log_weight - np.asarray(logsumexp(log_weight)))
    centre = weights @ points
    away = points - centre
    spread = 1.5 * (weights[:, None] * away).T @ away + 0.01 * np.eye(points.shape[1])
    return _Normal(centre, np.linalg.cholesky(spread).astype(np.float64))


def _resampled(weights: Floats) -> npt.NDArray[np.int64]:
    """Places of equally weighted draws: systematic resampling, then put in no order."""
    ladder = (np.arange(DRAWS) + 0.5) / DRAWS
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), ladder)
    return np.random.default_rng(SEED).permutation(chosen)


def _contraction(
    parameters: ParameterMap, values: Mapping[str, Floats], before: Floats, after: Floats
) -> dict[str, float]:
    def variance(name: str, weights: Floats) -> float:
        value = np.log(values[name]) if parameters.priors[name].prior.family == "lognormal" else values[name]
        return float(weights @ np.square(value - weights @ value))

    return {name: 1.0 - variance(name, after) / variance(name, before) for name in parameters.priors}
