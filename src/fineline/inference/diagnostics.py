"""Whether the draws can be trusted, and what the record taught: the only module that speaks to ArviZ.

ArviZ 0.23 (Python 3.11) and 1.x (later) share the functions used here.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import jax
import numpy as np
import numpy.typing as npt
import xarray as xr

if TYPE_CHECKING:
    from fineline.inference.parameters import ParameterMap

Floats = npt.NDArray[np.float64]
Diagnostics = dict[str, dict[str, float]]

TRUSTED_TO = 0.7
"""Largest shape of the tail of importance weights at which a few thousand draws still give usable means."""
PRIOR_DRAWS = 20_000
PRIOR_SEED = 0
INFORMED_FROM = 0.1
"""At least this contraction: the record speaks of the parameter. Below it the parameter is an assumption."""


def scalars(draws: Mapping[str, Floats], names: Mapping[str, tuple[str, ...]]) -> dict[str, Floats]:
    """Every scalar of the parameters, shape (chain, draw) each; elements of a repeated one as ``name[element]``."""
    found: dict[str, Floats] = {}
    for name, elements in names.items():
        values = draws[name]
        if elements:
            found |= {f"{name}[{element}]": values[..., i] for i, element in enumerate(elements)}
        elif values.size:  # a repeated one may have no elements yet: a war of under thirteen weeks has no quarter
            found[name] = values
    return found


def diagnose(
    values: Mapping[str, Floats],
    strata: Sequence[int] | None = None,
    transitions: Mapping[str, Floats] | None = None,
) -> Diagnostics:
    """Rank-normalised R-hat, bulk and tail effective sample size, mean, sd and quantiles of each scalar.

    Chains that hold different values of an assumption sample different posteriors, pooled with equal weight. R-hat is
    that of all chains together; a scalar that the assumption moves cannot agree across its values, and has the largest
    R-hat among the chains of one value, where that is the smaller. Effective sizes are summed over the values. Where
    each value has a single chain there is nothing to compare within: all chains are taken together, which is stricter.

    Args:
        values: draws of each scalar, shape (chain, draw).
        strata: which assumed values each chain holds, as numbers; all the same when None.
        transitions: every transition of each chain, of which the draws are a part; R-hat is taken of these, since
            thinning would only add noise to it. The draws themselves when None.

    Returns:
        By scalar: ``rhat, ess_bulk, ess_tail, mean, sd, q05, q50, q95``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import arviz as az  # noqa: PLC0415 - its import warns of its own future, which is nobody's concern here
    chains = len(next(iter(values.values())))
    labels = np.asarray(strata if strata is not None else np.zeros(chains), dtype=np.int64)
    if len(np.unique(labels)) == chains:
        labels = np.zeros_like(labels)
    parts = _by_stratum(values, labels)
    walked = transitions or values
    together: Any = az.rhat(_by_stratum(walked, np.zeros_like(labels))[0])
    apart: list[Any] = [az.rhat(part) for part in _by_stratum(walked, labels)]
    bulk: list[Any] = [az.ess(part, method="bulk") for part in parts]
    tail: list[Any] = [az.ess(part, method="tail", prob=0.9) for part in parts]
    return {
        name: {
            "rhat": float(np.minimum(float(together[name]), np.max([float(found[name]) for found in apart]))),
            "ess_bulk": float(np.sum([float(found[name]) for found in bulk])),
            "ess_tail": float(np.sum([float(found[name]) for found in tail])),
            "mean": float(drawn.mean()),
            "sd": float(drawn.std()),
            **{f"q{level:02d}": float(np.quantile(drawn, level / 100)) for level in (5, 50, 95)},
        }
        for name, drawn in values.items()
    }


def _by_stratum(values: Mapping[str, Floats], labels: npt.NDArray[np.int64]) -> list[xr.Dataset]:
    return [
        xr.Dataset({name: (("chain", "draw"), drawn[labels == label]) for name, drawn in values.items()})
        for label in np.unique(labels)
    ]


def e_bfmi(energy: Floats) -> tuple[float, ...]:
    """Energy Bayesian fraction of missing information by chain, from energies of shape (chain, transition)."""
    return tuple(float(value) for value in np.square(np.diff(energy, axis=1)).mean(axis=1) / energy.var(axis=1))


def contraction(
    values: Mapping[str, Floats], parameters: ParameterMap, names: Mapping[str, tuple[str, ...]]
) -> dict[str, float]:
    """``1 - var(posterior)/var(prior)`` of each scalar; of its logarithm where the prior is lognormal."""
    keys = jax.random.split(jax.random.PRNGKey(PRIOR_SEED), PRIOR_DRAWS)

    def drawn_from_prior(key: jax.Array) -> dict[str, jax.Array]:
        return parameters.constrain(parameters.draw(key))

    prior = jax.jit(jax.vmap(drawn_from_prior))(keys)
    prior_values = scalars({name: np.asarray(prior[name]) for name in names}, names)
    found: dict[str, float] = {}
    for scalar, drawn in values.items():
        positive = parameters.priors[scalar.split("[", 1)[0]].prior.family == "lognormal"
        before, after = (np.log(v) if positive else v for v in (prior_values[scalar], drawn))
        found[scalar] = float(1.0 - after.var() / before.var())
    return found


def smoothed_weights(log_ratios: Floats) -> tuple[Floats, float]:
    """Pareto-smoothed importance weights of draws, summing to 1, and the shape ``k`` of their tail.

    Vehtari, Simpson, Gelman, Yao and Gabry (JMLR 25, 2024, 72). Above ``TRUSTED_TO`` the weights rest on a few draws.

    Args:
        log_ratios: log density wanted less log density drawn from, shape (draws,), up to a constant.
    """
    if np.ptp(log_ratios) < 1e-6:  # no tail to speak of, and none that can be fitted
        return np.full(len(log_ratios), 1.0 / len(log_ratios)), -np.inf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import arviz as az  # noqa: PLC0415 - as above
    if hasattr(az, "psislw"):
        smoothed, tail = az.psislw(log_ratios)
    else:
        stats: Any = importlib.import_module("arviz_stats.base")  # where ArviZ 1 keeps it
        smoothed, tail = stats.array_stats.psislw(log_ratios, axis=-1)
    log_weights = np.asarray(smoothed)
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum(), float(tail)
