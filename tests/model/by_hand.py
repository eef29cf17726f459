"""The war without a contingent, written out once more in plain NumPy: no structure, no composition, no scan."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np

from .setting import Floats, Trajectory

KEPT = (
    "tempo",
    "principal_troops",
    "opponent_troops",
    "principal_recovering",
    "opponent_recovering",
    "principal_casualties",
    "opponent_casualties",
    "principal_killed",
    "log_signing_bonus",
    "recruits",
    "advance_drift",
    "advance",
    "area_gained",
    "strength_ratio_log",
)


def logistic(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


def without_contingent(
    parameters: Mapping[str, float | Floats], inputs: Mapping[str, Floats], shocks: Mapping[str, Floats]
) -> Trajectory:
    """Weekly trajectory of the two sides, shape (weeks,) by name, for weekly steps."""
    p = SimpleNamespace(**{name: float(value) for name, value in parameters.items()})
    s = _start(p)
    path: dict[str, list[float]] = {name: [] for name in KEPT}
    for week in range(len(inputs["season_angle"])):
        x = SimpleNamespace(**{name: float(values[week]) for name, values in inputs.items()})
        e = SimpleNamespace(**{name: float(values[week]) for name, values in shocks.items()})
        _fight(s, p, x)
        _move(s, p, x, e)
        for name in KEPT:
            path[name].append(getattr(s, name))
    return {name: np.array(values) for name, values in path.items()}


def _start(p: SimpleNamespace) -> SimpleNamespace:
    s = SimpleNamespace(tempo=p.initial_tempo, g_principal=0.0, g_opponent=0.0, log_signing_bonus=0.0, area_gained=0.0)
    s.principal_troops, s.opponent_troops = p.initial_principal_troops, p.initial_opponent_troops
    s.killed_logit, s.advance_drift = p.initial_killed_logit, p.initial_advance_drift
    s.undelivered = p.prior_aid_rate * p.aid_delivery_lag
    pace = p.returning_share * p.recovery_time
    hit = p.principal_casualty_rate * np.exp(p.principal_tempo_elasticity * p.initial_tempo)
    s.principal_recovering = pace * (1.0 - logistic(p.initial_killed_logit)) * hit
    hit = p.opponent_casualty_rate * np.exp(p.opponent_tempo_elasticity * p.initial_tempo)
    s.opponent_recovering = pace * (1.0 - logistic(p.opponent_killed_logit)) * hit
    return s


def _fight(s: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> None:
    s.pressed = s.tempo + p.season_cosine * np.cos(x.season_angle) + p.season_sine * np.sin(x.season_angle)
    own, other = s.principal_troops / p.reference_principal_troops, s.opponent_troops / p.reference_opponent_troops
    fire = np.exp(p.principal_tempo_elasticity * s.pressed + p.firepower_elasticity * s.g_opponent)
    s.hazard = p.principal_casualty_rate * fire * own**p.troops_elasticity / s.principal_troops
    s.principal_casualties = s.principal_troops * (1.0 - np.exp(-s.hazard))
    fire = np.exp(p.opponent_tempo_elasticity * s.pressed + p.firepower_elasticity * s.g_principal)
    hazard = p.opponent_casualty_rate * fire * other**p.troops_elasticity / s.opponent_troops
    s.opponent_casualties = s.opponent_troops * (1.0 - np.exp(-hazard))
    s.principal_killed = logistic(s.killed_logit) * s.principal_casualties
    s.strength_ratio_log = np.log(own) + s.g_principal - np.log(other) - s.g_opponent
    s.advance = s.advance_drift + p.strength_effect * np.exp(s.pressed) * s.strength_ratio_log
    s.recruits = p.recruitment_rate * np.exp(p.pay_elasticity * s.log_signing_bonus)


def _move(s: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace, e: SimpleNamespace) -> None:
    back = 1.0 - np.exp(-1.0 / p.recovery_time)
    own_back, other_back = s.principal_recovering * back, s.opponent_recovering * back
    shortage = 1.0 - s.principal_troops / p.target_principal_troops
    own_stay = (s.principal_troops - s.principal_casualties) * np.exp(-p.discharge_rate)
    leaving = p.absence_rate * x.opponent_absence_profile
    other_stay = (s.opponent_troops - s.opponent_casualties) * np.exp(-leaving)
    called_up = p.opponent_mobilisation_rate * x.opponent_mobilisation_profile
    other_killed = logistic(p.opponent_killed_logit) * s.opponent_casualties
    s.principal_recovering += p.returning_share * (s.principal_casualties - s.principal_killed) - own_back
    s.opponent_recovering += p.returning_share * (s.opponent_casualties - other_killed) - other_back
    s.principal_troops = own_stay + own_back + s.recruits + x.principal_mobilisation
    s.opponent_troops = other_stay + other_back + called_up
    s.log_signing_bonus += p.bonus_response * shortage + p.bonus_volatility * e.bonus_shock
    _rearm(s, p, x, e)
    s.tempo = p.tempo_persistence * s.tempo + p.tempo_volatility * e.tempo_shock
    s.killed_logit += p.lethality_volatility * e.lethality_shock
    s.area_gained += s.advance
    drift = p.drift_persistence * (s.advance_drift - p.mean_advance) + p.mean_advance
    s.advance_drift = drift + p.drift_volatility * e.advance_drift_shock


def _rearm(s: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace, e: SimpleNamespace) -> None:
    delivered = s.undelivered * (1.0 - np.exp(-1.0 / p.aid_delivery_lag))
    s.undelivered += x.aid_allocated - delivered
    shells = p.shell_firepower_gain * x.contributor_shell_deliveries / p.reference_shell_rate
    aid = p.aid_firepower_gain * (delivered / p.reference_aid_rate - 1.0)
    kept, noise = p.firepower_persistence, p.firepower_volatility
    s.g_principal = kept * s.g_principal + (1.0 - kept) * shells + noise * e.principal_firepower_shock
    s.g_opponent = kept * s.g_opponent + (1.0 - kept) * aid + noise * e.opponent_firepower_shock
