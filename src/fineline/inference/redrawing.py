"""A third move between transitions: how fast the bonus answers a shortage, drawn anew with the bonus held.

The record says where the signing bonus went and not what moved it: the shortage of men, or decrees. So after each
transition the response ``k`` is drawn from its prior, and the weekly shocks make up for it exactly,

    k -> k',    e_t -> e_t - (k' - k) s_t / sigma,    s_t = (N* - N_t) / N*.

The bonus, and all that follows from it, stay as they were, so that ``s`` is the same before and after: a shear, which
keeps volume, accepted by what the shocks say of it (interweaving, Yu and Meng 2011, doi:10.1198/jcgs.2011.203main).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from fineline.case.priors import Lognormal
from fineline.inference.target import PARAMETERS, Assumed, Draw, Target
from fineline.model.recruitment import next_log_signing_bonus

RESPONSE = "bonus_response"
SHOCK = "bonus_shock"


def redraws(target: Target) -> bool:
    """Whether the bonus answers the shortage of men, with a prior that the move knows."""
    if target.structure.weekly.get("next_log_signing_bonus") is not next_log_signing_bonus:
        return False
    return isinstance(target.parameters.priors[RESPONSE].prior, Lognormal)


def shortage(target: Target, draw: Draw, assumed: Assumed) -> Array:
    """Share of the men wanted that are missing as each week begins, shape ``(weeks,)``."""
    path, parameters = target.path(draw, assumed)
    begun = jnp.reshape(parameters["initial_principal_troops"], (1,))
    troops = jnp.concatenate([begun, path["principal_troops"][:-1]])
    return 1.0 - troops / parameters["target_principal_troops"]


def redrawn(target: Target, draw: Draw, assumed: Assumed, key: Array) -> tuple[Draw, Array]:
    """Another draw with the same bonus, and the log ratio of proposing back and forth in the sampler's coordinates.

    The draw is taken with the probability ``exp(ratio + potential of this one - potential of the other)``, at most one.
    """
    place = target.parameters.slices[RESPONSE].start
    number = jax.random.normal(key)
    vector = draw[PARAMETERS].at[place].set(number)
    before, after = (target.parameters.constrain(one) for one in (draw[PARAMETERS], vector))
    missing = shortage(target, draw, assumed)
    by = (after[RESPONSE] - before[RESPONSE]) * missing / before["bonus_volatility"]
    moved = {**draw, PARAMETERS: vector, SHOCK: draw[SHOCK] - by}
    return moved, 0.5 * (number**2 - draw[PARAMETERS][place] ** 2)
