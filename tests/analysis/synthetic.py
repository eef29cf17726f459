"""Made-up trajectories for tests: the right names, shapes and units, and simple numbers whose sums are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import xarray as xr

from fineline.evidence.claims import Claim
from fineline.time import WEEK

UNITS = {
    "tempo": "1",
    "principal_firepower": "1",
    "opponent_firepower": "1",
    "principal_troops": "persons",
    "opponent_troops": "persons",
    "contributor_troops": "persons",
    "contributor_arrived": "persons/week",
    "contributor_effectiveness": "1",
    "log_signing_bonus": "1",
    "strength_ratio_log": "1",
    "advance": "km2/week",
    "area_gained": "km2",
    "principal_casualties": "persons/week",
    "contributor_casualties": "persons/week",
    "opponent_casualties": "persons/week",
    "total_casualties": "persons/week",
    "principal_killed": "persons/week",
    "contributor_killed": "persons/week",
    "opponent_killed": "persons/week",
    "recruits": "persons/week",
    "principal_mobilised": "persons/week",
    "principal_intake": "persons/week",
    "visible_deaths": "persons/week",
    "war_support_share": "1",
    "perceived_success": "1",
    "backers_perceived_success": "1",
    "aid_allocated": "EUR_bn/week",
    "withdrawal_hazard": "1",
}


@dataclass(frozen=True)
class SyntheticPair:
    """Two arms that share their draws."""

    baseline: xr.Dataset
    arm: xr.Dataset


def weeks_from(first: str, count: int) -> np.ndarray:
    return (np.datetime64(first, "D") + WEEK * np.arange(count)).astype("datetime64[ns]")


def trajectories(
    draws: int = 40, history: int = 68, horizon: int = 52, arrive: int = 60, *, foreign: bool = True, seed: int = 7
) -> xr.Dataset:
    """A record of ``history`` weeks and a forecast of ``horizon``; the foreign troops arrive in week ``arrive``."""
    rng = np.random.default_rng(seed)
    count = history + horizon
    shape = (draws, count)
    level = rng.lognormal(0.0, 0.1, (draws, 1))
    here = np.where(np.arange(count) >= arrive, 10_000.0 if foreign else 0.0, 0.0) * np.ones(shape)
    total = 8000.0 * level * np.ones(shape)
    contributor = 0.05 * here
    principal = total - contributor
    intake = 8500.0 + rng.normal(0.0, 400.0, shape)
    discharged = 450.0
    troops = 500_000.0 + np.cumsum(intake - principal - discharged, axis=1)
    advance = 60.0 + (20.0 if foreign else 0.0) * (np.arange(count) >= arrive) + rng.normal(0.0, 30.0, shape)
    ones = np.ones(shape)
    variables = {
        "tempo": rng.normal(0.0, 0.1, shape),
        "principal_firepower": 0.1 * ones,
        "opponent_firepower": 0.0 * ones,
        "principal_troops": troops,
        "opponent_troops": 380_000.0 - 100.0 * np.arange(count) * ones,
        "contributor_troops": here,
        "contributor_arrived": np.diff(here, axis=1, prepend=0.0),
        "contributor_effectiveness": 0.5 + 0.003 * np.arange(count) * ones,
        "log_signing_bonus": 0.005 * np.arange(count) * ones,
        "strength_ratio_log": 0.2 + 0.05 * rng.normal(0.0, 1.0, shape),
        "advance": advance,
        "area_gained": np.cumsum(advance, axis=1),
        "principal_casualties": principal,
        "contributor_casualties": contributor,
        "opponent_casualties": 3000.0 * ones,
        "total_casualties": total,
        "principal_killed": 0.3 * principal,
        "contributor_killed": 0.2 * contributor,
        "opponent_killed": 900.0 * ones,
        "recruits": 7000.0 * ones,
        "principal_mobilised": 0.0 * ones,
        "principal_intake": intake,
        "visible_deaths": 500.0 * ones,
        "war_support_share": 0.7 - 0.001 * np.arange(count) * ones,
        "perceived_success": 0.3 + 0.001 * np.arange(count) * ones,
        "backers_perceived_success": 0.25 * ones,
        "aid_allocated": 0.5 * ones,
        "withdrawal_hazard": 0.01 * ones,
    }
    data = {
        name: (("draw", "week"), array, {"units": UNITS[name], "long_name": name}) for name, array in variables.items()
    }
    weeks = weeks_from("2024-01-07", count)
    end = str(weeks[history - 1])[:10]
    return xr.Dataset(
        data, coords={"week": weeks, "draw": np.arange(draws)}, attrs={"data_end": end, "case": "made up"}
    )


def pair(**settings: int) -> SyntheticPair:
    """With and without foreign soldiers; the same shocks."""
    return SyntheticPair(baseline=trajectories(**settings), arm=trajectories(**settings, foreign=False))


def claim(value: str, claimant: str, *, month: int = 1, day: int = 1, unit: str = "persons") -> Claim:
    """A made-up claim for one quantity."""
    said = date(2025, month, day)
    return Claim(
        id=f"{claimant}-{value}",
        topic="casualties",
        quantity="killed",
        value=value,
        low="",
        high="",
        unit=unit,
        as_of=said,
        published=said,
        claimant=claimant,
        interest="party",
        basis="asserted",
        url="",
        note="",
    )
