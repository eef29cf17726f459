"""Every baseline by name, and its forecast of every target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib.util import find_spec
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fineline.errors import FinelineError
from fineline.evaluation.baselines import laws, naive, statistical
from fineline.evaluation.baselines.history import forecastable, history
from fineline.evaluation.baselines.scales import SCALES
from fineline.evaluation.layout import LEVELS, TARGETS
from fineline.evidence import View

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Method = Callable[[Floats, Ints, Floats, int], Floats]

LIBRARY = "statsmodels"
YEAR = MappingProxyType({"week": 52, "month": 12})
LOSSES = "principal_losses_claimed"
GROUND = frozenset({"area_change_isw", "area_change_deepstate"})

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "persistence": naive.persistence,
        "drift": naive.drift,
        "historical": naive.historical_quantiles,
        "auto_arima": statistical.auto_arima,
        "ets": statistical.exponential_smoothing,
        "theta": statistical.theta,
    }
)
LAWS: Mapping[str, laws.Law] = MappingProxyType({"lanchester": laws.LANCHESTER, "materiel": laws.MATERIEL})
PLAIN = frozenset({("drift", "aid_military_allocated")})
"""A random walk of the logarithm of monthly packages, which jump tenfold, would run away: it is made of the amounts."""
BASELINES: tuple[str, ...] = (*METHODS, *LAWS)
"""Names of the baselines."""


class MissingBaselinesError(FinelineError):
    """The library of the statistical baselines is not installed."""

    fault = "the library of the baselines is missing"


def require_library() -> None:
    """Check that the library of the extra `baselines` is there. Raises `MissingBaselinesError` if it is not."""
    if find_spec(LIBRARY) is None:
        raise MissingBaselinesError(
            expected="the library of the extra 'baselines'",
            found=f"no {LIBRARY}",
            where="fineline backtest",
            remedy="install it: pip install 'fineline[baselines]', or uv sync --extra baselines",
        )


def baseline_quantiles(name: str, view: View, reference: date, weeks: int) -> dict[str, Floats]:
    """Forecast of a baseline, from nothing but what the view holds.

    Args:
        name: one of `BASELINES`.
        view: the evidence of the day of the cut.
        reference: the Sunday from which horizons are counted.
        weeks: the longest horizon.

    Returns:
        Quantiles at `LEVELS` by target, shape ``(horizons, levels)``, in the unit of the target.
    """
    return {target: _one(name, view, target, reference, weeks) for target in forecastable(view, reference)}


def _one(name: str, view: View, target: str, reference: date, weeks: int) -> Floats:
    held, known, levels = TARGETS[target], history(view, target, reference, weeks), np.array(LEVELS)
    scale, year = SCALES["plain" if (name, target) in PLAIN else held.scale], YEAR[held.step]
    if name in LAWS and target in {LOSSES, *GROUND}:
        losses = np.log(history(view, LOSSES, reference, weeks).values)
        if target == LOSSES:
            return np.exp(laws.losses_by_law(LAWS[name], name, losses, known.steps, levels))
        return laws.ground_by_law(LAWS[name], name, losses, known.values, known.steps, levels)
    method = METHODS.get(name, naive.historical_quantiles)  # a law of attrition has no word on aid and opinion
    made = scale.back(method(scale.forward(known.values), known.steps, levels, year))
    return np.maximum.accumulate(np.maximum(made, 0.0) if held.counts else made, axis=1)
