"""What the tests of propositions may measure: quantities by name, the weeks they are measured over, and what they read.

A case declares its tests: quantity, weeks, threshold and the side of it that counts. Here stands how each quantity is
measured, what it leaves open, and which parameters decide it. Nothing here knows a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fineline.analysis.hypotheses.beliefs import AID_RESPONSE, FINE_LINE_INDEX, PERCEIVED_SUCCESS_RISE
from fineline.analysis.hypotheses.contingent import (
    CONTRIBUTOR_EFFECTIVENESS,
    OWN_DEATHS_AVOIDED,
    RELATIVE_EXPOSURE,
    SOLDIERS_SENT,
)
from fineline.analysis.hypotheses.front import (
    BONUS_RISE,
    FORCE_RATIO,
    GROUND_PER_THOUSAND,
    GROUND_PER_WEEK,
    OBJECTIVE_SHARE,
    WEEKS_SHORT,
)
from fineline.analysis.hypotheses.outside import DEATHS_BETWEEN_LEVERS, RIVAL_CLAIMS_APART, SENDINGS_ADDED
from fineline.analysis.hypotheses.records import (
    Asked,
    Extras,
    Finding,
    Findings,
    Measured,
    Missing,
    Precedents,
    Quantity,
)
from fineline.analysis.hypotheses.secrecy import DISCLOSURE_BELIEF_SHIFT, IMAGE_KEPT_BY_HIDING, WEEKS_UNACKNOWLEDGED
from fineline.analysis.hypotheses.terms import PRICE_SPREAD

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "soldiers_sent": SOLDIERS_SENT,
        "price_spread": PRICE_SPREAD,
        "relative_exposure": RELATIVE_EXPOSURE,
        "contributor_effectiveness": CONTRIBUTOR_EFFECTIVENESS,
        "own_deaths_avoided": OWN_DEATHS_AVOIDED,
        "force_ratio": FORCE_RATIO,
        "ground_per_week": GROUND_PER_WEEK,
        "ground_per_thousand_casualties": GROUND_PER_THOUSAND,
        "objective_share": OBJECTIVE_SHARE,
        "weeks_short": WEEKS_SHORT,
        "bonus_rise": BONUS_RISE,
        "perceived_success_rise": PERCEIVED_SUCCESS_RISE,
        "aid_response": AID_RESPONSE,
        "fine_line_index": FINE_LINE_INDEX,
        "disclosure_belief_shift": DISCLOSURE_BELIEF_SHIFT,
        "weeks_unacknowledged": WEEKS_UNACKNOWLEDGED,
        "image_kept_by_hiding": IMAGE_KEPT_BY_HIDING,
        "sendings_added_by_one_more": SENDINGS_ADDED,
        "deaths_between_levers": DEATHS_BETWEEN_LEVERS,
        "rival_claims_apart": RIVAL_CLAIMS_APART,
    }
)
"""Every quantity by the key that a test names."""

__all__ = [
    "QUANTITIES",
    "Asked",
    "Extras",
    "Finding",
    "Findings",
    "Measured",
    "Missing",
    "Precedents",
    "Quantity",
]
