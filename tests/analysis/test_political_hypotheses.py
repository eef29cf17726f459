"""The political tests measure what they say, on trajectories made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from fineline.analysis.hypotheses import Findings
from fineline.analysis.political_hypotheses import (
    POLITICAL_TESTS,
    aid_reconsidered,
    belief_rose,
    fine_line_walked,
    price_unclear,
)
from fineline.analysis.propositions import TESTS
from fineline.case import load_case

from .synthetic import pair

FLAT = {
    "deal_price": 3000.0,
    "perceived_success": 0.3,
    "aid_allocated": 0.8,
    "success_effect": 0.002,
    "casualty_effect": 0.002,
}


def findings(**changed: np.ndarray | float) -> Findings:
    """Flat political quantities over the made-up runs, some of them changed: a number, or an array (draw, week)."""
    runs = pair()
    base = runs.baseline
    shape = (base.sizes["draw"], base.sizes["week"])
    made = {
        name: (("draw", "week"), np.broadcast_to(np.asarray(changed.get(name, value)), shape).copy(), {"units": "1"})
        for name, value in FLAT.items()
    }
    political = xr.Dataset(made, coords=base.coords)
    both = replace(runs, baseline=base.merge(political, combine_attrs="override"))
    return Findings(baseline=both.baseline.assign_attrs(base.attrs), without_troops=runs, claims=(), objective_km2=None)


def test_a_price_that_is_known_is_not_unclear() -> None:
    assert price_unclear(findings()).chance == 0.0


def test_prices_far_apart_are_unclear() -> None:
    draws = findings().baseline.sizes["draw"]
    spread = np.where(np.arange(draws) % 2 == 0, 1000.0, 9000.0)[:, None]
    assert price_unclear(findings(deal_price=spread)).chance >= 0.5


def test_a_belief_that_stays_did_not_rise() -> None:
    assert belief_rose(findings()).chance == 0.0


def test_a_belief_that_jumps_at_the_end_of_data_rose() -> None:
    base = findings().baseline
    late = np.where(base["week"].values >= np.datetime64(str(base.attrs["data_end"])[:10]), 0.9, 0.2)
    assert belief_rose(findings(perceived_success=late)).chance == 1.0


def test_steady_aid_was_not_reconsidered_and_aid_that_stops_was() -> None:
    base = findings().baseline
    ahead = base["week"].values > np.datetime64(str(base.attrs["data_end"])[:10])
    assert aid_reconsidered(findings()).chance == 0.0
    assert aid_reconsidered(findings(aid_allocated=np.where(ahead, 0.1, 0.8))).chance == 1.0


@pytest.mark.parametrize(("success", "chance"), [(0.002, 1.0), (0.02, 0.0), (-0.002, 0.0)])
def test_a_fine_line_needs_two_forces_of_one_order(success: float, chance: float) -> None:
    assert fine_line_walked(findings(success_effect=success)).chance == chance


def test_every_row_of_the_ukraine_case_rests_on_claims_or_on_a_quantity() -> None:
    for row in load_case("ukraine").propositions:
        assert row.claims or row.test or all(candidate.claims for candidate in row.candidates), row.id
        assert row.test is None or row.test in TESTS, row.id


def test_political_tests_can_be_named_by_a_case() -> None:
    assert set(POLITICAL_TESTS) <= set(TESTS)
