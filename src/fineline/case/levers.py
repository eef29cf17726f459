"""Inputs of the model that a scenario may change: what kind each is, within which bounds, and how it is said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["flow", "level", "state"]


@dataclass(frozen=True, slots=True)
class Lever:
    """A weekly input.

    Attributes:
        kind: a flow so many a week, a level, or a state that holds (1) or does not (0).
        words: what flows, what has the level, or that the state holds.
        otherwise: that the state does not hold; empty for flows and levels.
        unit: its unit.
        low: the least it can be.
        high: the most it can be.
        follows: the input it follows from and cannot be changed apart from; empty where it stands on its own.
    """

    kind: Kind
    words: str
    otherwise: str = ""
    unit: str = "1"
    low: float = 0.0
    high: float = math.inf
    follows: str = ""

    def holds(self, value: float) -> bool:
        """Whether the input can have a value."""
        return value in {0.0, 1.0} if self.kind == "state" else self.low <= value <= self.high


def _state(words: str, otherwise: str, follows: str = "") -> Lever:
    return Lever("state", words, otherwise, high=1.0, follows=follows)


def _people(words: str) -> Lever:
    return Lever("flow", words, unit="persons/week")


LEVERS: Mapping[str, Lever] = MappingProxyType(
    {
        "contributor_arrivals": _people("soldiers arriving"),
        "contributor_departures": _people("soldiers going home"),
        "contributor_shell_deliveries": Lever("flow", "rounds delivered", unit="rounds/week"),
        "principal_mobilisation": _people("people called up by decree"),
        "substitute_recruits": _people("men bought beyond those who sign anyway"),
        "committed_aid": Lever("flow", "EUR bn of aid committed in advance", unit="EUR_bn/week"),
        "contributor_combat_share": Lever("level", "share of the contingent in combat", high=1.0),
        "opponent_mobilisation_profile": Lever("level", "the opponent's mobilisation, relative to the reference"),
        "opponent_absence_profile": Lever("level", "absence from the opponent's force, relative to the reference"),
        "sanctions_markup": Lever("level", "what sanctions cost the contributor, relative to the record"),
        "talks_factor": Lever("level", "chance of a settlement in a week, relative to what beliefs make of it"),
        "tempo_push": Lever("level", "push of the log of offensive tempo", low=-math.inf),
        "contingent_public": _state("the contingent is public", "the contingent is hidden"),
        "contingent_acknowledged": _state("the contingent is acknowledged", "the contingent is not acknowledged"),
        "contingent_disclosed": _state(
            "the contingent becomes public", "it does not become public", follows="contingent_public"
        ),
        "success_claimed": _state("the principal has claimed success", "the principal claims no success"),
        "lead_backer_regime": _state(
            "the lead backer follows its new policy of aid", "the lead backer keeps its old policy of aid"
        ),
    }
)
"""Every input of the model but the season of the year, which nobody changes."""
