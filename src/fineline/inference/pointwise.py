"""How likely every published row and every prior make each draw of a posterior: what reweighing needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax import Array
from scipy import stats

from fineline.case.priors import Beta, Levels, Lognormal, Normal, Prior
from fineline.inference.store import Posterior
from fineline.inference.target import Target, published_rows
from fineline.model.simulate import simulate
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows, families

if TYPE_CHECKING:
    from fineline.evidence import View
    from fineline.evidence.view import SeriesData

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]
AT_ONCE = 136
"""Draws simulated together; it bounds the memory."""


def reading(view: View, target: Target, edit: Callable[[SeriesData], SeriesData]) -> dict[Key, Rows]:
    """The rows of the record as the observation models take them, once every series has been edited.

    Args:
        view: the evidence on the day of the fit.
        target: the density of the fit; its families of claimants keep their places.
        edit: what is done to a series; a series it leaves without rows is left out.
    """
    found: dict[Key, Rows] = {}
    for series, name in target.rows:
        data, model = edit(published_rows(view, series, name)), OBSERVATION_MODELS[name]
        rows = model.prepare(data, target.weeks) if len(data) else None
        if rows is None or not len(rows):
            continue
        if model.bias is not None:
            places = np.array([target.families[model.bias].index(family) for family in families(data)])
            rows = replace(rows, family=jnp.asarray(places)[rows.family])
        found[series, name] = rows
    return found


def log_likelihoods(
    target: Target, posterior: Posterior, readings: Mapping[str, Mapping[Key, Rows]]
) -> dict[str, dict[Key, Floats]]:
    """Log likelihood of rows under every draw, for several ways to read the record, from one simulation of each draw.

    Args:
        target: the density of the fit.
        posterior: its draws.
        readings: rows by series and observation model, by the name of the reading.

    Returns:
        The same keys, shape (draws, rows) each; chains one after another.
    """
    constants = {name: jnp.asarray(value) for name, value in target.constants.items()}
    shocks = set(target.structure.shocks)

    def of_one(draw: Mapping[str, Array]) -> dict[str, dict[Key, Array]]:
        parameters = {name: value for name, value in draw.items() if name not in shocks}
        driven = {name: draw[name] for name in shocks}
        path = simulate(target.structure, {**parameters, **constants}, target.inputs, driven)
        return {
            name: {
                key: jnp.asarray(OBSERVATION_MODELS[key[1]].distribution(path, parameters, rows).log_prob(rows.value))
                for key, rows in reading.items()
            }
            for name, reading in readings.items()
        }

    together = jax.jit(jax.vmap(of_one))
    flat = posterior.flat()
    count = len(next(iter(flat.values())))
    parts = [
        jax.tree.map(np.asarray, together({name: values[at : at + AT_ONCE] for name, values in flat.items()}))
        for at in range(0, count, AT_ONCE)
    ]
    return jax.tree.map(lambda *pieces: np.concatenate(pieces), *parts)


def log_priors(posterior: Posterior, priors: Mapping[str, Prior]) -> dict[str, Floats]:
    """Log prior density of each scalar parameter of a posterior in its own unit, shape (draws,), up to a constant.

    Elements of a repeated parameter are named ``name[element]``; assumptions with several values have none.
    """
    found: dict[str, Floats] = {}
    for name, drawn in posterior.flat().items():
        if name not in priors or isinstance(priors[name].prior, Levels):
            continue
        values, elements = log_density(priors[name], drawn), posterior.elements.get(name, ())
        found |= {f"{name}[{one}]": values[:, i] for i, one in enumerate(elements)} if elements else {name: values}
    return found


def log_density(prior: Prior, values: Floats) -> Floats:
    """Log density of a prior at values in its unit, up to a constant.

    Raises:
        TypeError: the prior has levels, not a density.
    """
    match prior.prior:
        case Normal(mean=mean, sd=sd):
            return stats.norm.logpdf(values, mean, sd)
        case Lognormal(median=median, log_sd=log_sd):
            return stats.lognorm.logpdf(values, log_sd, scale=median)
        case Beta(a=a, b=b):
            return stats.beta.logpdf(values, a, b)
        case Levels():
            raise TypeError("an assumption with several values has no density")
