"""Trajectories with the shape of real ones and invented numbers, for tests of the report alone."""

from __future__ import annotations

import numpy as np
import xarray as xr

UNITS = {
    "tempo": "1",
    "principal_firepower": "1",
    "opponent_firepower": "1",
    "undelivered_aid": "EUR bn",
    "principal_troops": "persons",
    "opponent_troops": "persons",
    "contributor_troops": "persons",
    "contributor_arrived": "persons/week",
    "principal_recovering": "persons",
    "opponent_recovering": "persons",
    "contributor_recovering": "persons",
    "contributor_effectiveness": "1",
    "log_signing_bonus": "1",
    "advance_drift": "km2/week",
    "killed_logit": "1",
    "area_gained": "km2",
    "principal_casualties": "persons/week",
    "contributor_casualties": "persons/week",
    "opponent_casualties": "persons/week",
    "total_casualties": "persons/week",
    "principal_killed": "persons/week",
    "contributor_killed": "persons/week",
    "opponent_killed": "persons/week",
    "principal_returns": "persons/week",
    "recruits": "persons/week",
    "principal_mobilised": "persons/week",
    "principal_intake": "persons/week",
    "advance": "km2/week",
    "strength_ratio_log": "1",
    "deal_price": "USD/month",
    "perceived_success": "1",
    "aid_allocated": "EUR_bn/week",
    "success_effect": "1",
    "casualty_effect": "1",
    "visible_deaths": "persons/week",
    "war_support_share": "1",
    "backers_perceived_success": "1",
    "withdrawal_hazard": "1",
}
"""Every variable of a trajectory with its unit."""

FIRST_WEEK, DATA_END, ARRIVAL = "2023-01-01", "2025-12-28", "2024-10-13"


def trajectories(
    *, horizon: int = 52, draws: int = 120, soldiers: float = 1.0, shells: float = 1.0, arrival: str = ARRIVAL
) -> xr.Dataset:
    """Invented trajectories, shape (draw, week); the same shocks whatever the arm, as in a pair.

    Args:
        horizon: weeks after the last week with data.
        draws: number of draws.
        soldiers: share of the foreign soldiers that come.
        shells: share of the foreign shells that come.
        arrival: Sunday of the first foreign soldiers.
    """
    weeks = np.arange(FIRST_WEEK, np.datetime64(DATA_END) + 7 * horizon + 1, 7, dtype="datetime64[D]")
    data = _forces(weeks, draws, soldiers, shells, np.datetime64(arrival))
    data |= _flows(data, weeks, draws)
    variables = {
        name: (("draw", "week"), data[name], {"units": unit, "long_name": name.replace("_", " ")})
        for name, unit in UNITS.items()
    }
    attrs = {"data_end": DATA_END, "case": "synthetic", "as_of": "2026-01-15", "posterior_id": "synthetic000"}
    return xr.Dataset(variables, coords={"week": weeks.astype("datetime64[ns]")}, attrs=attrs)


def _walk(rng: np.random.Generator, draws: int, weeks: np.ndarray, scale: float) -> np.ndarray:
    """Paths that fan out after the data end and hardly differ before it."""
    after = weeks > np.datetime64(DATA_END)
    common = np.cumsum(rng.normal(0, scale, weeks.size))
    own = np.cumsum(np.where(after, rng.normal(0, scale, (draws, weeks.size)), 0), axis=1)
    return common + own + rng.normal(0, 2 * scale, (draws, 1))


def _forces(
    weeks: np.ndarray, draws: int, soldiers: float, shells: float, arrival: np.datetime64
) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    t = np.arange(weeks.size)[None, :]
    ones = np.ones((draws, weeks.size))
    since = np.clip((weeks - arrival).astype(int) / 7, 0, None)[None, :]
    foreign = soldiers * 11_000 * (1 - np.exp(-since / 4)) * np.exp(rng.normal(0, 0.1, (draws, 1)))
    return {
        "tempo": _walk(rng, draws, weeks, 0.02),
        "principal_firepower": _walk(rng, draws, weeks, 0.01) + 0.1 * shells * np.clip(t - 35, 0, 60) / 60,
        "opponent_firepower": _walk(rng, draws, weeks, 0.01),
        "undelivered_aid": 12 * np.exp(_walk(rng, draws, weeks, 0.01)),
        "principal_troops": 480_000 + 600 * t + 9000 * _walk(rng, draws, weeks, 0.15) + 0.2 * foreign,
        "opponent_troops": 390_000 - 250 * t + 7000 * _walk(rng, draws, weeks, 0.15),
        "contributor_troops": foreign,
        "principal_recovering": 60_000 * ones,
        "opponent_recovering": 30_000 * ones,
        "contributor_recovering": 0.05 * foreign,
        "contributor_effectiveness": 0.5 + 0.4 * (1 - np.exp(-since / 20)) + rng.normal(0, 0.05, (draws, 1)),
        "log_signing_bonus": 0.01 * t + _walk(rng, draws, weeks, 0.01),
        "advance_drift": 60 + 20 * _walk(rng, draws, weeks, 0.1),
        "killed_logit": -1.4 + 0.004 * t + _walk(rng, draws, weeks, 0.01),
    }


def _flows(stocks: dict[str, np.ndarray], weeks: np.ndarray, draws: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(8)
    foreign = stocks["contributor_troops"]
    tempo = np.exp(stocks["tempo"])
    share = 1 / (1 + np.exp(-stocks["killed_logit"]))
    foreign_casualties = 0.02 * foreign
    own = 8000 * tempo * np.exp(0.2 * stocks["principal_firepower"]) - 0.7 * foreign_casualties
    opponent = 3200 * tempo**0.6 * np.exp(0.5 * stocks["principal_firepower"]) + 0.01 * foreign
    recruits = 8300 * np.exp(0.2 * stocks["log_signing_bonus"]) * np.exp(rng.normal(0, 0.04, (draws, 1)))
    advance = stocks["advance_drift"] + 30 * stocks["principal_firepower"] + 0.001 * foreign
    returns = 0.5 * own
    return {
        "contributor_arrived": np.clip(np.diff(foreign, axis=1, prepend=0.0), 0, None),
        "contributor_casualties": foreign_casualties,
        "principal_casualties": own,
        "opponent_casualties": opponent,
        "total_casualties": own + foreign_casualties,
        "principal_killed": share * own,
        "contributor_killed": 0.8 * share * foreign_casualties,
        "opponent_killed": share * opponent,
        "principal_returns": returns,
        "recruits": recruits,
        "principal_mobilised": np.zeros_like(own),
        "principal_intake": recruits + returns,
        "advance": advance,
        "area_gained": np.cumsum(advance, axis=1),
        "strength_ratio_log": stocks["principal_firepower"] - stocks["opponent_firepower"],
        "deal_price": 3000 * tempo,
        "perceived_success": np.clip(0.3 + 0.002 * advance, 0.01, 0.99),
        "aid_allocated": 0.8 * tempo,
        "success_effect": 0.002 * tempo,
        "casualty_effect": 0.003 * tempo,
        "visible_deaths": 0.5 * share * own,
        "war_support_share": np.clip(0.75 - 0.05 * tempo, 0.01, 0.99),
        "backers_perceived_success": np.clip(0.25 + 0.002 * advance, 0.01, 0.99),
        "withdrawal_hazard": 0.004 * tempo,
    }
