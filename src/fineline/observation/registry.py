"""Observation models by the name that a case gives them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fineline.observation import aid, area, general_staff, opinion, opponent_list, points, probate, recruitment
from fineline.observation.rows import ObservationModel

OBSERVATION_MODELS: Mapping[str, ObservationModel] = MappingProxyType(
    {
        "general_staff_claims": general_staff.MODEL,
        "probate_deaths": probate.MODEL,
        "probate_revision": probate.REVISION,
        "area_isw": area.ISW,
        "area_deepstate": area.DEEPSTATE,
        "recruitment_totals": recruitment.MODEL,
        "signing_bonus": recruitment.BONUS,
        "principal_force": points.PRINCIPAL_FORCE,
        "principal_casualties": points.PRINCIPAL_CASUALTIES,
        "principal_deaths": points.PRINCIPAL_DEATHS,
        "opponent_casualties": points.OPPONENT_CASUALTIES,
        "opponent_deaths": points.OPPONENT_DEATHS,
        "opponent_list": opponent_list.MODEL,
        "contingent_present": points.CONTINGENT_PRESENT,
        "contingent_sent": points.CONTINGENT_SENT,
        "contingent_killed": points.CONTINGENT_KILLED,
        "contingent_casualties": points.CONTINGENT_CASUALTIES,
        "contingent_wounded": points.CONTINGENT_WOUNDED,
        "war_support_opinion": opinion.MODEL,
        "lead_backer_aid": aid.LEAD_BACKER,
        "other_backers_aid": aid.OTHER_BACKERS,
    }
)
