"""How large a force is beside its reference."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import Persons, Pure

ONE_PERSON = 1.0
"""Below one person a force counts as one, so that ratios stay finite when nobody is left."""


LARGEST_EXPONENT = 300.0
"""Beyond e^300 times the reference rate nobody survives a step anyway; the bound keeps the arithmetic finite."""


def relative_force(troops: Persons, reference: Persons) -> Pure:
    """A force over its reference, 1 at the reference and never quite 0."""
    return jnp.maximum(troops, ONE_PERSON) / reference
