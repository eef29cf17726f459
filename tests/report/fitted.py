"""An invented posterior with the shape of a real one, and pairs of invented runs, for tests of the report alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from fineline.case import Case
from fineline.case.quantiles import prior_quantile

from .synthetic import trajectories


@dataclass(frozen=True)
class Pins:
    """Pins of a run that never was."""

    case: str = "ukraine"
    case_digest: str = "0" * 64
    as_of: str = "2026-08-31"
    model_version: str = "0.0.0"
    mechanisms: dict[str, str] = field(default_factory=lambda: {"tempo": "seasonal_ar1"})
    seed: int = 1


@dataclass(frozen=True)
class Posterior:
    """What the report reads of a posterior."""

    id: str
    pins: Pins
    draws: dict[str, np.ndarray]
    contraction: dict[str, float]
    diagnostics: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Difference:
    """One setting that differs."""

    name: str
    baseline: str
    arm: str


@dataclass(frozen=True)
class Pair:
    """Two runs with the same shocks."""

    baseline: xr.Dataset
    arm: xr.Dataset
    settings: tuple[Difference, ...]
    parameters: dict[str, np.ndarray] = field(default_factory=dict)


def posterior(case: Case) -> Posterior:
    """Draws around each prior, narrowed by a contraction that runs through all three statuses."""
    rng = np.random.default_rng(3)
    single = {name: prior for name, prior in case.priors.items() if not prior.each}
    contraction = {name: float(c) for name, c in zip(single, np.linspace(0.98, -0.05, len(single)), strict=True)}
    draws = {}
    for name, prior in single.items():
        low, middle, high = (prior_quantile(prior, level) for level in (0.05, 0.5, 0.95))
        spread = (high - low) / 3.3 * np.sqrt(1 - contraction[name])
        draws[name] = middle + spread * rng.normal(size=(2, 100))
    diagnostics = {name: {"rhat": 1.002, "ess_bulk": 900.0, "ess_tail": 700.0} for name in single}
    return Posterior(id="synthetic000", pins=Pins(), draws=draws, contraction=contraction, diagnostics=diagnostics)


def pairs(draws: int = 120) -> dict[str, Pair]:
    """One pair for each lever, history and 52 weeks."""
    levers = {
        "contributor-troops": {"soldiers": 0.0},
        "contributor-munitions": {"shells": 0.0},
        "contributor": {"soldiers": 0.0, "shells": 0.0},
    }
    baseline = trajectories(draws=draws)
    return {
        lever: Pair(baseline, trajectories(draws=draws, **settings), (Difference(lever, "as recorded", "none"),))
        for lever, settings in levers.items()
    }


def placebo(draws: int = 120) -> Pair:
    """Both runs the same, as they must be before any soldier came."""
    baseline = trajectories(draws=draws)
    return Pair(baseline, baseline, ())
