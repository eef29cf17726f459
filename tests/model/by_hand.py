"""The war without a contingent, written out once more in plain NumPy: no structure, no composition, no scan."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
from scipy.stats import norm

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
    "visible_deaths_total",
    "recent_visible_deaths",
    "belief_mean",
    "belief_variance",
    "perceived_success",
    "backers_perceived_success",
    "casualty_effect",
    "success_effect",
    "war_support",
    "lead_backer_log_aid",
    "other_backers_log_aid",
    "aid_allocated",
    "undelivered_aid",
)
TOLD_APART = 0.05
"""Chance of success below which, and above whose complement, backers answer no further change."""


def logistic(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


def logit(chance: float, least: float = 1e-6) -> float:
    kept = min(max(chance, least), 1.0 - least)
    return float(np.log(kept / (1.0 - kept)))


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
        _judge(s, p, x)
        _move(s, p, x, e)
        _sway(s, p, x, e)
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
    s.recent_visible_deaths = p.own_visibility * logistic(p.initial_killed_logit) * hit
    s.visible_deaths_total = p.own_visibility * p.principal_deaths_before
    s.war_support = p.initial_war_support
    s.lead_backer_log_aid, s.other_backers_log_aid = p.initial_lead_backer_log_aid, p.initial_other_backers_log_aid
    s.belief_mean = s.reached = s.backers_mean = p.initial_advance_drift
    s.belief_variance = s.backers_variance = p.belief_model_spread**2
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
    deterred = ((1.0 + s.recent_visible_deaths / p.reference_visible_deaths) / 2.0) ** -p.visible_deaths_elasticity
    willing = np.exp(p.support_elasticity * (s.war_support - p.reference_war_support))
    s.recruits = p.recruitment_rate * np.exp(p.pay_elasticity * s.log_signing_bonus) * deterred * willing


def _chance(mean: float, variance: float, p: SimpleNamespace) -> float:
    horizon = p.belief_horizon
    spread = np.sqrt(horizon**2 * (variance + p.belief_model_spread**2) + horizon * p.weekly_advance_spread**2)
    return float(norm.cdf((mean * horizon - p.perceived_goal) / spread))


def _judge(s: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> None:
    shift = x.contingent_public * p.disclosure_belief_shift + x.success_claimed * p.claim_belief_shift
    s.perceived_success = logistic(logit(_chance(s.belief_mean, s.belief_variance, p)) + shift)
    s.backers_perceived_success = logistic(logit(_chance(s.backers_mean, s.backers_variance, p)) + shift)
    s.seen = p.own_visibility * s.principal_killed
    minded = 1.0 - p.perception_filter * s.perceived_success
    s.casualty_effect = p.casualty_sensitivity * minded * np.log(1.0 + s.seen / max(s.visible_deaths_total, 1.0))
    s.success_effect = p.success_sensitivity * (s.perceived_success - p.reference_perceived_success)
    given = p.reference_aid_rate * (np.exp(s.lead_backer_log_aid) + np.exp(s.other_backers_log_aid))
    s.aid_allocated = max(given, x.committed_aid)


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
    s.undelivered += s.aid_allocated - delivered
    s.undelivered_aid = s.undelivered
    shells = p.shell_firepower_gain * x.contributor_shell_deliveries / p.reference_shell_rate
    aid = p.aid_firepower_gain * (delivered / p.reference_aid_rate - 1.0)
    kept, noise = p.firepower_persistence, p.firepower_volatility
    s.g_principal = kept * s.g_principal + (1.0 - kept) * shells + noise * e.principal_firepower_shock
    s.g_opponent = kept * s.g_opponent + (1.0 - kept) * aid + noise * e.opponent_firepower_shock


def _learn(mean: float, variance: float, seen: float, noise: float, p: SimpleNamespace) -> tuple[float, float]:
    gain = variance / (variance + noise**2)
    return mean + gain * (seen - mean), (1.0 - gain) * variance + p.drift_volatility**2


def _sway(s: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace, e: SimpleNamespace) -> None:
    moved = s.success_effect - s.casualty_effect + x.contingent_disclosed * p.disclosure_support_shift
    moved -= p.mobilisation_sensitivity * x.principal_mobilisation / p.reference_mobilisation
    moved += p.support_volatility * e.war_support_shock
    s.war_support += (1.0 - np.exp(-p.support_reversion)) * (p.mean_support - s.war_support) + moved
    kept = p.visible_deaths_persistence
    s.visible_deaths_total += s.seen
    s.recent_visible_deaths = kept * s.recent_visible_deaths + (1.0 - kept) * s.seen
    answer = logit(s.backers_perceived_success, TOLD_APART) - logit(p.reference_perceived_success)
    back, answer = 1.0 - np.exp(-p.aid_reversion), p.aid_belief_response * answer
    level = p.mean_lead_backer_log_aid + x.lead_backer_regime * p.lead_backer_regime_shift
    noise = p.aid_volatility * e.lead_backer_aid_shock
    s.lead_backer_log_aid += back * (level + answer - s.lead_backer_log_aid) + noise
    noise = p.aid_volatility * e.other_backers_aid_shock
    s.other_backers_log_aid += back * (p.mean_other_backers_log_aid + answer - s.other_backers_log_aid) + noise
    dim = p.backers_noise_ratio * p.advance_seen_noise
    s.backers_mean, s.backers_variance = _learn(s.backers_mean, s.backers_variance, s.reached, dim, p)
    learned = _learn(s.belief_mean, s.belief_variance, s.advance, p.advance_seen_noise, p)
    s.belief_mean, s.belief_variance = learned
    s.reached += (1.0 - np.exp(-1.0 / p.backers_delay)) * (s.advance - s.reached)
