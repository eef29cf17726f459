"""Public support for the war: deaths that are seen wear it down, an expectation of success holds it up.

Support is a logit that returns to its mean. The two forces on it are quantities of their own, so that the fine line
between them can be read in every rival.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from fineline.model.naming import gives
from fineline.model.units import Persons, PersonsPerWeek, Pure, Weeks


def casualty_effect(
    casualty_sensitivity: Pure, perception_filter: Pure, perceived_success: Pure, visible_deaths_growth: Pure
) -> Pure:
    """How fast the deaths that are seen wear support down, logit per week: ``b_c (1 - kappa V) dlnX``.

    An expectation of success filters what the deaths mean: at ``kappa`` 1 a public sure of success does not mind them.
    Sources: Gelpi, Feaver and Reifler (2006) for the expectation, Mueller (1973) for the log of cumulative casualties.
    """
    return casualty_sensitivity * (1.0 - perception_filter * perceived_success) * visible_deaths_growth


def success_effect(success_sensitivity: Pure, perceived_success: Pure, reference_perceived_success: Pure) -> Pure:
    """How fast an expectation of success lifts support, logit per week: ``b_V (V - V_ref)``.

    Source: Fineline model description, "support".
    """
    return success_sensitivity * (perceived_success - reference_perceived_success)


@gives("casualty_effect")
def casualty_effect_mueller(casualty_sensitivity: Pure, visible_deaths_growth: Pure) -> Pure:
    """Wear by the log of cumulative deaths alone, logit per week: ``b_c dlnX``. Source: Mueller (1973)."""
    return casualty_sensitivity * visible_deaths_growth


@gives("casualty_effect")
def casualty_effect_marginal(
    marginal_sensitivity: Pure,
    support_reversion: Pure,
    recent_visible_deaths: PersonsPerWeek,
    reference_visible_deaths: PersonsPerWeek,
) -> Pure:
    """Wear by recent deaths, logit per week: ``psi b_m ln(1 + x/x_0)``.

    Support settles ``b_m ln(1 + x/x_0)`` below its mean while losses stay at ``x`` a week, and recovers when they
    fall. Source: Gartner and Segura (1998) on marginal casualties.
    """
    return support_reversion * marginal_sensitivity * jnp.log1p(recent_visible_deaths / reference_visible_deaths)


@gives("casualty_effect")
def casualty_effect_none(visible_deaths_growth: Pure) -> Pure:
    """No wear, success alone moves support: ``0``. Source: Sidman and Norpoth (2012)."""
    return jnp.zeros_like(visible_deaths_growth)


@gives("success_effect")
def success_effect_none(perceived_success: Pure) -> Pure:
    """No lift, deaths alone move support: ``0``."""
    return jnp.zeros_like(perceived_success)


def disclosure_effect(disclosure_support_shift: Pure, contingent_disclosed: Pure) -> Pure:
    """Jump of support in the week the contingent becomes public, logit; zero in all others.

    ``delta_S disclosed``. An assumption with a range on either side of zero.
    """
    return disclosure_support_shift * contingent_disclosed


def mobilisation_effect(
    mobilisation_sensitivity: Pure, principal_mobilised: PersonsPerWeek, reference_mobilisation: Persons, step: Weeks
) -> Pure:
    """Loss of support to people called up by decree in a step, logit: ``b_M step mobilised / reference``."""
    return mobilisation_sensitivity * step * principal_mobilised / reference_mobilisation


def next_war_support(
    war_support: Pure,
    support_reversion: Pure,
    mean_support: Pure,
    casualty_effect: Pure,
    success_effect: Pure,
    disclosure_effect: Pure,
    mobilisation_effect: Pure,
    support_volatility: Pure,
    war_support_shock: Pure,
    step: Weeks,
) -> Pure:
    """Public support for the war next week, logit.

    ``s' = s + (1 - exp(-psi step)) (sbar - s) + step (success - casualties) + disclosure - mobilisation
    + sigma sqrt(step) e``. Source: Fineline model description, "support"; the shock is ours: opinion also moves for
    reasons that the model does not hold.
    """
    returned = (1.0 - jnp.exp(-support_reversion * step)) * (mean_support - war_support)
    moved = step * (success_effect - casualty_effect) + disclosure_effect - mobilisation_effect
    return war_support + returned + moved + support_volatility * jnp.sqrt(step) * war_support_shock


def war_support_share(war_support: Pure) -> Pure:
    """Share of the public that would support the war if all spoke freely, in (0, 1): ``logistic(s)``."""
    return jax.nn.sigmoid(war_support)


_SHARED = (disclosure_effect, mobilisation_effect, next_war_support, war_support_share)

MECHANISM = {
    "expectation": (casualty_effect, success_effect, *_SHARED),
    "mueller": (casualty_effect_mueller, success_effect_none, *_SHARED),
    "marginal": (casualty_effect_marginal, success_effect_none, *_SHARED),
    "success_only": (casualty_effect_none, success_effect, *_SHARED),
}
"""Rival theories of public support by name."""
