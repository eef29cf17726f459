"""A rival law of attrition in which materiel alone inflicts casualties: stocks, production and imports of each side.

``C_i = d_j u_j M_j`` with ``M' = P + imports - u M`` and ``dP = r P (1 - P/P_max)``: our reading of Turchin's Attrition
Warfare Model. Materiel is 1 at its reference, the level of the first week; production and imports are counted in what
that level uses at average tempo, so that a side whose two sources add up to 1 neither gains nor loses. What is fired
faster is used up faster: the tempo that raises a side's losses raises the use of the materiel that inflicts them.

Both stocks take exact exponential and logistic steps: they stay positive for every parameter, and a shorter step
changes nothing while the drivers stand still.
"""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.attrition_laws import PACED
from fineline.model.naming import gives
from fineline.model.units import EuroBnPerWeek, Pure, RoundsPerWeek, Weeks


def principal_materiel_use(materiel_use_rate: Pure, opponent_tempo_elasticity: Pure, offensive_tempo: Pure) -> Pure:
    """Share of its materiel that the principal uses up, in 1/week: ``u exp(eta_U i)``, as the losses it inflicts."""
    return materiel_use_rate * jnp.exp(opponent_tempo_elasticity * offensive_tempo)


def opponent_materiel_use(materiel_use_rate: Pure, principal_tempo_elasticity: Pure, offensive_tempo: Pure) -> Pure:
    """Share of its materiel that the opponent uses up, in 1/week: ``u exp(eta_R i)``, as the losses it inflicts."""
    return materiel_use_rate * jnp.exp(principal_tempo_elasticity * offensive_tempo)


def principal_materiel_imports(
    shell_firepower_gain: Pure, contributor_shell_deliveries: RoundsPerWeek, reference_shell_rate: RoundsPerWeek
) -> Pure:
    """What the contributor's shells bring the principal, over reference use: ``G_F shells/reference``.

    At the reference rate they raise materiel by ``G_F`` in the long run, as they raise firepower in the other laws.
    """
    return shell_firepower_gain * contributor_shell_deliveries / reference_shell_rate


def opponent_materiel_imports(
    aid_materiel_share: Pure, aid_deliveries: EuroBnPerWeek, reference_aid_rate: EuroBnPerWeek
) -> Pure:
    """What the backers' aid brings the opponent, over reference use: ``m_W deliveries/reference``."""
    return aid_materiel_share * aid_deliveries / reference_aid_rate


def _grown(production: Pure, growth: Pure, ceiling: Pure, step: Weeks) -> Pure:
    """Logistic growth over a step, exactly: ``P' = K P e^(r step) / (K + P (e^(r step) - 1))``."""
    return ceiling * production / (production + (ceiling - production) * jnp.exp(-growth * step))


def next_principal_production(
    principal_production: Pure, production_growth_rate: Pure, principal_production_ceiling: Pure, step: Weeks
) -> Pure:
    """The principal's own production next week, over reference use: ``dP = r P (1 - P/P_max)``, logistic growth."""
    return _grown(principal_production, production_growth_rate, principal_production_ceiling, step)


def next_opponent_production(
    opponent_production: Pure, production_growth_rate: Pure, opponent_production_ceiling: Pure, step: Weeks
) -> Pure:
    """The opponent's own production next week, over reference use: ``dP = r P (1 - P/P_max)``, logistic growth."""
    return _grown(opponent_production, production_growth_rate, opponent_production_ceiling, step)


def _stocked(materiel: Pure, supply: Pure, reference_use: Pure, use: Pure, step: Weeks) -> Pure:
    """Stock after a step of steady supply and use, exactly: ``M e^(-u step) + (supply/u) (1 - e^(-u step))``."""
    kept = jnp.exp(-use * step)
    return kept * materiel + (1.0 - kept) * supply * reference_use / use


def next_principal_materiel(
    principal_materiel: Pure,
    principal_production: Pure,
    principal_materiel_imports: Pure,
    materiel_use_rate: Pure,
    principal_materiel_use: Pure,
    step: Weeks,
) -> Pure:
    """The principal's materiel next week, 1 = reference: ``dM = u0 (P + imports) - u M``."""
    supply = principal_production + principal_materiel_imports
    return _stocked(principal_materiel, supply, materiel_use_rate, principal_materiel_use, step)


def next_opponent_materiel(
    opponent_materiel: Pure,
    opponent_production: Pure,
    opponent_materiel_imports: Pure,
    materiel_use_rate: Pure,
    opponent_materiel_use: Pure,
    step: Weeks,
) -> Pure:
    """The opponent's materiel next week, 1 = reference: ``dM = u0 (P + imports) - u M``."""
    supply = opponent_production + opponent_materiel_imports
    return _stocked(opponent_materiel, supply, materiel_use_rate, opponent_materiel_use, step)


@gives("principal_attrition_shape")
def principal_shape_materiel(opponent_materiel: Pure) -> Pure:
    """Casualties in proportion to the opponent's materiel: ``M_U``; the forces do not matter."""
    return opponent_materiel


@gives("opponent_attrition_shape")
def opponent_shape_materiel(principal_materiel: Pure) -> Pure:
    """Casualties in proportion to the principal's materiel: ``M_R``; the forces do not matter."""
    return principal_materiel


MATERIEL = (
    principal_materiel_use,
    opponent_materiel_use,
    principal_materiel_imports,
    opponent_materiel_imports,
    next_principal_production,
    next_opponent_production,
    next_principal_materiel,
    next_opponent_materiel,
    principal_shape_materiel,
    opponent_shape_materiel,
    *PACED,
)
