"""The same war in continuous time: rates instead of weekly shares, no shocks, solved by another program.

Weekly persistence ``p`` becomes the rate ``-ln p``, a weekly share ``1 - exp(-h)`` its hazard ``h``. Newcomers dilute
experience in proportion to the present contingent, so a comparison starts with a contingent in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import diffrax
import jax
import jax.numpy as jnp
from jax import Array

State = dict[str, Array]


def solve(parameters: Mapping[str, Array], weekly_inputs: Mapping[str, Array], start: State) -> State:
    """Stocks at the end of each week, shape (weeks,) each; inputs are constant within a week."""
    p = SimpleNamespace(**parameters)
    solver, control = diffrax.Tsit5(), diffrax.PIDController(rtol=1e-10, atol=1e-10)

    def week(state: State, inputs: Mapping[str, Array]) -> tuple[State, State]:
        x = SimpleNamespace(**inputs)
        term = diffrax.ODETerm(lambda _t, y, _args: rates(SimpleNamespace(**y), p, x))
        out = diffrax.diffeqsolve(term, solver, 0.0, 1.0, 0.02, state, stepsize_controller=control, max_steps=2000)
        end = {name: values[0] for name, values in out.ys.items()}
        return end, end

    return jax.jit(lambda begin, given: jax.lax.scan(week, begin, given)[1])(start, dict(weekly_inputs))


def rates(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> State:
    """Change of every stock per week."""
    hit = casualties(y, p, x)
    share = jax.nn.sigmoid(y.killed_logit)
    killed = SimpleNamespace(
        principal=share * hit.principal,
        contributor=jax.nn.sigmoid(y.killed_logit + p.contributor_lethality_offset) * hit.contributor,
        opponent=jax.nn.sigmoid(p.opponent_killed_logit) * hit.opponent,
    )
    moving = ground(y, p, x)
    return {
        **firepower(y, p, x),
        **people(y, p, x, hit, killed),
        **moving,
        **belief(y, p, moving["area_gained"]),
        **public(y, p, x, killed),
        **aid(y, p, x),
        "grievance": grievance(y, p, killed.contributor),
        "tempo": jnp.log(p.tempo_persistence) * y.tempo,
        "killed_logit": jnp.zeros_like(y.killed_logit),
        "log_signing_bonus": p.bonus_response * (1.0 - y.principal_troops / p.target_principal_troops),
    }


def pressed(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> Array:
    return y.tempo + p.season_cosine * jnp.cos(x.season_angle) + p.season_sine * jnp.sin(x.season_angle)


def casualties(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> SimpleNamespace:
    """Casualties per week of each force."""
    tempo, green = pressed(y, p, x), 1.0 - y.contributor_effectiveness
    side = (y.principal_troops + y.contributor_troops) / p.reference_principal_troops
    fire = jnp.exp(p.principal_tempo_elasticity * tempo + p.firepower_elasticity * y.opponent_firepower)
    whole = p.principal_casualty_rate * fire * side**p.troops_elasticity
    weight = p.relative_exposure * x.contributor_combat_share * (1.0 + p.inexperience_penalty * green)
    hazard = whole / (y.principal_troops + weight * y.contributor_troops)
    fire = jnp.exp(p.opponent_tempo_elasticity * tempo + p.firepower_elasticity * y.principal_firepower)
    other = p.opponent_casualty_rate * fire * (y.opponent_troops / p.reference_opponent_troops) ** p.troops_elasticity
    return SimpleNamespace(
        principal=hazard * y.principal_troops, contributor=hazard * weight * y.contributor_troops, opponent=other
    )


def firepower(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> State:
    delivered, decay = y.undelivered_aid / p.aid_delivery_lag, -jnp.log(p.firepower_persistence)
    shells = p.shell_firepower_gain * x.contributor_shell_deliveries / p.reference_shell_rate
    aid = p.aid_firepower_gain * (delivered / p.reference_aid_rate - 1.0)
    given = p.reference_aid_rate * (jnp.exp(y.lead_backer_log_aid) + jnp.exp(y.other_backers_log_aid))
    return {
        "undelivered_aid": jnp.maximum(given, x.committed_aid) - delivered,
        "principal_firepower": decay * (shells - y.principal_firepower),
        "opponent_firepower": decay * (aid - y.opponent_firepower),
    }


def people(
    y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace, hit: SimpleNamespace, killed: SimpleNamespace
) -> State:
    back = {
        force: getattr(y, f"{force}_recovering") / p.recovery_time for force in ("principal", "contributor", "opponent")
    }
    joining = {
        "principal": recruits(y, p) + x.principal_mobilisation + x.substitute_recruits,
        "contributor": p.contingent_scale * x.contributor_arrivals,
        "opponent": p.opponent_mobilisation_rate * x.opponent_mobilisation_profile,
    }
    leaving = {
        "principal": p.discharge_rate * y.principal_troops,
        "contributor": p.contingent_scale * x.contributor_departures,
        "opponent": p.absence_rate * x.opponent_absence_profile * y.opponent_troops,
    }
    change: State = {}
    for force, returns in back.items():
        lost, dead = getattr(hit, force), getattr(killed, force)
        change[f"{force}_troops"] = returns + joining[force] - lost - leaving[force]
        change[f"{force}_recovering"] = p.returning_share * (lost - dead) - returns
    learning = p.learning_rate * x.contributor_combat_share * (p.mature_effectiveness - y.contributor_effectiveness)
    newcomers = joining["contributor"] / y.contributor_troops
    diluted = newcomers * (y.contributor_effectiveness - p.initial_effectiveness)
    return {**change, "contributor_effectiveness": learning - diluted}


def recruits(y: SimpleNamespace, p: SimpleNamespace) -> Array:
    deterred = (0.5 + 0.5 * y.recent_visible_deaths / p.reference_visible_deaths) ** -p.visible_deaths_elasticity
    willing = jnp.exp(p.support_elasticity * (y.war_support - p.reference_war_support))
    return p.recruitment_rate * jnp.exp(p.pay_elasticity * y.log_signing_bonus) * deterred * willing


def ground(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> State:
    own = (y.principal_troops + y.contributor_effectiveness * y.contributor_troops) / p.reference_principal_troops
    other = y.opponent_troops / p.reference_opponent_troops
    strength = jnp.log(own) + y.principal_firepower - jnp.log(other) - y.opponent_firepower
    return {
        "advance_drift": -jnp.log(p.drift_persistence) * (p.mean_advance - y.advance_drift),
        "area_gained": y.advance_drift + p.strength_effect * jnp.exp(pressed(y, p, x)) * strength,
    }


def belief(y: SimpleNamespace, p: SimpleNamespace, advance: Array) -> State:
    """The learner as a Kalman-Bucy filter, and the backers behind a delay."""
    late = (p.backers_noise_ratio * p.advance_seen_noise) ** 2
    return {
        **_filter("belief", y.belief_mean, y.belief_variance, advance, p.advance_seen_noise**2, p),
        **_filter("backers_belief", y.backers_belief_mean, y.backers_belief_variance, y.backers_seen_advance, late, p),
        "backers_seen_advance": (advance - y.backers_seen_advance) / p.backers_delay,
    }


def _filter(name: str, mean: Array, variance: Array, seen: Array, noise: Array, p: SimpleNamespace) -> State:
    return {
        f"{name}_mean": variance / noise * (seen - mean),
        f"{name}_variance": p.drift_volatility**2 - variance**2 / noise,
    }


def _logit(chance: Array, least: float) -> Array:
    kept = jnp.clip(chance, least, 1.0 - least)
    return jnp.log(kept / (1.0 - kept))


def held(mean: Array, variance: Array, p: SimpleNamespace, x: SimpleNamespace) -> Array:
    """Chance of success to one who expects that pace."""
    horizon = p.belief_horizon
    spread = jnp.sqrt(horizon**2 * (variance + p.belief_model_spread**2) + horizon * p.weekly_advance_spread**2)
    shift = x.contingent_public * p.disclosure_belief_shift + x.success_claimed * p.claim_belief_shift
    chance = jax.scipy.stats.norm.cdf((mean * horizon - p.perceived_goal) / spread)
    return jax.nn.sigmoid(_logit(chance, 1e-6) + shift)


def public(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace, killed: SimpleNamespace) -> State:
    """Deaths seen and support; nothing is disclosed within the weeks compared."""
    hidden, shown = p.contributor_visibility_hidden, p.contributor_visibility_public
    foreign = p.contributor_death_weight * (hidden + x.contingent_public * (shown - hidden))
    seen = p.own_visibility * killed.principal + foreign * killed.contributor
    success = held(y.belief_mean, y.belief_variance, p, x)
    worn = p.casualty_sensitivity * (1.0 - p.perception_filter * success) * seen / y.visible_deaths_total
    lifted = p.success_sensitivity * (success - p.reference_perceived_success)
    called = p.mobilisation_sensitivity * x.principal_mobilisation / p.reference_mobilisation
    return {
        "visible_deaths_total": seen,
        "recent_visible_deaths": -jnp.log(p.visible_deaths_persistence) * (seen - y.recent_visible_deaths),
        "war_support": p.support_reversion * (p.mean_support - y.war_support) + lifted - worn - called,
    }


def aid(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> State:
    """Log of aid of both groups; beyond one in twenty backers tell no chances apart."""
    believed = _logit(held(y.backers_belief_mean, y.backers_belief_variance, p, x), 0.05)
    answer = p.aid_belief_response * (believed - _logit(p.reference_perceived_success, 0.05))
    lead = p.mean_lead_backer_log_aid + x.lead_backer_regime * p.lead_backer_regime_shift + answer
    others = p.mean_other_backers_log_aid + answer
    return {
        "lead_backer_log_aid": p.aid_reversion * (lead - y.lead_backer_log_aid),
        "other_backers_log_aid": p.aid_reversion * (others - y.other_backers_log_aid),
    }


def grievance(y: SimpleNamespace, p: SimpleNamespace, killed: Array) -> Array:
    decay = -jnp.log(p.grievance_persistence)
    lost = p.grievance_per_loss * killed / y.contributor_troops
    return decay * (lost / (1.0 - p.grievance_persistence) - y.grievance)
