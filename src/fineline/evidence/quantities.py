"""The series the model and its observation models know by name, and the unit each reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "principal_losses_claimed": "persons/week",
        "principal_losses_claimed_cum": "persons",
        "principal_deaths_probate": "persons/week",
        "area_change_isw": "km2/week",
        "area_change_deepstate": "km2/week",
        "area_isw": "km2",
        "area_deepstate_excl_crimea": "km2",
        "opponent_listed_dead_missing": "persons/week",
        "aid_military_allocated": "EUR_bn/month",
        "lead_backer_aid_allocated": "EUR_bn/month",
        "other_backers_aid_allocated": "EUR_bn/month",
        "war_support_opinion": "percent",
        "continue_military_action_opinion": "percent",
        "start_peace_talks_opinion": "percent",
        "recruits_claimed": "persons",
        "signing_bonus": "thousand_RUB",
        "principal_force_claimed": "persons",
        "opponent_mobilised_claimed": "persons/month",
        "opponent_absence_cases": "cases/month",
        "principal_casualties_estimated_cum": "persons",
        "principal_casualties_uk_mod_cum": "persons",
        "principal_deaths_estimated_cum": "persons",
        "opponent_casualties_estimated_cum": "persons",
        "opponent_deaths_estimated_cum": "persons",
        "contributor_troops_present": "persons",
        "contributor_troops_sent_cum": "persons",
        "contributor_killed_cum": "persons",
        "contributor_wounded_cum": "persons",
        "contributor_casualties_cum": "persons",
        "contributor_shells_delivered_cum": "rounds",
    }
)
