"""Priors of a case as distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numpyro import distributions as dist

if TYPE_CHECKING:
    from fineline.case.priors import Prior


def prior_distribution(prior: Prior) -> dist.Distribution:
    """NumPyro distribution of one declared prior, scalar.

    Families: lognormal by median and log standard deviation; normal, cut at ``low`` and ``high`` where given; beta.
    """
    spec = prior.prior
    if spec.family == "lognormal":
        return dist.LogNormal(dist.math.log(spec.median), spec.log_sd)
    if spec.family == "beta":
        return dist.Beta(spec.a, spec.b)
    if spec.low is None and spec.high is None:
        return dist.Normal(spec.mean, spec.sd)
    return dist.TruncatedNormal(spec.mean, spec.sd, low=spec.low, high=spec.high)
