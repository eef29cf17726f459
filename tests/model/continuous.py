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
    supplies = firepower(y, p, x)
    return {
        **supplies,
        **people(y, p, x, hit, killed),
        **ground(y, p, x),
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
    return {
        "undelivered_aid": x.aid_allocated - delivered,
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
        "principal": p.recruitment_rate * jnp.exp(p.pay_elasticity * y.log_signing_bonus) + x.principal_mobilisation,
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


def ground(y: SimpleNamespace, p: SimpleNamespace, x: SimpleNamespace) -> State:
    own = (y.principal_troops + y.contributor_effectiveness * y.contributor_troops) / p.reference_principal_troops
    other = y.opponent_troops / p.reference_opponent_troops
    strength = jnp.log(own) + y.principal_firepower - jnp.log(other) - y.opponent_firepower
    return {
        "advance_drift": -jnp.log(p.drift_persistence) * (p.mean_advance - y.advance_drift),
        "area_gained": y.advance_drift + p.strength_effect * jnp.exp(pressed(y, p, x)) * strength,
    }
