"""Weekly change of the area held, as each mapper draws it.

``y ~ StudentT(4, level dA, s)``, ``s = s_0 + p |dA|``: a mapper books moves late and in lumps, the more so the faster
the front moves. DeepState has its own level relative to ISW.
"""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from numpyro import distributions as dist

from fineline.observation.rows import ObservationModel, Parameters, Path, Published, Rows, make_rows, week_of
from fineline.time import Days

TAIL = 4.0


def prepare(series: Published, weeks: Days) -> Rows:
    """Every weekly change inside the weeks, km2 per week."""
    return make_rows(series, weeks, np.isfinite(series.value))


def mapper(name: str, level: str | None) -> Callable[[Path, Parameters, Rows], dist.Distribution]:
    """Distribution of one mapper's weekly change, from the parameters ``<name>_noise`` and ``<name>_noise_share``."""

    def distribution(path: Path, parameters: Parameters, rows: Rows) -> dist.Distribution:
        change = path["advance"][week_of(rows)]
        seen = change if level is None else parameters[level] * change
        noise = parameters[f"{name}_noise"] + parameters[f"{name}_noise_share"] * jnp.abs(change)
        return dist.StudentT(TAIL, seen, noise)

    return distribution


ISW = ObservationModel(prepare=prepare, distribution=mapper("isw", None))
DEEPSTATE = ObservationModel(prepare=prepare, distribution=mapper("deepstate", "deepstate_level"))
