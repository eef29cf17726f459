"""Offensive tempo: how hard the principal presses, as a logarithm around its long-run mean."""

from __future__ import annotations

import jax.numpy as jnp

from fineline.model.units import Pure, Weeks


def next_tempo(tempo: Pure, tempo_persistence: Pure, tempo_volatility: Pure, tempo_shock: Pure, step: Weeks) -> Pure:
    """Log offensive tempo next week: ``i' = phi^step i + sigma sqrt(step) e``.

    A first-order autoregression; ``phi`` is the weekly persistence in (0, 1), ``e`` a standard normal shock.
    Source: Fineline model description, equation "tempo". Valid for steps up to a week.
    """
    return tempo_persistence**step * tempo + tempo_volatility * jnp.sqrt(step) * tempo_shock


def offensive_tempo(tempo: Pure, season_angle: Pure, season_cosine: Pure, season_sine: Pure, tempo_push: Pure) -> Pure:
    """Log tempo with the season of the year and what a scenario adds: ``i + c cos(angle) + s sin(angle) + push``.

    The first annual harmonic only: three years of record do not carry more. ``push`` is zero unless a scenario presses
    harder or less hard than the record. Source: Fineline model description.
    """
    return tempo + season_cosine * jnp.cos(season_angle) + season_sine * jnp.sin(season_angle) + tempo_push


MECHANISM = {"seasonal_ar1": (next_tempo, offensive_tempo)}
"""Rival forms of the tempo mechanism by name."""
