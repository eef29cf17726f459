"""The coordinates in which the sampler sees a draw.

Weekly shocks are standard normal and stay so where the record says little of a single week. Two processes are pinned
in nearly every week, the losses by the claims and the killed share by the probate deaths; seen through a long chain
of shocks that is a narrow and curved ridge. There the sampler moves the path itself and the shocks follow from it
(the centred form of the same process):

* the log of the losses that the tempo alone implies, ``w_t = ln c + eta i_t``, with
  ``e_t = [(w_t - ln c) - phi (w_(t-1) - ln c)] / (eta sigma)``;
* the logit of the killed share, ``e_t = (d_t - d_(t-1)) / s_d``.

The density gains minus the log of the divisor per week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array

CENTRED: Mapping[str, str] = {"tempo_shock": "tempo_log_losses", "lethality_shock": "killed_logit_path"}
"""Shock exchanged, and the coordinate that takes its place."""


@dataclass(frozen=True)
class Transitions:
    """One centred process seen week by week.

    Attributes:
        change: deviation of each week from what the process expects of it, shape ``(weeks,)``.
        scale: its standard deviation, a scalar.
        unit: width of the coordinate in units of the path: a constant that gives it about unit width.
    """

    change: Array
    scale: Array
    unit: float

    @property
    def shocks(self) -> Array:
        """Standard normal shocks, shape ``(weeks,)``."""
        return self.change / self.scale

    @property
    def log_jacobian(self) -> Array:
        """Log of the Jacobian of the exchange, a scalar."""
        return self.change.shape[0] * (jnp.log(self.unit) - jnp.log(self.scale))


def _tempo(coordinate: Array, parameters: Mapping[str, Array]) -> Transitions:
    zero, unit = 8.7, 0.08  # some 6,000 casualties a week, and the weekly change of their log
    elasticity = parameters["principal_tempo_elasticity"]
    deviation = zero + unit * coordinate - jnp.log(parameters["principal_casualty_rate"])
    before = jnp.concatenate([jnp.reshape(elasticity * parameters["initial_tempo"], (1,)), deviation[:-1]])
    change = deviation - parameters["tempo_persistence"] * before
    return Transitions(change, elasticity * parameters["tempo_volatility"], unit)


def _lethality(coordinate: Array, parameters: Mapping[str, Array]) -> Transitions:
    zero, unit = -1.1, 0.06  # one casualty in four killed, and the weekly change of the logit
    path = zero + unit * coordinate
    before = jnp.concatenate([jnp.reshape(parameters["initial_killed_logit"], (1,)), path[:-1]])
    return Transitions(path - before, parameters["lethality_volatility"], unit)


_EXCHANGES = {"tempo_shock": _tempo, "lethality_shock": _lethality}


def transitions(draw: Mapping[str, Array], parameters: Mapping[str, Array]) -> dict[str, Transitions]:
    """The centred processes of a draw, by the shock that each replaces; a rival may do without one of them."""
    return {shock: _EXCHANGES[shock](draw[name], parameters) for shock, name in CENTRED.items() if name in draw}
